"""Small pieces of HTML that all views share: notes, verdict marks, citation numbers, cards.

Every text of a document, a model or a reader is escaped here; nothing else of the page writes it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from urllib.parse import quote

from rag.types import Citation, Document, Passage, Verdict, VerdictLabel
from ui.untrusted import escaped, one_line, printable

__all__ = [
    "VERDICTS",
    "FindDocument",
    "Numbers",
    "card",
    "cards",
    "document_url",
    "file_links",
    "link",
    "markers",
    "note_html",
    "spoken_html",
    "text",
    "verdict_mark",
    "where",
    "why",
]

FindDocument = Callable[[str], Document | None]
"""Returns the current version of a document by its id."""

_CONTEXT_CHARS = 160
VERDICTS: dict[VerdictLabel, tuple[str, str]] = {
    "supported": ("✓", "supported"),
    "contradicted": ("✗", "contradicted"),
    "not_enough_evidence": ("?", "not enough evidence"),
}
"""Each verdict as shape and word."""


class Numbers:
    """Numbers citations in the order of first use, as `Answer.sources()` does."""

    def __init__(self) -> None:
        """Start with no citation numbered."""
        self._cited: dict[tuple[str, int, int], Citation] = {}

    def of(self, citation: Citation) -> int:
        """Return the number of a citation, the next free one if it is new."""
        self._cited.setdefault(_key(citation), citation)
        return list(self._cited).index(_key(citation)) + 1

    def cited(self) -> list[Citation]:
        """Return the citations in the order of their numbers."""
        return list(self._cited.values())

    def holds(self, source: Citation | Passage) -> bool:
        """Say whether the words of a source have a number."""
        return _key(source) in self._cited


def text(words: str) -> str:
    """Return words on one line, escaped."""
    return escaped(one_line(words))


def note_html(words: str) -> str:
    """Return a short text, such as a question or a notice, as one paragraph."""
    return f'<p class="cp-note">{text(words)}</p>'


def spoken_html(words: str) -> str:
    """Return what a screen reader is told and nobody sees; nothing for no words."""
    return f'<p class="cp-sr">{text(words)}</p>' if words else ""


def file_links(address: Callable[[str], str]) -> str:
    """Return links to the same thing as Markdown, HTML and JSON files.

    Args:
        address: Gives the address of one form: `markdown`, `html` or `json`.
    """
    return "".join(
        f'<a class="cp-action" href="{escaped(address(form))}" download>{name}</a>'
        for form, name in (("markdown", "Markdown"), ("html", "HTML"), ("json", "JSON"))
    )


def document_url(source: Citation | Passage) -> str:
    """Return the address of a document's page, at the quote."""
    return f"/documents/{quote(source.document_id, safe='')}?at={source.start}-{source.end}#quote"


def link(source: Citation | Passage, words: str) -> str:
    """Return a link to the quoted words in their document."""
    address = escaped(document_url(source))
    return f'<a class="cp-open" href="{address}" target="_blank" rel="noopener">{text(words)}</a>'


def markers(citations: Iterable[Citation], numbers: Numbers) -> str:
    """Return the numbers of citations, each a link to the quoted words."""
    return "".join(
        f'<a class="cp-open cp-cite" href="{escaped(document_url(citation))}" target="_blank" '
        f'rel="noopener" title="{text(citation.title)}">'
        f'<span class="cp-sr">source </span>{numbers.of(citation)}</a>'
        for citation in citations
    )


def verdict_mark(verdict: Verdict) -> str:
    """Return a verdict as shape and word, with P(supported)."""
    shape, word = VERDICTS[verdict.label]
    return (
        f'<span class="cp-verdict cp-{verdict.label}"><span aria-hidden="true">{shape}</span> '
        f"{word} {verdict.score:.2f}</span>"
    )


def why(verdict: Verdict, *, key: str, more: str = "") -> str:
    """Return a verdict that opens to the checks behind it.

    Args:
        verdict: The verdict.
        key: Names it among the parts of the page, so that it stays open when the page grows.
        more: HTML shown below the checks.
    """
    checks = "".join(
        f"<li>{'✓' if check.passed else '✗'} <strong>{text(check.name)}</strong>: "
        f"{text(check.detail)}</li>"
        for check in verdict.checks
    )
    listed = f"<ul>{checks}</ul>" if checks else ""
    return (
        f'<details class="cp-why" data-key="{escaped(key)}"><summary>{verdict_mark(verdict)}'
        f'</summary><div class="cp-checks"><p>{text(verdict.reason)}</p>{listed}{more}</div>'
        "</details>"
    )


def card(
    source: Citation | Passage,
    find: FindDocument,
    *,
    number: int | None = None,
    more: str = "",
) -> str:
    """Return a source as a card: title, place, date and the quote among the words around it.

    Args:
        source: The quoted words.
        find: Where the words around the quote come from.
        number: The number of a citation; None for a passage that is not cited.
        more: HTML shown below the quote.
    """
    label = "" if number is None else f'<span class="cp-number">{number}</span> '
    cited = "" if number is None else " cp-cited"
    before, after = _around(source, find(source.document_id))
    return (
        f'<li class="cp-card{cited}"><h3>{label}{link(source, source.title)}</h3>{where(source)}'
        f'<blockquote class="cp-context">{_folded(before)}<mark>{text(source.quote)}</mark>'
        f"{_folded(after)}</blockquote>{more}</li>"
    )


def cards(listed: Sequence[str]) -> str:
    """Return cards as a list."""
    return f'<ol class="cp-cards">{"".join(listed)}</ol>'


def where(source: Citation | Passage) -> str:
    """Return the place and the date of a source."""
    date = f" · {text(source.published_at)}" if source.published_at else ""
    return f'<p class="cp-where">{text(source.uri)}{date}</p>'


def _around(source: Citation | Passage, document: Document | None) -> tuple[str, str]:
    """Return the words before and after a quote; nothing when the document has changed since."""
    if document is None or document.text[source.start : source.end] != source.quote:
        return "", ""
    before = document.text[max(0, source.start - _CONTEXT_CHARS) : source.start]
    after = document.text[source.end : source.end + _CONTEXT_CHARS]
    if source.start > _CONTEXT_CHARS:
        before = "… " + re.sub(r"^\S*\s+", "", before)
    if source.end + _CONTEXT_CHARS < len(document.text):
        after = re.sub(r"\s+\S*$", "", after) + " …"
    return before, after


def _folded(words: str) -> str:
    """Return escaped text on one line that keeps a space at either end."""
    return escaped(re.sub(r"\s+", " ", printable(words)))


def _key(source: Citation | Passage) -> tuple[str, int, int]:
    return source.document_id, source.start, source.end
