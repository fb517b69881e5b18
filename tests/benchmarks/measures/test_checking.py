from __future__ import annotations

import pytest

from benchmarks.measures.checking import (
    Ranked,
    accepted_metrics,
    bump_metrics,
    fever_metrics,
    refused_metric,
    wice_metrics,
)
from benchmarks.measures.judging import Judged

PASSED = Judged(label="supported", score=0.9)
STOPPED = Judged(label="contradicted", score=0.0)
FAILED = Judged(error="the model stopped")


def _ranked(truth: bool, score: float, alone: float, label: str = "", *, error: str = "") -> Ranked:
    judged = Judged(label="supported", score=score, alone=alone, error=error)
    named = label or ("supported" if truth else "not_enough_evidence")
    return Ranked(truth=truth, label=named, judged=judged)


def test_what_passes_is_counted_by_class() -> None:
    results = [("number", STOPPED), ("number", PASSED), ("date", STOPPED), ("modality", PASSED)]
    values = {name: m.value for name, m in accepted_metrics(results).items()}
    assert values == {
        "altered_accepted_hard": pytest.approx(1 / 3),
        "altered_accepted": 1 / 2,
        "altered_n": 4,
        "altered_accepted_date": 0,
        "altered_accepted_modality": 1,
        "altered_accepted_number": 1 / 2,
    }


def test_a_failure_counts_as_an_error_either_way() -> None:
    assert accepted_metrics([("scale", FAILED)])["altered_accepted_hard"].value == 1
    assert refused_metric([FAILED, PASSED, STOPPED]).value == pytest.approx(2 / 3)


def test_check_and_judge_alone_stand_side_by_side() -> None:
    ranked = [_ranked(True, 0.9, 0.6), _ranked(True, 0.6, 0.4)]
    ranked += [_ranked(False, 0.1, 0.7), _ranked(False, 0.05, 0.5)]
    values = {name: m.value for name, m in fever_metrics(ranked).items()}
    assert values["fever_auc"] == 1
    assert values["fever_judge_auc"] == 1 / 4
    assert values["fever_auc_gain"] == 3 / 4
    assert values["fever_accuracy"] == 1
    assert values["fever_judge_accuracy"] == 1 / 4


def test_a_failed_claim_is_ranked_as_wrong_as_can_be() -> None:
    ranked = [_ranked(True, 0.9, 0.9), _ranked(False, 0.1, 0.1)]
    for truth in (True, False):
        values = fever_metrics([*ranked, _ranked(truth, 0.5, 0.5, error="stopped")])
        assert values["fever_auc"].value == 1 / 2
        assert values["fever_judge_auc"].value == 1 / 2
        assert values["fever_accuracy"].value == pytest.approx(2 / 3)


def test_partly_supported_claims_are_left_out_of_the_first_area_only() -> None:
    ranked = [_ranked(True, 0.8, 0.8), _ranked(False, 0.1, 0.1)]
    ranked += [_ranked(False, 0.9, 0.9, "partially_supported")]
    metrics = wice_metrics(ranked)
    assert (metrics["wice_auroc"].value, metrics["wice_auroc"].n) == (1, 2)
    assert (metrics["wice_auroc_all"].value, metrics["wice_auroc_all"].n) == (1 / 2, 3)


def test_pairs_are_compared_with_each_other() -> None:
    pairs = [
        (_ranked(True, 0.9, 0.5), _ranked(False, 0.8, 0.6)),
        (_ranked(True, 0.4, 0.5), _ranked(False, 0.4, 0.4)),
    ]
    metrics = bump_metrics(pairs)
    assert metrics["bump_pairs_right"].value == 3 / 4
    assert (metrics["bump_auc"].value, metrics["bump_auc"].n) == (2.5 / 4, 4)
    assert metrics["bump_pairs_right"].n == 2
