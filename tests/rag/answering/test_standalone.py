"""Follow-ups are rewritten only when they need it, and only with words of the conversation."""

from __future__ import annotations

import pytest

from rag.answering.standalone import needs_history, standalone_question
from rag.models.fake import FakeChat
from rag.types import Message

HISTORY = [
    Message(role="user", content="What was Acme's revenue in 2025?"),
    Message(role="assistant", content="Acme's revenue in 2025 was $3 million."),
]


@pytest.mark.parametrize(
    "question", ["And for 2026?", "Why?", "Which of them is larger?", "Is it?"]
)
def test_a_question_that_refers_needs_history(question: str) -> None:
    assert needs_history(question, HISTORY)
    assert not needs_history(question, [])


async def test_a_question_that_stands_alone_is_not_sent_to_the_model() -> None:
    chat = FakeChat(reply=lambda _: "Something else?")
    asked = "Who founded Borel Industries?"
    assert await standalone_question(asked, HISTORY, chat) == asked


async def test_a_follow_up_is_rewritten() -> None:
    chat = FakeChat(reply=lambda _: '"What was Acme\'s revenue in 2026?"')
    rewritten = await standalone_question("And for 2026?", HISTORY, chat)
    assert rewritten == "What was Acme's revenue in 2026?"


async def test_a_rewrite_with_new_things_is_not_used() -> None:
    chat = FakeChat(reply=lambda _: "What did the Martians invade yesterday evening?")
    assert await standalone_question("And for 2026?", HISTORY, chat) == "And for 2026?"
