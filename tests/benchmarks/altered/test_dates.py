from __future__ import annotations

from random import Random

import pytest

from benchmarks.altered.dates import DATE_RULES
from benchmarks.altered.sentences import Sentence


def _claim(rule: str, text: str, seed: int = 1) -> str | None:
    sentence = Sentence(id="a", source="seeds", title="", text=text, document=text)
    return RULES[rule](sentence, Random(seed))  # noqa: S311 - no secret


RULES = DATE_RULES


@pytest.mark.parametrize(
    ("rule", "text", "claim"),
    [
        ("after", "It fell after 1990.", "It fell before 1990."),
        ("before", "It fell before May 1990.", "It fell after May 1990."),
        ("since", "It has run since 1990.", "It has run until 1990."),
        ("by_year", "It was led by the World Bank.", None),
        ("year", "It sold 1990 books.", None),
        ("month", "They may march on.", None),
        ("early", "It fell in early 1990.", "It fell in late 1990."),
    ],
)
def test_rule(rule: str, text: str, claim: str | None) -> None:
    assert _claim(rule, text) == claim
