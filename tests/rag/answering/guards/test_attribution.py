"""What others say is not stated as a fact."""

from __future__ import annotations

import pytest

from rag.answering.guards import guard_claim


def objections(claim: str, evidence: str) -> list[str]:
    checks = guard_claim(claim, [evidence], question="", context="")
    return [check.name for check in checks if not check.passed]


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("The firm will cut 500 jobs.", "Analysts say the firm will cut 500 jobs."),
        ("The vaccine is safe.", "According to the maker, the vaccine is safe."),
        (
            "The plant will close in May and 500 jobs will go.",
            "“The plant will close in May and 500 jobs will go,” said the union leader.",
        ),
    ],
)
def test_objects(claim: str, evidence: str) -> None:
    assert "attribution" in objections(claim, evidence)


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("Apple sold five million phones.", "Apple said it sold five million phones."),
        ("Acme expects to cut 500 jobs.", "He said that Acme expects to cut 500 jobs."),
        (
            "According to analysts, the firm will cut 500 jobs.",
            "Analysts say the firm will cut 500 jobs.",
        ),
        (
            "The excess is for any one claim and covers libel.",
            "A limit is set, and the excess is for any one claim and covers libel.",
        ),
        (
            "The price of 500 is exclusive of value added tax.",
            "The yearly price of 500 is exclusive of value added tax.",
        ),
        (
            "A second opinion should be sought by May.",
            "The board noted losses, and agreed that a second opinion should be sought by May.",
        ),
        (
            "The seller fixed the flaw in March.",
            "They told the seller about the flaw, and the seller fixed the flaw in March.",
        ),
    ],
)
def test_accepts(claim: str, evidence: str) -> None:
    assert objections(claim, evidence) == []
