from __future__ import annotations

import os
from pathlib import Path

import pytest

from rag.errors import UsageError
from rag.evaluation.dataset import EvalQuestion
from rag.evaluation.results import RunFolder
from tests.rag.evaluation.sample_run import INFO, results, sample_run
from ui.eval_folders import (
    is_run_name,
    keep_questions,
    kept_questions,
    listed_run,
    listed_runs,
    measured_run,
    new_run,
    run_at,
    runs_folder,
)


@pytest.mark.parametrize("name", ["", ".", "..", ".hidden", "a/b", "a\\b", "../a", "a\0", "\ud800"])
def test_what_leads_elsewhere_is_no_name(tmp_path: Path, name: str) -> None:
    sample_run(tmp_path / "a")
    runs_folder(tmp_path).mkdir()
    assert not is_run_name(name)
    with pytest.raises(UsageError, match="there is no run"):
        run_at(tmp_path, name)


def test_a_link_to_a_run_elsewhere_is_no_run(tmp_path: Path) -> None:
    elsewhere = sample_run(tmp_path / "elsewhere").path
    runs_folder(tmp_path).mkdir()
    (runs_folder(tmp_path) / "linked").symlink_to(elsewhere)
    assert listed_runs(tmp_path) == []
    with pytest.raises(UsageError, match="'linked'"):
        run_at(tmp_path, "linked")


def test_a_new_run_is_named_by_its_file_and_never_one_that_is_there(tmp_path: Path) -> None:
    first = new_run(tmp_path, "../my <questions>")
    assert first.path.parent == runs_folder(tmp_path)
    assert first.path.name.startswith("my-questions-20")
    first.start(INFO)
    assert new_run(tmp_path, "../my <questions>").path != first.path
    assert new_run(tmp_path, "…").path.name.startswith("questions-20")


def test_questions_are_kept_as_they_were(tmp_path: Path) -> None:
    run = RunFolder(tmp_path / "run")
    with pytest.raises(UsageError, match="does not keep its questions"):
        kept_questions(run)
    asked = [
        EvalQuestion(id="a", question="Who?\u2028"),
        EvalQuestion(id="b", question="Is it?", polarity="yes", must_include=(("x", "y"),)),
    ]
    keep_questions(run, asked)
    assert kept_questions(run) == asked


def test_runs_are_listed_newest_first_and_unreadable_ones_say_why(tmp_path: Path) -> None:
    root = runs_folder(tmp_path)
    sample_run(root / "old")
    new = RunFolder(root / "new")
    new.start(INFO.model_copy(update={"created_at": "2026-02-01T00:00:00+00:00"}))
    sample_run(root / "broken")
    (root / "broken" / "run.json").write_text("{", encoding="utf-8")
    (root / "no run").mkdir()
    runs = listed_runs(tmp_path)
    assert [run.name for run in runs] == ["new", "old", "broken"]
    assert (runs[0].asked, runs[0].ruled) == (0, 0)
    assert (runs[1].right, runs[1].ruled, runs[1].failed) == (2, 4, 1)
    assert (runs[1].generation, runs[1].version) == ("g3", "0.1.0")
    assert "cannot be read" in runs[2].problem


def test_only_a_run_that_keeps_its_questions_can_go_on(tmp_path: Path) -> None:
    run = sample_run(runs_folder(tmp_path) / "run")
    assert not listed_run(run).can_go_on
    asked = [result.question for result in results()]
    keep_questions(run, asked)
    assert listed_run(run).can_go_on  # one of them failed
    run.append(results()[3].model_copy(update={"error": "", "key": "5"}))
    assert not listed_run(run).can_go_on
    keep_questions(run, [*asked, EvalQuestion(id="more", question="More?")])
    assert (listed_run(run).asked, listed_run(run).total) == (4, 5)
    assert listed_run(run).can_go_on


def test_reports_that_are_older_than_the_answers_are_written_again(tmp_path: Path) -> None:
    run = sample_run(tmp_path / "run")
    assert measured_run(run, report=False).summary.results == 4
    assert not (run.path / "report.html").exists()
    measured = measured_run(run)
    assert measured.seconds == (1.5, 2.0, 0.5)
    assert (run.path / "report.html").is_file()
    _age(run.path / "results.jsonl")
    (run.path / "report.html").write_text("kept", encoding="utf-8")
    assert measured_run(run) == measured
    assert (run.path / "report.html").read_text(encoding="utf-8") == "kept"
    for name in ("report.html", "summary.json"):
        _age(run.path / name, by_s=2000)
    run.append(results()[3].model_copy(update={"repeat": 1}))
    assert listed_run(run).asked == 5
    assert measured_run(run).summary.results == 5
    assert (run.path / "report.html").read_text(encoding="utf-8") != "kept"


def test_figures_of_another_version_are_made_again(tmp_path: Path) -> None:
    run = sample_run(tmp_path / "run")
    (run.path / "summary.json").write_text('{"other": 1}', encoding="utf-8")
    assert listed_run(run).asked == 4


def _age(path: Path, by_s: int = 1000) -> None:
    stamp = path.stat().st_mtime - by_s
    os.utime(path, (stamp, stamp))
