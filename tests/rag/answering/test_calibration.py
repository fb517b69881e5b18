"""Calibrated probabilities move the right way and stay probabilities."""

from __future__ import annotations

import json
import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answering.calibration import (
    FILE,
    answer_probability,
    calibrated_model,
    gate_probability,
    is_calibrated,
    logit,
    support_probability,
    uncalibrated_text,
    warn_if_uncalibrated,
)
from rag.prompts import ANSWERS, JUDGE_SYSTEM, SUPPORTS, prompt_hash


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_surer_judge_never_lowers_a_probability(first: float, second: float) -> None:
    low, high = sorted((first, second))
    assert 0 <= gate_probability(low) <= gate_probability(high) <= 1
    assert answer_probability(low, 0.5, 0.3) <= answer_probability(high, 0.5, 0.3)
    assert answer_probability(0.5, low, 0.3) <= answer_probability(0.5, high, 0.3)
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


def test_the_weights_were_fitted_with_the_prompts_of_today() -> None:
    stored = json.loads(FILE.read_text(encoding="utf-8"))
    assert prompt_hash(JUDGE_SYSTEM, SUPPORTS, ANSWERS) == stored["prompts"], (
        "a prompt of the judge was changed after its scores were calibrated; run: "
        "python -m benchmarks.calibrate EVAL_DATA"
    )


def test_only_the_judge_of_the_weights_is_calibrated() -> None:
    assert calibrated_model() == json.loads(FILE.read_text(encoding="utf-8"))["model"]
    assert is_calibrated(calibrated_model())
    assert not is_calibrated(f"openai:{calibrated_model()}")


def test_another_judge_is_warned_of_once(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, logger="rag"):
        for judge in ("openai:stranger", "openai:stranger", calibrated_model()):
            warn_if_uncalibrated(judge)
    (record,) = caplog.records
    assert record.levelno == logging.WARNING
    assert uncalibrated_text("openai:stranger") in record.getMessage()
    for words in (
        "'openai:stranger'",
        calibrated_model(),
        "python -m benchmarks.calibrate EVAL_DATA",
        "answer.support_threshold",
    ):
        assert words in record.getMessage()
