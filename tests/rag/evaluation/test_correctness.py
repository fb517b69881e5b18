from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.evaluation.correctness import (
    best_f1,
    exactly,
    groups_included,
    names_one,
    normalised,
    occurs,
    problems,
    token_f1,
)
from rag.evaluation.dataset import EvalQuestion
from rag.evaluation.response import Quoted, Response, SideTold, Told
from rag.types import AnswerStatus


def _cite(uri: str = "a.txt") -> Quoted:
    return Quoted(uri=uri, quote="The ferry runs daily.")


def _answer(
    text: str,
    *citations: Quoted,
    status: AnswerStatus | None = "answered",
    sides: tuple[SideTold, ...] = (),
) -> Response:
    told = (Told(text=text, citations=citations),) if citations else ()
    return Response(text=text, status=status, told=told, sides=sides)


def _question(**rules: object) -> EvalQuestion:
    plain: dict[str, object] = {
        "id": "q1",
        "question": "?",
        "kind": "fact",
        "expected_status": "answered",
        "must_include": [],
        "must_not_include": [],
        "gold_sources": [],
        "gold_quotes": [],
        "note": "",
    }
    return EvalQuestion.model_validate({**plain, **rules})


@pytest.mark.parametrize(
    ("phrase", "text", "expected"),
    [
        ("$1 trillion", "committed $1.4 trillion", False),
        ("$1 trillion", "committed an estimated $1 trillion.", True),
        ("$1.4 trillion", "committed $1.4\u00a0Trillion", True),
        ("4 trillion", "committed $1.4 trillion", False),
        ("$300 billion", "US$300 billion", True),
        ("17", "rose 17%", True),
        ("17", "rose 17.5%", False),
        ("17", "rose 117%", False),
        ("17", "It rose 17.", True),
        ("30", "a 30-gigawatt site", True),
        ("Risk", "many risks", False),
        ("AMD", "Nvidia, amd and others", True),
        ("early access", "early\n  access", True),
    ],
)
def test_phrases_count_as_whole_words(phrase: str, text: str, expected: bool) -> None:
    assert occurs(phrase, text) is expected


@given(st.text(alphabet="ab c.$1", min_size=1).filter(lambda text: text.strip() != ""))
def test_a_text_set_apart_occurs_in_itself(text: str) -> None:
    assert occurs(text.strip(), f"x {text.strip()} y")


def test_a_right_answer_has_no_problems() -> None:
    question = _question(
        must_include=[["daily", "every day"]], gold_sources=["a.txt"], polarity="yes"
    )
    assert problems(question, _answer("Yes, it runs daily. [1]", _cite("deep/a.txt"))) == []


def test_partly_answered_counts_as_answered() -> None:
    assert problems(_question(), _answer("Daily.", status="partly_answered")) == []


@pytest.mark.parametrize(
    ("rules", "answer", "problem"),
    [
        ({}, _answer("", status="not_found"), "not_found, not answered"),
        ({"must_include": [["17"], ["18", "19"]]}, _answer("17"), "lacks 18 | 19"),
        ({"must_include": [["17"]]}, _answer("It rose. [17]"), "lacks 17"),
        ({"must_not_include": ["Canberra"]}, _answer("It is canberra."), "says Canberra"),
        ({"polarity": "no"}, _answer("Yes, no doubt."), "begins with yes, not no"),
        (
            {"gold_sources": ["b.txt"]},
            _answer("Daily.", _cite("a.txt")),
            "cites no document that holds the answer",
        ),
    ],
)
def test_each_rule_is_checked(rules: dict[str, object], answer: Response, problem: str) -> None:
    assert problems(_question(**rules), answer) == [problem]


def test_sides_of_a_conflict_count_as_said_and_cited() -> None:
    question = _question(
        expected_status="conflicting",
        must_include=[["$1.4 trillion"], ["$1 trillion"]],
        gold_sources=["a.txt"],
    )
    sides = (
        SideTold(value="$1.4 trillion", text="It costs that.", citations=(_cite(),)),
        SideTold(value="$1 trillion", text="It costs less.", citations=(_cite("b.txt"),)),
    )
    answer = _answer("The documents disagree.", status="conflicting", sides=sides)
    assert problems(question, answer) == []


@pytest.mark.parametrize(
    ("expected", "text", "wrong"),
    [
        ("not_found", "The sources do not mention it.", []),
        ("not_found", "Canberra [1].", ["answered, not not_found"]),
        ("answered", "The sources do not mention it.", ["silent, not answered"]),
        ("conflicting", "One says 1, another 2.", []),
        (None, "anything", []),
    ],
)
def test_a_system_without_statuses_is_read_by_its_words(
    expected: str | None, text: str, wrong: list[str]
) -> None:
    assert problems(_question(expected_status=expected), _answer(text, status=None)) == wrong


@pytest.mark.parametrize(
    ("uri", "source", "expected"),
    [
        ("a.txt", "a.txt", True),
        ("x/y/a.txt", "a.txt", True),
        ("x/y/a.txt", "y/a.txt", True),
        ("x/ya.txt", "a.txt", False),
        ("a.txt", "x/a.txt", False),
        ("ab.txt", "a?.txt", False),
        ("https://e.org/a", "https://e.org/a", True),
    ],
)
def test_a_source_is_named_by_its_uri_or_the_end_of_it(
    uri: str, source: str, expected: bool
) -> None:
    assert names_one(uri, ["other", source]) is expected


def test_groups_are_counted_one_by_one() -> None:
    question = _question(must_include=[["17", "seventeen"], ["daily"]])
    assert groups_included(question, _answer("Seventeen [17].")) == [True, False]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The  Gate, an\nOld one!", "gate old one"),
        ("3,559 people", "3559 people"),
        ("“Theatre” – anew", "theatre anew"),
        ("the", ""),
    ],
)
def test_texts_are_normalised_as_squad_does(text: str, expected: str) -> None:
    assert normalised(text) == expected


def test_token_f1_counts_repeats() -> None:
    # Shared: red, gate, gate once of two. Precision 2/3, recall 2/4.
    assert token_f1("red gate gate hill", "the red gate opened") == pytest.approx(4 / 7)
    assert token_f1("red", "blue") == 0
    assert best_f1(["blue", "red"], "Red.") == 1
    assert best_f1([], "Red.") == 0


def test_an_exact_match_is_of_the_whole_answer() -> None:
    assert exactly(["The Red Gate", "blue"], "red gate.")
    assert not exactly(["red"], "It is red.")
