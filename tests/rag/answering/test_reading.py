"""A list reads as a sentence, by a person and by the judge; its heading stays before it."""

from __future__ import annotations

import pytest

from rag.answering.reading import joint_text, own_words, passage_text, stands_alone
from rag.types import Passage


def passage(quote: str, context: str = "") -> Passage:
    return Passage(
        document_id="d", uri="u", title="t", start=0, end=len(quote), quote=quote,
        context=context, rank=1, score=1,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("quote", "words"),
    [
        ("- Borel Pumps\n- Cato Tools", "Borel Pumps; Cato Tools."),
        ("They are:\n\n- Borel Pumps\n- Cato Tools", "They are: Borel Pumps; Cato Tools."),
        (
            "It shall include:\n  (a) two cranes;\n  (b) a gate; and\n  (c) lighting.",
            "It shall include: two cranes; a gate; lighting.",
        ),
        ("(b) a gate;", "A gate."),
        ("*Ada Lee, head* of **the Mill**", "Ada Lee, head of the Mill."),
        ("It is 2 * 3 * 4 and snake_case_name.", "It is 2 * 3 * 4 and snake_case_name."),
        ("Resolved by four votes to one:", "Resolved by four votes to one."),
        ("The lease runs\nfor ten years.", "The lease runs for ten years."),
    ],
)  # fmt: skip
def test_a_list_is_quoted_as_a_sentence(quote: str, words: str) -> None:
    assert own_words(passage(quote)) == words


def test_the_words_before_a_list_item_are_read_with_it() -> None:
    read = passage_text([passage("- Borel Pumps", "Tenants — The tenants are:")])
    assert read == "Tenants - The tenants are: Borel Pumps"


@pytest.mark.parametrize(
    ("quote", "alone"),
    [
        ("It is widely believed that the mill is old.", True),
        ("It was not known whether the mill was sold.", True),
        ("It was Ada that sold the mill.", True),
        ("It is the mill that burned.", False),  # perhaps "the mill that burned in May"
        ("It was sold.", False),
        ("Its roof is old.", False),
    ],
)
def test_an_it_that_stands_for_nothing_needs_no_sentence_before(quote: str, *, alone: bool) -> None:
    assert stands_alone(passage(quote)) is alone


def test_passages_read_together_stand_below_the_question_they_answer() -> None:
    parking = "Can I park?"
    passages = [
        passage("P1 costs 12 euros.", parking),
        passage("It is free at night.", f"{parking} — P1 costs 12 euros."),
        passage("| Winter | 9 |", "Fares — | Season | Fare |"),
        passage("The ferry is old.", "Ferries"),
    ]
    assert joint_text(passages).splitlines() == [
        "Can I park?",
        "P1 costs 12 euros.",
        "It is free at night.",
        "Season: Winter; Fare: 9",
        "The ferry is old.",
    ]
