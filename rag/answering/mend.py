"""Mend: what to do with a sentence that failed its checks.

Other evidence that carries it, else the source's own words in its place, else what the writer makes
of it when told the objection, else it is removed.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.answering.assess import strict_verdict
from rag.answering.checker import Checker
from rag.answering.cite import cited_passages
from rag.answering.gate import GatedPassage
from rag.answering.reading import passage_text
from rag.answering.write import Writer
from rag.errors import ModelError
from rag.types import Claim, Passage
from rag.words import containment, content_stems, fold

__all__ = ["Mender"]

_TRIES = 1
_SHARED_WORDS = 0.6


class Mender:
    """Repairs drafted sentences.

    Args:
        checker: Checks every repair like any sentence.
        writer: Writes a failed sentence again, at most once.
        own_words_from: Least P(passage answers the question) for a source's own words to stand
            in for the failed sentence, 0–1.
    """

    def __init__(self, checker: Checker, writer: Writer, *, own_words_from: float) -> None:
        """Keep the parts and the threshold."""
        self._checker = checker
        self._writer = writer
        self._own_words_from = own_words_from

    def quote_best(self, usable: Sequence[GatedPassage]) -> Claim | None:
        """Return the own words of the best passage that is sure enough, or None."""
        return self._own_words(set(), usable)

    async def mend(
        self,
        failed: Claim,
        usable: Sequence[GatedPassage],
        *,
        question: str,
        evidence: Sequence[Passage],
    ) -> Claim | None:
        """Return a supported claim in place of the failed one, or None if it must be removed.

        A writer that fails writes nothing again: the sentence is removed, the answer stands.

        Args:
            failed: A claim that is not supported.
            usable: The passages that answer the question, best first.
            question: The question.
            evidence: The passages the writer was given, in the order of their numbers.
        """
        cited = {(citation.document_id, citation.start) for citation in failed.citations}
        moved = await self._moved(failed, cited, usable, question=question)
        if moved is not None:
            return moved
        quote = self._own_words(cited, usable)
        if quote is not None:
            return quote
        return await self._rewritten(failed, cited, evidence, question=question)

    async def _moved(
        self,
        failed: Claim,
        cited: set[tuple[str, int]],
        usable: Sequence[GatedPassage],
        *,
        question: str,
    ) -> Claim | None:
        """Return the claim on evidence that it did not cite, if that carries it."""
        words = content_stems(failed.text)
        others = [
            gated.passage
            for gated in usable
            if _place(gated.passage) not in cited
            and containment(words, content_stems(passage_text([gated.passage]))) >= _SHARED_WORDS
        ]
        for passage in others[:_TRIES]:
            claim = await self._checker.check(failed.text, [passage], question=question)
            if strict_verdict(claim.verdict).label == "supported":
                return claim
        return None

    def _own_words(
        self, cited: set[tuple[str, int]], usable: Sequence[GatedPassage]
    ) -> Claim | None:
        sure = [gated for gated in usable if gated.probability >= self._own_words_from]
        sure.sort(key=lambda gated: _place(gated.passage) not in cited)
        quotes = (self._checker.quote(gated.passage) for gated in sure)
        return next((quote for quote in quotes if quote is not None), None)

    async def _rewritten(
        self,
        failed: Claim,
        cited: set[tuple[str, int]],
        evidence: Sequence[Passage],
        *,
        question: str,
    ) -> Claim | None:
        """Return what the writer makes of the sentence when told the objection, if supported."""
        try:
            draft = await self._writer.rewrite(
                question,
                failed_text=failed.text,
                objection=failed.verdict.reason,
                evidence=evidence,
            )
        except ModelError:
            return None
        if draft is None or fold(draft.text).casefold() == fold(failed.text).casefold():
            return None
        passages = cited_passages(draft, evidence)
        passages = passages or [passage for passage in evidence if _place(passage) in cited]
        claim = await self._checker.check(draft.text, passages, question=question)
        return claim if strict_verdict(claim.verdict).label == "supported" else None


def _place(passage: Passage) -> tuple[str, int]:
    return passage.document_id, passage.start
