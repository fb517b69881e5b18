"""Figures agree in value, unit, bound and what they count."""

from __future__ import annotations

import pytest

from rag.answering.guards import guard_claim


def objections(claim: str, evidence: str) -> list[str]:
    checks = guard_claim(claim, [evidence], question="", context="")
    return [check.name for check in checks if not check.passed]


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("Acme paid $1 trillion.", "Acme paid a staggering $1.4 trillion."),
        ("Profit rose 25%.", "Profit rose 17%."),
        ("The sentence says $15 billion.", "The fund holds $15 million."),
        ("Sales were 15 million.", "Sales were over 15 million."),
        ("Sales were less than 15 million.", "Sales were over 15 million."),
        ("Sales were up to 15 million.", "Sales were over 15 million."),
        ("Sales were 15 million.", "Sales were up to 15 million."),
        ("The trip takes 150 minutes.", "The trip takes two hours."),
        ("The road is 10 miles long.", "The road is 10 km long."),
        ("The rate rose 2 percent.", "The rate rose 2 percentage points."),
        ("Two thirds of the staff left.", "A third of the staff left."),
        ("A has 30 employees.", "A has 12 employees and B has 30."),
        ("Acme has 12 offices.", "Acme has 12 employees in Ohio."),
        ("Fifteen people came.", "Between 10 and 15 people came."),
        ("Profit tripled.", "Profit doubled."),
        ("Acme runs three plants.", "Acme runs five plants."),
        ("Acme runs one plant.", "Acme runs five plants."),
        ("It was the second largest fire.", "It was the third largest fire."),
        ("The temperature was 5 °C.", "The temperature was -5 °C."),
        ("Exactly 12 people came.", "About 12 people came."),
        ("Sales rose by 15 million.", "Sales rose to 15 million."),
        ("It cost €15.", "It cost $15."),
        ("Acme opened Model 4.", "Acme opened Model 3."),
        ("The fee was cut to 30 cents.", "The fee was cut from 30 cents to 18 cents."),
        ("Costs rose to $2.", "Sales rose from $1 to $2 and costs rose from $3 to $4."),
        ("The fee rose from 30 cents.", "The fee rose to 30 cents from 18 cents."),
        (
            "Alder won the cup by beating Norwick 3-2.",
            "Alder won the cup by beating Norwick 3-1, scoring twice late.",
        ),
        (
            "Version 8.2.4 starts in 5 seconds.",
            "Version 8.4.2 starts in 5 seconds.",
        ),
        (
            "Hay was stacked until shortly before 3 p.m.",
            "Hay was stacked until shortly before 3 a.m. on Sunday.",
        ),
        (
            "The excess of 5,200 dollars applies.",
            "The excess of 2,500 dollars applies to each claim of 900,000 dollars.",
        ),
        (
            "Part 8.1(b) applies.",
            "Part 8.1(d) applies.",
        ),
        (
            "Venn scored three times late on.",
            "Alder won 3-2, and Venn scored twice late on.",
        ),
        (
            "The licence lasts for a maximum of two years.",
            "The licence lasts for a minimum of two years.",
        ),
        (
            "The start was cut to 350 microseconds.",
            "The start was cut from 800 to 350 milliseconds.",
        ),
        (
            "Thirty-two sailors stayed on board after it ran aground.",
            "It ran aground at dawn, but all 23 sailors stayed on board.",
        ),
        (
            "An action may be begun later than six months after the loss.",
            "The fine is not small, and an action may not be begun later than six months after it.",
        ),
        (
            "The flare reached 3.8 jansky in May.",
            "The flare reached 3.8 millijansky in May.",
        ),
        (
            "The planet has at least 2.4 times the mass of ours.",
            "The planet has at most 2.4 times the mass of ours, with no sign of air.",
        ),
        (
            "Rule 41 applies before 5 p.m. on Friday.",
            "Rule 14 applies before 5 p.m. on Friday.",
        ),
        (
            "Alder came from three goals down to win 3-2.",
            "Alder came from two goals down to win 3-2.",
        ),
    ],
)
def test_objects(claim: str, evidence: str) -> None:
    assert "numbers" in objections(claim, evidence)


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("Acme paid 1,400 billion dollars.", "Acme paid $1.4 trillion."),
        ("The fee was reduced to 18 cents.", "The fee was cut from 30 cents to 18 cents."),
        ("Costs rose to $4.", "Sales rose from $1 to $2 and costs rose from $3 to $4."),
        ("The fee was 30 cents.", "The fee was cut from 30 cents to 18 cents."),
        ("Sales were more than 15 million.", "Sales were over 15 million."),
        ("Sales were at least 15 million.", "Sales were over 15 million."),
        ("Sales were 15 million.", "Sales were about 15 million."),
        ("The trip takes 120 minutes.", "The trip takes two hours."),
        ("The road is 10,000 metres long.", "The road is 10 km long."),
        ("It holds 1,500 kg.", "It holds 1.5 tonnes."),
        ("Half of the staff left.", "50% of the staff left."),
        ("B has 30 employees.", "A has 12 employees and B has 30."),
        ("Between 10 and 15 people came.", "10-15 people came."),
        ("Up to 15 people came.", "From 10 to 15 people came."),
        ("Twenty-one people came.", "21 people came."),
        ("205 people came.", "Two hundred and five people came."),
        ("1 million people came.", "A million people came."),
        ("About 1.4 million people came.", "1.41 million people came."),
        ("Acme opened Model 3.", "Acme opened Model 3 in May."),
        ("It rose 17 percent.", "It rose 17%."),
        ("Thousands of people came.", "5,000 people came."),
        (
            "The lake lies 1,840 m above the sea.",
            "The lake lies 1,840 metres above the sea.",
        ),
        (
            "The boat leaves at 10:45 p.m.",
            "The boat leaves at 22:45 every Friday.",
        ),
        (
            "The most we pay for the roof is 750,000 euros.",
            "We pay up to 750,000 euros for the roof.",
        ),
        (
            "The park was 27 million below its budget of 2 billion euros.",
            "The park was 27 million under its 2 billion euro budget.",
        ),
        (
            "The feature goes one year earlier than announced.",
            "The feature goes in May, a year earlier than announced.",
        ),
        (
            "The term is at least ten years.",
            "The term is no fewer than ten years.",
        ),
        (
            "Revenue rose 6.4% to 1.284 billion pounds.",
            "Revenue rose 6.4 per cent to 1,284 million pounds.",
        ),
        (
            "The dividend is 14.25p a share.",
            "The dividend is 14.25 pence a share.",
        ),
        (
            "Income fell to 61 cents a share.",
            "Income fell to $0.61 a share.",
        ),
        (
            "The buyer is told at least ten days before any delivery.",
            "The buyer is told no later than ten days before any delivery.",
        ),
        (
            "A claim may not be made more than six months after the loss.",
            "A claim may not be made later than six months after the loss.",
        ),
        (
            "Replace pads with cracks more than 3 mm deep.",
            "Replace pads with cracks deeper than 3 mm.",
        ),
        (
            "Her time of 31 minutes 7 seconds was no record.",
            "She won in 31 minutes 7 seconds, though it was no record.",
        ),
        (
            "The halt lasted 2.7 ns at 4 K.",
            "The halt lasted 2.7 nanoseconds at 4 kelvin.",
        ),
        (
            "The excess is halved for moored boats.",
            "The excess is reduced by half for moored boats.",
        ),
        (
            "The ward used 0.18 kWh.",
            "The ward used 0.18 kilowatt-hours.",
        ),
        (
            "Pressure fell by 3 points over 24 months.",
            "Pressure fell by 3 points in the group over 24 months.",
        ),
        (
            "The rate rose by a quarter of a percentage point.",
            "The rate rose by 25 basis points.",
        ),
        (
            "It breeds north of the 60th parallel.",
            "It breeds only north of the sixtieth parallel.",
        ),
        (
            "Reserves were $87 billion, including $9.2 billion in gold.",
            "Reserves stood at 87 billion dollars, of which gold made 9.2 billion.",
        ),
        (
            "The lake holds about 41 km³ of water.",
            "The lake holds some 41 cubic kilometres of water.",
        ),
        (
            "Change the oil every 1000 operating hours.",
            "Change the oil every 1,000 operating hours.",
        ),
        (
            "The rails are 1100 mm high.",
            "The rails are 1,100 mm high.",
        ),
        (
            "The offer was rejected by 1204 votes to 987.",
            "The offer was rejected by 1,204 votes to 987.",
        ),
        (
            "The pump must not run dry for over 15 seconds.",
            "The pump must not run dry for more than 15 seconds.",
        ),
        (
            "The fine is at most 5000 dollars or up to six months in jail.",
            "The fine is at most 5,000 dollars or up to six months in jail.",
        ),
    ],
)
def test_accepts(claim: str, evidence: str) -> None:
    assert objections(claim, evidence) == []
