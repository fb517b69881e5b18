"""The gate: does this passage answer the question, or is it merely about the same thing?

A logistic model weighs the judge's P(passage answers question), the share of the question's words
and names the passage has, and whether it has the kind of thing that is asked for (a figure for
"how many", a date for "when", a name for "who").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.asked import answer_type, has_answer_type
from rag.answering.calibration import gate_probability
from rag.answering.judge import Judge
from rag.answering.reading import passage_text
from rag.types import Passage
from rag.words import containment, content_stems

__all__ = ["Gate", "GatedPassage"]


@dataclass(frozen=True, slots=True, kw_only=True)
class GatedPassage:
    """A passage with the gate's estimate.

    Attributes:
        passage: The passage.
        number: Its rank among the evidence, 1-based.
        probability: P(it answers the question), 0–1.
    """

    passage: Passage
    number: int
    probability: float


class Gate:
    """Estimates for each passage whether it answers the question.

    Args:
        judge: Asks the model.
    """

    def __init__(self, judge: Judge) -> None:
        """Keep the judge."""
        self._judge = judge

    async def weigh(self, question: str, evidence: Sequence[Passage]) -> list[GatedPassage]:
        """Return every passage with its estimate, in the order given.

        A passage without any of the question's words, or without the kind of thing asked for, is
        given 0 and the judge is not asked.

        Raises:
            ModelError: If the judge failed.
        """
        weighed: list[GatedPassage] = []
        for number, passage in enumerate(evidence, start=1):
            probability = 0.0
            if _can_answer(question, passage):
                judged = await self._judge.answers(question, passage_text([passage]))
                probability = gate_probability(judged, question, passage)
            weighed.append(GatedPassage(passage=passage, number=number, probability=probability))
        return weighed


def _can_answer(question: str, passage: Passage) -> bool:
    words = content_stems(f"{passage.title} {passage_text([passage])}")
    return containment(content_stems(question), words) > 0 and has_answer_type(
        answer_type(question), question, passage.quote
    )
