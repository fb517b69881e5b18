from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.measures.answer_sections import clapnq, hotpotqa, peer, ramdocs, seeds, squad2
from tests.small_evaluation import make_plan


@pytest.mark.slow
def test_answers_silence_floors_and_curve(tmp_path: Path) -> None:
    found = squad2(make_plan(tmp_path))
    metrics = found.metrics
    # The judge believes everything, so nothing is met with silence.
    assert metrics["squad2_answered"].value == 1
    assert metrics["squad2_answered"].n == 2
    assert metrics["squad2_answered_right"].value == 1
    assert metrics["squad2_abstention_f1"].value == 0
    assert metrics["squad2_accuracy"].value == 1 / 2
    assert metrics["squad2_floor_silent_abstention_f1"].value == pytest.approx(2 / 3)
    assert metrics["squad2_floor_copy_handled"].value == 1 / 2
    assert metrics["squad2_failed"].value == 0
    assert metrics["squad2_citations_inexact"].value == 0
    assert metrics["squad2_citations_inexact"].n > 0
    assert found.curves["squad2"][-1].coverage == 1


@pytest.mark.slow
def test_citations_of_the_answers_given_are_weighed(tmp_path: Path) -> None:
    metrics = clapnq(make_plan(tmp_path)).metrics
    assert metrics["clapnq_citation_recall"].value == 1
    assert metrics["clapnq_citation_recall"].n == 4
    assert metrics["clapnq_citation_precision"].value > 0


@pytest.mark.slow
def test_documents_that_disagree_are_asked_alone(tmp_path: Path) -> None:
    plan = make_plan(tmp_path)
    metrics = ramdocs(plan).metrics
    assert metrics["ramdocs_answered"].value == 1
    assert metrics["ramdocs_right_answers_shown"].n == 1
    assert metrics["ramdocs_failed"].value == 0
    metrics = hotpotqa(plan).metrics
    assert metrics["hotpotqa_answered_right"].value == 1
    assert metrics["hotpotqa_both_gold_cited"].value == 1


@pytest.mark.slow
def test_the_peer_is_asked_the_same_questions(tmp_path: Path) -> None:
    metrics = peer(make_plan(tmp_path)).metrics
    assert metrics["peer_squad2_handled_llamaindex"].n == 4
    # It declines the question about Brill, which has no answer.
    assert metrics["peer_squad2_handled_llamaindex"].value == 3 / 4
    assert metrics["peer_squad2_handled_ours"].value == 2 / 4
    assert metrics["peer_handled_gain"].n == 8
    assert metrics["peer_handled_gain"].value < 0


@pytest.mark.slow
def test_seed_questions_are_judged_as_their_own_benchmark_does(tmp_path: Path) -> None:
    metrics = seeds(make_plan(tmp_path, cap=2)).metrics
    assert metrics["seeds_total"].value == 2
    assert metrics["seeds_correct"].n == 2
    assert metrics["citations_inexact"].value == 0
