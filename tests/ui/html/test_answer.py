from __future__ import annotations

from html.parser import HTMLParser

import pytest

from tests.fake_pipeline import HARBOUR, HOSTILE, FakeCatalog, answer_of
from ui.html.answer import answer_html, sources_html
from ui.html.parts import Numbers, document_url, note_html

ALLOWED = {
    *("a", "blockquote", "button", "details", "div", "em", "h3", "li", "mark", "ol", "p", "s"),
    *("section", "span", "strong", "summary", "ul"),
}


class Seen(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag != "meta":  # has no end
            self.open.append(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]
        assert not [name for name, _ in attrs if name.startswith("on")]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("question", ["When?", "cost", "missing", "partly", "evil"])
def test_markup_is_ours_alone(question: str) -> None:
    answer, numbers = answer_of(question), Numbers()
    shown = [
        answer_html(answer.claims, numbers, answer),
        sources_html(numbers, answer.evidence, FakeCatalog().document),
        sources_html(Numbers(), answer.evidence, FakeCatalog().document),
    ]
    for html in shown:
        seen = Seen(html)
        assert seen.tags <= ALLOWED
        assert seen.open == []
        assert all(link.startswith(("/documents/doc_", "/answers/ans_1?")) for link in seen.links)
        assert "\n" not in html  # a Markdown renderer would start again after a blank line
        assert not set("\x1b\x07\u202e") & set(html)


def test_numbers_are_those_of_the_answer() -> None:
    for question in ("When?", "cost"):
        answer, numbers = answer_of(question), Numbers()
        answer_html(answer.claims, numbers, answer)
        assert numbers.cited() == answer.sources()


def test_each_sentence_has_its_verdict_as_shape_and_word() -> None:
    answer = answer_of("When?")
    text = Seen(answer_html(answer.claims, Numbers())).text
    assert text.startswith("The bridge reopened on 3 May 2024.source 1 ✓ supported 0.97")
    assert "quote: the quote stands in the document" in text


def test_sides_closest_and_removed_are_shown() -> None:
    cost = answer_of("cost")
    sides = Seen(answer_html(cost.claims, Numbers(), cost)).text
    assert sides.count("The repairs cost $4.2 million.source 1 ✓ supported 0.97") == 1
    assert sides.index("$4.2 million") < sides.index("$4.9 million")
    assert "includes the temporary ferry" in sides
    nothing = answer_of("missing")
    missing = answer_html([], Numbers(), nothing)
    assert "Searched: 3 documents, 9 chunks, for: missing" in missing
    assert document_url(nothing.closest[0]).replace("&", "&amp;") in missing
    partly = answer_of("partly")
    assert "<details" in answer_html(partly.claims, Numbers(), partly)


def test_notes_are_shown_as_text() -> None:
    answer = answer_of("When?").model_copy(update={"notes": ["One source lists <b>more</b>."]})
    shown = answer_html(answer.claims, Numbers(), answer)
    assert shown.count("One source lists &lt;b&gt;more&lt;/b&gt;.") == 1
    assert "lists" not in answer_html(answer.claims, Numbers(), answer_of("When?"))


def test_cards_mark_the_quote_in_its_context() -> None:
    answer, numbers = answer_of("When?"), Numbers()
    answer_html(answer.claims, numbers)
    sources = sources_html(numbers, answer.evidence, FakeCatalog().document)
    assert (
        "When did the bridge reopen? <mark>The bridge reopened on 3 May 2024 after nine months of "
        "repairs.</mark> The repairs cost"
    ) in sources
    assert ">2 sources</h3>" in sources
    assert "2 other passages found" in sources
    assert HARBOUR.published_at is not None
    assert HARBOUR.published_at in sources


def test_a_document_that_changed_gives_no_false_context() -> None:
    answer, numbers = answer_of("When?"), Numbers()
    answer_html(answer.claims, numbers)
    changed = HARBOUR.model_copy(update={"text": "x" + HARBOUR.text})
    sources = sources_html(numbers, [], FakeCatalog(held=[changed, HOSTILE]).document)
    assert '<blockquote class="cp-context"><mark>The bridge reopened' in sources


def test_a_question_is_text() -> None:
    assert note_html("<b>\n\nx") == '<p class="cp-note">&lt;b&gt; x</p>'


def test_a_follow_up_shows_the_question_that_was_answered() -> None:
    answer = answer_of("When?").model_copy(update={"standalone_question": "When <b>was</b> it?"})
    shown = answer_html(answer.claims, Numbers(), answer)
    assert "Answered as: When &lt;b&gt;was&lt;/b&gt; it?" in shown
    assert "Answered as" not in answer_html(answer.claims, Numbers(), answer_of("When?"))


def test_silence_is_said_in_the_answers_own_words() -> None:
    answer = answer_of("missing").model_copy(update={"text": "Ask <i>something</i>."})
    assert "<strong>Ask &lt;i&gt;something&lt;/i&gt;.</strong>" in answer_html(
        [], Numbers(), answer
    )
