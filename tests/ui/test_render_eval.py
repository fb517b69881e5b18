from __future__ import annotations

import io
from pathlib import Path

from rich.console import Console

from rag.evaluation.compare import Changed, Comparison, Difference
from rag.evaluation.results import RunInfo
from rag.evaluation.summary import Figure, Summary, headline
from ui.render_eval import print_comparison, print_summary

INFO = RunInfo(
    questions="q.jsonl",
    system="citeproof",
    settings_hash="0" * 16,
    version="1",
    created_at="2026-01-01T00:00:00Z",
)


def _figure(value: float, n: int, failures: int = 0) -> Figure:
    return Figure(value=value, n=n, failures=failures, low=value, high=value)


def _summary(**metrics: Figure) -> Summary:
    return Summary(
        info=INFO,
        questions=18,
        results=18,
        errors=1,
        statuses={"answered": 17, "failed": 1},
        metrics=metrics,
        by_kind={"fa\x1bct": {"correct": _figure(0.5, 4)}},
        by_tag={},
        curve=[],
    )


def _console() -> tuple[Console, io.StringIO]:
    held = io.StringIO()
    return Console(file=held, width=200, markup=False), held


def test_the_headline_counts_right_answers() -> None:
    assert headline(_summary(correct=_figure(17 / 18, 18))) == "17 of 18 right (0.944), 1 failed"
    assert headline(_summary(correct=_figure(0.25, 2))) == "0.5 of 2 right (0.250), 1 failed"
    assert "without rules" in headline(_summary())


def test_figures_are_printed_with_n_interval_and_failures() -> None:
    console, held = _console()
    figures = {"correct": _figure(0.5, 18, 1), "seconds_p50": _figure(12.3456, 17)}
    print_summary(console, _summary(**figures), Path("run"))
    shown = held.getvalue()
    assert "\x1b" not in shown
    assert ["correct", "0.500", "0.500", "to", "0.500", "18", "1"] in [
        line.split() for line in shown.splitlines()
    ]
    assert "12.35" in shown and "2 of 4" in shown
    assert "answers: 17 answered, 1 failed" in shown


def test_a_comparison_names_what_changed() -> None:
    console, held = _console()
    difference = Difference(
        metric="correct", n=10, first=0.9, second=0.2, difference=-0.7, low=-1, high=-0.4,
        p=0.0156, verdict="worse",
    )  # fmt: skip
    changed = [
        Changed(id="a", question="?", was_wrong=(), is_wrong=("lacks 17",)),
        Changed(id="b", question="?", was_wrong=("failed",), is_wrong=()),
    ]
    print_comparison(
        console,
        Comparison(
            first=INFO, second=INFO, paired=10, only_first=1, only_second=0,
            differences=[difference], changed=changed,
        ),
    )  # fmt: skip
    shown = held.getvalue()
    assert "-0.700" in shown and "0.016" in shown and "worse" in shown
    assert "10 questions in both runs; 1 are in one run only and left out" in shown
    assert "a  now wrong (lacks 17)" in shown and "b  now right" in shown
