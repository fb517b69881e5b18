from __future__ import annotations

from random import Random

import pytest

from benchmarks.altered.modality import MODALITY_RULES
from benchmarks.altered.sentences import Sentence


def _claim(rule: str, text: str, seed: int = 1) -> str | None:
    sentence = Sentence(id="a", source="seeds", title="", text=text, document=text)
    return RULES[rule](sentence, Random(seed))  # noqa: S311 - no secret


RULES = MODALITY_RULES


@pytest.mark.parametrize(
    ("rule", "text", "claim"),
    [
        ("up_to", "It holds up to 30 cars.", "It holds at least 30 cars."),
        ("at_least", "It holds at least 30 cars.", "It holds at most 30 cars."),
        ("said_that", "Analysts say that it will rain.", "It will rain."),
        ("according_to", "According to Cole, it will rain.", "It will rain."),
        ("option", "It has an option to buy.", "It has an obligation to buy."),
        ("plans", "Cole plans to sell.", "Cole will sell."),
        ("many", "Some mills closed.", "All mills closed."),
        ("believed", "It is said to be old.", "It is old."),
    ],
)
def test_rule(rule: str, text: str, claim: str | None) -> None:
    assert _claim(rule, text) == claim
