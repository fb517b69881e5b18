"""Guards object to what the evidence does not carry, in words."""

from __future__ import annotations

import pytest

from rag.answering.guards import guard_claim


def objections(claim: str, evidence: str, question: str = "", context: str = "") -> list[str]:
    checks = guard_claim(claim, [evidence], question=question, context=context)
    return [check.name for check in checks if not check.passed]


@pytest.mark.parametrize(
    ("claim", "evidence", "expected"),
    [
        ("Acme paid $1 trillion.", "Acme paid a staggering $1.4 trillion.", ["numbers"]),
        ("Acme paid 1,400 billion dollars.", "Acme paid $1.4 trillion.", []),
        ("Profit rose 25%.", "Profit rose 17%.", ["numbers"]),
        ("The deal was signed in March 2024.", "The deal was signed in May 2024.", ["dates"]),
        ("Acme has sites in Ohio and Nevada.", "Acme has sites in Ohio and Texas.", ["names"]),
        (
            "There is a purchase commitment.",
            "There is no binding purchase commitment.",
            ["negation"],
        ),
        ("There is no dividend.", "Acme pays a dividend each year.", ["negation"]),
        (
            "Borel must purchase the tools.",
            "Borel has an option to purchase the tools.",
            ["modality"],
        ),
        ("Acme will open a plant.", "Acme may open a plant.", ["modality"]),
        ("Acme may open a plant.", "Acme may open a plant in Ohio.", []),
        ("The value is not disclosed.", "The value is undisclosed.", []),
    ],
)
def test_objections(claim: str, evidence: str, expected: list[str]) -> None:
    assert objections(claim, evidence) == expected


def test_the_objection_names_both_sides() -> None:
    checks = guard_claim("It cost $5.", ["It cost $7."], question="", context="")
    assert [check.detail for check in checks if not check.passed] == [
        "The sentence says $5; the source has $7."
    ]


def test_names_of_the_question_and_the_context_need_no_support() -> None:
    assert objections("Acme left.", "It left in May.", question="Did Acme leave?") == []
    assert objections("Acme left.", "It left in May.", context="Acme: a history") == []


def test_a_copy_of_the_source_is_its_own_wording() -> None:
    (check,) = guard_claim("It rose 17%", ["It rose  17%, they said."], question="", context="")
    assert (check.name, check.passed) == ("quote", True)
