from __future__ import annotations

import re
from pathlib import Path

from rag.evaluation.compare import compare_runs
from rag.evaluation.results import RunFolder
from tests.rag.evaluation.sample_run import HOSTILE, INFO, results, sample_run
from ui.eval_folders import ListedRun, MeasuredRun, measured_run
from ui.html.evaluation import (
    comparison_html,
    evaluation_url,
    figures_html,
    progress_html,
    run_html,
    runs_html,
)

EVIL = '<img src=x onerror="alert(1)">\u202e'


def measured(path: Path, *, renamed: str = "") -> MeasuredRun:
    run = measured_run(sample_run(path), report=False)
    return MeasuredRun(name=renamed or run.name, summary=run.summary, seconds=run.seconds)


def changed_run(path: Path) -> RunFolder:
    """Write the sample run with its first answer wrong and its second right."""
    folder = RunFolder(path)
    folder.start(INFO)
    right, wrong, silent, failed = results()
    for result in (
        right.model_copy(update={"wrong": (HOSTILE,), "scores": {"correct": 0.0}}),
        wrong.model_copy(update={"wrong": (), "scores": {"correct": 1.0}}),
        silent,
        failed,
    ):
        folder.append(result)
    return folder


def test_the_list_tells_what_each_run_is() -> None:
    shown = runs_html(
        [
            ListedRun(name="b", created_at="2026-01-02T03:04:05+00:00", questions="q.csv",
                      system="citeproof", version="0.1.0", generation="g7", asked=3, total=20,
                      right=2, ruled=3, failed=1),
            ListedRun(name="a", asked=5, system="another system"),
        ]
    )  # fmt: skip
    for words in ("2026-01-02 03:04 UTC", "3 of 20 answered", "q.csv", "2 of 3 right", ">g7<"):
        assert words in shown
    assert '<td data-name="Failed">1</td>' in shown
    assert "no rules to judge by" in shown
    assert "another system" in shown
    assert shown.count("citeproof") == 3  # the head of its column, and its name in two rows
    assert "no runs yet" in runs_html([])


def test_figures_have_their_interval_number_and_failures(tmp_path: Path) -> None:
    shown = figures_html(measured(tmp_path / "run").summary)
    row = next(row for row in shown.split("<tr>") if ">correct<" in row)
    assert '<td data-name="Value">0.500</td>' in row
    assert 'aria-label="0.500, 0.000 to 1.000"' in row
    assert "0.000 to 1.000</span>" in row
    assert '<td data-name="n">4</td><td data-name="Failed">1</td>' in row
    seconds = next(row for row in shown.split("<tr>") if "seconds_<wbr>p50" in row)
    assert "<svg" not in seconds
    assert '<td data-name="Value">1.5</td>' in seconds


def test_a_run_links_to_its_report_and_files(tmp_path: Path) -> None:
    shown = run_html(measured(tmp_path / "run", renamed="my run"))
    assert "2 of 4 right (0.500), 1 failed" in shown
    assert 'href="/evaluations/my%20run/report.html" target="_blank" rel="noopener"' in shown
    for file in ("results.jsonl", "summary.json", "summary.md", "junit.xml"):
        assert f'href="/evaluations/my%20run/{file}" download' in shown
    assert shown.count('<figure class="cp-plot">') == 2
    assert "judge judge-model" in shown
    assert evaluation_url("a&b?c") == "/evaluations/a%26b%3Fc/report.html"


def test_a_run_without_answers_says_so(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path / "run")
    folder.start(INFO)
    shown = run_html(measured_run(folder, report=False))
    assert "Answers: none yet." in shown
    assert "There are no figures yet." in shown
    assert "<figure" not in shown


def test_two_runs_stand_side_by_side_with_what_changed(tmp_path: Path) -> None:
    first, second = sample_run(tmp_path / "first"), changed_run(tmp_path / "second")
    shown = comparison_html(
        measured_run(first, report=False),
        measured_run(second, report=False),
        compare_runs(first, second),
    )
    assert "4 questions in both runs." in shown
    assert shown.index("Before: first") < shown.index("Now: second")
    assert shown.count('<figure class="cp-plot">') == 4
    row = next(row for row in shown.split("<tr>") if ">correct<" in row)
    assert '<td data-name="Difference">+0.000</td>' in row
    assert "no difference shown" in row
    wrong, right = re.findall(r"<li>.*?</li>", shown)
    assert "✗ now wrong" in wrong
    assert 'href="/evaluations/second/report.html#q=fee"' in wrong
    assert "✓ now right" in right
    assert "was: conflicting, not answered" in right


def test_verdicts_are_told_in_words(tmp_path: Path) -> None:
    run = measured(tmp_path / "first")
    comparison = compare_runs(RunFolder(tmp_path / "first"), RunFolder(tmp_path / "first"))
    (same,) = (each for each in comparison.differences if each.metric == "correct")
    worse = same.model_copy(update={"verdict": "worse", "difference": -0.5, "p": 0.0001})
    better = same.model_copy(update={"verdict": "better"})
    told = comparison.model_copy(update={"differences": [worse, better], "only_first": 2})
    shown = comparison_html(run, run, told)
    assert "▼ worse" in shown
    assert "▲ better" in shown
    assert "below 0.001" in shown
    assert "2 questions of one run only left out." in shown
    assert "No question became right or wrong." in shown
    alone = comparison.model_copy(update={"paired": 0})
    assert "No question is in both runs" in comparison_html(run, run, alone)


def test_nothing_of_a_run_is_markup(tmp_path: Path) -> None:
    evil = INFO.model_copy(
        update={field: EVIL for field in ("questions", "version", "generation", "judge")}
    )
    second = changed_run(tmp_path / "second")
    second.start(evil)
    named = MeasuredRun(
        name=EVIL, summary=measured_run(second, report=False).summary, seconds=(1.0,)
    )
    first = sample_run(tmp_path / "first")
    shown = (
        run_html(named)
        + comparison_html(named, named, compare_runs(first, second))
        + runs_html([ListedRun(name=EVIL, problem=EVIL), ListedRun(
            name=EVIL, created_at=EVIL, questions=EVIL, system=EVIL, version=EVIL, generation=EVIL,
            asked=1, ruled=1)])
    )  # fmt: skip
    assert "<img" not in shown
    assert "</script" not in shown
    assert "\u202e" not in shown
    assert shown.count("&lt;img") > 10
    assert set(re.findall(r"<(\w+)", shown)) <= {
        "a", "circle", "div", "figure", "h3", "h4", "li", "p", "path", "polyline", "rect",
        "section", "span", "strong", "svg", "table", "tbody", "td", "text", "th", "thead", "title",
        "tr", "ul", "wbr",
    }  # fmt: skip


def test_progress_is_told_to_a_screen_reader() -> None:
    shown = progress_html(3, 20)
    assert 'max="20" value="3"' in shown
    assert "3 of 20" in shown
    assert 'max="1"' in progress_html(0, 0)
