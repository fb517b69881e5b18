from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from benchmarks.measures.check_sections import altered, bump, fever, wice
from benchmarks.measures.checking import HARD
from rag.types import Message
from tests.small_evaluation import make_plan, make_tools


def _knows(messages: Sequence[Message]) -> float:
    """A judge that is right: the data's false claims all speak of salt."""
    return 0.04 if "Salt" in messages[-1].content else 0.96


def test_fever_and_wice_rank_claims(tmp_path: Path) -> None:
    plan = make_plan(tmp_path, tools=make_tools(_knows))
    metrics = dict(fever(plan).metrics)
    assert (metrics["fever_auc"].value, metrics["fever_auc"].n) == (1, 4)
    assert metrics["fever_judge_accuracy"].value == 1
    assert metrics["fever_failed"].value == 0
    metrics = dict(wice(plan).metrics)
    assert metrics["wice_auroc"].n == 3
    assert metrics["wice_auroc_all"].n == 4


def test_bump_compares_the_two_claims_of_a_text(tmp_path: Path) -> None:
    metrics = bump(make_plan(tmp_path, tools=make_tools(_knows))).metrics
    assert (metrics["bump_auc"].value, metrics["bump_auc"].n) == (1, 8)
    assert (metrics["bump_pairs_right"].value, metrics["bump_pairs_right"].n) == (1, 4)


def test_a_cap_holds_for_pairs_too(tmp_path: Path) -> None:
    plan = make_plan(tmp_path, tools=make_tools(_knows), cap=2)
    assert bump(plan).metrics["bump_auc"].n == 4
    assert fever(plan).metrics["fever_auc"].n == 2


def test_altered_sentences_are_counted_by_class(tmp_path: Path) -> None:
    metrics = altered(make_plan(tmp_path, cap=30)).metrics
    assert metrics["altered_n"].value == 30
    classes = [name for name in metrics if name.startswith("altered_accepted_")]
    assert len(classes) == 1 + 10
    assert {f"altered_accepted_{cls}" for cls in HARD} <= set(classes)
    by_class = [metrics[name] for name in classes if name != "altered_accepted_hard"]
    assert sum(metric.n for metric in by_class) == 30
    accepted = sum(metric.value * metric.n for metric in by_class)
    assert accepted == pytest.approx(metrics["altered_accepted"].value * 30)
    assert metrics["faithful_refused"].n == 30
    assert metrics["hand_accepted"].n + metrics["hand_refused"].n == 30


def test_rewordings_by_hand_are_counted_free_and_close(tmp_path: Path) -> None:
    metrics = altered(make_plan(tmp_path, tools=make_tools(lambda _: 0.01), cap=12)).metrics
    assert (metrics["near_refused"].value, metrics["near_refused"].n) == (1, 4)
    assert (metrics["near_accepted"].value, metrics["near_accepted"].n) == (0, 8)
    assert metrics["near_accepted_hard"].n <= 8
    assert metrics["reworded_accepted"].value == 0


def test_a_judge_that_doubts_everything_refuses_more(tmp_path: Path) -> None:
    believing = altered(make_plan(tmp_path / "a", cap=12)).metrics
    doubting = altered(make_plan(tmp_path / "b", tools=make_tools(lambda _: 0.01), cap=12)).metrics
    assert doubting["altered_accepted"].value == 0
    assert doubting["faithful_refused"].value > believing["faithful_refused"].value
    assert doubting["hand_refused"].value >= believing["hand_refused"].value
