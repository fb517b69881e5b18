"""A checked text as HTML for the page: the text as it was given, each sentence with its verdict."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from rag.check_report import CheckedSentence, CheckReport, SentenceEvent, SkippedSentence
from rag.types import Passage
from ui.html.parts import (
    VERDICTS,
    FindDocument,
    Numbers,
    card,
    cards,
    file_links,
    link,
    markers,
    note_html,
    text,
    why,
)
from ui.render import judge_note, plural
from ui.untrusted import escaped, one_line

__all__ = ["NOT_CHECKED", "check_html", "check_url", "counts", "events_of", "pieces",
           "summary"]  # fmt: skip

NOT_CHECKED = ("–", "not checked")
"""Shape and word of a part of a text that was not checked."""


def check_html(
    draft: str,
    events: Sequence[SentenceEvent],
    find: FindDocument,
    *,
    key: str,
    report: CheckReport | None = None,
    stored: bool = False,
) -> str:
    """Return a text, as far as it is checked, in its own order with its own line breaks.

    Args:
        draft: The text as given; offsets count in it.
        events: What came of its sentences so far, in order.
        find: Where the words around a quote come from.
        key: Id of the check; names its parts on the page.
        report: The whole report, once it is there.
        stored: Whether the check is stored under its id, so that there are files of it.
    """
    numbers = Numbers()
    parts = [
        escaped(words)
        if event is None
        else _sentence(words, event, numbers, key=f"{key}-{event.number}")
        for words, event in pieces(draft, events)
    ]
    if report is None and not (events and events[-1].sentence.end >= len(draft)):
        parts[-1] = f'<span class="cp-waiting">{parts[-1]}</span>'
    sources = _sources(numbers, events, find, key=key, whole=report is not None)
    beside = f'<aside class="cp-sources" aria-label="Sources">{sources}</aside>' if sources else ""
    kept = f' data-check="{escaped(key)}"' if stored else ""
    return (
        f'<section class="cp-report-text" aria-label="The checked text"{kept}>'
        f"{_head(events, report)}{_actions(key) if stored else ''}"
        f'<div class="cp-turn-body"><div class="cp-draft" dir="auto">{"".join(parts)}</div>'
        f"{beside}</div></section>"
    )


def pieces(
    draft: str, events: Iterable[SentenceEvent]
) -> Iterator[tuple[str, SentenceEvent | None]]:
    """Yield all of a text in order: its sentences, and with None what stands between them.

    Args:
        draft: The text as given.
        events: What came of its sentences, in order.
    """
    done = 0
    for event in events:
        start, end = event.sentence.start, event.sentence.end
        if done < start:
            yield draft[done:start], None
        yield draft[start:end], event
        done = end
    if done < len(draft):
        yield draft[done:], None


def events_of(report: CheckReport) -> list[SentenceEvent]:
    """Return what came of each sentence of a finished check, in the order of the text."""
    near = {closest.claim: closest.passages for closest in report.closest}
    found: list[tuple[CheckedSentence | SkippedSentence, list[Passage]]] = [
        (claim, near.get(at, [])) for at, claim in enumerate(report.claims)
    ]
    found += [(skipped, []) for skipped in report.skipped]
    found.sort(key=lambda each: each[0].start)
    return [
        SentenceEvent(number=number, total=len(found), sentence=sentence, closest=closest)
        for number, (sentence, closest) in enumerate(found, start=1)
    ]


def counts(events: Iterable[SentenceEvent]) -> list[tuple[str, str, str, int]]:
    """Return how many sentences have each verdict, as (name, shape, word, count)."""
    labels = [
        event.sentence.verdict.label if isinstance(event.sentence, CheckedSentence) else ""
        for event in events
    ]
    counted = [(label, *VERDICTS[label], labels.count(label)) for label in VERDICTS]
    return [*counted, ("not_checked", *NOT_CHECKED, labels.count(""))]


def summary(report: CheckReport) -> str:
    """Return how many sentences have each verdict and what was searched, in plain words."""
    found = ", ".join(f"{count} {word}" for _, _, word, count in counts(events_of(report)))
    return f"{found}. {_searched(report)}"


def check_url(check_id: str, form: str) -> str:
    """Return the address of a stored check as a file: `markdown`, `html` or `json`."""
    return f"/checks/{check_id}?format={form}"


def _sentence(words: str, event: SentenceEvent, numbers: Numbers, *, key: str) -> str:
    sentence = event.sentence
    if isinstance(sentence, SkippedSentence):
        return _part("not_checked", words) + _skipped(sentence, key=key)
    lead = f"<p>Read after: “{text(sentence.lead)}”</p>" if sentence.lead else ""
    cited = {(c.document_id, c.start, c.end) for c in sentence.citations}
    near = [p for p in event.closest if (p.document_id, p.start, p.end) not in cited]
    return (
        f"{_part(sentence.verdict.label, words)}{markers(sentence.citations, numbers)} "
        f"{why(sentence.verdict, key=key, more=lead + _closest(near))}"
    )


def _part(name: str, words: str) -> str:
    return f'<span class="cp-part cp-part-{name}">{escaped(words)}</span>'


def _skipped(sentence: SkippedSentence, *, key: str) -> str:
    shape, word = NOT_CHECKED
    return (
        f' <details class="cp-why" data-key="{escaped(key)}"><summary>'
        f'<span class="cp-verdict cp-not_checked"><span aria-hidden="true">{shape}</span> {word}'
        f'</span></summary><div class="cp-checks"><p>{text(sentence.reason)}</p></div></details>'
    )


def _closest(passages: Sequence[Passage]) -> str:
    listed = "".join(
        f"<li>“{text(near.quote)}” — {link(near, near.title)}</li>" for near in passages
    )
    return f"<p>Closest in the documents:</p><ul>{listed}</ul>" if listed else ""


def _head(events: Sequence[SentenceEvent], report: CheckReport | None) -> str:
    listed = "".join(
        f'<li class="cp-verdict cp-{name}"><span aria-hidden="true">{shape}</span> '
        f"{count} {word}</li>"
        for name, shape, word, count in counts(events)
    )
    notes = "" if report is None else note_html(_searched(report))
    if report is not None and (note := judge_note(report.models)):
        notes += note_html(note)
    return f'<ul class="cp-counts">{listed}</ul>{notes}'


def _searched(report: CheckReport) -> str:
    seconds = f"{report.timings_ms.total / 1000:.1f} s"
    return f"Searched {one_line(report.searched)} in {seconds}." if report.searched else seconds


def _sources(
    numbers: Numbers,
    events: Sequence[SentenceEvent],
    find: FindDocument,
    *,
    key: str,
    whole: bool,
) -> str:
    shown = [card(source, find, number=n) for n, source in enumerate(numbers.cited(), start=1)]
    cited = f"{_heading(plural(len(shown), 'source'))}{cards(shown)}" if shown else ""
    near = _nearest(numbers, events) if whole else []
    if not near:
        return cited
    listed = cards([card(passage, find) for passage in near])
    words = f"{plural(len(near), 'passage')} close to what is not supported"
    return (
        f'{cited}<details data-key="{escaped(key)}-closest"><summary>{words}</summary>'
        f"{listed}</details>"
    )


def _nearest(numbers: Numbers, events: Iterable[SentenceEvent]) -> list[Passage]:
    """Return the closest passage of each sentence that has one, but no cited one, each once."""
    best = [event.closest[0] for event in events if event.closest]
    found = {(p.document_id, p.start, p.end): p for p in best if not numbers.holds(p)}
    return list(found.values())


def _heading(words: str) -> str:
    return f'<h3 class="cp-panel-head">{escaped(words)}</h3>'


def _actions(check_id: str) -> str:
    files = file_links(partial(check_url, check_id))
    copied = escaped(check_url(check_id, "markdown"))
    return (
        '<div class="cp-actions" role="group" aria-label="This check">'
        f'<button type="button" class="cp-action cp-copy" data-from="{copied}" '
        f'data-say="#check-status">Copy with sources</button>{files}</div>'
    )
