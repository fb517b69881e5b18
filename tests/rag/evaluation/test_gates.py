from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from rag.errors import UsageError
from rag.evaluation.dataset import EvalQuestion
from rag.evaluation.gates import Floor, below_floors, parse_floors, worse_than
from rag.evaluation.response import Response
from rag.evaluation.results import Result, RunFolder, RunInfo
from rag.evaluation.scores import SCORES
from rag.evaluation.summary import Summary, summarise

INFO = RunInfo(
    questions="harbour.jsonl",
    system="citeproof",
    settings_hash="0" * 16,
    version="0.1.0",
    created_at="2026-01-01T00:00:00+00:00",
)


def _question(number: int) -> EvalQuestion:
    return EvalQuestion(id=f"q{number}", question=f"Berth {number}?", must_include=(("1902",),))


def _result(number: int, scores: Mapping[str, float] | None) -> Result:
    """Return a result; one that failed without scores."""
    return Result(
        key=f"k{number}",
        question=_question(number),
        response=None if scores is None else Response(text="In 1902.", status="answered"),
        error="The server is away." if scores is None else "",
        scores=dict(scores or {}),
    )


def _run(path: Path, rows: Sequence[Mapping[str, float] | None]) -> RunFolder:
    folder = RunFolder(path)
    folder.start(INFO)
    for number, scores in enumerate(rows):
        folder.append(_result(number, scores))
    return folder


def _summary(rows: Sequence[Mapping[str, float] | None]) -> Summary:
    return summarise(INFO, [_result(number, scores) for number, scores in enumerate(rows)])


def _fallen(count: int, of: int, name: str = "correct") -> list[dict[str, float]]:
    return [{name: float(number >= count)} for number in range(of)]


def test_floors_are_read() -> None:
    floors = parse_floors(["correct=0.9", "recall@5=1", "abstention_f1=0", "stability=.5"])
    assert floors == [
        Floor(metric="correct", least=0.9),
        Floor(metric="recall@5", least=1),
        Floor(metric="abstention_f1", least=0),
        Floor(metric="stability", least=0.5),
    ]
    assert parse_floors([]) == []


@pytest.mark.parametrize(
    "name",
    [
        *SCORES,
        "abstention_precision",
        "abstention_recall",
        "answered_share",
        "right_when_answered",
        "disagreement_precision",
    ],
)
def test_every_share_can_have_a_floor(name: str) -> None:
    assert parse_floors([f"{name}=0.5"]) == [Floor(metric=name, least=0.5)]


@pytest.mark.parametrize(
    "text", ["", "=0.5", "corect=0.5", "correct ", "aurc=0.1", "seconds_p95=0.1", "cost=0", "0.5"]
)
def test_an_unknown_figure_is_named(text: str) -> None:
    with pytest.raises(UsageError, match=r"--fail-under .*there is no figure"):
        parse_floors(["correct=0.5", text])


@pytest.mark.parametrize(
    "number", ["", "high", "95", "-0.1", "1.01", "nan", "inf", "0,9", "90%", "0.5=0.6"]
)
def test_what_is_no_share_is_named(number: str) -> None:
    with pytest.raises(UsageError, match=r"write a share of 0 to 1, as correct=0\.95"):
        parse_floors([f"correct={number}"])


def test_figures_below_their_floor_are_told() -> None:
    # 3 of 4 are right.
    summary = _summary([{"correct": 1.0}, {"correct": 1.0}, {"correct": 1.0}, {"correct": 0.0}])
    floors = parse_floors(["correct=0.76", "correct=0.75", "correct=0.5", "mrr=0"])
    assert below_floors(summary, floors) == [
        "correct is 0.750, below 0.76",
        "mrr is asked for, but no question of the run has it",
    ]
    assert below_floors(summary, []) == []


def test_failures_pull_a_figure_below_its_floor() -> None:
    # 3 of 3 that came are right, 3 of 4 with the one that failed.
    summary = _summary([*({"correct": 1.0} for _ in range(3)), None])
    assert below_floors(summary, parse_floors(["correct=0.8"])) == ["correct is 0.750, below 0.8"]


def test_rounding_is_not_below() -> None:
    # .1 + .4 + .1 is .6, and a third of it comes out as .19999999999999998.
    summary = _summary([{"token_f1": share} for share in (0.1, 0.4, 0.1)])
    assert summary.metrics["token_f1"].value < 0.2
    assert below_floors(summary, parse_floors(["token_f1=0.2"])) == []


def test_an_unchanged_run_passes(tmp_path: Path) -> None:
    rows: list[dict[str, float] | None] = [
        {"correct": float(number % 3 > 0), "citation_precision": number / 20, "mrr": 0.5}
        for number in range(20)
    ]
    rows.append(None)
    assert worse_than(_run(tmp_path / "new", rows), _run(tmp_path / "old", rows)) == []


def test_a_better_run_passes(tmp_path: Path) -> None:
    new, old = _run(tmp_path / "new", _fallen(0, 20)), _run(tmp_path / "old", _fallen(10, 20))
    assert worse_than(new, old) == []


@pytest.mark.parametrize(
    ("fallen", "caught"),
    [(4, False), (5, True), (6, True)],  # one-sided: 1/16 is above .05, 1/32 is not
)
def test_a_drop_beyond_chance_is_caught(tmp_path: Path, fallen: int, caught: bool) -> None:
    old, new = _run(tmp_path / "old", _fallen(0, 20)), _run(tmp_path / "new", _fallen(fallen, 20))
    told = f"correct fell from 1.000 to {1 - fallen / 20:.3f} (n 20, one-sided p {0.5**fallen:.4f})"
    assert worse_than(new, old) == ([told] if caught else [])


