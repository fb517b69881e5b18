"""No phrase is wholly without its source."""

from __future__ import annotations

import pytest

from rag.answering.guards import guard_claim


def objections(claim: str, evidence: str) -> list[str]:
    checks = guard_claim(claim, [evidence], question="", context="")
    return [check.name for check in checks if not check.passed]


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("Acme bought Bolt, which was later cancelled.", "Acme bought Bolt."),
        ("Acme bought Bolt, causing widespread protests.", "Acme bought Bolt."),
        ("Acme, now protected by a patent, opened a plant.", "Acme opened a plant."),
        (
            "Tell the doctor if you are pregnant or have had a stroke, as it makes you drowsy.",
            "Tell the doctor if you are pregnant, as it makes you drowsy.",
        ),
        ("The result, hailed by industry veterans, was a loss.", "The result was a loss."),
        (
            "The seller shall not solicit or hire any client or supplier of the firm for a year.",
            "The seller shall not solicit any client of the firm for a year.",
        ),
    ],
)
def test_objects(claim: str, evidence: str) -> None:
    assert "additions" in objections(claim, evidence)


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("Acme opened a large plant in Ohio.", "Acme opened a plant in Ohio."),
    ],
)
def test_accepts(claim: str, evidence: str) -> None:
    assert objections(claim, evidence) == []
