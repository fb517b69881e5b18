"""Nouns are taken apart where they are surely several things."""

from __future__ import annotations

import pytest

from rag.retrieval.coordination import coordinated_parts


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "What are the revenue and the headcount of Acme",
            ["What is the revenue of Acme?", "What is the headcount of Acme?"],
        ),
        (
            "What are the revenue of Acme and the headcount",
            ["What is the revenue of Acme?", "What is the headcount of Acme?"],
        ),
        (
            "What is the area of Ohio, the size of Texas and the capital of Utah",
            [
                "What is the area of Ohio?",
                "What is the size of Texas?",
                "What is the capital of Utah?",
            ],
        ),
        (
            "What are Acme's revenue and headcount",
            ["What is Acme's revenue?", "What is Acme's headcount?"],
        ),
        (
            "What were the price and weight of the pump",
            ["What was the price of the pump?", "What was the weight of the pump?"],
        ),
        (
            "Who were the founders of Acme and Borel Works",
            ["Who was the founder of Acme?", "Who was the founder of Borel Works?"],
        ),
        (
            "What are the populations of both Ohio and New Mexico",
            ["What is the population of Ohio?", "What is the population of New Mexico?"],
        ),
        (
            "How many employees and offices does Acme have",
            ["How many employees does Acme have?", "How many offices does Acme have?"],
        ),
        ("When were Acme and Borel founded", ["When was Acme founded?", "When was Borel founded?"]),
        ("How old are Anna Lind and Tom Ray", ["How old is Anna Lind?", "How old is Tom Ray?"]),
    ],
)
def test_several_things_are_taken_apart(question: str, parts: list[str]) -> None:
    assert coordinated_parts(question) == parts


@pytest.mark.parametrize(
    "question",
    [
        "What are Acme's terms and conditions",
        "What are the research and development costs of Acme",
        "What is research and development",
        "What are the provisions of the Health and Safety Act",
        "What are the risks and benefits of surgery",
        "What are the causes and effects of the war",
        "What is the population of Trinidad and Tobago",
        "What is Barnes and Noble",
        "When were Acme and Borel merged",
        "How are Acme and Borel related",
        "When did Marks and Spencer open",
        "Who wrote Pride and Prejudice",
        "How do supply and demand interact",
        "What is the bread and butter of Acme",
        "What is the price",
        "",
    ],
)
def test_one_thing_stays_whole(question: str) -> None:
    assert coordinated_parts(question) == []
