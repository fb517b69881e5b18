from __future__ import annotations

from collections.abc import Sequence

import pytest

from rag.evaluation.bootstrap import ratio_interval
from rag.evaluation.dataset import EvalQuestion
from rag.evaluation.response import Response
from rag.evaluation.results import Result, RunInfo
from rag.evaluation.statistics import CurvePoint, area_under_risk
from rag.evaluation.summary import Figure, Prices, Summary, summarise
from rag.types import AnswerStatus, Usage

INFO = RunInfo(
    questions="harbour.jsonl",
    system="citeproof",
    settings_hash="0" * 16,
    version="0.1.0",
    created_at="2026-01-01T00:00:00+00:00",
)


def _question(name: str, expected: AnswerStatus | None = None, /, **rules: object) -> EvalQuestion:
    held: dict[str, object] = {"id": name, "question": f"When did {name} open?", **rules}
    return EvalQuestion.model_validate({**held, "expected_status": expected})


def _result(
    question: EvalQuestion,
    status: AnswerStatus | None = "answered",
    *,
    scores: dict[str, float] | None = None,
    confidence: float | None = None,
    text: str = "In 1902.",
    repeat: int = 0,
    seconds: float = 1.0,
    tokens: tuple[int, int] = (0, 0),
) -> Result:
    usage = Usage(requests=2, prompt_tokens=tokens[0], completion_tokens=tokens[1])
    return Result(
        key=f"{question.id}-{repeat}",
        question=question,
        repeat=repeat,
        response=Response(text=text, status=status, confidence=confidence, usage=usage),
        scores=scores or {},
        seconds=seconds,
    )


def _failed(question: EvalQuestion, *, repeat: int = 0, response: Response | None = None) -> Result:
    return Result(
        key=f"{question.id}-{repeat}",
        question=question,
        repeat=repeat,
        response=response,
        error="The server is away.",
        seconds=60.0,
    )


def _right(question: EvalQuestion, right: bool, **other: object) -> Result:
    result = _result(question, scores={"correct": float(right)})
    return result.model_copy(update=other)


def _summary(results: Sequence[Result], prices: Prices | None = None) -> Summary:
    return summarise(INFO, results, prices=prices)


def _value(results: Sequence[Result], name: str) -> tuple[float, int, int]:
    """Return a figure's value, n and failures."""
    figure = _summary(results).metrics[name]
    assert figure.low <= figure.value <= figure.high
    return figure.value, figure.n, figure.failures


def test_a_run_of_nothing() -> None:
    summary = _summary([])
    assert (summary.questions, summary.results, summary.errors) == (0, 0, 0)
    assert (summary.statuses, summary.metrics, summary.curve) == ({}, {}, [])
    assert (summary.by_kind, summary.by_tag, summary.info) == ({}, {}, INFO)


def test_a_run_that_failed_throughout_has_no_time_of_an_answer() -> None:
    summary = _summary([_failed(_question(name)) for name in "ab"])
    assert (summary.questions, summary.results, summary.errors) == (2, 2, 2)
    assert summary.statuses == {"failed": 2}
    assert summary.metrics == {}


def test_questions_results_errors_and_statuses_are_counted() -> None:
    one, two = _question("one"), _question("two")
    summary = _summary(
        [
            _result(one),
            _result(one, "not_found", repeat=1),
            _failed(two),
            _result(two, None, repeat=1),
            _failed(two, repeat=2, response=Response(text="x", status="conflicting")),
        ]
    )
    assert (summary.questions, summary.results, summary.errors) == (2, 5, 2)
    assert summary.statuses == {
        "answered": 1, "conflicting": 1, "failed": 1, "not_found": 1, "unknown": 1,
    }  # fmt: skip


