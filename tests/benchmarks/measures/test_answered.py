from __future__ import annotations

import pytest

from benchmarks.measures.answered import (
    Outcome,
    abstention,
    answer_metrics,
    confidence,
    curve,
    failed_outcome,
    floor_metrics,
    handled,
)
from rag.types import Answer, Claim, ModelIds, Verdict

RIGHT = Outcome(answerable=True, abstained=False, right=True, confidence=0.9)
WRONG = Outcome(answerable=True, abstained=False, right=False, confidence=0.6)
MISSED = Outcome(answerable=True, abstained=True, right=False, confidence=0.2)
SILENT = Outcome(answerable=False, abstained=True, right=False, confidence=0.1)
INVENTED = Outcome(answerable=False, abstained=False, right=False, confidence=0.7)
MIXED = [RIGHT, WRONG, MISSED, SILENT, SILENT, INVENTED]


def test_abstention_of_a_worked_example() -> None:
    # Silent 3 times, twice rightly; 3 questions have no answer.
    assert abstention(MIXED) == pytest.approx((2 / 3, 2 / 3, 2 / 3))
    assert abstention([RIGHT, INVENTED]) == (0, 0, 0)
    assert abstention([]) == (0, 0, 0)


def test_figures_of_a_worked_example() -> None:
    values = {name: metric.value for name, metric in answer_metrics("s", MIXED).items()}
    assert values["s_abstention_f1"] == pytest.approx(2 / 3)
    assert values["s_answered"] == pytest.approx(2 / 3)
    assert values["s_answered_right"] == 1 / 2
    assert values["s_coverage"] == 1 / 2
    assert values["s_accuracy"] == pytest.approx(1 / 3)
    assert values["s_handled"] == 1 / 2
    # By confidence: right, invented, wrong, missed, silent twice.
    risks = [0, 1 / 2, 2 / 3, 3 / 4, 4 / 5, 5 / 6]
    assert values["s_aurc"] == pytest.approx(sum(risks) / 6)


@pytest.mark.parametrize("answerable", [True, False])
def test_a_failure_is_wrong_whichever_way(answerable: bool) -> None:
    failed = failed_outcome(answerable)
    assert not handled(failed)
    assert abstention([failed, SILENT])[2] < 1
    values = {name: m.value for name, m in answer_metrics("s", [RIGHT, SILENT, failed]).items()}
    assert values["s_handled"] == pytest.approx(2 / 3)
    assert values["s_abstention_f1"] < 1
    assert values["s_aurc"] > answer_metrics("s", [RIGHT, SILENT])["s_aurc"].value


def test_always_silent_scores_as_the_share_of_empty_questions_says() -> None:
    # Half the questions have no answer: precision 1/2, recall 1, F1 2/3.
    metrics = floor_metrics("s", [True, False, False, True, False, False], MIXED)
    assert metrics["s_floor_silent_abstention_f1"].value == pytest.approx(2 / 3)
    assert metrics["s_floor_silent_handled"].value == 1 / 2
    assert metrics["s_floor_copy_answered_right"].value == pytest.approx(1 / 3)
    assert metrics["s_floor_copy_handled"].value == pytest.approx(1 / 6)


def test_the_curve_ends_at_everything() -> None:
    points = curve(MIXED)
    assert [point.threshold for point in points] == [0.9, 0.7, 0.6, 0.2, 0.1]
    assert points[0].risk == 0
    assert (points[-1].coverage, points[-1].risk) == (1, pytest.approx(5 / 6))


def test_confidence_is_the_surest_claim_where_the_answer_gives_none() -> None:
    claims = [
        Claim(text="It opened.", verdict=Verdict(label="supported", score=score, reason="stated"))
        for score in (0.4, 0.8)
    ]
    answer = Answer(
        id="ans_1",
        question="?",
        standalone_question="?",
        status="answered",
        text="It opened.",
        claims=claims,
        models=ModelIds(chat="c", judge="j", embed="e"),
        generation="g1",
        created_at="2026-01-01T00:00:00Z",
    )
    assert confidence(answer) == 0.8
    assert confidence(answer.model_copy(update={"claims": [], "status": "not_found"})) == 0
