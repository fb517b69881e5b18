"""What is scored, of one half: claims with their evidence, and questions with their passage."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from benchmarks.altered.items import altered_items, faithful_items
from benchmarks.measures.data import Half, load_judged, load_questions, pair_of

__all__ = ["Item", "ItemSet", "items"]

ItemSet = Literal["fever_symmetric", "wice", "bump", "altered", "gate"]

_JUDGED: tuple[Literal["fever_symmetric", "wice", "bump"], ...] = (
    "fever_symmetric",
    "wice",
    "bump",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A claim or a question beside a text.

    Attributes:
        id: As in the evaluation data, or the id of an altered or faithful claim.
        of: The set; `gate` are the questions of SQuAD 2.0, each beside its passage.
        kind: The label of a judged row; the class of an altered claim, `faithful` of the others.
        twin: Shared by the two claims of a BUMP pair; elsewhere the id.
        evidence: The text.
        claim: One or several sentences, or the question.
        holds: Whether the text supports the claim or answers the question.
    """

    id: str
    of: ItemSet
    kind: str
    twin: str
    evidence: str
    claim: str
    holds: bool


def items(data: Path, half: Half) -> list[Item]:
    """All items of one half, in the order of the files.

    Args:
        data: The evaluation folder.
        half: `report` for figures, `tune` to fit with.

    Raises:
        DataError: A file is missing or a row has another shape.
    """
    judged = [
        Item(
            id=row.id,
            of=name,
            kind=row.label,
            twin=pair_of(row.id),
            evidence=row.evidence,
            claim=row.claim,
            holds=row.label == "supported",
        )
        for name in _JUDGED
        for row in load_judged(data, name, half)
    ]
    restated = [
        Item(
            id=one.id,
            of="altered",
            kind="faithful" if one.faithful else one.cls,
            twin=one.id,
            evidence=one.evidence,
            claim=one.claim,
            holds=one.faithful,
        )
        for one in [*altered_items(data, half=half), *faithful_items(data, half=half)]
    ]
    return [*judged, *restated, *_asked(data, half)]


def _asked(data: Path, half: Half) -> list[Item]:
    return [
        Item(
            id=question.id,
            of="gate",
            kind="answerable" if question.answerable else "unanswerable",
            twin=question.id,
            evidence="\n".join(document.text for document in question.documents),
            claim=question.question,
            holds=question.answerable,
        )
        for question in load_questions(data, "squad2", half)
    ]