def test_a_mean_is_of_questions_with_failures_as_0() -> None:
    ruled = [_question(f"q{number}", must_include=[["1902"]]) for number in range(4)]
    results = [
        _right(ruled[0], True),
        _right(ruled[1], True),
        _right(ruled[1], False).model_copy(update={"repeat": 1, "key": "q1-1"}),
        _right(ruled[2], False),
        _failed(ruled[3]),
        _result(_question("bare"), scores={"faithfulness": 0.5}),
    ]
    # 1, (1 + 0) / 2, 0 and a failure: 1.5 / 4. Of faithfulness .5 and the failure.
    assert _value(results, "correct") == (1.5 / 4, 4, 1)
    assert _value(results, "faithfulness") == (0.25, 2, 1)
    figure = _summary(results).metrics["correct"]
    assert (figure.low, figure.high) == ratio_interval([1, 0.5, 0, 0])[1:]


def _silent_run() -> list[Result]:
    """Return five answerable questions, three unanswerable ones, and one without a status.

    Answerable: two right, one wrong, one silent, one failed. Unanswerable: two silent, one told.
    """
    yes = [_question(f"yes{number}", "answered") for number in range(5)]
    no = [_question(f"no{number}", "not_found") for number in range(3)]
    return [
        _result(yes[0], scores={"correct": 1.0}),
        _result(yes[1], "partly_answered", scores={"correct": 1.0}),
        _result(yes[2], scores={"correct": 0.0}),
        _result(yes[3], "not_found", scores={"correct": 0.0}),
        _failed(yes[4]),
        _result(no[0], "not_found", scores={"correct": 1.0}),
        _result(no[1], "not_found", scores={"correct": 1.0}),
        _result(no[2], scores={"correct": 0.0}),
        _result(_question("bare"), "not_found"),
    ]


@pytest.mark.parametrize(
    ("name", "value", "n"),
    [
        ("abstention_precision", 2 / 3, 8),  # silent on three of eight, rightly on two
        ("abstention_recall", 2 / 3, 8),  # of three unanswerable ones
        ("abstention_f1", 2 / 3, 8),  # 2 * 2 / (3 + 3)
        ("answered_share", 3 / 5, 5),  # a failure is no answer
        ("right_when_answered", 2 / 4, 8),  # told: three answerable, one unanswerable
    ],
)
def test_knowing_when_to_be_silent(name: str, value: float, n: int) -> None:
    found = _value(_silent_run(), name)
    assert found == (pytest.approx(value), n, 1)


def test_precision_and_recall_of_silence_differ_where_it_is_too_often() -> None:
    yes = [_question(f"yes{number}", "answered") for number in range(3)]
    no = _question("no", "not_found")
    results = [_result(each, "not_found") for each in (*yes, no)]
    # Silent on four, rightly on one: 1/4 and 1/1; F1 is 2 * 1 / (4 + 1).
    assert _value(results, "abstention_precision")[0] == 0.25
    assert _value(results, "abstention_recall")[0] == 1
    assert _value(results, "abstention_f1")[0] == pytest.approx(0.4)
    assert _value(results, "answered_share") == (0, 3, 0)
    assert _value(results, "right_when_answered")[0] == 0


def test_a_failed_answer_is_never_a_right_silence() -> None:
    no = [_question(name, "not_found") for name in "ab"]
    quiet = Response(text="", status="not_found")
    results = [_result(no[0], "not_found"), _failed(no[1], response=quiet)]
    assert _value(results, "abstention_recall") == (0.5, 2, 1)
    assert _value(results, "abstention_precision") == (1, 2, 1)


def test_silence_over_repeats_is_a_share_of_each_question() -> None:
    yes, no = _question("yes", "answered"), _question("no", "not_found")
    results = [
        _result(no, "not_found"),
        _result(no, "answered", repeat=1),
        _result(yes, "not_found", scores={"correct": 0.0}),
        *(_result(yes, repeat=number, scores={"correct": 1.0}) for number in (1, 2, 3)),
    ]
    # Silent: 1/2 of the one, 1/4 of the other. Precision .5 / .75, recall .5 / 1.
    assert _value(results, "abstention_precision")[0] == pytest.approx(2 / 3)
    assert _value(results, "abstention_recall")[0] == 0.5
    assert _value(results, "answered_share") == (0.75, 1, 0)
    # Told: 1/2 and 3/4, of which 0 and 3/4 right.
    assert _value(results, "right_when_answered")[0] == pytest.approx(0.75 / 1.25)


