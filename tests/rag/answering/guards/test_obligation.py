"""A duty is not left to choice, and a choice is no duty."""

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
            "The Carrier may choose whether or not to log the temperature.",
            "The Carrier shall log the temperature every hour and keep the log for six years.",
        ),
        (
            "Members are not obliged to file a report.",
            "Members must file a report within ten days.",
        ),
        (
            "If the goods are late, the Buyer must return them.",
            "If the goods are late, the Buyer may return them at the cost of the Seller.",
        ),
        (
            "If you fail to register, you will be fined.",
            "If you fail to register, you may be fined up to 500 euros.",
        ),
        (
            "You must modify the work if you copy it.",
            "You may copy and modify the work for free.",
        ),
        (
            "Alder will meet Norwick in the final.",
            "Alder won 3-1 and will meet either Norwick or Lorne in the final.",
        ),
        (
            "A heatwave like this will recur every 30 years.",
            "Models suggest that a heatwave like this could recur every 30 years.",
        ),
    ],
)
def test_objects(claim: str, evidence: str) -> None:
    assert "obligation" in deciding(claim, evidence)


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        (
            "The Carrier must log the temperature every hour.",
            "The Carrier shall log the temperature every hour and keep the log for six years.",
        ),
        (
            "Borel is not obliged to buy the pumps.",
            "Borel has an option to buy the pumps, but no purchase obligations.",
        ),
        (
            "Members need not file a report.",
            "No member is obliged to file a report.",
        ),
        (
            "If the goods are late, the Buyer may return them.",
            "If the goods are late, the Buyer may return them at the cost of the Seller.",
        ),
        (
            "Filters must not be washed.",
            "Never open the lid; filters may not be washed.",
        ),
        (
            "Alder will meet Norwick or Lorne in the final.",
            "Alder won 3-1 and will meet either Norwick or Lorne in the final.",
        ),
        (
            "Unopened vials have to be stored frozen.",
            "Unopened vials must be kept frozen, and may be stored in a fridge before first use.",
        ),
    ],
)
def test_accepts(claim: str, evidence: str) -> None:
    assert deciding(claim, evidence) == []
