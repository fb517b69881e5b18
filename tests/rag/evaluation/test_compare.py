from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import UsageError
from rag.evaluation.compare import Difference, compare_runs, paired_p, worse_p
from rag.evaluation.dataset import EvalQuestion
from rag.evaluation.response import Response
from rag.evaluation.results import Result, RunFolder, RunInfo, result_key

INFO = RunInfo(
    questions="harbour.jsonl",
    system="citeproof",
    settings_hash="0" * 16,
    version="0.1.0",
    created_at="2026-01-01T00:00:00+00:00",
)


def _question(name: str, **other: object) -> EvalQuestion:
    rules: dict[str, object] = {"must_include": [["1902"]], **other}
    return EvalQuestion.model_validate({"id": name, "question": f"When did {name} open?", **rules})


def _result(
    question: EvalQuestion,
    scores: dict[str, float],
    *,
    wrong: tuple[str, ...] = (),
    error: str = "",
    repeat: int = 0,
) -> Result:
    return Result(
        key=result_key(question, INFO, repeat),
        question=question,
        repeat=repeat,
        response=None if error else Response(text="In 1902.", status="answered"),
        error=error,
        wrong=wrong,
        scores={} if error else scores,
        seconds=1.0,
    )


def _run(path: Path, results: list[Result], info: RunInfo = INFO) -> RunFolder:
    folder = RunFolder(path)
    folder.start(info)
    for result in results:
        folder.append(result)
    return folder


def _of_correct(path: Path, rights: list[bool]) -> RunFolder:
    results = [
        _result(
            _question(f"q{number}"),
            {"correct": float(right)},
            wrong=() if right else ("lacks 1902",),
        )
        for number, right in enumerate(rights)
    ]
    return _run(path, results)


def _flipped(differences: list[float]) -> float:
    """Return the share of all flips of signs whose sum is at most the observed one."""
    sizes = [abs(each) for each in differences]
    sums = [
        sum(sign * size for sign, size in zip(signs, sizes, strict=True))
        for signs in product((-1, 1), repeat=len(sizes))
    ]
    return sum(each <= sum(differences) + 1e-9 for each in sums) / len(sums)


@pytest.mark.parametrize(
    ("gains", "losses", "one_sided", "two_sided"),
    [
        (0, 5, 1 / 32, 2 / 32),  # C(5,0) / 2^5
        (0, 6, 1 / 64, 2 / 64),
        (1, 7, 9 / 256, 18 / 256),  # (1 + 8) / 2^8
        (2, 8, 56 / 1024, 112 / 1024),  # (1 + 10 + 45) / 2^10
        (3, 3, 42 / 64, 1.0),  # (1 + 6 + 15 + 20) / 2^6, twice that is above 1
        (5, 0, 1.0, 2 / 32),  # it is better, so it is surely not worse
    ],
)
def test_mcnemar_by_binomials(gains: int, losses: int, one_sided: float, two_sided: float) -> None:
    differences = [1.0] * gains + [-1.0] * losses + [0.0] * 20
    assert worse_p(differences) == pytest.approx(one_sided)
    assert paired_p(differences) == pytest.approx(two_sided)


def test_mcnemar_of_many_is_exact_too() -> None:
    # 40 against 60 of 100: twice the lower tail of a fair coin, as tables give it, is .0569.
    assert paired_p([1.0] * 40 + [-1.0] * 60) == pytest.approx(0.0569, abs=0.0001)
    # 1 / 2^1000, and 1 / 2^2000 is below the least float.
    assert worse_p([-1.0] * 1000) == 2.0**-1000
    assert worse_p([-1.0] * 2000) == 0


def test_no_difference_has_p_1() -> None:
    assert worse_p([]) == paired_p([]) == worse_p([0.0, 0.0]) == paired_p([0.0]) == 1


def test_flips_of_three_by_hand() -> None:
    # Sums of ±.5 ±.25 ±.25: -1, -.5, -.5, 0, 0, .5, .5, 1. Observed -.5: three of eight are as low;
    # 1 - 1/8 = seven of eight are as high, so the two-sided p is 2 * 3/8.
    differences = [-0.5, -0.25, 0.25]
    assert worse_p(differences) == 3 / 8
    assert worse_p([0.5, 0.25, -0.25]) == 7 / 8
    assert paired_p(differences) == 6 / 8


