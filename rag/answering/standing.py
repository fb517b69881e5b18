"""Whether the words of an old citation still stand in today's documents, and where.

The words are compared with the catalog; nothing that the citation says of itself is believed.
"""

from __future__ import annotations

import re

from rag.protocols import AnswerCatalog
from rag.recheck_report import RecheckedQuote
from rag.types import Citation

__all__ = ["find_quote", "quote_today"]

_SAME_CHARACTER = ("'‘’‚‛", '"“”„«»', "-‐‑‒–—―−")


def quote_today(citation: Citation, catalog: AnswerCatalog) -> RecheckedQuote:
    """Return where the citation's words stand today; `nearest` is left to the caller."""
    document = catalog.document(citation.document_id)
    if document is None:
        return RecheckedQuote(then=citation, place="removed")
    span = find_quote(document.text, citation.quote, near=citation.start)
    if span is not None:
        now = Citation.from_span(document, *span)
        place = "same" if span == (citation.start, citation.end) else "moved"
        return RecheckedQuote(then=citation, place=place, now=now)
    older = catalog.versions(citation.document_id)
    known = any(find_quote(version.text, citation.quote, near=0) for version in older)
    return RecheckedQuote(then=citation, place="reworded" if known else "unknown")


def find_quote(text: str, quote: str, *, near: int) -> tuple[int, int] | None:
    r"""Return the span of the quote nearest to a place, or None if the text does not have it.

    White space, quotes and dashes are folded; the words must stand whole, so that "$4" is not
    found in "$4.2 million".

    >>> find_quote("It cost $4.2\nmillion.", "cost $4.2 million", near=0)
    (3, 20)
    >>> find_quote("It cost $4.2 million.", "cost $4", near=0) is None
    True
    """
    words = quote.split()
    if not words:
        return None
    pattern = re.compile(r"\s+".join("".join(map(_folded, word)) for word in words))
    spans = [m.span() for m in pattern.finditer(text) if _whole(text, *m.span())]
    return min(spans, key=lambda span: (abs(span[0] - near), span[0]), default=None)


def _folded(character: str) -> str:
    same = next((group for group in _SAME_CHARACTER if character in group), None)
    return re.escape(character) if same is None else f"[{re.escape(same)}]"


def _whole(text: str, start: int, end: int) -> bool:
    """Return whether the span cuts no word and no number in two."""
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    cut_first = text[start].isalnum() and re.search(r"\w$|\d[.,]$", before)
    cut_last = text[end - 1].isalnum() and re.match(r"\w|[.,]\d", after)
    return not (cut_first or cut_last)
