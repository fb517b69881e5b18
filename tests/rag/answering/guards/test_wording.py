"""An exchanged word must mean the same."""

from __future__ import annotations

import pytest

from rag.answering.guards import guard_claim


def objections(claim: str, evidence: str) -> list[str]:
    checks = guard_claim(claim, [evidence], question="", context="")
    return [check.name for check in checks if not check.passed]


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("The miners found zinc in the old shaft.", "The miners found copper in the old shaft."),
        ("He served on the board for several weeks.", "He served on the board for several years."),
        ("They waited one more minute at the gate.", "They waited one more second at the gate."),
        ("The river flows north into the old lake.", "The river flows west into the old lake."),
        (
            "They trained the dogs from about May until June.",
            "They trained the dogs from exactly May until June.",
        ),
        (
            "A fee is due on the tenth day of each calendar quarter.",
            "A fee is due on the tenth day of each calendar month.",
        ),
        ("They did not enter the hall by paying.", "They did not enter the hall without paying."),
        (
            "No guest may leave by telling the warden.",
            "No guest may leave without telling the warden.",
        ),
    ],
)
def test_objects(claim: str, evidence: str) -> None:
    assert "wording" in objections(claim, evidence)


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        (
            "The miners bought copper in the old town.",
            "The miners purchased copper in the old city.",
        ),
        ("The old road is 25 miles long in all.", "The old road is 25 mi long in all."),
        ("Acme opened almost all the old sites.", "Acme opened nearly all the old sites."),
    ],
)
def test_accepts(claim: str, evidence: str) -> None:
    assert objections(claim, evidence) == []
