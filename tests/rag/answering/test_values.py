"""A value is copied from its passage and confirmed; a rounding or a part is no other value."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from rag.answering.guards.quantities import quantities
from rag.answering.judge import Judge
from rag.answering.values import PassageValue, ValueReader, same_value
from rag.errors import ModelError
from rag.models.fake import FakeChat
from rag.types import Message, Passage


def passage(quote: str, document: str = "a", *, start: int = 0) -> Passage:
    return Passage(
        document_id=document, uri=document, title="", start=start, end=start + len(quote),
        quote=quote, rank=1, score=1.0,
    )  # fmt: skip


def value(text: str) -> PassageValue:
    found = quantities(text)
    return PassageValue(passage=passage(text), text=text, figure=found[0] if found else None)


def reader_on(chat: FakeChat) -> ValueReader:
    return ValueReader(chat, Judge(chat), threshold=0.5)


async def read(question: str, quote: str, reply: str, probability: float = 0.9) -> list[str]:
    reader = reader_on(FakeChat(reply=lambda _: reply, probability=lambda _: probability))
    return [found.text for found in await reader.read(question, [[passage(quote)]])]


@pytest.mark.parametrize(
    ("question", "quote", "reply", "expected"),
    [
        ("How much was paid?", "It paid $3 and got $4.", "$4", ["$4"]),
        ("How much was paid?", "It paid $3 and got $4.", "$9", []),
        ("What will it cost?", "It will cost NOK 3 million, SEK 4.", "SEK 4", ["SEK 4"]),
        ("How many people work there?", "It has 9 shops and 80 people.", "80", ["80"]),
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

    reader = reader_on(FakeChat(reply=fails))
    assert await reader.read("Who directed Ash?", [[passage("Ash, by Ann Lee.")]]) == []


async def test_a_documents_sentences_are_read_together_in_the_order_of_their_place() -> None:
    asked: list[str] = []

    def reply(messages: Sequence[Message]) -> str:
        asked.append(messages[-1].content)
        return "1848"

    reader = reader_on(FakeChat(reply=reply))
    born = passage("He was born in 1810.", start=0)
    became = passage("He became baronet in 1848.", start=30)
    (found,) = await reader.read("When did he become baronet?", [[became, born]])
    assert (found.text, found.passage) == ("1848", became)
    assert asked == [f"{born.quote}\n{became.quote}\n\nQuestion: When did he become baronet?"]


async def test_a_value_that_stands_in_two_sentences_is_of_the_better_one() -> None:
    reader = reader_on(FakeChat(reply=lambda _: "Ann Lee"))
    better, other = passage("Ann Lee directed Ash.", start=50), passage("Ann Lee was born.")
    (found,) = await reader.read("Who directed Ash?", [[better, other]])
    assert found.passage == better


async def test_words_that_no_sentence_has_alone_are_no_value() -> None:
    reader = reader_on(FakeChat(reply=lambda _: "Ann Lee Bo Ek"))
    parts = [passage("It is by Ann Lee"), passage("Bo Ek sang.", start=20)]
    assert await reader.read("Who directed Ash?", [parts]) == []


async def test_a_figure_is_chosen_among_those_of_all_sentences_and_is_of_its_own() -> None:
    reader = reader_on(FakeChat(reply=lambda _: "$4"))
    paid, got = passage("It paid $3, not $2."), passage("It got $4.", start=20)
    (found,) = await reader.read("How much did it get?", [[paid, got]])
    assert (found.text, found.passage) == ("$4", got)
    (alone,) = await reader.read("How much did it get?", [[got, paid]])
    assert (alone.text, alone.passage) == ("$4", got)


async def test_a_figure_of_a_lesser_sentence_counts_only_if_the_model_names_it() -> None:
    reader = reader_on(FakeChat(reply=lambda _: "NOT FOUND"))
    parts = [passage("It was paid."), passage("Cato got $3 million.", start=20)]
    assert await reader.read("How much was paid?", [parts]) == []


async def test_the_only_figure_of_the_best_sentence_is_the_value_and_no_model_chooses() -> None:
    def fails(_: object) -> str:
        raise ModelError("not to be asked")

    reader = reader_on(FakeChat(reply=fails))
    (found,) = await reader.read(
        "How much was paid?", [[passage("It paid $3."), passage("It got $4.", start=20)]]
    )
    assert found.text == "$3"


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("$1.4 trillion", "1,400 billion dollars", True),
        ("$1.4 trillion", "$1 trillion", False),
        ("50,000", "49,876", True),
        ("3,559", "3,506", False),
        ("412,000", "400,000", True),
        ("1,312", "1,290", False),
        ("1,312", "1,350", False),
        ("412,000", "390,000", False),
        ("21 days", "20 days", False),
        ("NOK 640 million", "NOK 710 million", False),
        ("NOK 710 million", "710 million kroner", True),
        ("NOK 412,345", "412,000 kroner", True),
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
