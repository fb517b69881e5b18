"""Completeness: what the sources say beyond the written sentences is added in their own words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answering.asked import asks_for_several, asks_for_value
from rag.answering.checker import Checker
from rag.answering.gate import SURE, GatedPassage
from rag.types import Claim
from rag.words import STOP_WORDS, content_stems, fold, overlap_share, tokens

__all__ = ["added_words", "repeats"]

_SAME_CLAIM = 0.7
_NEW_WORDS = 0.3
_MOST_ADDED = 2
_NAME = re.compile(r"(?<=[a-z0-9,] )[A-Z][\w’'-]+")


def added_words(
    question: str, shown: Sequence[Claim], usable: Sequence[GatedPassage], checker: Checker
) -> list[Claim]:
    """Return quotes to show after the claims, each of which says something they do not.

    For a question with one answer that is the sentence it was taken from; where several things are
    asked for and the claims name some, sure passages that name others; else passages that say more.

    Args:
        question: The standalone question.
        shown: The claims shown; none gives no quotes.
        usable: The passages that answer the question, best first.
        checker: Quotes them.
    """
    if not shown:
        return []
    value = asks_for_value(question)
    naming = asks_for_several(question) and any(_names(claim.text) for claim in shown)
    known = {word for claim in shown for word in tokens(claim.text)} | set(tokens(question))
    added: list[Claim] = []
    for gated in _cited_first(shown, usable, only=value):
        quote = checker.quote(gated.passage)
        if quote is None or repeats(quote, [*shown, *added]):
            continue
        if naming:
            new = gated.probability >= SURE and bool(_names(gated.passage.quote) - known)
        else:
            new = _says_more(quote, [*shown, *added])
        if new:
            added.append(quote)
            known |= set(tokens(quote.text))
        if len(added) == (1 if value else _MOST_ADDED):
            break
    return added


def repeats(claim: Claim, shown: Sequence[Claim]) -> bool:
    """Return whether a shown claim says the same in much the same words."""
    words = content_stems(claim.text)
    return any(overlap_share(words, content_stems(s.text)) >= _SAME_CLAIM for s in shown)


def _cited_first(
    shown: Sequence[Claim], usable: Sequence[GatedPassage], *, only: bool
) -> list[GatedPassage]:
    cited = {(c.document_id, c.end) for claim in shown for c in claim.citations}
    first = [g for g in usable if (g.passage.document_id, g.passage.end) in cited]
    return first if only else [*first, *(gated for gated in usable if gated not in first)]


def _says_more(quote: Claim, shown: Sequence[Claim]) -> bool:
    words = set(content_stems(quote.text))
    known = {word for claim in shown for word in content_stems(claim.text)}
    return len(words - known) >= _NEW_WORDS * len(words)


def _names(text: str) -> set[str]:
    return {word for name in _NAME.findall(fold(text)) for word in tokens(name)} - STOP_WORDS