@settings(max_examples=60)
@given(st.lists(st.sampled_from([-1.0, -0.75, -0.5, -1 / 3, 0.25, 1 / 3, 0.5, 1.0]), max_size=9))
def test_flips_are_those_of_all_signs(differences: list[float]) -> None:
    assert worse_p(differences) == pytest.approx(_flipped(differences))
    turned = [-each for each in differences]
    both = min(1.0, 2 * min(_flipped(differences), _flipped(turned)))
    assert paired_p(differences) == pytest.approx(both)
    assert paired_p(turned) == pytest.approx(paired_p(differences))


@pytest.mark.parametrize("losses", [8, 11])
def test_drawn_flips_come_near_to_all_of_them(losses: int) -> None:
    # 14 differences of 1/2 are those of 1 halved, whose test is exact; these are drawn.
    differences = [-0.5] * losses + [0.5] * (14 - losses)
    exact = worse_p([2 * each for each in differences])
    assert worse_p(differences) == pytest.approx(exact, abs=0.015)


def test_drawn_flips_are_never_sure() -> None:
    # None of 20,000 draws of 2^-40 happens; the observed one is counted.
    assert worse_p([-0.5] * 40) == 1 / 20001
    assert worse_p([-0.5] * 40) == worse_p([-0.5] * 40)


def test_figures_of_two_runs_by_hand(tmp_path: Path) -> None:
    # Right before: 7 of 8; now: q1 alone of the 8. Gains 0, losses 6, so p = 2/64.
    first = _of_correct(tmp_path / "a", [True] * 7 + [False])
    second = _of_correct(tmp_path / "b", [False, True] + [False] * 6)
    found = compare_runs(first, second)
    assert (found.paired, found.only_first, found.only_second) == (8, 0, 0)
    [difference] = found.differences
    assert (difference.metric, difference.n) == ("correct", 8)
    assert (difference.first, difference.second) == (7 / 8, 1 / 8)
    assert difference.difference == -6 / 8
    assert -1 <= difference.low < -6 / 8 < difference.high < 0
    assert difference.p == 2 / 64
    assert difference.verdict == "worse"


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        ([True] * 6, [False] * 6, "worse"),  # p 2/64
        ([False] * 6, [True] * 6, "better"),
        ([True] * 5, [False] * 5, "no difference shown"),  # p 2/32 is not below .05
        ([True, False], [True, False], "no difference shown"),
    ],
)
def test_a_verdict_needs_p_below_05(
    tmp_path: Path, before: list[bool], after: list[bool], verdict: str
) -> None:
    found = compare_runs(_of_correct(tmp_path / "a", before), _of_correct(tmp_path / "b", after))
    assert [each.verdict for each in found.differences] == [verdict]


def test_only_questions_of_both_runs_are_compared(tmp_path: Path) -> None:
    shared, old = _question("shared"), _question("old")
    edited = _question("shared", must_include=[["1903"]])
    tagged = _question("same", tags=["new"], note="looked at again")
    first = _run(
        tmp_path / "a",
        [_result(each, {"correct": 1.0}) for each in (shared, old, _question("same"))],
    )
    second = _run(
        tmp_path / "b",
        [_result(edited, {"correct": 0.0}), _result(tagged, {"correct": 1.0})],
    )
    found = compare_runs(first, second)
    # A changed rule makes another question, a tag or a note does not.
    assert (found.paired, found.only_first, found.only_second) == (1, 2, 1)
    assert [(each.n, each.first, each.second) for each in found.differences] == [(1, 1, 1)]
    assert found.changed == []


