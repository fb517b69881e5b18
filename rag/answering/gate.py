"""The gate: does this passage answer the question, or is it merely about the same thing?

The judge's P(passage answers question), calibrated. A passage that shares no word with the
question, or lacks the kind of thing that is asked for (a figure for "how many", a date for "when",
a name for "who"), is not asked about at all.
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

__all__ = ["SURE", "Gate", "GatedPassage"]

SURE = 0.5
_ENOUGH = 4


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
        """Return the passages weighed with their estimates, in the order given.

        Passages are weighed from the best on, until enough of them surely answer.

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
                probability = gate_probability(judged)
            weighed.append(GatedPassage(passage=passage, number=number, probability=probability))
            if sum(gated.probability >= SURE for gated in weighed) == _ENOUGH:
                break
        return weighed


def _can_answer(question: str, passage: Passage) -> bool:
    words = content_stems(f"{passage.title} {passage_text([passage])}")
    return containment(content_stems(question), words) > 0 and has_answer_type(
        answer_type(question), question, passage.quote
    )
