"""The evaluation data as values: rows, halves, and samples that stay samples when they grow."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

__all__ = [
    "DataError",
    "Half",
    "JudgedRow",
    "Question",
    "SourceDocument",
    "half_of",
    "load_judged",
    "load_questions",
    "pair_of",
    "require_data",
    "spread",
]

Half = Literal["report", "tune"]
FOLDERS = ("qa", "judge")
PAIR_ENDINGS = ("-reference", "-edited")

_T = TypeVar("_T")
_M = TypeVar("_M", bound=BaseModel)


class DataError(Exception):
    """The evaluation data is not there or cannot be read."""


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class JudgedRow(_Row):
    """A claim beside its evidence, with what people said of the two.

    Attributes:
        label: `supported`, `partially_supported`, `contradicted` or `not_enough_evidence`.
        error_type: What was planted, where something was.
    """

    id: str
    claim: str
    evidence: str
    label: Literal["supported", "partially_supported", "contradicted", "not_enough_evidence"]
    error_type: str = ""


class SourceDocument(_Row):
    """A document that a question comes with."""

    id: str
    title: str
    text: str

    @property
    def name(self) -> str:
        """Name of the file it is ingested from, and so its uri."""
        return f"{self.id}.txt"

    @property
    def content(self) -> str:
        """The title, if there is one, a blank line, and the text."""
        return f"{self.title}\n\n{self.text}" if self.title else self.text


class Question(_Row):
    """A question with its documents and its right answers.

    Attributes:
        answers: Right answers; alternatives, or several that are right at once in a set whose
            documents disagree.
        wrong_answers: Answers that planted documents give.
        gold_document_ids: Documents that hold a right answer.
    """

    id: str
    question: str
    documents: tuple[SourceDocument, ...]
    answers: tuple[str, ...]
    answerable: bool
    wrong_answers: tuple[str, ...] = ()
    gold_document_ids: tuple[str, ...] = ()


def require_data(data: Path | None) -> Path:
    """Return the data folder.

    Raises:
        DataError: If none is named or it does not hold the data.
    """
    if data is None:
        raise DataError(
            "the evaluation data is not part of this project; name its folder as the argument or "
            "in CITEPROOF_EVAL_DATA"
        )
    missing = [name for name in FOLDERS if not (data / name).is_dir()]
    if missing:
        raise DataError(
            f"{data} holds no evaluation data (no folder {', '.join(missing)}); name the folder "
            "that holds qa/ and judge/"
        )
    return data


def half_of(name: str) -> Half:
    """Return the half an id belongs to, by the last hex digit of its sha256: even is tune."""
    return "report" if int(hashlib.sha256(name.encode()).hexdigest()[-1], 16) % 2 else "tune"


def pair_of(name: str) -> str:
    """Return the id without the ending that tells the two claims of a pair apart."""
    for ending in PAIR_ENDINGS:
        name = name.removesuffix(ending)
    return name


def load_judged(data: Path, name: str, half: Half) -> list[JudgedRow]:
    """Return the rows of `judge/<name>.jsonl` in one half; pairs stay together.

    Raises:
        DataError: If the file is missing or a row has another shape.
    """
    rows = _load(data / "judge" / f"{name}.jsonl", JudgedRow)
    return [row for row in rows if half_of(pair_of(row.id)) == half]


def load_questions(data: Path, name: str, half: Half | None = None) -> list[Question]:
    """Return the rows of `qa/<name>.jsonl`, of one half or of both when None.

    Raises:
        DataError: As `load_judged`.
    """
    rows = _load(data / "qa" / f"{name}.jsonl", Question)
    return [row for row in rows if half is None or half_of(row.id) == half]


def spread(
    items: Sequence[_T], *, name: Callable[[_T], str], stratum: Callable[[_T], Hashable]
) -> list[_T]:
    """Return the items in an order of which every beginning is a stratified sample.

    Within a stratum the order is by a hash of the id, so it is random but the same each time, and
    a longer sample holds the shorter one.

    Args:
        items: In any order.
        name: Gives an item's id.
        stratum: Gives what should be represented in proportion.
    """
    groups: defaultdict[Hashable, list[_T]] = defaultdict(list)
    for item in sorted(items, key=lambda item: _shuffled(name(item))):
        groups[stratum(item)].append(item)
    placed = [
        ((position + 0.5) / len(group), name(item), item)
        for group in groups.values()
        for position, item in enumerate(group)
    ]
    return [item for _, _, item in sorted(placed, key=lambda entry: entry[:2])]


def _shuffled(name: str) -> str:
    return hashlib.sha256(f"order of {name}".encode()).hexdigest()


def _load(path: Path, model: type[_M]) -> list[_M]:
    if not path.is_file():
        raise DataError(f"{path} is missing; is the evaluation data complete?")
    rows: list[_M] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            row: Any = json.loads(line)
            rows.append(model.model_validate(row))
        except (ValueError, ValidationError) as exc:
            raise DataError(f"{path}, line {number} cannot be read: {exc}") from exc
    return rows
