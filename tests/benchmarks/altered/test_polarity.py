from __future__ import annotations

from random import Random

import pytest

from benchmarks.altered.polarity import NEGATION_ADDED_RULES, NEGATION_REMOVED_RULES
from benchmarks.altered.sentences import Sentence


def _claim(rule: str, text: str, seed: int = 1) -> str | None:
    sentence = Sentence(id="a", source="seeds", title="", text=text, document=text)
    return RULES[rule](sentence, Random(seed))  # noqa: S311 - no secret


RULES = {**NEGATION_REMOVED_RULES, **{f"added_{k}": v for k, v in NEGATION_ADDED_RULES.items()}}


@pytest.mark.parametrize(
    ("rule", "text", "claim"),
    [
        ("added_did_not", "Cole opened the mill.", "Cole did not open the mill."),
        ("added_does_not", "Cole owns the mill.", "Cole does not own the mill."),
        ("added_be", "The mill is open.", "The mill is not open."),
        ("added_be", "The mill is never open.", None),
        ("added_modal_can", "It can carry cars.", "It cannot carry cars."),
        ("did", "Cole did not open the mill.", "Cole opened the mill."),
        ("does", "Cole does not own the mill.", "Cole owns the mill."),
        ("auxiliary", "It is not only old.", None),
        ("failed", "It failed to open.", "It managed to open."),
        ("lacks", "It lacks a roof.", "It has a roof."),
        ("no_longer", "It is no longer open.", "It is still open."),
        ("neither", "It is neither old nor big.", "It is both old and big."),
    ],
)
def test_rule(rule: str, text: str, claim: str | None) -> None:
    assert _claim(rule, text) == claim
