"""Prints the sets to read: `python -m benchmarks.altered --half tune --class number`."""

from __future__ import annotations

import argparse
import os
from collections import Counter
from pathlib import Path

from benchmarks.altered.items import CLASSES, altered_items, faithful_items, hand_written

__all__ = ["main"]


def main(argv: list[str] | None = None) -> None:
    """Prints items, each as its id, the evidence and the claim, and the counts of classes.

    Args:
        argv: Arguments of the command; None takes those of the process.

    Raises:
        FileNotFoundError: The evaluation folder lacks a file.
    """
    parser = argparse.ArgumentParser(prog="python -m benchmarks.altered", description=__doc__)
    folder = os.environ.get("CITEPROOF_EVAL_DATA")
    parser.add_argument("--data", type=Path, default=Path(folder) if folder else None)
    parser.add_argument("--half", choices=("tune", "report"), default="tune")
    parser.add_argument("--class", dest="cls", choices=(*CLASSES, "faithful", "hand_written"))
    parser.add_argument("--count", type=int, default=45, help="most items of a class")
    given = parser.parse_args(argv)
    sets = {
        "hand_written": hand_written,
        "faithful": lambda: faithful_items(given.data, half=given.half),
    }
    if given.cls in sets:
        items = sets[given.cls]()
    else:
        items = altered_items(given.data, half=given.half, per_class=given.count)
        items = [item for item in items if given.cls in {None, item.cls}]
    for item in items:
        print(f"{item.id}\n  {item.evidence}\n  {item.claim}\n")
    for cls, n in Counter(item.cls for item in items).items():
        print(f"{cls}: {n}")


if __name__ == "__main__":
    main()
