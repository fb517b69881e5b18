"""Questions are taken apart into parts that stand alone; what is one question stays one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.retrieval.parts import question_parts


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("What is lead and how does gold melt?", ["What is lead?", "How does gold melt?"]),
        (
            "What is a heat pump and how does it work?",
            ["What is a heat pump?", "How does a heat pump work?"],
        ),
        (
            "What is Acme, how does it earn money, and who owns it?",
            ["What is Acme?", "How does Acme earn money?", "Who owns Acme?"],
        ),
        (
            "Who is the head of Acme and how old is he?",
            ["Who is the head of Acme?", "How old is the head of Acme?"],
        ),
        (
            "Where was Anna Lind born and what did she study?",
            ["Where was Anna Lind born?", "What did Anna Lind study?"],
        ),
        (
            "What is the capital of Ruhr and what is its population?",
            ["What is the capital of Ruhr?", "What is the capital of Ruhr's population?"],
        ),
        ("Who founded Acme? And when did it close?", ["Who founded Acme?", "When did Acme close?"]),
        ("Who founded Acme and when?", ["Who founded Acme?", "When was Acme founded?"]),
        (
            "Did Acme sign the pact, and when?",
            ["Did Acme sign the pact?", "When did Acme sign the pact?"],
        ),
        (
            "When was the pact signed and by whom?",
            ["When was the pact signed?", "By whom was the pact signed?"],
        ),
        (
            "When and where was Anna Lind born?",
            ["When was Anna Lind born?", "Where was Anna Lind born?"],
        ),
        ("Who owns Acme and who owns Borel?", ["Who owns Acme?", "Who owns Borel?"]),
        (
            "Is Acme profitable and does Borel have debts?",
            ["Is Acme profitable?", "Does Borel have debts?"],
        ),
        (
            "Why did Acme sue Borel and what was the outcome?",
            ["Why did Acme sue Borel?", "What was the outcome (Acme, Borel)?"],
        ),
        (
            "Explain what photosynthesis is and how it works.",
            ["Explain what photosynthesis is.", "Explain how photosynthesis works."],
        ),
        (
            "Tell me who owns Acme and where it is based.",
            ["Tell me who owns Acme.", "Tell me where Acme is based."],
        ),
        (
            "How long does it take and what does it cost?",
            ["How long does it take?", "What does it cost?"],
        ),
        (
            "What are the price of lead and the weight of gold, and who sells lead?",
            ["What is the price of lead?", "What is the weight of gold?", "Who sells lead?"],
        ),
        ("Compare Acme and Borel.", ["What is Acme?", "What is Borel?"]),
        ("Which is larger, Ohio or Texas?", ["How large is Ohio?", "How large is Texas?"]),
    ],
)
def test_parts_stand_alone(question: str, parts: list[str]) -> None:
    assert question_parts(question) == parts


@pytest.mark.parametrize(
    "question",
    [
        "Is there a purchase commitment?",
        "Who wrote Pride and Prejudice?",
        "What is the relationship between supply and demand?",
        "What happened when Acme and Borel merged?",
        "What did Acme say about when and how the plan would start?",
        "Does the contract say who pays and when?",
        "What is the firm which makes pumps and which was founded in Ohio?",
        "Which actor who was born in Ohio and was raised in Texas won the prize?",
        "Who is the man that sold Acme and that bought Borel?",
        "Did Acme buy Borel and sell Cato?",
        "I read about Acme. Who owns it?",
        "Who bought it and why did it fail?",
        "Who directed the film in which Anna Lind plays and what is its length?",
        "What does the lease say about rent and when is it due?",
        "What is the Health and Safety Act?",
        "What percentage of revenue and profit came from Ohio?",
        "Was it Acme or Borel?",
        "Why?",
        "Hello and welcome",
        "revenue 2020 and 2021",
        "",
        "?!",
    ],
)
def test_one_question_stays_as_it_was_typed(question: str) -> None:
    assert question_parts(question) == [question]


def test_too_many_parts_are_left_whole() -> None:
    many = " and ".join(f"who owns A{number}" for number in range(9))
    assert question_parts(f"{many}?") == [f"{many}?"]


@given(st.text(max_size=120))
def test_any_text_has_parts(question: str) -> None:
    parts = question_parts(question)
    assert parts == [question] or (1 < len(parts) <= 6 and all(map(str.strip, parts)))


def test_long_questions_take_no_long_time() -> None:
    hostile = "what is a and " * 300 + "the " * 3000 + "Compare " * 500 + " between A and B" * 300
    assert len(question_parts(hostile)) <= 6
