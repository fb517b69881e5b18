"""A checked text as files for other people: Markdown, one HTML page, and the report as JSON."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence

from rag.check_report import CheckedSentence, SentenceEvent, SkippedSentence, StoredCheck
from rag.types import Citation, Passage
from ui.files import as_markdown, place
from ui.html.check import NOT_CHECKED, events_of, pieces, summary
from ui.html.parts import VERDICTS, Numbers, text
from ui.render import judge_note
from ui.untrusted import escaped

__all__ = ["check_json", "check_markdown", "check_page"]

_TITLE = "Checked text"
_STYLE = """
:root { color-scheme: light dark; }
:root { --good: #14652f; --bad: #a01818; --open: #7a4d00; --soft: #4b5567; }
@media (prefers-color-scheme: dark) {
  :root { --good: #7fdc9c; --bad: #ff9d9d; --open: #f5c469; --soft: #b3bccb; }
}
body { font: 1rem/1.6 system-ui, sans-serif; margin: 0 auto; max-width: 46rem; padding: 1rem; }
h1 { font-size: 1.4rem; margin: 0.5rem 0 0.2rem; }
h2 { font-size: 1.1rem; margin: 1.6rem 0 0.4rem; }
body, .text { overflow-wrap: anywhere; }
.text { white-space: pre-wrap; border: solid #8a8f98; border-width: 1px 0; padding: 1rem 0; }
.text span { text-decoration: underline 2px; text-underline-offset: 0.2em; }
.supported { color: var(--good); }
.contradicted { color: var(--bad); }
.not_enough_evidence { color: var(--open); }
.not_checked, .made { color: var(--soft); }
.text .contradicted { text-decoration-style: wavy; }
.text .not_enough_evidence { text-decoration-style: dotted; }
.text .not_checked { text-decoration: none; }
.text span > i { color: CanvasText; font-style: normal; }
b { font-size: 0.8rem; white-space: nowrap; }
.text a { font-size: 0.8rem; white-space: nowrap; }
blockquote { margin: 0 0 0.2rem; }
li { margin: 0 0 0.6rem; }
"""
_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_POLICY = f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; form-action 'none'"


def check_json(check: StoredCheck) -> str:
    """Return the report as JSON, as `citeproof check --json` does."""
    return check.report.model_dump_json()


def check_markdown(check: StoredCheck) -> str:
    """Return a report as Markdown: each sentence with its verdict, and the quotes by number.

    Texts of documents, models and the checked text are escaped, so that they stay text.
    """
    numbers = Numbers()
    listed = "\n".join(_line(event, numbers) for event in events_of(check.report))
    parts = [f"# {_TITLE}", as_markdown(summary(check.report)), listed]
    sources = [
        f"{number}. “{as_markdown(source.quote)}” — {as_markdown(place(source))}"
        for number, source in enumerate(numbers.cited(), start=1)
    ]
    if sources:
        parts += ["## Sources", "\n".join(sources)]
    return "\n\n".join([*parts, f"*{as_markdown(_made(check))}*"]) + "\n"


def check_page(check: StoredCheck) -> str:
    """Return a report as one HTML page that needs no network and runs nothing."""
    numbers = Numbers()
    events = events_of(check.report)
    marked = "".join(
        escaped(words) if event is None else _marked(words, event, numbers)
        for words, event in pieces(check.text, events)
    )
    sources = "".join(
        f'<li id="source-{number}"><blockquote>“{text(source.quote)}”</blockquote>'
        f"{text(place(source))}</li>"
        for number, source in enumerate(numbers.cited(), start=1)
    )
    body = (
        f"<p>{text(summary(check.report))}</p>"
        f'<div class="text" dir="auto">{marked}</div>'
        f"{_section('What is not supported', 'ul', _findings(events))}"
        f"{_section('Sources', 'ol', sources)}"
        f"{_section('What was not checked', 'ul', _omissions(events))}"
        f'<p class="made">{text(_made(check))}</p>'
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="content-security-policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{_TITLE}</title><style>{_STYLE}</style></head>"
        f"<body><main><h1>{_TITLE}</h1>{body}</main></body></html>"
    )


def _line(event: SentenceEvent, numbers: Numbers) -> str:
    """Return a sentence as an item; what is said of it stands before it and on lines of its own."""
    sentence = event.sentence
    if isinstance(sentence, SkippedSentence):
        return _item(sentence, "", [sentence.reason])
    cited = [numbers.of(citation) for citation in sentence.citations]
    sources = f" (source {', '.join(map(str, cited))})" if cited else ""
    if sentence.verdict.label == "supported":
        return _item(sentence, sources, [])
    near = [_near(event.closest)] if event.closest and not cited else []
    return _item(sentence, sources, [sentence.verdict.reason, *near])


def _item(sentence: CheckedSentence | SkippedSentence, sources: str, details: Sequence[str]) -> str:
    first = f"- {_verdict(sentence, '**')}{sources}: {as_markdown(sentence.text)}"
    return "\n".join([first, *(f"  - {as_markdown(detail)}" for detail in details)])


def _marked(words: str, event: SentenceEvent, numbers: Numbers) -> str:
    sentence = event.sentence
    cited: list[Citation] = []
    name = "not_checked"
    if isinstance(sentence, CheckedSentence):
        cited, name = sentence.citations, sentence.verdict.label
    links = "".join(_link(numbers.of(citation)) for citation in cited)
    return (
        f'<span class="{name}" id="sentence-{event.number}"><i>{escaped(words)}</i></span>{links} '
        f'<b class="{name}">{_verdict(sentence)}</b>'
    )


def _link(number: int) -> str:
    return f' <a href="#source-{number}">source {number}</a>'


def _findings(events: Sequence[SentenceEvent]) -> str:
    return "".join(
        _finding(event, event.sentence)
        for event in events
        if isinstance(event.sentence, CheckedSentence)
        and event.sentence.verdict.label != "supported"
    )


def _finding(event: SentenceEvent, sentence: CheckedSentence) -> str:
    near = f"<br>{text(_near(event.closest))}" if event.closest else ""
    return (
        f'<li>{_back(event)} <b class="{sentence.verdict.label}">{_verdict(sentence)}</b>'
        f"<br>{text(sentence.verdict.reason)}{near}</li>"
    )


def _omissions(events: Sequence[SentenceEvent]) -> str:
    return "".join(
        f"<li>{_back(event)} {text(event.sentence.reason)}</li>"
        for event in events
        if isinstance(event.sentence, SkippedSentence)
    )


def _back(event: SentenceEvent) -> str:
    return f'<a href="#sentence-{event.number}">“{text(event.sentence.text)}”</a>'


def _section(heading: str, tag: str, items: str) -> str:
    return f"<h2>{heading}</h2><{tag}>{items}</{tag}>" if items else ""


def _verdict(sentence: CheckedSentence | SkippedSentence, strong: str = "") -> str:
    """Return shape and word; with P(supported) where that is high."""
    if isinstance(sentence, SkippedSentence):
        shape, word = NOT_CHECKED
        return f"{shape} {strong}{word}{strong}"
    shape, word = VERDICTS[sentence.verdict.label]
    supported = sentence.verdict.label == "supported"
    score = f" {sentence.verdict.score:.2f}" if supported else ""
    return f"{shape} {strong}{word}{score}{strong}"


def _near(closest: Sequence[Passage]) -> str:
    """Return the nearest of some passages in plain words, not escaped."""
    return f"Closest: “{closest[0].quote}” — {place(closest[0])}"


def _made(check: StoredCheck) -> str:
    models = check.report.models
    made = f"citeproof, {check.report.created_at}, check {check.id}, judge {models.judge}"
    note = judge_note(models)
    return f"{made}. {note}" if note else made
