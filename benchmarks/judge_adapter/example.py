"""One thing the judge is asked, with the right answer."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

__all__ = ["Example", "read_examples", "write_examples"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A prompt of the judge and whether Yes is right.

    Attributes:
        id: Unique in its file.
        source: The set it is from.
        prompt: The user message, word for word as the product asks it.
        yes: Whether the right answer is Yes.
    """

    id: str
    source: str
    prompt: str
    yes: bool


def write_examples(path: Path, examples: Iterable[Example]) -> None:
    """Write one JSON object a line."""
    lines = (json.dumps(asdict(example), ensure_ascii=False) for example in examples)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def read_examples(path: Path) -> list[Example]:
    """Read what `write_examples` wrote, in its order.

    Raises:
        FileNotFoundError: The file is not there.
    """
    if not path.is_file():
        raise FileNotFoundError(
            f"no {path}; run `python -m benchmarks.judge_adapter.prepare` first"
        )
    with path.open(encoding="utf-8") as lines:
        return [Example(**json.loads(line)) for line in lines]
