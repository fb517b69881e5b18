"""Calibrated probabilities move the right way and stay probabilities."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answering.calibration import (
    FILE,
    answer_probability,
    gate_probability,
    logit,
    support_probability,
)


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_surer_judge_never_lowers_a_probability(first: float, second: float) -> None:
    low, high = sorted((first, second))
    assert 0 <= gate_probability(low) <= gate_probability(high) <= 1
    assert answer_probability(low, 0.3) <= answer_probability(high, 0.3)
    words = "the mill was sold"
    assert support_probability(low, words, words) <= support_probability(high, words, words)


def test_words_of_the_source_raise_support() -> None:
    known = support_probability(0.5, "the mill was sold", "the mill was sold to Acme")
    assert known > support_probability(0.5, "a boat was bought", "the mill was sold to Acme")


@pytest.mark.parametrize("probability", [0.0, 1.0])
def test_certainty_is_bounded(probability: float) -> None:
    assert abs(logit(probability)) < 7


def test_the_stored_weights_name_what_they_were_fitted_with() -> None:
    stored = json.loads(FILE.read_text(encoding="utf-8"))
    assert {"model", "prompts", "support", "gate", "answer", "risk"} <= set(stored)
