from __future__ import annotations

import pytest

from rag.evaluation.dataset import EvalQuestion, question_hash
from rag.evaluation.response import Response
from rag.evaluation.results import Result
from rag.evaluation.rows import read_rows, scores_of
from rag.types import AnswerStatus, Usage


def _question(name: str, **rules: object) -> EvalQuestion:
    return EvalQuestion.model_validate({"id": name, "question": f"When did {name} open?", **rules})


def _result(
    question: EvalQuestion,
    scores: dict[str, float],
    *,
    repeat: int = 0,
    error: str = "",
    response: Response | None = None,
) -> Result:
    return Result(
        key=f"{question.id}-{repeat}",
        question=question,
        repeat=repeat,
        response=response or (None if error else Response(text="In 1902.", status="answered")),
        error=error,
        scores=scores,
        seconds=1.5,
    )


def _means(*results: Result) -> dict[str, dict[str, float]]:
    """Return the scores by name and id of the question."""
    rows = read_rows(results)
    return {
        name: {rows[key].question.id: value for key, value in scores.items()}
        for name, scores in scores_of(rows).items()
    }


CITED = _question("cited")
RULED = _question("ruled", must_include=[["1902"]])


def test_rows_are_questions_by_their_hash_in_the_order_of_their_first_result() -> None:
    rows = read_rows([_result(RULED, {}), _result(CITED, {}), _result(RULED, {}, repeat=1)])
    assert list(rows) == [question_hash(RULED), question_hash(CITED)]
    assert [row.question for row in rows.values()] == [RULED, CITED]
    assert [len(row.replies) for row in rows.values()] == [2, 1]


def test_replies_stand_in_the_order_they_were_asked_for() -> None:
    results = [_result(CITED, {"mrr": repeat / 4}, repeat=repeat) for repeat in (2, 0, 1)]
    [row] = read_rows(results).values()
    assert [reply.scores["mrr"] for reply in row.replies] == [0, 1 / 4, 2 / 4]


def test_other_rules_make_another_question_and_tags_do_not() -> None:
    tagged = RULED.model_copy(update={"tags": ("new",)})
    edited = RULED.model_copy(update={"must_include": (("1903",),)})
    results = [_result(each, {}) for each in (RULED, edited, tagged)]
    assert [len(row.replies) for row in read_rows(results).values()] == [2, 1]


def test_repeats_are_averaged_per_question() -> None:
    found = _means(
        _result(CITED, {"faithfulness": 1.0}),
        _result(CITED, {"faithfulness": 0.5}, repeat=1),
        _result(CITED, {"faithfulness": 0.0}, repeat=2),
        _result(RULED, {"faithfulness": 1.0, "correct": 0.0}),
        _result(RULED, {"faithfulness": 0.0, "correct": 1.0}, repeat=1),
    )
    # (1 + .5 + 0) / 3, and (1 + 0) / 2 of each.
    assert found == {
        "correct": {"ruled": 0.5},
        "faithfulness": {"cited": pytest.approx(0.5), "ruled": 0.5},
    }


def test_a_failure_counts_0_in_what_applies_and_the_run_has() -> None:
    found = _means(
        _result(CITED, {"faithfulness": 1.0, "citation_recall": 0.5}),
        _result(RULED, {}, error="The server is away."),
        _result(_question("none", expected_status="not_found"), {"correct": 1.0}),
    )
    # The failed one has rules and would have had citations; no answer of the run has must_include.
    assert found == {
        "correct": {"ruled": 0.0, "none": 1.0},
        "faithfulness": {"cited": 1.0, "ruled": 0.0},
        "citation_recall": {"cited": 0.5, "ruled": 0.0},
    }


def test_a_failed_repeat_counts_0_beside_the_others() -> None:
    found = _means(
        _result(RULED, {"correct": 1.0}),
        _result(RULED, {}, repeat=1, error="Away."),
        _result(RULED, {"correct": 1.0}, repeat=2),
    )
    assert found == {"correct": {"ruled": pytest.approx(2 / 3)}}


