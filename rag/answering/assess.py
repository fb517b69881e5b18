"""The assessor: a sentence and the words it rests on in, a verdict out.

Exact, then guards, then meaning. It fails closed: what could not be checked is not supported.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.answering.calibration import support_probability
from rag.answering.claims import as_answer, is_bare
from rag.answering.guards import guard_claim
from rag.answering.judge import Judge
from rag.answering.reading import compared_text, focus, own_words, passage_text
from rag.errors import ModelError
from rag.types import Check, Passage, Verdict, VerdictLabel
from rag.words import fold

__all__ = ["Assessor", "strict_verdict", "verbatim_verdict"]

_OPPOSED = frozenset(
    """numbers rates dates negation opposites exclusions parties direction series change subject
    wording""".split()  # noqa: SIM905 - a list of words
)


class Assessor:
    """Weighs sentences against passages; it neither finds passages nor builds citations.

    Args:
        judge: Weighs meaning.
        threshold: Least P(supported) for `supported`, 0–1.
        thorough: Ask the judge even when a guard objects, for a finer score; the label is the
            same.
    """

    def __init__(self, judge: Judge, *, threshold: float, thorough: bool = False) -> None:
        """Keep the judge and the numbers."""
        self._judge = judge
        self._threshold = threshold
        self._thorough = thorough

    async def assess(
        self, text: str, passages: Sequence[Passage], *, question: str = ""
    ) -> Verdict:
        """Return the verdict on a sentence, read against all the passages together.

        A bare value ("17%.") is no statement; it is judged as the answer to the question. Of a
        long passage the sentences nearest to the text are read.

        Args:
            text: One sentence.
            passages: What it rests on; none gives `not_enough_evidence`.
            question: The question, if there is one; its names need no support.
        """
        if not passages:
            return _verdict([], 0.0, "It points at no words of the documents.")
        if any(fold(text) == fold(own_words(passage)) for passage in passages):
            return verbatim_verdict()
        near = [focus(text, passage) for passage in passages]
        checks = _guards(text, near, passages, question)
        objection = next((c for c in checks if not c.passed and not c.advisory), None)
        if objection is not None and not self._thorough:
            return _verdict(checks, 0.0, objection.detail)
        stated = as_answer(question, text) if question and is_bare(text) else text
        return await self._judged(stated, near, checks, objection)

    async def _judged(
        self,
        text: str,
        passages: Sequence[Passage],
        checks: list[Check],
        objection: Check | None,
    ) -> Verdict:
        evidence = passage_text(passages)
        try:
            judged = await self._judge.supports(text, evidence)
        except ModelError as exc:
            failed = Check(name="judge", passed=False, detail=f"The judge failed: {exc}")
            return _verdict([*checks, failed], 0.0, "It could not be checked.")
        probability = support_probability(judged, text, evidence)
        passed = probability >= self._threshold
        check = Check(
            name="judge",
            passed=passed,
            detail=f"The judge gives {probability:.2f} that the source says so.",
        )
        reason = "The source says so." if passed else "The judge does not find it in the source."
        if objection is not None:
            reason = objection.detail
        return _verdict([*checks, check], probability, reason)


def verbatim_verdict() -> Verdict:
    """Return the verdict on a sentence that is the source's own wording."""
    check = Check(name="quote", passed=True, detail="The sentence is the source's own wording.")
    return _verdict([check], 1.0, check.detail)


def strict_verdict(verdict: Verdict) -> Verdict:
    """Return the verdict with every objection deciding, advisory ones too.

    For what a writer wrote: the source's own words can stand in its place, so doubt goes against
    it.
    """
    objection = next((check for check in verdict.checks if not check.passed), None)
    if verdict.label != "supported" or objection is None:
        return verdict
    checks = [check.model_copy(update={"advisory": False}) for check in verdict.checks]
    return _verdict(checks, verdict.score, objection.detail)


def _guards(
    text: str, near: Sequence[Passage], passages: Sequence[Passage], question: str
) -> list[Check]:
    context = [f"{passage.title} {passage.context}" for passage in passages]
    context += [p.quote for p, n in zip(passages, near, strict=True) if p.quote != n.quote]
    dated = (passage.published_at for passage in passages if passage.published_at)
    return guard_claim(
        text,
        [compared_text(passage) for passage in near],
        question=question,
        context=" ".join(context),
        published_at=next(dated, None),
    )


def _verdict(checks: list[Check], score: float, reason: str) -> Verdict:
    label: VerdictLabel = "supported"
    failed = next((check for check in checks if not check.passed and not check.advisory), None)
    if failed is not None or not checks:
        label = "contradicted" if failed and failed.name in _OPPOSED else "not_enough_evidence"
    return Verdict(label=label, score=score, reason=reason, checks=checks)
