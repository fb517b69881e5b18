"""The checker: a sentence and the passages it cites in, a claim with its verdict out.

Exact, then guards, then meaning. It fails closed: what could not be checked is not supported.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.answering.calibration import support_probability
from rag.answering.cite import CitationBuilder
from rag.answering.guards import guard_claim
from rag.answering.judge import Judge
from rag.answering.reading import closest, own_words, passage_text, stands_alone
from rag.errors import ModelError
from rag.types import Check, Citation, Claim, Passage, Verdict, VerdictLabel
from rag.words import fold

__all__ = ["Checker"]


class Checker:
    """Checks sentences against the passages they cite.

    Args:
        judge: Weighs meaning.
        citations: Builds citations from spans.
        threshold: Least P(supported) for `supported`, 0–1.
    """

    def __init__(self, judge: Judge, citations: CitationBuilder, *, threshold: float) -> None:
        """Keep the judge, the builder and the threshold."""
        self._judge = judge
        self._citations = citations
        self._threshold = threshold

    async def check(self, text: str, passages: Sequence[Passage], *, question: str) -> Claim:
        """Return the sentence as a claim with citations and a verdict.

        The passage that has most of the sentence's words is tried alone, so that no more is cited
        than proves it; only if it does not, all are read together.

        Args:
            text: One sentence.
            passages: What it cites; none gives `not_enough_evidence`.
            question: The question; its names need no support.
        """
        if not passages:
            return _claim(text, [], [], 0.0, "It points at no words of the documents.")
        alone = await self._check(text, [closest(text, passages)[0]], question=question)
        if alone.verdict.label == "supported" or len(passages) == 1:
            return alone
        together = await self._check(text, passages, question=question)
        return together if together.verdict.label == "supported" else alone

    async def _check(self, text: str, passages: Sequence[Passage], *, question: str) -> Claim:
        citations = self._citations.build(passages)
        if len(citations) != len(passages):
            return _claim(text, citations, [], 0.0, "Its source has changed since it was found.")
        if any(fold(text) == fold(own_words(passage)) for passage in passages):
            return _verbatim(text, citations)
        checks = guard_claim(
            text,
            [passage.quote for passage in passages],
            question=question,
            context=" ".join(f"{passage.title} {passage.context}" for passage in passages),
        )
        objection = next((check for check in checks if not check.passed), None)
        if objection is not None:
            return _claim(text, citations, checks, 0.0, objection.detail)
        return await self._judged(text, passages, citations, checks)

    def quote(self, passage: Passage) -> Claim | None:
        """Return the passage's own words as a claim, or None if they cannot stand alone.

        Words that need the sentence before them are quoted together with it.
        """
        whole = self._citations.with_lead(passage) or passage
        if not stands_alone(whole):
            return None
        citations = self._citations.build([whole])
        return _verbatim(own_words(whole), citations) if citations else None

    async def _judged(
        self,
        text: str,
        passages: Sequence[Passage],
        citations: list[Citation],
        checks: list[Check],
    ) -> Claim:
        try:
            evidence = passage_text(passages)
            judged = await self._judge.supports(text, evidence)
        except ModelError as exc:
            failed = Check(name="judge", passed=False, detail=f"The judge failed: {exc}")
            return _claim(text, citations, [*checks, failed], 0.0, "It could not be checked.")
        probability = support_probability(judged, text, evidence)
        passed = probability >= self._threshold
        check = Check(
            name="judge",
            passed=passed,
            detail=f"The judge gives {probability:.2f} that the source says so.",
        )
        reason = "The source says so." if passed else "The judge does not find it in the source."
        return _claim(text, citations, [*checks, check], probability, reason)


def _verbatim(text: str, citations: list[Citation]) -> Claim:
    check = Check(name="quote", passed=True, detail="The sentence is the source's own wording.")
    return _claim(text, citations, [check], 1.0, check.detail)


def _claim(
    text: str, citations: list[Citation], checks: list[Check], score: float, reason: str
) -> Claim:
    label: VerdictLabel = "supported"
    failed = next((check for check in checks if not check.passed), None)
    if failed is not None or not checks:
        contradicts = failed is not None and failed.name in {"numbers", "dates", "negation"}
        label = "contradicted" if contradicts else "not_enough_evidence"
    verdict = Verdict(label=label, score=score, reason=reason, checks=checks)
    return Claim(text=text, citations=citations, verdict=verdict)
