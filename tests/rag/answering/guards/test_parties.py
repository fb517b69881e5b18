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
        ("The old duchy is part of the valley.", "The valley is part of the old duchy."),
        ("The museum funds the council.", "In May the council funds the museum, he says."),
        ("Animals are dogs.", "Dogs are animals."),
        ("Acme only competes with Bolt.", "Bolt only competes with Acme."),
        ("The valley includes the town.", "The town includes the valley."),
        ("They replaced wood with glass.", "They replaced glass with wood."),
        (
            "Paris is north of Lyon and France is south of Belgium.",
            "Lyon is north of Paris and France is south of Belgium.",
        ),
        (
            "The delta is bounded in the east by a dam and in the west by hills.",
            "The delta is bounded in the west by a dam and in the east by hills.",
        ),
        (
            "Pain fell by 11 points in the untreated group and by 3 in the treated group.",
            "Pain fell by 11 points in the treated group and by 3 in the untreated group, a lot.",
        ),
        (
            "Bolt sued Acme in Ohio.",
            "In 2019 Acme sued Bolt in Ohio, and lost.",
        ),
        (
            "The captain called for a turn, but the first officer did not respond.",
            "The first officer called for a turn, but the captain did not respond.",
        ),
        (
            "The maker told the testers of the flaw.",
            "The testers told the maker of the flaw.",
        ),
        (
            "The Seller shall pack the coil, and the Buyer shall notify the Seller in writing.",
            "The Seller shall pack the coil and shall notify the Buyer in writing.",
        ),
        (
            "The contractor may require three more test cubes.",
            "The contractor shall wait, and the engineer may require three more test cubes.",
        ),
        (
            "The region serves three airlines.",
            "The region is served by three airlines.",
        ),
        (
            "Many toxins produce bacteria of the gut in summer.",
            "Bacteria of the gut produce many toxins in summer.",
        ),
        (
            "The valley is now part of the duchy.",
            "The duchy is now part of the valley.",
        ),
        (
            "Strong tides affect coastal winds in winter.",
            "Coastal winds affect strong tides in winter.",
        ),
        (
            "The republic recognised only two states.",
            "The republic was recognised by only two states.",
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
        ("Otto married Anna.", "Anna married Otto."),
        (
            "The drill originated in the old days, when a ship run by Welsh officers burnt.",
            "The old drill is known to have originated when a ship run by Welsh officers burnt.",
        ),
        ("Acme competes with Bolt.", "Bolt competes with Acme."),
        ("Bonn is the capital.", "The capital is Bonn."),
        ("Rail links the mine with the port.", "Rail links the port with the mine."),
        ("Blue, green and red lights were used.", "Red, green and blue lights were used."),
        ("The union and the firm signed it.", "The firm and the union signed it."),
        (
            "The city built a wall with help from the crown.",
            "With help from the crown the city built a wall.",
        ),
        (
            "The plan was approved by the Board on 14 May, by 18 votes to 5.",
            "The Board approved the plan on 14 May by 18 votes to 5.",
        ),
        (
            "The rate rose by 13 points, from 48 to 61.",
            "The rate rose from 48 to 61, a gain of 13 points.",
        ),
        (
            "On Sunday a barn burned down at Crake shortly before dawn.",
            "A barn burned down at Crake shortly before dawn on Sunday.",
        ),
        (
            "A height of 900 mm is allowed where the drop is small.",
            "Rule 7 allows a height of 900 mm where the drop is small.",
        ),
        (
            "The lamp stays lit until it is reset by holding both buttons.",
            "The lamp stays lit until it is reset, which is done by holding both buttons.",
        ),
    ],
)
def test_accepts(claim: str, evidence: str) -> None:
    assert objections(claim, evidence) == []


@pytest.mark.parametrize(
    ("claim", "evidence", "decides"),
    [
        ("Bolt bought Acme.", "Acme bought Bolt.", True),
        ("The large mill pays the small town.", "In May the small town pays the large mill.", True),
        ("Acme was paid by Bolt for the mill.", "Acme paid Bolt, which owned an old mill.", False),
    ],
)
def test_decides_where_the_words_are_otherwise_the_same(
    claim: str, evidence: str, *, decides: bool
) -> None:
    (check,) = (
        one
        for one in guard_claim(claim, [evidence], question="", context="")
        if one.name == "parties"
    )
    assert not check.passed
    assert check.advisory is not decides
