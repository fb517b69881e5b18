"""The gate: does this passage answer the question, or is it merely about the same thing?

The judge's P(passage answers question), calibrated. A passage that shares no word with the
question, or lacks the kind of thing that is asked for (a figure for "how many", a date for "when",
a name for "who"), is not asked about at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.asked import answer_type, asks_for_several, has_answer_type
from rag.answering.calibration import answer_probability, gate_probability
from rag.answering.judge import Judge
from rag.answering.reading import joint_text, passage_text
from rag.types import Passage
from rag.words import containment, content_stems

__all__ = [
    "SURE",
    "Gate",
    "GatedPassage",
    "answer_confidence",
    "lead",
    "near_best",
    "together_text",
]

SURE = 0.5
_ENOUGH = 4
_MOST_WEIGHED = 12
_NEAR = 0.45
_NEAR_OF_EACH = 0.25
_JOINT_FROM = 6
_JOINT = 4
_JOINT_CHARS = 1200


@dataclass(frozen=True, slots=True, kw_only=True)
class GatedPassage:
    """A passage with the gate's estimate.

    Attributes:
        passage: The passage.
        number: Its rank among the evidence, 1-based.
        probability: P(it answers the question), 0–1.
        judged: The judge's P(yes) that this is calibrated from, 0–1.
    """

    passage: Passage
    number: int
    probability: float
    judged: float = 0.0


class Gate:
    """Estimates for each passage whether it answers the question.

    Args:
        judge: Asks the model.
    """

    def __init__(self, judge: Judge) -> None:
        """Keep the judge."""
        self._judge = judge

    async def weigh(
        self, question: str, evidence: Sequence[Passage], *, every_document: bool = False
    ) -> list[GatedPassage]:
        """Return the passages weighed with their estimates, in the order given.

        Those near the best (`near_best`) are weighed, from the best on, until enough of them surely
        answer; or, to hear every document, a document's until one of them surely answers.

        A passage without any of the question's words, or without the kind of thing asked for, is
        given 0 and the judge is not asked.

        Args:
            question: The standalone question.
            evidence: Passages, best first.
            every_document: Whether to hear every document.

        Raises:
            ModelError: If the judge failed.
        """
        weighed: list[GatedPassage] = []
        heard: set[str] = set()
        near = near_best(evidence, every_document=every_document)
        for number, passage in enumerate(near, start=1):
            if every_document and passage.document_id in heard:
                continue
            judged = probability = 0.0
            if _can_answer(question, passage):
                judged = await self._judge.answers(question, passage_text([passage]))
                probability = gate_probability(judged)
            weighed.append(
                GatedPassage(passage=passage, number=number, probability=probability, judged=judged)
            )
            if probability >= SURE:
                heard.add(passage.document_id)
            sure = sum(gated.probability >= SURE for gated in weighed)
            if sure == _ENOUGH and not every_document:
                break
        return weighed

    async def weigh_together(self, question: str, evidence: Sequence[Passage]) -> float:
        """Return the judge's P(yes) that the best document's sentences together answer, 0–1.

        An explanation is often spread over sentences none of which answers alone. Where several
        things are asked for, the best sentences of all documents are read together.

        Args:
            question: The standalone question.
            evidence: Passages, best first, at least one.

        Raises:
            ModelError: If the judge failed.
        """
        return await self._judge.answers(question, together_text(question, evidence))


def together_text(question: str, evidence: Sequence[Passage]) -> str:
    """Return the sentences that are read together, in the order of their place.

    Args:
        question: The standalone question.
        evidence: Passages, best first, at least one.
    """
    near = list(evidence[:_JOINT_FROM])
    if not asks_for_several(question):
        near = [p for p in near if p.document_id == evidence[0].document_id]
    near = sorted(near[:_JOINT], key=lambda passage: (passage.uri, passage.start))
    return joint_text(near)[:_JOINT_CHARS]


def near_best(evidence: Sequence[Passage], *, every_document: bool = False) -> list[Passage]:
    """Return the passages to weigh: the first, with a score not far below the best one's.

    Args:
        evidence: Passages, best first.
        every_document: Whether a document's first passage may be further below.
    """
    near: list[Passage] = []
    heard: set[str] = set()
    for passage in evidence[:_MOST_WEIGHED]:
        first = every_document and passage.document_id not in heard
        if passage.score >= (_NEAR_OF_EACH if first else _NEAR) * evidence[0].score:
            near.append(passage)
        heard.add(passage.document_id)
    return near


def answer_confidence(best: float, together: float, evidence: Sequence[Passage]) -> float:
    """Return P(the evidence answers the question), 0–1; 0 where no passage was asked about.

    Args:
        best: The judge's P(yes) that the best passage alone answers it, 0–1; 0 if none was asked.
        together: What `weigh_together` gave, 0–1.
        evidence: All passages retrieved, best first.
    """
    if not best:
        return 0.0
    return answer_probability(best, together, lead(evidence))


def lead(evidence: Sequence[Passage]) -> float:
    """Return how far the best passage's score is above that of the best of any other document.

    Where all are of one document, the last one's score is taken.

    Args:
        evidence: Passages, best first, at least one.
    """
    first = evidence[0]
    others = [p.score for p in evidence if p.document_id != first.document_id]
    return first.score - (others[0] if others else evidence[-1].score)


def _can_answer(question: str, passage: Passage) -> bool:
    words = content_stems(f"{passage.title} {passage_text([passage])}")
    return containment(content_stems(question), words) > 0 and has_answer_type(
        answer_type(question), question, passage.quote
    )
