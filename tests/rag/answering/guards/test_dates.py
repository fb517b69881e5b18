"""Dates agree, and are seen from the same side."""

from __future__ import annotations

import pytest

from rag.answering.guards import guard_claim


def objections(claim: str, evidence: str) -> list[str]:
    checks = guard_claim(claim, [evidence], question="", context="")
    return [check.name for check in checks if not check.passed]


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("The deal was signed in March 2024.", "The deal was signed in May 2024."),
        ("The deal was signed on 3 March 2019.", "The deal was signed in 2019."),
        ("The deal was signed before 2019.", "The deal was signed after 2019."),
        ("The deal was signed in 2019.", "The deal was signed before 2019."),
        ("The deal was signed on Tuesday.", "The deal was signed on Monday."),
        ("Acme closed in 1990.", "Acme opened in 1990 and closed in 2004."),
        ("The shop was open until 2010.", "The shop was open since 2010."),
        ("The law took effect in the 19th century.", "The law took effect in the 18th century."),
        (
            "The pit sold 400 tonnes in the first half of 2019.",
            "The pit sold 400 tonnes in the second half of 2019.",
        ),
        (
            "The west wing stays shut until next autumn.",
            "The west wing stays shut until next spring.",
        ),
        (
            "Nine towns took part between February and August.",
            "Nine towns took part between February and April.",
        ),
        (
            "The stairs were paid for in the 1460s.",
            "The accounts show that the stairs were paid for in the 1640s.",
        ),
        (
            "Pay resumes in the second half of 2026.",
            "Debt fell by September, and pay resumes in the first half of 2026.",
        ),
        (
            "In May the maker withdrew the paste.",
            "In March the maker withdrew the paste after tests.",
        ),
        (
            "The triptych goes on view this spring.",
            "The triptych was bought in May and goes on view next spring.",
        ),
        (
            "The tower was begun in the 1300s.",
            "The tower was begun in the thirteenth century and never ended.",
        ),
        (
            "Profit fell to 4 million from 5 million a week earlier.",
            "Profit fell to 4 million from 5 million a year earlier.",
        ),
    ],
)
def test_objects(claim: str, evidence: str) -> None:
    assert "dates" in objections(claim, evidence)


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("The deal was signed on March 3, 2019.", "The deal was signed on 3 March 2019."),
        ("The deal was signed on 2019-03-03.", "The deal was signed on 3 March 2019."),
        ("The deal was signed in 2019.", "The deal was signed on 3 March 2019."),
        ("The deal was signed in the 1990s.", "The deal was signed in 1994."),
        ("The deal was signed in the 20th century.", "The deal was signed in 1994."),
        ("The deal was signed in the first quarter.", "The deal was signed in Q1."),
        (
            "Acme opened in 1990 and closed in 2004.",
            "Acme opened in 1990 and closed in 2004, after a fire.",
        ),
        ("It opened in the 1990s.", "It opened in May 1994."),
        ("It opened on May 3.", "It opened on 3 May."),
        (
            "The offer came in the previous month.",
            "The offer came last month.",
        ),
        (
            "Sales fell in H2 2019.",
            "Sales fell in the second half of 2019.",
        ),
        (
            "From 1981 to 2020 the basin warmed by a third.",
            "Between 1981 and 2020 the basin warmed by a third.",
        ),
        (
            "In 1972 she accepted a chair.",
            "She refused the order in 1971, but accepted a chair the following year.",
        ),
        (
            "Third-quarter sales rose.",
            "Sales rose in the third quarter.",
        ),
        (
            "Work on the tower began in the 1200s.",
            "Work on the tower began in the thirteenth century.",
        ),
    ],
)
def test_accepts(claim: str, evidence: str) -> None:
    assert objections(claim, evidence) == []