def test_a_score_is_paired_where_both_answers_have_it(tmp_path: Path) -> None:
    names = ["q0", "q1", "q2"]
    # The second run stays silent on q0, which has no citations to weigh then.
    old = [{"citation_recall": 1.0}, {"citation_recall": 0.5}, {"citation_recall": 0.0}]
    new = [{}, {"citation_recall": 1.0}, {"citation_recall": 0.25}]
    first = _run(
        tmp_path / "a", [_result(_question(n), s) for n, s in zip(names, old, strict=True)]
    )
    second = _run(
        tmp_path / "b", [_result(_question(n), s) for n, s in zip(names, new, strict=True)]
    )
    [difference] = compare_runs(first, second).differences
    # Of q1 and q2: (.5 + 0) / 2 and (1 + .25) / 2.
    assert (difference.n, difference.first, difference.second) == (2, 0.25, 0.625)
    assert difference.difference == pytest.approx(0.375)
    # Sums of ±.5 ±.25 as high as .75: one of four; twice that.
    assert difference.p == 0.5


def test_a_score_of_one_run_only_is_not_compared(tmp_path: Path) -> None:
    first = _run(tmp_path / "a", [_result(_question("q"), {"correct": 1.0, "mrr": 0.5})])
    second = _run(tmp_path / "b", [_result(_question("q"), {"correct": 1.0, "token_f1": 0.5})])
    assert [each.metric for each in compare_runs(first, second).differences] == ["correct"]


def test_a_failed_question_counts_0_and_repeats_are_averaged(tmp_path: Path) -> None:
    one, two = _question("one"), _question("two")
    first = _run(tmp_path / "a", [_result(each, {"correct": 1.0}) for each in (one, two)])
    second = _run(
        tmp_path / "b",
        [
            _result(one, {"correct": 1.0}),
            _result(one, {"correct": 0.0}, repeat=1, wrong=("lacks 1902",)),
            _result(two, {}, error="The server is away."),
            _result(two, {"correct": 1.0}, repeat=1),
        ],
    )
    [difference] = compare_runs(first, second).differences
    # (1 + 0) / 2 and (0 + 1) / 2.
    assert (difference.n, difference.first, difference.second) == (2, 1.0, 0.5)


def test_questions_that_became_right_or_wrong(tmp_path: Path) -> None:
    lost, won, same, failed, bare = (
        _question(name) for name in ("lost", "won", "same", "failed", "bare")
    )
    bare = bare.model_copy(update={"must_include": ()})
    lacks = ("lacks 1902",)
    first = _run(
        tmp_path / "a",
        [
            _result(lost, {"correct": 1.0}),
            _result(won, {"correct": 0.0}, wrong=lacks),
            _result(same, {"correct": 0.0}, wrong=lacks),
            _result(failed, {"correct": 1.0}),
            _result(bare, {}),
        ],
    )
    second = _run(
        tmp_path / "b",
        [
            _result(bare, {}, error="Away."),
            _result(failed, {}, error="Away."),
            _result(same, {"correct": 0.0}, wrong=("says 1903",)),
            _result(won, {"correct": 1.0}),
            _result(lost, {"correct": 0.0}, wrong=lacks),
        ],
    )
    changed = compare_runs(first, second).changed
    # In the order of the second run; a question without rules is neither right nor wrong.
    assert [(each.id, each.was_wrong, each.is_wrong) for each in changed] == [
        ("failed", (), ("failed",)),
        ("won", lacks, ()),
        ("lost", (), lacks),
    ]
    assert changed[1].question == "When did won open?"


def test_figures_come_in_the_order_of_the_scores(tmp_path: Path) -> None:
    scores = {"citation_recall": 1.0, "mrr": 0.5, "correct": 1.0}
    runs = [_run(tmp_path / name, [_result(_question("q"), scores)]) for name in ("a", "b")]
    found: list[Difference] = compare_runs(*runs).differences
    assert [each.metric for each in found] == ["correct", "mrr", "citation_recall"]


def test_two_runs_say_what_they_depend_on(tmp_path: Path) -> None:
    other = INFO.model_copy(update={"settings_hash": "1" * 16})
    first, second = _run(tmp_path / "a", []), _run(tmp_path / "b", [], other)
    found = compare_runs(first, second)
    assert (found.first, found.second) == (INFO, other)
    assert (found.paired, found.differences, found.changed) == (0, [], [])
    with pytest.raises(UsageError, match="holds no run"):
        compare_runs(first, RunFolder(tmp_path / "c"))
