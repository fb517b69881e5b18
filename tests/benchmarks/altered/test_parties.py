from __future__ import annotations

from random import Random

import pytest

from benchmarks.altered.parties import PARTY_RULES
from benchmarks.altered.sentences import Sentence


def _claim(rule: str, text: str, seed: int = 1) -> str | None:
    sentence = Sentence(id="a", source="seeds", title="", text=text, document=text)
    return RULES[rule](sentence, Random(seed))  # noqa: S311 - no secret


RULES = PARTY_RULES


@pytest.mark.parametrize(
    ("rule", "text", "claim"),
    [
        ("to_whom", "Cole sold the mill to Hale.", "Hale sold the mill to Cole."),
        ("to_whom", "Cole spoke to Hale.", None),
        ("verb_names", "Cole sued Hale in 1999.", "Hale sued Cole in 1999."),
        ("verb_names", "Cole met Hale in 1999.", None),
        ("verb_names", "Cole married Hale in 1999.", None),
        ("active", "Cole was sued by Hale.", "Cole sued Hale."),
        ("compared", "The mill is older than the barn.", "The mill is younger than the barn."),
        ("exchanged", "Oslo lost to Rome.", "Rome lost to Oslo."),
        ("exchanged", "Oslo and Rome lost the cup.", None),
        ("passive_names", "Cole was driven by Hale.", "Hale was driven by Cole."),
    ],
)
def test_rule(rule: str, text: str, claim: str | None) -> None:
    assert _claim(rule, text) == claim