def test_silence_is_read_from_the_words_of_a_system_without_statuses() -> None:
    no = [_question(name, "not_found") for name in "ab"]
    results = [_result(no[0], None, text="The sources do not say."), _result(no[1], None)]
    assert _value(results, "abstention_recall")[0] == 0.5


def test_silence_says_nothing_where_every_question_has_an_answer() -> None:
    found = _summary([_result(_question("yes", "answered"))]).metrics
    assert not [name for name in found if name.startswith("abstention")]


def test_disagreement_precision_is_of_the_conflicts_shown() -> None:
    apart = [_question(f"apart{number}", "conflicting") for number in range(3)]
    agreed = [_question(f"agreed{number}", "answered") for number in range(2)]
    results = [
        _result(apart[0], "conflicting"),
        _result(apart[1], "conflicting"),
        _result(apart[2], "answered"),
        _result(agreed[0], "conflicting"),
        _failed(agreed[1], response=Response(text="x", status="conflicting")),
    ]
    # Shown on three, rightly on two; one failed.
    assert _value(results, "disagreement_precision") == (pytest.approx(2 / 3), 5, 1)
    assert "disagreement_precision" not in _summary(results[3:]).metrics


def _sure(name: str, confidence: float | None, right: bool, **other: AnswerStatus) -> Result:
    question = _question(name, must_include=[["1902"]])
    scores = {"correct": float(right)}
    return _result(question, other.get("status", "answered"), scores=scores, confidence=confidence)


def test_risk_and_coverage_by_hand() -> None:
    results = [
        _sure("a", 0.9, True),
        _sure("b", 0.5, True),
        _sure("c", 0.5, False),
        _sure("d", 0.1, True, status="not_found"),  # silence is no right answer
        _result(_question("bare"), confidence=0.95),  # nothing says what would be right
    ]
    # Risks at 1/4 to 4/4: 0, .5/2, 1/3, 2/4; mean 13/48, of the four with rules.
    assert _value(results, "aurc") == (pytest.approx(13 / 48), 4, 0)
    assert _summary(results).curve == [
        CurvePoint(threshold=0.9, coverage=0.25, risk=0.0),
        CurvePoint(threshold=0.5, coverage=0.75, risk=1 / 3),
        CurvePoint(threshold=0.1, coverage=1.0, risk=0.5),
    ]
    scored = [(0.9, True), (0.5, True), (0.5, False), (0.1, False)]
    assert _value(results, "aurc")[0] == pytest.approx(area_under_risk(scored))


def test_a_failure_is_wrong_at_no_confidence() -> None:
    failed = _question("failed", must_include=[["1902"]])
    results = [_sure("a", 0.9, True), _failed(failed), _failed(_question("bare"))]
    # Risks 0/1 and 1/2.
    assert _value(results, "aurc") == (0.25, 2, 1)
    unsure = [_sure("a", None, True), _failed(failed)]
    assert "aurc" not in _summary(unsure).metrics
    assert _summary(unsure).curve == []


def test_risk_over_repeats_counts_a_question_once() -> None:
    often = [_sure("a", sure, right) for sure, right in ((0.9, True), (0.7, False))]
    often[1] = often[1].model_copy(update={"repeat": 1, "key": "a-1"})
    # a: .8 on average, wrong in half; b: .5, right. Risks .5/1 and .5/2.
    assert _value([*often, _sure("b", 0.5, True)], "aurc") == (0.375, 2, 0)


def test_stability_is_the_share_of_questions_with_one_answer() -> None:
    same, status, words, once, failed = (
        _question(name) for name in ("same", "status", "words", "once", "failed")
    )
    results = [
        _result(same, text="In 1902 [1]."),
        _result(same, text="In 1902 [2].", repeat=1),  # markers are no words
        _result(status),
        _result(status, "partly_answered", repeat=1),
        _result(words),
        _result(words, repeat=1),
        _result(words, text="In 1903.", repeat=2),
        _result(once),
        _failed(failed),
        _failed(failed, repeat=1),  # fails the same each time, which is no stable answer
    ]
    assert _value(results, "stability") == (0.25, 4, 1)
    assert "stability" not in _summary(results[7:8]).metrics


