"""A claim may be weaker than its source, never stronger."""

from __future__ import annotations

import pytest

from rag.answering.guards import guard_claim


def objections(claim: str, evidence: str) -> list[str]:
    checks = guard_claim(claim, [evidence], question="", context="")
    return [check.name for check in checks if not check.passed]


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("Borel must purchase the tools.", "Borel has an option to purchase the tools."),
        ("Acme will open a plant.", "Acme may open a plant."),
        ("Acme opened a plant.", "Acme will open a plant."),
        ("Acme will open a plant.", "Acme plans to open a plant."),
        ("The drug cures flu.", "The drug may cure flu."),
        ("The tenant may end the lease.", "The tenant may end the lease if the rent is paid."),
        ("The tenant may pay the rent.", "The tenant must pay the rent."),
        (
            "The tools are that way because of heat.",
            "The tools are believed to be that way because of heat.",
        ),
        ("Acme will open a plant.", "Acme is expected to open a plant."),
        ("You will keep the receipt.", "You should keep the receipt."),
    ],
)
def test_objects(claim: str, evidence: str) -> None:
    assert {"modality", "plans"} & set(objections(claim, evidence))


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("Acme may open a plant.", "Acme may open a plant in Ohio."),
        ("Acme might open a plant.", "Acme plans to open a plant."),
        (
            "Many firms that have become rich may have had help.",
            "Many firms that have become rich may have had some help.",
        ),
        ("The match ended because of rain.", "The match ended due to rain."),
        ("Delivery is due within ten days.", "The supplier must deliver within ten days."),
        ("Smoking is not allowed in the cabin.", "Smoking is strictly forbidden in the cabin."),
        ("Borel is not obliged to buy the pumps.", "Borel has no duty to buy the pumps."),
    ],
)
def test_accepts(claim: str, evidence: str) -> None:
    assert objections(claim, evidence) == []


@pytest.mark.parametrize(
    ("verb", "passes"),
    [("opens", False), ("will open", False), ("plans to open", True), ("means to open", True)],
)
def test_a_plan_told_freely_as_a_fact_is_refused_for_certain(verb: str, *, passes: bool) -> None:
    quote = (
        "After years of talks the board of Acme now intends to open a pump mill in Rona by 2027."
    )
    claim = f"By 2027 Acme {verb} its pump mill in Rona, and so the long talks end."
    checks = guard_claim(claim, [quote], question="", context="")
    deciding = [check.name for check in checks if not check.passed and not check.advisory]
    assert deciding == ([] if passes else ["plans"])
