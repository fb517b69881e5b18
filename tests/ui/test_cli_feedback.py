from __future__ import annotations

import json
from pathlib import Path

from rag.catalog import CATALOG_FILE, Catalog
from rag.feedback import Feedback
from tests.fake_pipeline import answer_of
from tests.ui.conftest import World


def given(world: World) -> None:
    catalog = Catalog(world.data / CATALOG_FILE, create=True)
    catalog.save_answer(answer_of("When?"))
    catalog.save_feedback(
        Feedback(
            answer_id="ans_1",
            kind="missing_source",
            comment="see\x1b[31m page 4",
            created_at="2026-01-01T00:00:00+00:00",
        )
    )
    catalog.close()


def test_no_feedback_yet(world: World) -> None:
    shown = world.run("feedback")
    assert (shown.exit_code, shown.stdout) == (0, "")
    assert "holds no feedback yet" in shown.stderr


def test_feedback_is_listed(world: World) -> None:
    given(world)
    shown = world.run("feedback", env={"COLUMNS": "200"})
    assert "missing source" in shown.stdout
    assert "see�[31m page 4" in shown.stdout
    assert json.loads(world.run("feedback", "--json").stdout)[0]["kind"] == "missing_source"


def test_feedback_is_written_as_questions(world: World, tmp_path: Path) -> None:
    given(world)
    out = tmp_path / "questions.jsonl"
    assert world.run("feedback", "--out", str(out)).exit_code == 0
    assert json.loads(out.read_text(encoding="utf-8"))["id"] == "ans_1-1"
    again = world.run("feedback", "--out", str(out))
    assert again.exit_code == 2
    assert "--force writes over it" in again.stderr
    assert world.run("feedback", "--out", str(out), "--force").exit_code == 0
    assert world.run("feedback", "--out", str(tmp_path / "x.txt")).exit_code == 2
