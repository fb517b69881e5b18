"""An answer as HTML for the page: sentences with their verdicts, sides, silence, and sources."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from urllib.parse import quote

from rag.types import Answer, AnswerStatus, Citation, Claim, Passage, Side
from ui.html.parts import (
    FindDocument,
    Numbers,
    card,
    cards,
    file_links,
    link,
    markers,
    note_html,
    text,
    where,
    why,
)
from ui.render import judge_note, plural
from ui.untrusted import escaped

__all__ = ["answer_html", "conversation_url", "sources_html", "turn_html"]

_STATUS: dict[AnswerStatus, tuple[str, str]] = {
    "answered": ("✓", "Answered"),
    "partly_answered": ("◐", "Partly answered"),
    "conflicting": ("≠", "The documents disagree"),
    "not_found": ("∅", "Not found"),
}
_OPEN_CARDS = 3
_POLAR = re.compile("(Yes|No),")
_POLAR_SHAPES = {"Yes": "✓", "No": "⊘"}
_SUGGESTION = (
    "Ask in other words, name the document or the period you mean, or add the document that "
    "should say so."
)


def turn_html(question: str, answer: str, sources: str, *, key: str, answer_id: str = "") -> str:
    """Return one turn of the conversation: the question, its answer and its sources.

    Args:
        question: The question as asked.
        answer: The answer as HTML, as far as it is known.
        sources: The sources as HTML; empty before they are found.
        key: Names the turn on the page.
        answer_id: Id of the stored answer, once it is done.
    """
    beside = f'<aside class="cp-sources" aria-label="Sources">{sources}</aside>' if sources else ""
    return (
        f'<article class="cp-turn" data-answer="{escaped(answer_id)}" aria-labelledby="{key}">'
        f'<h2 class="cp-question" id="{key}">{text(question)}</h2>'
        f'<div class="cp-turn-body"><div class="cp-reply">{answer}</div>{beside}</div></article>'
    )


def answer_html(
    claims: Sequence[Claim], numbers: Numbers, answer: Answer | None = None, *, key: str = "turn"
) -> str:
    """Return an answer, as far as it is known.

    Args:
        claims: The claims that have been checked and are shown.
        numbers: Numbers of the citations; new ones are added.
        answer: The whole answer, once it is there.
        key: Names the turn on the page.
    """
    for claim in claims:
        for citation in claim.citations:
            numbers.of(citation)
    sides = answer.sides if answer is not None else []
    at_sides = {side.text for side in sides}
    answer_id = answer.id if answer is not None else ""
    shown = [
        _claim(claim, numbers, key=f"{key}-{at}", at=at, answer_id=answer_id)
        for at, claim in enumerate(claims)
        if claim.text not in at_sides
    ]
    if answer is None:
        return f'<div class="cp-answer">{"".join(shown)}</div>'
    head = _status(answer)
    if answer.standalone_question != answer.question:
        head += note_html(f"Answered as: {answer.standalone_question}")
    if answer.status == "not_found":
        shown.append(_not_found(answer))
    if sides:
        stated = {claim.text: (at, claim) for at, claim in enumerate(claims)}
        boxes = "".join(_side(side, numbers, stated.get(side.text), answer, key) for side in sides)
        shown.append(f'<div class="cp-sides">{boxes}</div>')
    shown += [note_html(note) for note in answer.notes]
    if answer.removed:
        shown.append(_removed(answer.removed, key))
    if note := judge_note(answer.models):
        shown.append(note_html(note))
    return f'<div class="cp-answer">{head}{"".join(shown)}{_actions(answer)}</div>'


def sources_html(
    numbers: Numbers,
    evidence: Sequence[Passage],
    find: FindDocument,
    *,
    key: str = "turn",
    answer_id: str = "",
) -> str:
    """Return the sources: cited ones first, then the other passages that were found.

    Args:
        numbers: The citations used so far.
        evidence: The passages found, best first.
        find: Where the words around a quote come from.
        key: Names the turn on the page.
        answer_id: Id of the stored answer, once it is done.
    """
    others = [passage for passage in evidence if not numbers.holds(passage)]
    shown = [
        card(source, find, number=at + 1, more=_report_quote(answer_id, at, source))
        for at, source in enumerate(numbers.cited())
    ]
    found = [card(passage, find) for passage in others]
    if not shown:
        heading = f"{plural(len(found), 'passage')} found"
        return _panel(
            heading, cards(found[:_OPEN_CARDS]) + _folded(found[_OPEN_CARDS:], "more", key)
        )
    return _panel(plural(len(shown), "source"), cards(shown) + _folded(found, "other", key))


def conversation_url(answer_ids: Sequence[str], form: str) -> str:
    """Return the address of stored answers as a file: `markdown`, `html` or `json`."""
    return f"/answers/{quote(','.join(answer_ids), safe=',')}?format={form}"


def _status(answer: Answer) -> str:
    shape, words = _STATUS[answer.status]
    polar = _POLAR.match(answer.text) if answer.status == "answered" else None
    if polar is not None:
        shape, words = _POLAR_SHAPES[polar[1]], polar[1]
    cited = len(answer.sources())
    sources = f" · {plural(cited, 'source')}" if cited else ""
    return (
        f'<p class="cp-status cp-is-{answer.status}"><span aria-hidden="true">{shape}</span> '
        f"{words}{sources}</p>"
    )


def _claim(claim: Claim, numbers: Numbers, *, key: str, at: int, answer_id: str) -> str:
    report = _report(answer_id, at, claim.text) if answer_id else ""
    return (
        f'<div class="cp-claim"><span class="cp-sentence">{text(claim.text)}</span>'
        f"{markers(claim.citations, numbers)} {why(claim.verdict, key=key, more=report)}</div>"
    )


def _report_quote(answer_id: str, at: int, source: Citation) -> str:
    if not answer_id:
        return ""
    return (
        f'<button type="button" class="cp-report cp-quiet" data-answer="{escaped(answer_id)}" '
        f'data-source="{at}" data-sentence="{text(source.quote)}">Report this source</button>'
    )


def _report(answer_id: str, at: int, sentence: str) -> str:
    return (
        f'<button type="button" class="cp-report" data-answer="{escaped(answer_id)}" '
        f'data-claim="{at}" data-sentence="{text(sentence)}">Report a problem</button>'
    )


def _side(
    side: Side, numbers: Numbers, stated: tuple[int, Claim] | None, answer: Answer, key: str
) -> str:
    for citation in side.citations:
        numbers.of(citation)
    verdict = ""
    if stated is not None:
        at, claim = stated
        more = _report(answer.id, at, claim.text)
        verdict = why(claim.verdict, key=f"{key}-{at}", more=more)
    note = f'<p class="cp-differs"><em>Why it differs:</em> {text(side.note)}</p>'
    quotes = "".join(
        f"<blockquote>“{text(citation.quote)}”</blockquote>{where(citation)}"
        for citation in side.citations
    )
    return (
        f'<section class="cp-side"><h3>{text(side.value)}</h3><div class="cp-claim">'
        f'<span class="cp-sentence">{text(side.text)}</span>'
        f"{markers(side.citations, numbers)} {verdict}</div>"
        f"{note if side.note else ''}{quotes}</section>"
    )


def _not_found(answer: Answer) -> str:
    words = text(answer.text) or "The documents do not answer this question."
    searched = (
        f'<p class="cp-searched">Searched: {text(answer.searched)}</p>' if answer.searched else ""
    )
    closest = "".join(
        f"<li>“{text(passage.quote)}” — {link(passage, passage.title)}</li>"
        for passage in answer.closest
    )
    listed = f"<h3>Closest passages</h3><ul>{closest}</ul>" if closest else ""
    return (
        f'<div class="cp-silence"><p><strong>{words}</strong></p>{searched}{listed}'
        f'<p class="cp-suggestion">{_SUGGESTION}</p></div>'
    )


def _removed(removed: Sequence[Claim], key: str) -> str:
    items = "".join(
        f"<li><s>{text(claim.text)}</s> {why(claim.verdict, key=f'{key}-removed-{at}')}</li>"
        for at, claim in enumerate(removed)
    )
    return (
        f'<details class="cp-removed" data-key="{key}-removed"><summary>'
        f"{plural(len(removed), 'sentence')} removed: not supported by the documents</summary>"
        f"<ul>{items}</ul></details>"
    )


def _actions(answer: Answer) -> str:
    files = file_links(partial(conversation_url, [answer.id]))
    copied = escaped(conversation_url([answer.id], "markdown"))
    return (
        '<div class="cp-actions" role="group" aria-label="This answer">'
        f'<button type="button" class="cp-action cp-copy" data-from="{copied}">'
        f"Copy with citations</button>{files}"
        f'<button type="button" class="cp-action cp-report" data-answer="{escaped(answer.id)}">'
        "Feedback</button></div>"
    )


def _folded(found: Sequence[str], which: str, key: str) -> str:
    """Return cards that a reader may open."""
    if not found:
        return ""
    words = f"{plural(len(found), f'{which} passage')} found"
    return f'<details data-key="{key}-{which}"><summary>{words}</summary>{cards(found)}</details>'


def _panel(heading: str, body: str) -> str:
    return f'<h3 class="cp-panel-head">{escaped(heading)}</h3>{body}'
