"""Rewordings by hand, free and close: what a report might say, and whether the text says it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Literal, get_args

from pydantic import ConfigDict, TypeAdapter, ValidationError

from benchmarks.measures.data import half_of

__all__ = ["Half", "Reworded", "near_copies", "reworded"]

Half = Literal["tune", "report", "all"]
"""`tune` to look at and develop with, `report` for published figures, `all` for both."""

_FILE = Path(__file__).with_name("reworded.jsonl")
_NEAR = Path(__file__).with_name("near_copies.jsonl")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reworded:
    """A claim in words of its own, and whether the evidence states it.

    Attributes:
        id: Unique in the set.
        title: Name of the document, or "".
        context: The sentence before the evidence, which says whom a pronoun means, or "".
        evidence: One to three sentences; two items share them.
        claim: What a report says after them, in one sentence.
        faithful: Whether the evidence, read with title and context, states the claim.
        kind: What was changed if unfaithful, else the main means of rewording.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid", strict=True)

    id: str
    title: str
    context: str
    evidence: str
    claim: str
    faithful: bool
    kind: str


_READER = TypeAdapter(Reworded)


def reworded(half: Half = "all", *, path: Path = _FILE) -> list[Reworded]:
    """The items of one half, in the order of the file.

    The half follows from the evidence, so the two claims about a text are never parted.

    Args:
        half: `tune`, `report` or `all`.
        path: The file, one JSON object a line.

    Returns:
        All 160 items of the set, or those of the half.

    Raises:
        FileNotFoundError: There is no file at the path.
        ValueError: The half is unknown, or a line is not an item.
    """
    if half not in get_args(Half):
        raise ValueError(f"unknown half {half!r}; choose one of {', '.join(get_args(Half))}")
    lines = path.read_text(encoding="utf-8").splitlines()
    items = [_read(line, f"{path.name}, line {at}") for at, line in enumerate(lines, 1)]
    return [item for item in items if half in {"all", half_of(item.evidence)}]


def near_copies(*, path: Path = _NEAR) -> list[Reworded]:
    """The claims that follow their evidence closely: four altered and two faithful ones of each.

    Written like the others by an author who had not read the guards; all of them are for published
    figures, none for developing. `kind` is one of the ten classes of alteration, or `faithful`.

    Args:
        path: The file, one JSON object a line.

    Raises:
        FileNotFoundError: There is no file at the path.
        ValueError: A line is not an item.
    """
    return reworded(path=path)


def _read(line: str, place: str) -> Reworded:
    try:
        return _READER.validate_json(line)
    except ValidationError as exc:
        first = exc.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "the line"
        raise ValueError(f"{place}: {field}: {first['msg']}; mend the line {line[:80]!r}") from exc
