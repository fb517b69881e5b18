"""Follow-ups are rewritten only when they need it, and only with words of the conversation."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from rag.answering.standalone import is_faithful, needs_history, standalone_question
from rag.errors import ModelError
from rag.models.fake import FakeChat
from rag.types import Message

HISTORY = [
    Message(role="user", content="What did Acme and Borel pay for pumps in 2025?"),
    Message(role="assistant", content="Acme paid $3 million [1]. Borel paid $4 million [2]."),
]
TALKED = " ".join(turn.content for turn in HISTORY)


def writing(text: str) -> FakeChat:
    return FakeChat(reply=lambda _: text)


@pytest.mark.parametrize(
    "question",
    ["And for 2026?", "Why?", "Which of them is larger?", "Is it?", "What about Cato?",
     "and the second one?", "Who paid?", "What else?", "Tell me more"],
)  # fmt: skip
def test_a_question_that_refers_needs_history(question: str) -> None:
    assert needs_history(question, HISTORY)
    assert not needs_history(question, [])


@pytest.mark.parametrize(
    "question",
    ["Who founded Borel Industries?", "Is there a purchase commitment?", "What is inflation?",
     "Who is Ada?", "revenue 2025", "Summarise the termination clause", "List the states"],
)  # fmt: skip
async def test_a_question_that_stands_alone_is_returned_as_it_is(question: str) -> None:
    assert await standalone_question(question, HISTORY, writing("Something else?")) == question


async def test_grammar_comes_before_the_model() -> None:
    rewritten = await standalone_question("And for 2026?", HISTORY, writing("Who is Borel?"))
    assert rewritten == "What did Acme and Borel pay for pumps in 2026?"


async def test_earlier_follow_ups_are_resolved_first() -> None:
    history = [*HISTORY, Message(role="user", content="And in 2026?")]
    rewritten = await standalone_question("and for valves?", history, writing("No idea."))
    assert rewritten == "and for valves, regarding Acme and Borel pay for pumps in 2026?"
    assert "2027" in await standalone_question("and 2027?", history, writing("No idea."))


async def test_a_faithful_rewrite_is_used() -> None:
    chat = writing('"Which payment is larger, Acme or Borel?"')
    asked = "Which of them is larger?"
    assert not (await standalone_question(asked, HISTORY, chat)).startswith("Which payment")
    chat = writing('"Which is larger, Acme or Borel?"')
    assert await standalone_question(asked, HISTORY, chat) == "Which is larger, Acme or Borel?"


@pytest.mark.parametrize(
    "rewritten",
    [
        "What did the Martians pay?",
        "Which is larger?",  # adds nothing
        "Is Acme larger?",  # asks something else
        "Which one did Acme pay for pumps?",  # has lost what was asked
        "Acme is larger.",
        "Tell me which is larger, Acme or Borel?",
        "Which is larger, Acme or Borel? Which did Acme pay?",
        "Acme. Which is larger, Acme or Borel?",
        "Which is larger than $5, Acme or Borel?",
    ],
)
async def test_any_other_rewrite_is_refused_for_a_plain_join(rewritten: str) -> None:
    asked = "Which of them is larger?"
    assert not is_faithful(rewritten, asked, previous=HISTORY[0].content, conversation=TALKED)
    joined = await standalone_question(asked, HISTORY, writing(rewritten))
    assert joined == "Which of them is larger, regarding Acme and Borel pay for pumps in 2025?"


async def test_a_fragment_keeps_the_question_word_of_the_question_before() -> None:
    chat = writing("What did the second, Borel, pay for pumps?")
    rewritten = await standalone_question("and the second one?", HISTORY, chat)
    assert rewritten == "What did the second, Borel, pay for pumps?"
    chat = writing("When did Borel pay for pumps?")
    assert "regarding" in await standalone_question("and the second one?", HISTORY, chat)


async def test_a_model_that_fails_is_not_needed() -> None:
    def fails(messages: Sequence[Message]) -> str:
        raise ModelError("gone")

    joined = await standalone_question("and the second one?", HISTORY, FakeChat(reply=fails))
    assert joined == "and the second one, regarding Acme and Borel pay for pumps in 2025?"


async def test_an_answer_without_sources_is_not_built_upon() -> None:
    history = [
        Message(role="user", content="What is the capital?"),
        Message(role="assistant", content="The capital is Rome, as everyone knows."),
    ]
    joined = await standalone_question("Why?", history, writing("Why is the capital Rome?"))
    assert joined == "Why, regarding the capital?"
    cited = [history[0], Message(role="assistant", content="The capital is Rome. [1]")]
    framed = await standalone_question("Why?", cited, writing("No idea."))
    assert framed == "Why is it that the capital is Rome?"


async def test_a_greeting_is_nothing_to_refer_to() -> None:
    thanks = [
        Message(role="user", content="Thanks!"),
        Message(role="assistant", content="This is no question to the documents."),
    ]
    assert not needs_history("And for 2026?", thanks)
    rewritten = await standalone_question("And for 2026?", [*HISTORY, *thanks], writing("No."))
    assert rewritten == "What did Acme and Borel pay for pumps in 2026?"


async def test_a_join_stays_short() -> None:
    history = [Message(role="user", content="What did " + "the pact say of pumps and " * 60)]
    joined = await standalone_question("and the second one?", history, writing("No."))
    assert joined.startswith("and the second one, regarding the pact say of pumps")
    assert len(joined) < 400


def test_a_full_stop_in_a_name_is_no_second_sentence() -> None:
    asked, previous = "and the second one?", "Who leads Acme Inc. in Ohio?"
    rewritten = "Who leads the second Acme Inc. in Ohio?"
    assert is_faithful(rewritten, asked, previous=previous, conversation=previous)
