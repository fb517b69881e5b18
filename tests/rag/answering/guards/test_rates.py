"""A figure per month is not one per year."""

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
            "The quarry sold 400 tonnes of gravel a year.",
            "In its best decade the quarry sold 400 tonnes of gravel a month.",
        ),
        (
            "The lease costs 9,000 euros per month.",
            "The annual lease of 9,000 euros is payable in advance.",
        ),
        (
            "The library has about 2,000 readers a month.",
            "Founded in 1950, the library has about 2,000 readers a year and three reading rooms.",
        ),
        (
            "The field bore 6 tonnes per acre.",
            "The field bore 6 tonnes per hectare, more than in any year before.",
        ),
        (
            "The pump moves 30 litres per hour.",
            "The pump moves 30 litres a minute and stops at night.",
        ),
        (
            "The plan costs 240 dollars per seat per month.",
            "The annual plan costs 240 dollars per seat before tax.",
        ),
        (
            "Bills rose by a £14-a-year charge.",
            "Bills rose by a £14-a-month charge.",
        ),
        (
            "The salary is 48,600 pounds a month before tax.",
            "The salary is 48,600 pounds a year before tax.",
        ),
    ],
)
def test_objects(claim: str, evidence: str) -> None:
    assert "rates" in deciding(claim, evidence)


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        (
            "The quarry sold 400 tonnes of gravel each month.",
            "In its best decade the quarry sold 400 tonnes of gravel a month.",
        ),
        (
            "The rent is 9,000 euros a year.",
            "The annual rent of 9,000 euros is payable in advance.",
        ),
        (
            "The library has about 2,000 readers.",
            "Founded in 1950, the library has about 2,000 readers a year and three reading rooms.",
        ),
        (
            "The wage is 15 dollars an hour.",
            "The hourly wage is 15 dollars.",
        ),
        (
            "It opened 12 shops in one year.",
            "It opened 12 shops in a year, and closed none.",
        ),
        (
            "A holder may take as many as six eggs per species per year.",
            "A holder may take up to six eggs per species per year before 15 June.",
        ),
        (
            "Trains leave pier 4 every hour and a half.",
            "Trains leave pier 4 every 90 minutes.",
        ),
    ],
)
def test_accepts(claim: str, evidence: str) -> None:
    assert deciding(claim, evidence) == []