def test_times_are_of_answers_that_did_not_fail() -> None:
    results = [
        _result(_question(f"q{number}"), seconds=seconds)
        for number, seconds in enumerate((4.0, 1.0, 2.0, 8.0))
    ]
    results.append(_failed(_question("failed")))
    # 1 2 4 8: the median is 3, and .95 lies at position 2.85, .85 of the way from 4 to 8.
    assert _value(results, "seconds_p50") == (3, 4, 0)
    assert _value(results, "seconds_p95") == (pytest.approx(7.4), 4, 0)


def test_times_and_tokens_of_repeats_are_averaged_per_question() -> None:
    one, two = _question("one"), _question("two")
    results = [
        _result(one, seconds=1.0, tokens=(100, 10)),
        _result(one, seconds=2.0, tokens=(200, 20), repeat=1),
        _failed(one, repeat=2),
        _result(two, seconds=3.5, tokens=(450, 45)),
    ]
    # (1 + 2) / 2 and 3.5: median 2.5; tokens (100 + 200) / 2 and 450: mean 300.
    assert _value(results, "seconds_p50") == (2.5, 2, 1)
    assert _value(results, "prompt_tokens") == (300, 2, 1)
    assert _value(results, "completion_tokens") == (30, 2, 1)
    assert _value(results, "model_requests") == (2, 2, 1)
    figure = _summary(results).metrics["prompt_tokens"]
    assert (figure.low, figure.high) == (150, 450)


def test_cost_is_of_an_answer_in_prices_of_a_million_tokens() -> None:
    results = [
        _result(_question("one"), tokens=(1_000, 100)),
        _result(_question("two"), tokens=(3_000, 500)),
    ]
    # Read 2,000 at $2.50 and written 300 at $10 a million: .005 + .003.
    summary = _summary(results, (2.5, 10.0))
    cost = summary.metrics["cost"]
    assert (cost.value, cost.n) == (pytest.approx(0.008), 2)
    # The ends are those of one question alone: .0025 + .001, and .0075 + .005.
    assert (cost.low, cost.high) == (pytest.approx(0.0035), pytest.approx(0.0125))
    assert "cost" not in _summary(results).metrics


def test_tokens_are_left_out_where_none_are_known() -> None:
    found = _summary([_result(_question("one"))], (1.0, 1.0)).metrics
    assert not {"prompt_tokens", "completion_tokens", "model_requests", "cost"} & set(found)


def test_groups_have_their_own_figures() -> None:
    rules: dict[str, object] = {"must_include": [["1902"]]}
    easy = _question("easy", kind="date", tags=["a", "b"], **rules)
    hard = _question("hard", kind="list", tags=["b"], **rules)
    bare = _question("bare", **rules)
    summary = _summary([_right(easy, True), _right(hard, False), _right(bare, True)])
    kinds = {name: figures["correct"] for name, figures in summary.by_kind.items()}
    tags = {name: figures["correct"] for name, figures in summary.by_tag.items()}
    assert {name: (each.value, each.n) for name, each in kinds.items()} == {
        "date": (1, 1), "list": (0, 1),
    }  # fmt: skip
    assert {name: (each.value, each.n) for name, each in tags.items()} == {
        "a": (1, 1), "b": (0.5, 2),
    }  # fmt: skip


def test_a_group_that_failed_throughout_has_the_figures_of_the_run() -> None:
    rules: dict[str, object] = {"must_include": [["1902"]]}
    lost = [_question(f"lost{number}", kind="list", **rules) for number in range(2)]
    results = [_right(_question("won", kind="date", **rules), True), *map(_failed, lost)]
    assert _summary(results).by_kind["list"] == {
        "correct": Figure(value=0, n=2, failures=2, low=0, high=0)
    }
    bare = _question("bare", kind="bare")
    assert _summary([*results, _result(bare)]).by_kind["bare"] == {}


def test_a_summary_reads_back_from_json() -> None:
    summary = _summary(_silent_run())
    assert Summary.model_validate_json(summary.model_dump_json()) == summary
