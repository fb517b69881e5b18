from __future__ import annotations

from random import Random

import pytest

from benchmarks.altered.figures import NUMBER_RULES, SCALE_RULES, UNIT_RULES
from benchmarks.altered.sentences import Sentence


def _claim(rule: str, text: str, seed: int = 1) -> str | None:
    sentence = Sentence(id="a", source="seeds", title="", text=text, document=text)
    return RULES[rule](sentence, Random(seed))  # noqa: S311 - no secret


RULES = {
    **UNIT_RULES,
    **{f"scale_{k}": v for k, v in SCALE_RULES.items()},
    **{f"number_{k}": v for k, v in NUMBER_RULES.items()},
}


@pytest.mark.parametrize(
    ("rule", "text", "claim"),
    [
        ("number_digits_turned", "It has 1,430 books.", "It has 1,340 books."),
        ("number_digits_turned", "It opened in 1430.", None),
        ("number_digits_near", "It rose by 99%.", "It rose by 98%."),
        ("number_multiple_verb", "See section 12 of it.", None),
        ("number_fraction", "Half of them left.", "Two-fifths of them left."),
        ("scale_factor_percent", "It costs $1.4 trillion.", "It costs $14 trillion."),
        ("scale_hundred_word", "It has three hundred cows.", "It has three thousand cows."),
        ("years", "It took three years.", "It took three months."),
        ("euro_sign", "It costs €30.", "It costs $30."),
        ("percent_fall", "Profit rose 17%.", "Profit rose 17 percentage points."),
        ("points", "It fell by 2 percentage points.", "It fell by 2 percent."),
    ],
)
def test_rule(rule: str, text: str, claim: str | None) -> None:
    assert _claim(rule, text) == claim
