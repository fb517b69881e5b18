"""What is compared is asked of each thing; what compares nothing gives nothing."""

from __future__ import annotations

import pytest

from rag.retrieval.comparison import compared_parts


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("Compare Acme with Borel", ["What is Acme?", "What is Borel?"]),
        (
            "Compare Acme with Borel in terms of revenue",
            ["What is the revenue of Acme?", "What is the revenue of Borel?"],
        ),
        (
            "Compare the revenue and profit of Acme",
            ["What is the revenue of Acme?", "What is the profit of Acme?"],
        ),
        (
            "What is the difference between a fixed and a variable rate",
            ["What is a fixed rate?", "What is a variable rate?"],
        ),
        (
            "What are the main differences between Ohio and Texas in climate",
            ["What is the climate of Ohio?", "What is the climate of Texas?"],
        ),
        ("difference between llc and corporation", ["What is llc?", "What is corporation?"]),
        ("How does Acme compare to Borel", ["What is Acme?", "What is Borel?"]),
        ("Which is larger, Ohio or Texas", ["How large is Ohio?", "How large is Texas?"]),
        ("Which of the two is heavier: gold or lead", ["How heavy is gold?", "How heavy is lead?"]),
        ("Ohio or Texas, which is bigger", ["How big is Ohio?", "How big is Texas?"]),
        (
            "Which river is longer, the Rhine or the Elbe",
            ["How long is the Rhine?", "How long is the Elbe?"],
        ),
        (
            "Which is more expensive, the red plan or the blue plan",
            ["How expensive is the red plan?", "How expensive is the blue plan?"],
        ),
        (
            "Which is faster, a cat, a dog or a horse",
            ["How fast is a cat?", "How fast is a dog?", "How fast is a horse?"],
        ),
        (
            "Which magazine was started first Mill Weekly or Pumps Today",
            ["When was Mill Weekly started?", "When was Pumps Today started?"],
        ),
        (
            "Who was born earlier, Anna Lind or Maria Bern",
            ["When was Anna Lind born?", "When was Maria Bern born?"],
        ),
        (
            "Which film came out first, Blue Hill or Red Lake",
            ["When was it that Blue Hill came out?", "When was it that Red Lake came out?"],
        ),
        (
            "Which has more employees, Acme or Borel",
            ["How many employees does Acme have?", "How many employees does Borel have?"],
        ),
        (
            "Which state has a larger population, Ohio or Texas",
            ["What is the population of Ohio?", "What is the population of Texas?"],
        ),
        (
            "Which band recorded the album, Blue Cats or Red Dogs",
            ["Is it Blue Cats that recorded the album?", "Is it Red Dogs that recorded the album?"],
        ),
        (
            "Are Acme and Borel both located in Ohio",
            ["Is Acme located in Ohio?", "Is Borel located in Ohio?"],
        ),
        (
            "Were Anna Lind and Maria Bern both singers",
            ["Was Anna Lind a singer?", "Was Maria Bern a singer?"],
        ),
        (
            "Do Acme and Borel have the same owner",
            ["What is the owner of Acme?", "What is the owner of Borel?"],
        ),
        (
            "Are Acme and Borel located in the same city",
            ["What city is Acme located in?", "What city is Borel located in?"],
        ),
    ],
)
def test_each_thing_is_asked_of(question: str, parts: list[str]) -> None:
    assert compared_parts(question) == parts


@pytest.mark.parametrize(
    "question",
    [
        "Compare the plans",
        "Which is larger",
        "Is Acme, which makes pumps, bigger than Borel",
        "Is it Acme or Borel that makes pumps",
        "Between 2010 and 2015, which company grew",
        "Which year was it, 2010 or 2011",
        "What is the relationship between supply and demand",
        "Are Acme and Borel partners",
        "Who sold it, or did it close",
        "Is Acme larger than Borel",
        "Is there a choice between rent and purchase",
        "",
    ],
)
def test_what_compares_nothing_gives_nothing(question: str) -> None:
    assert compared_parts(question) == []
