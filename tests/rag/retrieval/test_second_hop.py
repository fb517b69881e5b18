"""What the first evidence names, and does not say, is searched for next."""

from __future__ import annotations

import pytest

from rag.retrieval.second_hop import second_hop
from rag.types import Passage


def found(*quotes: str, title: str = "") -> list[Passage]:
    return [
        Passage(
            document_id=f"doc_{rank}",
            uri=f"{rank}.txt",
            title=title,
            start=0,
            end=len(quote),
            quote=quote,
            rank=rank,
            score=1.0,
        )
        for rank, quote in enumerate(quotes, start=1)
    ]


@pytest.mark.parametrize(
    ("question", "quote", "query"),
    [
        (
            "Where was the director of Blue Hill born?",
            "Blue Hill is a 1998 film directed by Anna Lind.",
            "Anna Lind director born",
        ),
        (
            "What is the headcount of the firm that bought Cato?",
            "In May, Cato was bought by Delta Mills Ltd, a firm in Ohio.",
            "Delta Mills Ltd Ohio headcount",
        ),
        (
            "Which nationality is the author of Red Lake?",
            "The author of Red Lake, Tom van Ray, lived in June and on Monday.",
            "Tom van Ray nationality",
        ),
    ],
)
def test_a_new_name_with_what_is_missing(question: str, quote: str, query: str) -> None:
    assert second_hop(question, found(quote)) == query


@pytest.mark.parametrize(
    ("question", "quotes"),
    [
        ("Who directed Blue Hill?", ["Blue Hill is a film directed by Anna Lind."]),
        ("Where was Blue Hill shot?", ["Blue Hill is a film of great beauty."]),
        ("Where was Blue Hill shot?", ["Anna Lind likes Ohio."]),
        ("Where was Blue Hill shot?", ["Blue Hill ran from May 1998 to June."]),
        ("Where was Blue Hill shot?", ["Films like Blue Hill are rare."]),
        ("Where was Blue Hill shot?", []),
        (
            "Where was the director of Blue Hill born, raised, schooled, married, employed, fined, "
            "jailed, cured and buried?",
            ["Blue Hill is a 1998 film directed by Anna Lind."],
        ),
        ("", ["Blue Hill is a film by Anna Lind."]),
    ],
)
def test_nothing_more_to_look_for(question: str, quotes: list[str]) -> None:
    assert second_hop(question, found(*quotes)) is None


def test_the_passage_with_most_of_the_question_comes_first_and_three_are_read() -> None:
    passages = found(
        "The director met Maria Bern.",
        "Blue Hill had Anna Lind as its director.",
        "Another director is Tom Ray.",
        "The director was born in Graz.",
    )
    query = second_hop("Where was the director of Blue Hill born?", passages)
    assert query == "Anna Lind Maria Bern Tom Ray born"


def test_what_a_title_says_is_not_missing() -> None:
    passages = found("It was made by Anna Lind.", title="Blue Hill director")
    assert second_hop("Who is the director of Blue Hill?", passages) is None
