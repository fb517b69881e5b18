"""What a question asks for, and whether a text has it."""

from __future__ import annotations

import pytest

from rag.answering.asked import (
    AnswerType,
    answer_type,
    asks_for_several,
    asks_for_value,
    has_answer_type,
)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How much has Acme paid?", "amount"),
        ("What is the value of the deal?", "amount"),
        ("What will the plant cost?", "amount"),
        ("How many racks are there?", "number"),
        ("What is the headcount in Ohio?", "number"),
        ("By what percentage did profit rise?", "percent"),
        ("When was it built?", "date"),
        ("In which year did it close?", "date"),
        ("Who is the chairman?", "name"),
        ("Which company supplies it?", "name"),
        ("Why did it fail?", "any"),
    ],
)
def test_answer_type(question: str, kind: AnswerType) -> None:
    assert answer_type(question) == kind


@pytest.mark.parametrize(
    ("question", "quote", "has"),
    [
        ("When will it ship?", "It will ship in May.", True),
        ("When will it ship in May?", "It will ship in May.", False),
        ("When is the fee due?", "The fee is due within thirty days of the invoice.", True),
        ("When is the fee due?", "The fee is due upon delivery.", True),
        ("When does the last ferry leave?", "Winter; first: 07:30; last: 19:00", True),
        ("When does the last ferry leave?", "The ratio is 19:75.", False),
        ("In which year is it due?", "It is due within thirty days.", False),
        ("How many racks?", "There are many racks.", False),
        ("How many racks?", "There are thirty racks.", True),
        ("By what percentage?", "It rose by 17.", False),
        ("Who leads Acme?", "Acme is led by Ada Lee.", True),
        ("Who leads Acme?", "Acme has a leader.", False),
        ("Why?", "Because.", True),
    ],
)
def test_has_answer_type(question: str, quote: str, has: bool) -> None:
    assert has_answer_type(answer_type(question), question, quote) is has


@pytest.mark.parametrize(
    ("question", "several"),
    [
        ("Which states have sites?", True),
        ("List all partners.", True),
        ("Who are the partners?", True),
        ("Which people signed?", True),
        ("How many people signed?", False),
        ("Who is the chairman?", False),
        ("What does Acme make?", False),
    ],
)
def test_asks_for_several(question: str, several: bool) -> None:
    assert asks_for_several(question) is several


@pytest.mark.parametrize(
    ("question", "one"),
    [
        ("Who directed Ash?", True),
        ("What is the profession of Ann Lee?", True),
        ("What political party was Lee in?", True),
        ("How many people does Acme employ?", True),
        ("Which states will get plants?", False),
        ("What is a heat pump?", False),
        ("What does Acme make?", False),
        ("Why did the plant close?", False),
        ("How does it work?", False),
    ],
)
def test_questions_with_one_short_answer(question: str, one: bool) -> None:
    assert asks_for_value(question) is one
