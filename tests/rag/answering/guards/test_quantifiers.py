"""Some is not all; one of the largest is not the largest."""

from __future__ import annotations

import pytest

from rag.answering.guards import guard_claim


def objections(claim: str, evidence: str) -> list[str]:
    checks = guard_claim(claim, [evidence], question="", context="")
    return [check.name for check in checks if not check.passed]


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("All employees got a bonus.", "Some employees got a bonus."),
        ("Acme is the largest bank in Ohio.", "Acme is one of the largest banks in Ohio."),
        ("Acme is the only bank in Ohio.", "Acme is a bank in Ohio."),
        ("All of them are safe.", "Most of them are safe."),
        ("Acme was the first bank in Ohio.", "Acme was a bank in Ohio."),
        ("Every member of the board signed.", "Most members of the board signed."),
        (
            "Both cables were out of service.",
            "One of the two cables was out of service for seven weeks.",
        ),
    ],
)
def test_objects(claim: str, evidence: str) -> None:
    assert "quantifiers" in objections(claim, evidence)


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("Some employees got a bonus.", "All employees got a bonus."),
        ("Many firms left.", "Numerous firms left."),
        ("Acme is one of the biggest banks in Ohio.", "Acme is one of the largest banks in Ohio."),
    ],
)
def test_accepts(claim: str, evidence: str) -> None:
    assert objections(claim, evidence) == []
