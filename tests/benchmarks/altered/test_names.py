from __future__ import annotations

from random import Random

import pytest

from benchmarks.altered.names import NAME_RULES
from benchmarks.altered.sentences import Sentence


def _claim(rule: str, text: str, seed: int = 1) -> str | None:
    sentence = Sentence(id="a", source="seeds", title="", text=text, document=text)
    return RULES[rule](sentence, Random(seed))  # noqa: S311 - no secret


RULES = NAME_RULES


@pytest.mark.parametrize(
    ("rule", "text", "claim"),
    [
        ("country", "The French Revolution began in Paris.", None),
        ("company", "It was made by nobody.", None),
    ],
)
def test_rule(rule: str, text: str, claim: str | None) -> None:
    assert _claim(rule, text) == claim


def test_a_name_gives_way_to_one_of_its_kind_from_the_document() -> None:
    text = "He moved to Paris."
    sentence = Sentence(
        id="a", source="seeds", title="", text=text, document=text + " Oslo is big."
    )
    claim = NAME_RULES["city"](sentence, Random(1))  # noqa: S311 - no secret
    assert claim == "He moved to Oslo."


def test_a_person_gets_another_name_of_the_same_sex() -> None:
    claim = _claim("person", "Mary Cole sold the mill.")
    assert claim is not None
    assert claim.endswith(" sold the mill.")
    assert "Cole" not in claim
