from __future__ import annotations

import json

import pytest
from markdown_it import MarkdownIt

from rag.types import Answer
from tests.fake_pipeline import answer_of
from tests.ui.html.test_answer import Seen
from ui.answer_files import answers_html, answers_json, answers_markdown

QUESTIONS = ["When?", "cost", "missing", "partly", "evil"]


def test_sentences_point_at_numbered_quotes() -> None:
    shown = answers_markdown([answer_of("When?")])
    assert "The bridge reopened on 3 May 2024. [1]" in shown
    assert "nine months and cost \\$4.2 million. [1][2]" in shown
    assert "2. “The repairs cost \\$4.2 million, the city said.” — Harbour bridge reopens" in shown


def test_sides_silence_and_removed_are_in_the_file() -> None:
    shown = answers_markdown([answer_of(question) for question in QUESTIONS])
    assert "- **\\$4.9 million** (includes the temporary ferry): The repairs cost" in shown
    assert "Searched: 3 documents, 9 chunks, for: missing" in shown
    assert "- closest: “The bridge reopened on 3 May 2024" in shown
    assert "- The mayor paid for the bridge himself. (No passage says who paid.)" in shown


@pytest.mark.parametrize("question", QUESTIONS)
def test_texts_stay_texts(question: str) -> None:
    answers = [answer_of(question)]
    page = answers_html(answers)
    seen = Seen(page)
    assert {"script", "img", "iframe", "a"} & seen.tags == set()
    assert "default-src 'none'" in page
    rendered = Seen(MarkdownIt("commonmark").render(answers_markdown(answers)))
    assert rendered.tags <= {"h2", "p", "strong", "ol", "ul", "li", "em"}
    assert not set("\x1b\x07\u202e") & set(page + answers_markdown(answers))


def test_json_is_the_answer_itself() -> None:
    answers = [answer_of("cost"), answer_of("When?")]
    held = json.loads(answers_json(answers))
    assert [Answer.model_validate(each) for each in held] == answers
