"""What grammar can tell of a follow-up, and where it keeps silent."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.answering.follow_up import is_fragment, refers_back, resolved, topic_of

REVENUE = "What was Acme's revenue in 2025?"
EARNED = "Acme's revenue in 2025 was $3 million. [1]"


@pytest.mark.parametrize(
    ("question", "rewritten"),
    [
        ("And for 2026?", "What was Acme's revenue in 2026?"),
        ("2026?", "What was Acme's revenue in 2026?"),
        ("and in Q3 2026?", "What was Acme's revenue in Q3 2026?"),
        ("Q3 2026", "What was Acme's revenue in Q3 2026?"),
        ("What about Borel Pumps?", "What was Borel Pumps's revenue in 2025?"),
        ("and for Borel?", "What was Borel's revenue in 2025?"),
        ("IBM?", "What was IBM's revenue in 2025?"),
        ("And the profit?", "What was Acme's profit in 2025?"),
        ("and in Texas?", "What was Acme's revenue in 2025 in Texas?"),
        ("Why?", "Why is it that Acme's revenue in 2025 was $3 million?"),
        ("What is its headcount?", "What is Acme's headcount?"),
    ],
)
def test_after_a_question_with_one_name_and_one_year(question: str, rewritten: str) -> None:
    assert resolved(question, REVENUE, EARNED) == rewritten


@pytest.mark.parametrize(
    ("question", "previous", "said", "rewritten"),
    [
        ("And in Texas?", "Who runs the plant in Ohio?", "", "Who runs the plant in Texas?"),
        ("and the EU?", "What does the law of the US say?", "", "What does the law of the EU say?"),
        ("And in May 2024?", "What fell in April 2024?", "", "What fell in May 2024?"),
        ("Why?", "Is there a cap?", "Yes, there is a cap. [1]", "Why is there a cap?"),
        ("Why?", "Is there a cap?", "No, there is no cap. [1]", "Why is there no cap?"),
        ("why not?", "Does Acme pay?", "No, Acme does not pay.", "Why does Acme not pay?"),
        ("When?", "Did Acme sign the pact?", "Yes.", "When did Acme sign the pact?"),
        ("When was it built?", "Where is the Ohio plant?", "", "When was the Ohio plant built?"),
        (
            "Who had it before?",
            "Who won the pump pact this year?",
            "",
            "Who had the pump pact before?",
        ),
        ("How old is she?", "Who leads Acme?", "Ada Lee leads Acme. [1]", "How old is Ada Lee?"),
        ("Where does he live?", "When did Bob Stone go?", "", "Where does Bob Stone live?"),
        ("Did they pay?", "What did Acme and Borel sign?", "", "Did Acme and Borel pay?"),
    ],
)
def test_after_other_questions(question: str, previous: str, said: str, rewritten: str) -> None:
    assert resolved(question, previous, said) == rewritten


@pytest.mark.parametrize(
    ("question", "previous", "said"),
    [
        ("And for Cato?", "What did Acme pay Borel?", ""),  # in whose place?
        ("And the second one?", REVENUE, EARNED),
        ("Which of them is larger?", REVENUE, EARNED),
        ("Who?", "Did Acme sign the pact?", "Yes."),
        ("Why?", "What is the capital?", ""),
        ("When was it built?", "What is the headcount of the Ohio plant?", ""),
        ("Is it large?", REVENUE, EARNED),  # Acme, or its revenue?
        ("Did it pay?", "What did Acme and Borel sign?", ""),
        ("Does Acme own it?", "Who leads Acme?", ""),
        ("Net Profit?", REVENUE, EARNED),
        ("Profit?", REVENUE, EARNED),  # a name, or the first word of a sentence?
        ("How old is she?", "Who leads Acme?", "Ada Lee and Bob Stone lead Acme, not Cy Ray."),
    ],
)
def test_what_grammar_cannot_tell_is_not_guessed(question: str, previous: str, said: str) -> None:
    assert resolved(question, previous, said) is None


@pytest.mark.parametrize(
    "question", ["And for 2026?", "in Texas?", "What about Acme?", "Why?", "and?", "Who?", "2026"]
)
def test_less_than_a_question(question: str) -> None:
    assert is_fragment(question)


@pytest.mark.parametrize(
    "question",
    [
        "revenue 2025",
        "But who signed the pact?",
        "List the states",
        "Is it due?",
        "May Acme leave?",
    ],
)
def test_a_question_of_its_own_is_no_fragment(question: str) -> None:
    assert not is_fragment(question)


@pytest.mark.parametrize(
    "question",
    ["Is it due?", "Who works there?", "Which is cheaper?", "Who signed that?", "Is there one?"],
)
def test_words_that_point_outside(question: str) -> None:
    assert refers_back(question)


@pytest.mark.parametrize(
    "question",
    [
        "Is there a purchase commitment?",
        "Does Acme keep its patents?",
        "When Acme left, did it pay?",
        "Is it true that Acme sold the plant?",
        "How long does it take to build a rack?",
        "Who signed this agreement?",
        "Which one of the states has a law?",
        "What does the company that Acme bought make?",
    ],
)
def test_words_that_point_nowhere_else(question: str) -> None:
    assert not refers_back(question)


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("How much will Acme pay?", "Acme pay"),
        ("Is there a cap?", "a cap"),
        ("And who signed the pact?", "who signed the pact"),
        ("Which firms did Acme sue?", "firms Acme sue"),
        ("Why?", "Why"),
    ],
)
def test_topic(question: str, topic: str) -> None:
    assert topic_of(question) == topic


@settings(deadline=None)
@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_any_text_is_read(question: str, previous: str, said: str) -> None:
    found = resolved(question, previous, said)
    assert found is None or found.strip()
