"""What is denied stays denied, what is said stays said."""

from __future__ import annotations

import pytest

from rag.answering.guards import guard_claim


def objections(claim: str, evidence: str) -> list[str]:
    checks = guard_claim(claim, [evidence], question="", context="")
    return [check.name for check in checks if not check.passed]


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("There is a purchase commitment.", "There is no binding purchase commitment."),
        ("There is no dividend.", "Acme pays a dividend each year."),
        ("The value is disclosed.", "The value is undisclosed."),
        ("Acme delivered the goods.", "Acme failed to deliver the goods."),
        ("Acme has a licence.", "Acme lacks a licence."),
        ("Acme sells tools.", "Acme no longer sells tools."),
        ("Acme can deliver the goods.", "Acme is incapable of delivering the goods."),
        ("The firm produced training films.", "The firm produced zero training films."),
        ("He did not deny the report.", "He denied the report."),
        ("He denied the report.", "He did not deny the report."),
        ("Acme, which is not from Ohio, sells tools.", "Acme, which is from Ohio, sells tools."),
        ("Like trucks, cars need fuel.", "Unlike trucks, cars need fuel."),
        ("The firm agreed to sign the charter.", "The firm refused to sign the charter."),
        ("A known process heats the core.", "An unknown process heats the core."),
        ("X is true of the plan.", "It is not true of the plan."),
        ("Subletting is permitted.", "The lease does not permit subletting."),
        ("The firm had revenue in its first year.", "The firm had no revenue in its first year."),
        ("A pump can run if a fan can.", "A pump can run if a fan cannot."),
        ("The first can vote, the second can vote.", "The first can vote, the second cannot vote."),
        ("The first can vote, the second cannot vote.", "The first can vote, the second can vote."),
        (
            "Some towns have a mayor, others have a mayor.",
            "Some towns have a mayor, others have no mayor.",
        ),
        ("They said it could float, and it could.", "They said it could float, and it could not."),
    ],
)
def test_objects(claim: str, evidence: str) -> None:
    assert "negation" in objections(claim, evidence)


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("The value is not disclosed.", "The value is undisclosed."),
        ("The firm paid.", "The firm did not fail to pay."),
        ("Sales did not rise in May.", "Sales fell in May."),
        ("The firm did not pay the rent.", "The firm didn't pay the rent."),
        ("The firm sold Bolt.", "The firm did not sell Acme but sold Bolt."),
        ("Acme may buy the mill but does not have to.", "Acme may buy the mill in May."),
        ("It is no more than 30 pages.", "It is no more than 30 pages long."),
        ("Subletting is not permitted.", "The lease does not permit subletting."),
        (
            "In its first year the firm did not have revenue.",
            "The firm had no revenue in its first year.",
        ),
        ("The company has 40 employees.", "The company employs 40 people."),
        ("The rule holds whether he signs.", "The rule holds whether or not he signs."),
        (
            "The firm built the mill and also ran it.",
            "The firm not only built the mill and also ran it.",
        ),
        ("The first can vote.", "The first can vote, the second cannot vote."),
    ],
)
def test_accepts(claim: str, evidence: str) -> None:
    assert objections(claim, evidence) == []
