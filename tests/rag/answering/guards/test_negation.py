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
        (
            "The cabins sell food and fuel.",
            "The cabins are cold and sell neither food nor fuel.",
        ),
        (
            "Both the Ash and the Elm works have cut jobs since 1993.",
            "Neither the Ash nor the Elm works has cut any jobs since 1993.",
        ),
        (
            "The Tenant may sublet the rooms.",
            "The Tenant shall not assign, sublet or part with the rooms.",
        ),
        (
            "Once filters were fitted, the limit was exceeded.",
            "Dust exceeded the limit, but once filters were fitted the limit was not exceeded.",
        ),
        (
            "Dust did not exceed the limit on any day.",
            "Dust exceeded the limit, but once filters were fitted the limit was not exceeded.",
        ),
        (
            "The wing would never open.",
            "She said that the wing would open with 64 beds rather than the 80 of the plan.",
        ),
        (
            "Store the unopened vial cold or freeze it.",
            "Store the unopened vial cold and do not freeze it.",
        ),
        (
            "He served for a decade, vetoing several bills.",
            "He served for a decade without ever vetoing a bill.",
        ),
        (
            "The inn asks for a non-refundable deposit.",
            "The inn asks for a refundable deposit, and offers free parking.",
        ),
        (
            "The price includes neither a pen nor the cover.",
            "The price includes a pen, and does not include the cover.",
        ),
        (
            "The buyer is free to solicit any client.",
            "The buyer shall not, without the written consent of the seller, solicit any client.",
        ),
        (
            "Anyone who fishes without a licence does not commit an offence.",
            "Anyone who fishes without a licence commits an offence and may be fined.",
        ),
        (
            "You have repaid the money.",
            "You were convicted of fraud over 412,000 euros, none of which you have repaid.",
        ),
        (
            "Blasting will take place in May.",
            "Blasting is limited to weekdays, and no blasting will take place in May.",
        ),
        (
            "Drivers who slept under six hours did not react more slowly.",
            "Drivers who slept under six hours reacted more slowly, yet neither age nor diet did.",
        ),
        (
            "The board voted against raising the rate.",
            "The board voted by six to three to raise the rate.",
        ),
        (
            "Children under ten pay the full price.",
            "Entry costs 12 euros, and children under ten pay nothing.",
        ),
        (
            "A product was seen when water was excluded.",
            "Heating gave salt, whereas no product was seen when water was excluded.",
        ),
        (
            "The firm does not employ union members.",
            "The firm does not employ non-union members.",
        ),
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
        (
            "The boat carries no cars.",
            "The boat takes seven hours and does not carry cars.",
        ),
        (
            "The brine is unusable for cooking.",
            "The brine is cloudy and cannot be used for cooking.",
        ),
        (
            "The cabins have no staff and do not sell food.",
            "The cabins are unstaffed and sell neither food nor fuel.",
        ),
        (
            "No fee may be charged for the first 50 pages.",
            "An office shall answer soon and may not charge any fee for the first 50 pages.",
        ),
        (
            "The mill had stopped operating before the dam broke.",
            "The mill had ceased to operate before the dam broke.",
        ),
        (
            "Claims for libel are not subject to the excess.",
            "The excess of 500 euros does not apply to claims for libel.",
        ),
        (
            "Without the written consent of the owner, the tenant shall not sublet.",
            "The tenant shall not sublet without the written consent of the owner.",
        ),
        (
            "Speeds of up to 40 km/h are allowed.",
            "Speeds not exceeding 40 km/h are allowed.",
        ),
        (
            "In unopened tins the paint keeps for a year.",
            "In unopened tins the paint keeps for a year, once opened for a month.",
        ),
        (
            "Harl advanced the theory in 1987.",
            "The finding does not support the theory that Harl advanced in 1987.",
        ),
        (
            "Spraying is not permitted near water.",
            "Spraying is permitted on vines, but not near water.",
        ),
        (
            "None of the hares crossed the road by night.",
            "Three hares crossed the road, and none did so by night.",
        ),
        (
            "It is prohibited to fly a drone near an airfield.",
            "No person shall fly a drone near an airfield.",
        ),
        (
            "Going above 110 bar may bend the plate.",
            "Never go above 110 bar, as this may bend the plate.",
        ),
        (
            "No boat has yet been received at the new berth.",
            "Exports rose, and the new berth has yet to receive its first boat.",
        ),
        (
            "The goods are accepted if the buyer has not rejected them.",
            "Unless the buyer rejects the goods, they are accepted.",
        ),
        (
            "The board resolved to prohibit dogs from the field.",
            "The board resolved that dogs be prohibited from the field.",
        ),
        (
            "A rent of 500 euros, excluding VAT, is due.",
            "The tenant shall pay a rent of 500 euros, exclusive of VAT, when it is due.",
        ),
        (
            "The number of sales hardly changed.",
            "The number of sales was little changed at about 1,100.",
        ),
        (
            "The old port is no longer supported in version 3.",
            "Version 3 removes support for the old port.",
        ),
    ],
)
def test_accepts(claim: str, evidence: str) -> None:
    assert objections(claim, evidence) == []
