"""What holds under a condition is not said without it."""

from __future__ import annotations

import pytest

from rag.answering.guards import guard_claim


def deciding(claim: str, evidence: str) -> list[str]:
    checks = guard_claim(claim, [evidence], question="", context="")
    return [check.name for check in checks if not check.passed and not check.advisory]


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        (
            "The fee is waived for students.",
            "The fee is waived for students if they apply before June.",
        ),
        (
            "The buyer shall pay 15% of the price.",
            "If it cancels, the buyer shall pay 15% of the price.",
        ),
        (
            "The council approved the bridge over the Arn.",
            "The council approved, subject to a survey, the bridge over the Arn.",
        ),
        (
            "She will certainly miss the final.",
            "She has not lost at home and will miss the final only if she fails a test.",
        ),
        (
            "The flaw can be used only if the lock is on.",
            "The flaw was found in May and can be used unless the lock is on.",
        ),
        (
            "The bank may lend if the court consents.",
            "The bank may lend unless the court consents.",
        ),
    ],
)
def test_objects(claim: str, evidence: str) -> None:
    assert "modality" in deciding(claim, evidence)


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        (
            "The ferry takes seven hours and carries no cars.",
            "The ferry leaves at noon except in May, and it takes seven hours and carries no cars.",
        ),
        (
            "Every part payment must be at least 500 euros.",
            "The buyer may pay in parts, provided that every part payment is at least 500 euros.",
        ),
        (
            "The shop is open on all days but Sunday.",
            "The shop is open every day except Sunday.",
        ),
        (
            "Taking eggs is forbidden, with an exception for holders of a permit.",
            "The taking of eggs is forbidden, except that a person holding a permit may take six.",
        ),
        (
            "She has not lost at home this season.",
            "She has not lost at home this season and will miss the final if she fails a test.",
        ),
        (
            "The annual allowance is 23,500 euros.",
            "Payments above the annual allowance of 23,500 euros are taxed, except for gifts.",
        ),
    ],
)
def test_accepts(claim: str, evidence: str) -> None:
    assert deciding(claim, evidence) == []
