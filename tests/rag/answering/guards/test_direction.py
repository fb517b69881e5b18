"""From whom is not to whom, before is not after, and who is paid does not pay."""

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
            "She moved from Norwick to Alder in 2004.",
            "She played for Alder and moved to Norwick in 2004 for a small fee.",
        ),
        (
            "The charge is paid by the Owner.",
            "If the Carrier is late, it shall pay the Owner a charge of 5%.",
        ),
        (
            "Consent may be refused before the second anniversary.",
            "Consent may be refused once the second anniversary has passed.",
        ),
        (
            "The hall was used until the fire of 1901.",
            "After the fire of 1901 the hall was used as a store.",
        ),
        (
            "The result was telephoned by Dr Aune at noon.",
            "The result was telephoned to Dr Aune at noon.",
        ),
        (
            "The list was to be sent after Wednesday.",
            "He agreed to send the list by Wednesday.",
        ),
        (
            "Bolt sold the mill in May.",
            "Orlan sold the mill to Bolt in May.",
        ),
    ],
)
def test_objects(claim: str, evidence: str) -> None:
    assert "direction" in deciding(claim, evidence)


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        (
            "In 2004 she moved to Norwick.",
            "She played for Alder and moved to Norwick in 2004 for a small fee.",
        ),
        (
            "The charge is paid by the Carrier.",
            "The Owner is paid a charge of 5% by the Carrier.",
        ),
        (
            "Consent may be refused after the second anniversary.",
            "Consent may be refused once the second anniversary has passed.",
        ),
        (
            "Trains run from Alder to Norwick.",
            "Trains run from Alder to Norwick every hour.",
        ),
        (
            "Interest accrues until payment, whether before or after judgment.",
            "Interest accrues daily until payment, whether before or after judgment.",
        ),
    ],
)
def test_accepts(claim: str, evidence: str) -> None:
    assert deciding(claim, evidence) == []
