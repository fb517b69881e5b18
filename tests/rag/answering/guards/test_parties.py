"""Who does what to whom stays the same."""

from __future__ import annotations

import pytest

from rag.answering.guards import guard_claim


def objections(claim: str, evidence: str) -> list[str]:
    checks = guard_claim(claim, [evidence], question="", context="")
    return [check.name for check in checks if not check.passed]


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("Bolt bought Acme.", "Acme bought Bolt."),
        ("Bolt bought Acme.", "Bolt was bought by Acme in May."),
        ("Acme was bought by Bolt.", "Bolt was bought by Acme in May."),
        ("Cora sold Bolt to Acme.", "Acme sold Bolt to Cora."),
        ("Acme bought Bolt.", "Acme sold Bolt to Cora."),
        ("Acme is larger than Bolt.", "Bolt is larger than Acme."),
        ("Acme is a subsidiary of Bolt.", "Bolt is a subsidiary of Acme."),
        ("The landlord pays the tenant.", "The tenant pays the landlord."),
        (
            "Paris is north of Lyon and France is south of Belgium.",
            "Lyon is north of Paris and France is south of Belgium.",
        ),
        (
            "The delta is bounded in the east by a dam and in the west by hills.",
            "The delta is bounded in the west by a dam and in the east by hills.",
        ),
    ],
)
def test_objects(claim: str, evidence: str) -> None:
    assert "parties" in objections(claim, evidence)


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("Acme bought Bolt.", "Bolt was bought by Acme in May."),
        ("Cora bought Bolt from Acme.", "Acme sold Bolt to Cora."),
        ("In March, Acme opened a plant in Ohio.", "Acme opened a plant in Ohio in March."),
    ],
)
def test_accepts(claim: str, evidence: str) -> None:
    assert objections(claim, evidence) == []
