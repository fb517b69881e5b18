"""What cannot be asked is refused with the value and the next step."""

from __future__ import annotations

import pytest

from rag.errors import UsageError
from rag.question import checked_question


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (None, "question must be a string, not None"),
        ("", "question is empty"),
        (" \n\t", "question is empty"),
        ("?!", "question '?!' has no word in it; write what you want to know"),
        ("😀🎉", "has no word in it"),
        ("x" * 10_000, "question has 10000 characters, more than 2000"),
        ("x" * 10_000, "citeproof check"),
        ("\udcff who?", "not valid Unicode"),
    ],
)
def test_what_cannot_be_asked(question: object, words: str) -> None:
    with pytest.raises(UsageError) as raised:
        checked_question(question, max_chars=2000)
    assert words in str(raised.value)


@pytest.mark.parametrize(
    "question", ["Wer hat unterschrieben?", "谁签署了协议", "2026?", "Write a poem", "f(x) = 2;"]
)
def test_odd_questions_are_asked(question: str) -> None:
    assert checked_question(f" {question} ", max_chars=2000).text == question