def test_gains_make_up_for_losses(tmp_path: Path) -> None:
    # Six lost, four won: (1 + 10 + 45 + 120 + 210) / 2^10 = .377.
    rights = [[True] * 6 + [False] * 4, [False] * 6 + [True] * 4]
    old, new = (
        _run(tmp_path / str(at), [{"correct": float(right)} for right in row])
        for at, row in enumerate(rights)
    )
    assert worse_than(new, old) == []


def test_failures_are_a_drop(tmp_path: Path) -> None:
    old = _run(tmp_path / "old", _fallen(0, 20))
    new = _run(tmp_path / "new", [*_fallen(0, 15), *[None] * 5])
    assert worse_than(new, old) == [
        "correct fell from 1.000 to 0.750 (n 20, one-sided p 0.0312)"
    ]  # 1/32


@pytest.mark.parametrize(
    "name", ["correct", "gold_quote_found", "citation_recall", "citation_precision"]
)
def test_four_scores_are_watched(tmp_path: Path, name: str) -> None:
    old, new = (_run(tmp_path / str(lost), _fallen(lost, 12, name)) for lost in (0, 8))
    assert [told.split()[0] for told in worse_than(new, old)] == [name]


def test_other_scores_are_not_watched(tmp_path: Path) -> None:
    old, new = (_run(tmp_path / str(lost), _fallen(lost, 12, "mrr")) for lost in (0, 8))
    assert worse_than(new, old) == []


def test_a_reference_is_watched_where_questions_have_no_rules_only(tmp_path: Path) -> None:
    old, new = (_run(tmp_path / str(lost), _fallen(lost, 12, "token_f1")) for lost in (0, 8))
    assert [told.split()[0] for told in worse_than(new, old)] == ["token_f1"]
    ruled, fallen = (
        _run(
            tmp_path / f"r{lost}",
            [{"correct": 1.0, **row} for row in _fallen(lost, 12, "token_f1")],
        )
        for lost in (0, 8)
    )
    assert worse_than(fallen, ruled) == []


def _of_drops(path: Path, drops: Mapping[str, int]) -> list[str]:
    """Return what is worse when of each score so many of 20 questions fall from 1 to 0."""
    old = [dict.fromkeys(drops, 1.0) for _ in range(20)]
    new = [{name: float(at >= lost) for name, lost in drops.items()} for at in range(20)]
    found = worse_than(_run(path / "new", new), _run(path / "old", old))
    return [told.split()[0] for told in found]


@pytest.mark.parametrize(
    ("drops", "worse"),
    [
        # One-sided p: 2^-lost. Of four scores the smallest must be at most .05/4 = .0125, the next
        # .05/3 = .0167, then .025, then .05; the first that is not ends it.
        ((7, 6, 6, 5), [0, 1, 2, 3]),  # .0078, .0156, .0156, .0313
        ((7, 6, 5, 5), [0, 1]),  # .0313 is above .05/2
        ((6, 6, 6, 6), []),  # .0156 is above .05/4, though below .05
        ((7, 0, 0, 0), [0]),
        ((7, 5, 6, 0), [0, 2]),  # in the order of p
        ((5, 0, 0, 0), []),
    ],
)
def test_scores_are_tested_together_by_holm(
    tmp_path: Path, drops: tuple[int, ...], worse: list[int]
) -> None:
    names = ["citation_precision", "citation_recall", "correct", "gold_quote_found"]
    found = _of_drops(tmp_path, dict(zip(names, drops, strict=True)))
    assert found == [names[at] for at in worse]


def test_fewer_scores_are_tested_less_strictly(tmp_path: Path) -> None:
    # Of two: .0156 is at most .05/2.
    assert _of_drops(tmp_path / "two", {"correct": 6, "citation_recall": 0}) == ["correct"]
    # Of one: 1/32 is at most .05.
    assert _of_drops(tmp_path / "one", {"correct": 5}) == ["correct"]


def test_a_score_that_is_missing_now_is_worse(tmp_path: Path) -> None:
    old = _run(tmp_path / "old", [{"correct": 1.0, "citation_recall": 1.0}] * 3)
    new = _run(tmp_path / "new", [{"correct": 1.0, "gold_quote_found": 0.0}] * 3)
    assert worse_than(new, old) == ["citation_recall has no value any more"]
    # What the other run did not have is not missed.
    assert worse_than(old, new) == ["gold_quote_found has no value any more"]


def test_a_run_that_failed_throughout_is_worse(tmp_path: Path) -> None:
    old, new = _run(tmp_path / "old", [{"correct": 1.0}] * 2), _run(tmp_path / "new", [None] * 2)
    assert worse_than(new, old) == ["correct has no value any more"]


def test_only_questions_of_both_runs_are_tested(tmp_path: Path) -> None:
    old = _run(tmp_path / "old", _fallen(0, 4))
    new = _run(tmp_path / "new", _fallen(0, 4))
    for number in range(10, 20):
        new.append(_result(number, {"correct": 0.0}))
    assert worse_than(new, old) == []


def test_a_score_of_one_run_only_counts_in_neither(tmp_path: Path) -> None:
    # Citations are weighed in answers only: the new run is silent on the first ten.
    cited = {"citation_recall": 1.0}
    old = _run(tmp_path / "old", [cited] * 20)
    new = _run(tmp_path / "new", [*[dict[str, float]()] * 10, *[cited] * 10])
    assert worse_than(new, old) == []


def test_runs_without_a_common_question_cannot_be_compared(tmp_path: Path) -> None:
    old, new = _run(tmp_path / "old", [{"correct": 1.0}]), _run(tmp_path / "new", [])
    new.append(_result(5, {"correct": 1.0}))
    with pytest.raises(UsageError, match="have no question in common"):
        worse_than(new, old)
