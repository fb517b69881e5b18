from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.evaluation import World, main


@pytest.mark.slow
def test_a_killed_run_that_goes_on_equals_one_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("benchmarks.evaluation.PLANTS", 15)
    monkeypatch.setattr("benchmarks.evaluation.KILLED_QUESTIONS", 15)
    monkeypatch.setattr("benchmarks.evaluation.KILLS", 2)
    report = tmp_path / "report.json"
    assert main(["--only", "resume", "--json", str(report)]) == 0
    metrics = json.loads(report.read_text(encoding="utf-8"))["metrics"]
    assert (metrics["resume_differences"]["value"], metrics["resume_differences"]["n"]) == (0, 15)
    assert metrics["resume_kills"]["value"] == 2


def test_questions_of_a_size_are_written_once(tmp_path: Path) -> None:
    world = World(folder=tmp_path, questions=5)
    path = world.file(5)
    assert len(path.read_text(encoding="utf-8").splitlines()) == 5
    path.write_text("mine", encoding="utf-8")
    assert world.file(5).read_text(encoding="utf-8") == "mine"
