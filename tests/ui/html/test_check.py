from __future__ import annotations

from collections.abc import Sequence
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.check_report import CheckReport, SentenceEvent, SkippedSentence
from rag.types import Citation, ModelIds
from tests.fake_check import DRAFT, check_events, report_of
from tests.fake_pipeline import FakeCatalog
from ui.html.check import check_html, check_url, counts, events_of, pieces, summary

CHECK_ID = "chk_00000000000000a1"
FIND = FakeCatalog().document
ALLOWED = {
    *("a", "aside", "blockquote", "button", "details", "div", "h3", "li", "mark", "ol", "p"),
    *("section", "span", "strong", "summary", "ul"),
}
HOSTILE = (
    '<script>alert("x")</script> <img src=x onerror=alert(1)> evil\u202egpj.exe {{x}} ${x} [1] '
    "</section><b onclick='go()'>&lt;\x1b[31m"
)


class Seen(HTMLParser):
    """The report as a browser reads it; `draft` is the text without what is ours in it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.classes: set[str] = set()
        self.links: list[str] = []
        self.open: list[tuple[str, str]] = []
        self.draft = ""
        self.beside = ""
        self.parts: list[tuple[str, str]] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        assert not [name for name in given if name.startswith("on")]
        self.tags.add(tag)
        self.classes |= set(given.get("class", "").split())
        self.open.append((tag, given.get("class", "")))
        self.links += [given["href"]] if "href" in given else []
        if "cp-part" in given.get("class", "").split():
            self.parts.append((given["class"].split("cp-part-")[1], ""))
        if tag == "details" and self._inside("cp-draft"):
            self.draft = self.draft.removesuffix(" ")  # the space before a verdict is ours

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if self._inside("cp-sources"):
            self.beside += data
        if not self._inside("cp-draft") or self._inside("cp-cite") or self._inside("cp-why"):
            return
        self.draft += data
        if self._inside("cp-part"):
            name, words = self.parts[-1]
            self.parts[-1] = (name, words + data)

    def _inside(self, name: str) -> bool:
        return any(name in classes.split() for _, classes in self.open)


def placed(text: str, words: Sequence[str]) -> list[SentenceEvent]:
    """Return events that skip these words of a text."""
    found: list[SentenceEvent] = []
    for number, said in enumerate(words, start=1):
        start = text.index(said)
        skipped = SkippedSentence(text=said, start=start, end=start + len(said), reason="No.")
        found.append(SentenceEvent(number=number, total=len(words), sentence=skipped))
    return found


def whole(text: str = DRAFT, *, report: CheckReport | None = None, stored: bool = True) -> str:
    report = report or report_of(text)
    return check_html(text, events_of(report), FIND, key=CHECK_ID, report=report, stored=stored)


def test_the_text_is_shown_whole_and_in_its_own_order() -> None:
    seen = Seen(whole())
    assert seen.draft == DRAFT
    assert [name for name, _ in seen.parts] == [
        "not_checked", "supported", "contradicted", "not_enough_evidence",
    ]  # fmt: skip
    events = check_events(DRAFT)
    assert [words for _, words in seen.parts] == [
        DRAFT[event.sentence.start : event.sentence.end] for event in events
    ]


def test_offsets_count_code_points_and_line_breaks_stay() -> None:
    text = "🙂🙂 Grüße.\r\n\r\n\tA b c.\u2028Zwei.\n"
    seen = Seen(check_html(text, placed(text, ["Grüße.", "A b c.", "Zwei."]), FIND, key=CHECK_ID))
    assert [words for _, words in seen.parts] == ["Grüße.", "A b c.", "Zwei."]
    assert seen.draft == "🙂🙂 Grüße.\n\n\tA b c.\nZwei.\n"


@given(st.text(max_size=40), st.lists(st.integers(0, 50), max_size=8))
def test_pieces_are_all_of_the_text(text: str, cuts: list[int]) -> None:
    bounds = sorted(set(cuts))
    spans = list(zip(bounds[::2], bounds[1::2], strict=False))
    events = [
        SentenceEvent(
            number=number,
            total=len(spans),
            sentence=SkippedSentence(text="x", start=start, end=end, reason="No."),
        )
        for number, (start, end) in enumerate(spans, start=1)
    ]
    found = list(pieces(text, events))
    assert "".join(words for words, _ in found) == text
    assert [event for _, event in found if event is not None] == events


def test_each_verdict_is_a_shape_a_word_and_a_class() -> None:
    html = whole()
    for label, words in (
        ("supported", "✓</span> supported 0.97"),
        ("contradicted", "✗</span> contradicted 0.00"),
        ("not_enough_evidence", "?</span> not enough evidence 0.00"),
        ("not_checked", "–</span> not checked"),
    ):
        mark = f'<span class="cp-verdict cp-{label}"><span aria-hidden="true">{words}</span>'
        assert mark in html
    assert "<p>It is a heading.</p>" in html
    assert "The sentence says $9 million; the source has $4.2 million." in html
    assert "Read after: “The bridge”" in html


def test_sources_are_numbered_and_lie_beside_the_text() -> None:
    html = whole()
    seen = Seen(html)
    assert html.startswith('<section class="cp-report-text"')
    assert '<span class="cp-sr">source </span>2</a>' in html
    assert "2 sources" in seen.beside
    assert "The repairs cost $4.2 million, the city said." in seen.beside
    assert "close to what is not supported" not in seen.beside  # it is one of the two
    assert html.count("“The repairs cost $4.2 million, the city said.”") == 1  # not where cited


def test_the_closest_passages_are_listed_once_at_the_end() -> None:
    report = report_of(DRAFT)
    near = report.closest[-1].passages[0].model_copy(update={"quote": "No one knows.", "start": 3})
    closest = [each.model_copy(update={"passages": [near]}) for each in report.closest]
    report = report.model_copy(update={"closest": closest})
    html = whole(report=report)
    assert html.count("“No one knows.”") == 2  # of each sentence that is not supported
    assert "1 passage close to what is not supported" in Seen(html).beside
    running = check_html(DRAFT, events_of(report), FIND, key=CHECK_ID)
    assert "close to what is not supported" not in running


def test_a_text_that_is_half_checked_shows_the_rest_as_waiting() -> None:
    html = check_html(DRAFT, check_events(DRAFT)[:2], FIND, key=CHECK_ID)
    seen = Seen(html)
    assert seen.draft == DRAFT
    assert "cp-waiting" in seen.classes
    assert html.count("cp-waiting") == 1
    assert "1 supported" in html
    assert "0 contradicted" in html
    assert "Searched" not in html
    assert "cp-waiting" not in whole()


def test_a_stored_check_has_files() -> None:
    assert f'data-check="{CHECK_ID}"' in whole()
    links = [link for link in Seen(whole()).links if link.startswith("/checks/")]
    assert links == [check_url(CHECK_ID, form) for form in ("markdown", "html", "json")]
    unstored = whole(stored=False)
    assert "data-check" not in unstored
    assert "/checks/" not in unstored


def test_the_summary_says_what_was_searched() -> None:
    report = report_of(DRAFT)
    assert summary(report) == (
        "1 supported, 1 contradicted, 1 not enough evidence, 1 not checked. "
        "Searched 2 documents in 4.3 s."
    )
    assert [count for *_, count in counts(events_of(report))] == [1, 1, 1, 1]
    assert "Searched 2 documents in 4.3 s." in whole()


def test_scores_of_another_judge_are_said_to_be_none() -> None:
    models = ModelIds(chat="c", judge="my <judge>", embed="e", calibrated=False)
    report = report_of(DRAFT).model_copy(update={"models": models})
    assert "Scores are not calibrated for the judge my &lt;judge&gt;" in whole(report=report)
    assert "calibrated" not in whole()


def test_events_of_a_report_are_those_of_the_check() -> None:
    assert events_of(report_of(DRAFT)) == check_events(DRAFT)


@pytest.mark.parametrize("at", [0, 5, len(HOSTILE)])
def test_a_hostile_text_comes_out_as_text(at: int) -> None:
    report = report_of("evil")
    claim = report.claims[0]
    quote = claim.citations[0]
    hostile = Citation.model_validate(
        {**quote.model_dump(), "title": HOSTILE, "quote": HOSTILE, "document_id": 'x"><script>'}
    )
    verdict = claim.verdict.model_copy(update={"reason": HOSTILE})
    claim = claim.model_copy(
        update={"start": 0, "end": at, "citations": [hostile], "verdict": verdict, "lead": HOSTILE}
    )
    skipped = SkippedSentence(text=HOSTILE, start=at, end=at, reason=HOSTILE)
    report = report.model_copy(
        update={"claims": [claim], "skipped": [skipped], "searched": HOSTILE}
    )
    html = whole(HOSTILE, report=report)
    seen = Seen(html)
    assert seen.tags <= ALLOWED
    assert seen.draft == HOSTILE.replace("\u202e", "").replace("\x1b", "\ufffd")
    assert all(link.startswith(("/documents/", "/checks/chk_")) for link in seen.links)
    assert len([link for link in seen.links if link.startswith("/documents/")]) == 2
    assert not set("\x1b\x07\u202e") & set(html)
