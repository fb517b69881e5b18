"""Mend: what to do with a sentence that failed its checks.

Other evidence that carries it, else the source's own words in its place, else it is removed.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.answering.checker import Checker
from rag.answering.gate import GatedPassage
from rag.answering.reading import passage_text
from rag.types import Claim
from rag.words import containment, content_stems

__all__ = ["Mender"]

_TRIES = 1
_SHARED_WORDS = 0.6


class Mender:
    """Repairs drafted sentences.

    Args:
        checker: Checks every repair like any sentence.
        own_words_from: Least P(passage answers the question) for a source's own words to stand
            in for the failed sentence, 0–1.
    """

    def __init__(self, checker: Checker, *, own_words_from: float) -> None:
        """Keep the checker and the threshold."""
        self._checker = checker
        self._own_words_from = own_words_from

    def quote_best(self, usable: Sequence[GatedPassage]) -> Claim | None:
        """Return the own words of the best passage that is sure enough, or None."""
        return self._own_words(set(), usable)

    async def mend(
        self, failed: Claim, usable: Sequence[GatedPassage], *, question: str
    ) -> Claim | None:
        """Return a supported claim in place of the failed one, or None if it must be removed.

        Args:
            failed: A claim that is not supported.
            usable: The passages that answer the question, best first.
            question: The question.
        """
        cited = {(citation.document_id, citation.start) for citation in failed.citations}
        words = content_stems(failed.text)
        others = [
            gated.passage
            for gated in usable
            if (gated.passage.document_id, gated.passage.start) not in cited
            and containment(words, content_stems(passage_text([gated.passage]))) >= _SHARED_WORDS
        ]
        for passage in others[:_TRIES]:
            claim = await self._checker.check(failed.text, [passage], question=question)
            if claim.verdict.label == "supported":
                return claim
        return self._own_words(cited, usable)

    def _own_words(
        self, cited: set[tuple[str, int]], usable: Sequence[GatedPassage]
    ) -> Claim | None:
        sure = [gated for gated in usable if gated.probability >= self._own_words_from]
        sure.sort(key=lambda g: (g.passage.document_id, g.passage.start) not in cited)
        quotes = (self._checker.quote(gated.passage) for gated in sure)
        return next((quote for quote in quotes if quote is not None), None)
