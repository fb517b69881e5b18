"""The checker: a sentence and the passages it cites in, a claim with its verdict out."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answering.assess import Assessor, verbatim_verdict
from rag.answering.cite import CitationBuilder
from rag.answering.reading import closest, own_words, stands_alone
from rag.types import Claim, Passage, Verdict

__all__ = ["Checker"]

_STALE = Verdict(
    label="not_enough_evidence", score=0.0, reason="Its source has changed since it was found."
)


class Checker:
    """Checks sentences against the passages they cite.

    Args:
        assessor: Gives the verdicts.
        citations: Builds citations from spans.
    """

    def __init__(self, assessor: Assessor, citations: CitationBuilder) -> None:
        """Keep the parts."""
        self._assessor = assessor
        self._citations = citations

    async def check(self, text: str, passages: Sequence[Passage], *, question: str) -> Claim:
        """Return the sentence as a claim with citations and a verdict.

        The passage that has most of the sentence's words is tried alone, so that no more is cited
        than proves it; only if it does not, all are read together.

        Args:
            text: One sentence.
            passages: What it cites; none gives `not_enough_evidence`.
            question: The question; its names need no support.
        """
        if len(passages) < 2:
            return await self._check(text, passages, question=question)
        alone = await self._check(text, [closest(text, passages)[0]], question=question)
        if alone.verdict.label == "supported":
            return alone
        together = await self._check(text, passages, question=question)
        return together if together.verdict.label == "supported" else alone

    async def _check(self, text: str, passages: Sequence[Passage], *, question: str) -> Claim:
        citations = self._citations.build(passages)
        if len(citations) != len(passages):
            return Claim(text=text, citations=citations, verdict=_STALE)
        verdict = await self._assessor.assess(text, passages, question=question)
        return Claim(text=text, citations=citations, verdict=verdict)

    def quote(self, passage: Passage) -> Claim | None:
        """Return the passage's own words as a claim, or None if they cannot stand alone.

        Words that need the sentence before them are quoted together with it.
        """
        whole = self._citations.with_lead(passage) or passage
        if not stands_alone(whole):
            return None
        citations = self._citations.build([whole])
        if not citations:
            return None
        return Claim(text=own_words(whole), citations=citations, verdict=verbatim_verdict())
