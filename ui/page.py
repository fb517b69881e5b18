"""Answers and sources as HTML for the page: every text of a document or a reader is escaped.

Each function returns one block of HTML without blank lines, so that a Markdown renderer passes it
on as it is and never reads document text as Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from urllib.parse import quote

from rag.types import Answer, Citation, Claim, Document, Passage, Side, VerdictLabel
from ui.render import plural
from ui.untrusted import escaped, one_line, printable

__all__ = ["Numbers", "answer_html", "document_url", "note_html", "panel_html"]

FindDocument = Callable[[str], Document | None]
"""Returns the current version of a document by its id."""

_CONTEXT_CHARS = 160
_VERDICT: dict[VerdictLabel, str] = {
    "supported": "✓ supported",
    "contradicted": "✗ contradicted",
    "not_enough_evidence": "? not enough evidence",
}


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


def document_url(source: Citation | Passage) -> str:
    """Return the address of a document's page, at the quote."""
    return f"/documents/{quote(source.document_id, safe='')}?at={source.start}-{source.end}#quote"


def note_html(text: str) -> str:
    """Return a short text, such as a question or a notice, as one paragraph."""
    return f'<p class="cp-note">{escaped(one_line(text))}</p>'


def answer_html(claims: Sequence[Claim], numbers: Numbers, answer: Answer | None = None) -> str:
    """Return an answer for the chat, as far as it is known.

    Args:
        claims: The claims that have been checked and are shown.
        numbers: Numbers of the citations; new ones are added.
        answer: The whole answer, once it is there.
    """
    sides = answer.sides if answer is not None else []
    stated = {claim.text: claim for claim in claims}
    for claim in claims:
        for citation in claim.citations:
            numbers.of(citation)
    at_sides = {side.text for side in sides}
    parts = [_claim(claim, numbers) for claim in claims if claim.text not in at_sides]
    if answer is not None and answer.standalone_question != answer.question:
        parts.insert(0, note_html(f"Answered as: {answer.standalone_question}"))
    if answer is not None and answer.status == "not_found":
        parts.append(_not_found(answer))
    if sides:
        parts.append("<p><strong>The documents disagree.</strong></p>")
        boxes = "".join(_side(side, numbers, stated.get(side.text)) for side in sides)
        parts.append(f'<div class="cp-sides">{boxes}</div>')
    if answer is not None:
        parts += [note_html(note) for note in answer.notes]
    if answer is not None and answer.removed:
        parts.append(_removed(answer.removed))
    return f'<div class="cp-answer">{"".join(parts)}</div>'


def panel_html(numbers: Numbers, evidence: Sequence[Passage], find: FindDocument) -> str:
    """Return the sources panel: cited sources first, then the other passages that were found.

    Args:
        numbers: The citations used so far.
        evidence: The passages found, best first.
        find: Where the words around a quote come from.
    """
    cited = numbers.cited()
    known = {_key(citation) for citation in cited}
    others = [passage for passage in evidence if _key(passage) not in known]
    shown = [_card(source, find, number) for number, source in enumerate(cited, start=1)]
    found = [_card(passage, find) for passage in others]
    if not cited:
        return _panel(f"{plural(len(others), 'passage')} found", _cards(found))
    rest = f"{plural(len(found), 'other passage')} found"
    below = f"<details><summary>{rest}</summary>{_cards(found)}</details>" if found else ""
    return _panel(plural(len(cited), "source"), _cards(shown) + below)


def _claim(claim: Claim, numbers: Numbers) -> str:
    return (
        f'<p class="cp-claim">{_text(claim.text)} {_markers(claim.citations, numbers)} '
        f"{_verdict(claim)}</p>"
    )


def _verdict(claim: Claim) -> str:
    label = claim.verdict.label
    return (
        f'<span class="cp-verdict cp-{label}" title="{_text(claim.verdict.reason)}">'
        f"{_VERDICT[label]} {claim.verdict.score:.2f}</span>"
    )


def _markers(citations: Iterable[Citation], numbers: Numbers) -> str:
    return " ".join(
        f'<a class="cp-cite" href="{escaped(document_url(citation))}" target="_blank" '
        f'rel="noopener" title="{_text(citation.title)}">[{numbers.of(citation)}]</a>'
        for citation in citations
    )


def _side(side: Side, numbers: Numbers, claim: Claim | None) -> str:
    verdict = f" {_verdict(claim)}" if claim is not None else ""
    note = f"<p><em>{_text(side.note)}</em></p>" if side.note else ""
    quotes = "".join(
        f"<blockquote>“{_text(citation.quote)}”</blockquote>{_where(citation)}"
        for citation in side.citations
    )
    return (
        f'<div class="cp-side"><h4>{_text(side.value)}</h4>'
        f"<p>{_text(side.text)} {_markers(side.citations, numbers)}{verdict}</p>"
        f"{note}{quotes}</div>"
    )


def _not_found(answer: Answer) -> str:
    searched = f"<p>Searched: {_text(answer.searched)}</p>" if answer.searched else ""
    closest = "".join(
        f"<li>“{_text(passage.quote)}” — {_link(passage, passage.title)}</li>"
        for passage in answer.closest
    )
    listed = f"<p>Closest passages:</p><ul>{closest}</ul>" if closest else ""
    words = _text(answer.text) or "The documents do not answer this question."
    return f"<p><strong>{words}</strong></p>{searched}{listed}"


def _removed(removed: Sequence[Claim]) -> str:
    items = "".join(
        f"<li><s>{_text(claim.text)}</s> — {_text(claim.verdict.reason)} {_verdict(claim)}</li>"
        for claim in removed
    )
    return (
        f'<details class="cp-removed"><summary>{plural(len(removed), "sentence")} removed: '
        f"not supported by the documents</summary><ul>{items}</ul></details>"
    )


def _panel(heading: str, body: str) -> str:
    return f'<section class="cp-panel"><h2>{escaped(heading)}</h2>{body}</section>'


def _cards(cards: Sequence[str]) -> str:
    return f'<ol class="cp-cards">{"".join(cards)}</ol>'


def _card(source: Citation | Passage, find: FindDocument, number: int | None = None) -> str:
    label = "" if number is None else f"[{number}] "
    cited = "" if number is None else " cp-cited"
    before, after = _around(source, find(source.document_id))
    return (
        f'<li class="cp-card{cited}"><h3>{label}{_link(source, source.title)}</h3>{_where(source)}'
        f'<blockquote class="cp-context">{_folded(before)}<mark>{_text(source.quote)}</mark>'
        f"{_folded(after)}</blockquote></li>"
    )


def _where(source: Citation | Passage) -> str:
    date = f" · {_text(source.published_at)}" if source.published_at else ""
    return f'<p class="cp-where">{_text(source.uri)}{date}</p>'


def _link(source: Citation | Passage, words: str) -> str:
    address = escaped(document_url(source))
    return f'<a href="{address}" target="_blank" rel="noopener">{_text(words)}</a>'


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


def _text(text: str) -> str:
    return escaped(one_line(text))


def _folded(text: str) -> str:
    """Return escaped text on one line that keeps a space at either end."""
    return escaped(re.sub(r"\s+", " ", printable(text)))


def _key(source: Citation | Passage) -> tuple[str, int, int]:
    return source.document_id, source.start, source.end