def test_a_failure_has_no_score_that_does_not_apply() -> None:
    conflict = _question("conflict", expected_status="conflicting")
    found = _means(
        _result(
            _question("full", expected_status="conflicting", must_include=[["1"]]),
            {"disagreement_recall": 1.0, "sides_complete": 1.0},
        ),
        _result(conflict, {}, error="Away."),
        _result(CITED, {}, error="Away."),
    )
    # Without groups of must_include there are no sides to complete.
    assert found == {
        "disagreement_recall": {"full": 1.0, "conflict": 0.0},
        "sides_complete": {"full": 1.0},
    }


def test_a_silent_answer_has_only_the_scores_it_was_given() -> None:
    silent = Response(text="The documents do not say.", status="not_found")
    found = _means(
        _result(CITED, {"citation_recall": 1.0}),
        _result(RULED, {"correct": 0.0}, response=silent),
    )
    assert found == {"correct": {"ruled": 0.0}, "citation_recall": {"cited": 1.0}}


def test_an_answer_that_could_not_be_scored_failed() -> None:
    answered = Response(text="In 1902.", status="answered", usage=Usage(prompt_tokens=7))
    results = [
        _result(RULED, {"correct": 1.0}, repeat=0),
        _result(RULED, {}, repeat=1, error="The judge is away.", response=answered),
    ]
    [row] = read_rows(results).values()
    assert row.failed
    assert [reply.failed for reply in row.replies] == [False, True]
    assert (row.replies[1].status, row.replies[1].prompt_tokens) == ("answered", 7)
    assert _means(*results) == {"correct": {"ruled": 0.5}}


def test_no_results_have_no_scores() -> None:
    assert read_rows([]) == {}
    assert scores_of({}) == {}
    assert _means(_result(CITED, {}, error="Away.")) == {}


@pytest.mark.parametrize(
    ("status", "text", "told", "silent", "conflicting"),
    [
        ("answered", "In 1902.", "answered", False, False),
        ("not_found", "In 1902.", "not_found", True, False),
        ("conflicting", "They differ.", "conflicting", False, True),
        (None, "In 1902.", "unknown", False, False),
        (None, "The sources do not mention it.", "unknown", True, False),
    ],
)
def test_a_reply_in_numbers(
    status: AnswerStatus | None, text: str, told: str, silent: bool, conflicting: bool
) -> None:
    response = Response(
        text=text,
        status=status,
        confidence=0.25,
        usage=Usage(requests=3, prompt_tokens=700, completion_tokens=20),
    )
    [row] = read_rows([_result(RULED, {"correct": 1.0}, response=response)]).values()
    [reply] = row.replies
    assert (reply.status, reply.silent, reply.conflicting) == (told, silent, conflicting)
    assert (reply.confidence, reply.seconds, reply.scores) == (0.25, 1.5, {"correct": 1.0})
    assert (reply.requests, reply.prompt_tokens, reply.completion_tokens) == (3, 700, 20)
    assert not reply.failed and not row.failed


def test_no_answer_in_numbers() -> None:
    [row] = read_rows([_result(RULED, {}, error="Away.")]).values()
    [reply] = row.replies
    assert (reply.failed, reply.status, reply.silent, reply.said) == (True, "failed", False, "")
    assert (reply.confidence, reply.requests, reply.prompt_tokens) == (None, 0, 0)


def test_what_was_said_changes_with_status_and_words_but_not_with_markers() -> None:
    said = [
        next(iter(read_rows([_result(CITED, {}, response=response)]).values())).replies[0].said
        for response in (
            Response(text="In 1902 [1].", status="answered"),
            Response(text="In 1902 [2].", status="answered"),
            Response(text="In 1902 [1].", status="partly_answered"),
            Response(text="In 1903 [1].", status="answered"),
        )
    ]
    assert said[0] == said[1]
    assert len(set(said)) == 3
