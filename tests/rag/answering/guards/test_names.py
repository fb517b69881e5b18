"""Names come from the texts and stand in their place."""

from __future__ import annotations

import pytest

from rag.answering.guards import guard_claim


def objections(claim: str, evidence: str) -> list[str]:
    checks = guard_claim(claim, [evidence], question="", context="")
    return [check.name for check in checks if not check.passed]


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("Acme has sites in Ohio and Nevada.", "Acme has sites in Ohio and Texas."),
        ("Samsung said it would build racks.", "Foxconn said it would build racks."),
        (
            "The bank in New Jersey opened in May.",
            "The bank in New York opened in May, and one in Jersey City in June.",
        ),
        (
            "Acme said profits rose last year, and Bolt agreed.",
            "Bolt said profits rose last year, and Bolt agreed.",
        ),
        (
            "The code is released if the Licensee becomes insolvent.",
            "The code is released if the Licensor becomes insolvent.",
        ),
    ],
)
def test_objects(claim: str, evidence: str) -> None:
    assert "names" in objections(claim, evidence)


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("Tim Roth is an actor.", "Timothy Roth is an English actor and a poet."),
        ("Half of the staff left.", "50% of the staff left."),
        ("Nobody left Ohio.", "In May nobody left Ohio."),
        ("The TV host left.", "The television host left."),
        ("The U.S firms left.", "The U.S. firms left."),
        ("American firms left.", "Firms from the United States left."),
        ("IBM left Ohio.", "International Business Machines left Ohio."),
    ],
)
def test_accepts(claim: str, evidence: str) -> None:
    assert objections(claim, evidence) == []
