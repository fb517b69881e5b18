"""A value is copied from its passage and confirmed; a rounding or a part is no other value."""

from __future__ import annotations

import pytest

from rag.answering.guards.quantities import quantities
from rag.answering.judge import Judge
from rag.answering.values import PassageValue, ValueReader, same_value
from rag.errors import ModelError
from rag.models.fake import FakeChat
from rag.types import Passage


def passage(quote: str, document: str = "a") -> Passage:
    return Passage(
        document_id=document, uri=document, title="", start=0, end=len(quote), quote=quote,
        rank=1, score=1.0,
    )  # fmt: skip


def value(text: str) -> PassageValue:
    found = quantities(text)
    return PassageValue(passage=passage(text), text=text, figure=found[0] if found else None)


async def read(question: str, quote: str, reply: str, probability: float = 0.9) -> list[str]:
    chat = FakeChat(reply=lambda _: reply, probability=lambda _: probability)
    reader = ValueReader(chat, Judge(chat), threshold=0.5)
    return [found.text for found in await reader.read(question, [passage(quote)])]


@pytest.mark.parametrize(
    ("question", "quote", "reply", "expected"),
    [
        ("How much was paid?", "It paid $3 and got $4.", "$4", ["$4"]),
        ("How much was paid?", "It paid $3 and got $4.", "$9", []),
        ("Who directed Ash?", "Ash was directed by Ann Lee.", "Ann Lee.", ["Ann Lee"]),
        ("Who directed Ash?", "Ash was directed by Ann Lee.", "Bo Ek", []),
        ("Who directed Ash?", "Ash was directed by Ann Lee.", "Ash", []),
        ("Who directed Ash?", "Ash was directed by Ann Lee.", "NOT FOUND", []),
        ("Where is it?", "It is at U.S. plants.", "U. S. plants", ["U.S. plants"]),
        ("Where is Rona High School?", "It is in Rona, New York.", "Rona", ["Rona, New York"]),
        ("Where is Rona High School?", "It is in Rona.", "Rona", []),
        ("When was it built?", "It was built on 3 May 1885.", "3 May 1885", ["3 May 1885"]),
    ],
)
async def test_only_words_of_the_passage_are_values(
    question: str, quote: str, reply: str, expected: list[str]
) -> None:
    assert await read(question, quote, reply) == expected


async def test_a_value_that_the_judge_does_not_confirm_is_dropped() -> None:
    assert await read("Who directed Ash?", "Ash, by Ann Lee.", "Ann Lee", probability=0.2) == []


async def test_a_passage_whose_model_call_fails_gives_no_value() -> None:
    def fails(_: object) -> str:
        raise ModelError("out of memory")

    chat = FakeChat(reply=fails)
    reader = ValueReader(chat, Judge(chat), threshold=0.5)
    assert await reader.read("Who directed Ash?", [passage("Ash, by Ann Lee.")]) == []


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("$1.4 trillion", "1,400 billion dollars", True),
        ("$1.4 trillion", "$1 trillion", False),
        ("50,000", "49,876", True),
        ("3,559", "3,506", False),
        ("2010", "2011", False),
        ("Ohio and Texas", "Wisconsin, Ohio, Texas", True),
        ("Ohio and Texas", "Ohio and Utah", False),
        ("Ann Lee", "Lee", True),
        ("Ann Lee", "Bo Ek", False),
        ("US", "U. S. facilities", True),
        ("the U.S.", "United States plants", True),
        ("the US", "the EU", False),
        ("us", "Ohio", False),
        ("United States", "United Kingdom", False),
    ],
)
def test_same_value(first: str, second: str, same: bool) -> None:
    assert same_value(value(first), value(second)) is same
    assert same_value(value(second), value(first)) is same
