"""The part of the command line that benchmarks on the evaluation data share."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

__all__ = ["data_parser"]


def data_parser(doc: str | None, *, work: Path, kept: str) -> argparse.ArgumentParser:
    """Return a parser of EVAL_DATA, `--json` and `--work`, to which a benchmark adds its own.

    Args:
        doc: The benchmark's docstring, whose first line describes it.
        work: Where results are kept by default.
        kept: What is kept there, in words.
    """
    parser = argparse.ArgumentParser(description=(doc or "").partition("\n")[0])
    named = os.environ.get("CITEPROOF_EVAL_DATA")
    parser.add_argument(
        "data",
        nargs="?",
        type=Path,
        default=Path(named) if named else None,
        metavar="EVAL_DATA",
        help="folder of the evaluation data; by default CITEPROOF_EVAL_DATA",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures here")
    parser.add_argument("--work", type=Path, metavar="DIR", default=work, help=f"keep {kept} here")
    return parser
