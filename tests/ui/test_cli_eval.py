"""`citeproof eval` from its command line to its files, on models without weights."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from rag.evaluation.results import RunFolder
from rag.evaluation.summary import Summary
from rag.models.fake import FakeChat
from rag.pipeline import AnswerPipeline
from rag.settings import Settings
from rag.types import Message
from tests.corpus import make_pipeline
from ui.cli import app
from ui.wiring import FileProgress, Wiring

ROWS: list[dict[str, object]] = [
    {
        "id": "price",
        "question": "How much will Acme pay for the pumps?",
        "expected_status": "conflicting",
        "must_include": [["$40 million"], ["$55 million"]],
        "gold_quotes": ["Acme will pay $40 million for the pumps."],
        "kind": "conflict",
        "tags": ["money"],
    },
    {
        "id": "place",
        "question": "Where did Acme and Borel sign a pact on pumps?",
        "expected_status": "answered",
        "must_include": [["Ohio"]],
        "gold_sources": ["pact.txt"],
        "reference_answer": "In Ohio.",
        "kind": "fact",
    },
    {"id": "moon", "question": "Who lives on the moon?", "expected_status": "not_found"},
]


def _judged(messages: Sequence[Message]) -> float:
    asked = messages[-1].content.rpartition("\n\n")[2]
    return 0.02 if "moon" in asked else 0.98


def _written(messages: Sequence[Message]) -> str:
    if "moon" in messages[-1].content:
        return "NOT FOUND"
    return "Acme and Borel signed a pact on pumps in Ohio on Monday [1]."


class Lab:
    """A folder to work in, and a command line whose pipeline has scripted models."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.chat: Callable[[], FakeChat] = lambda: FakeChat(reply=_written, probability=_judged)
        self.built = 0
        self.questions = folder / "questions.jsonl"
        self.write(ROWS)
        self.out = folder / "run"

    def write(self, rows: Sequence[dict[str, object]]) -> None:
        self.questions.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")

    def evaluated(
        self, settings: Settings, *, progress: FileProgress | None = None
    ) -> AnswerPipeline:
        self.built += 1
        return make_pipeline(self.folder, self.chat())

    def run(self, *arguments: str) -> Result:
        words = ["eval", *arguments]
        return CliRunner(env={"COLUMNS": "120"}).invoke(
            app, words, obj=Wiring(evaluated=self.evaluated)
        )

    def asked(self, *more: str) -> Result:
        data = str(self.folder / "data")
        return self.run(str(self.questions), "--data", data, "--out", str(self.out), *more)


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    return Lab(tmp_path)


def test_a_file_of_questions_becomes_figures_and_files(lab: Lab) -> None:
    shown = lab.asked()
    assert shown.exit_code == 0, shown.output
    assert "3 of 3 right (1.000), 0 failed" in shown.stdout
    assert "answers: 1 answered, 1 conflicting, 1 not_found" in shown.stdout
    summary = Summary.model_validate_json((lab.out / "summary.json").read_text(encoding="utf-8"))
    assert (summary.questions, summary.errors) == (3, 0)
    assert summary.metrics["correct"].value == 1
    assert summary.metrics["quote_exactness"].value == 1
    assert summary.metrics["citation_recall"].n == 2  # the silent one cites nothing
    assert summary.by_tag["money"]["sides_complete"].value == 1
    for name in ("report.html", "junit.xml", "summary.md", "run.json", "results.jsonl"):
        assert (lab.out / name).stat().st_size > 0


def test_json_is_all_that_stands_on_stdout(lab: Lab) -> None:
    shown = lab.asked("--json", "--limit", "1")
    assert Summary.model_validate_json(shown.stdout).questions == 1


def test_a_run_goes_on_where_it_stopped(lab: Lab) -> None:
    assert lab.asked("--limit", "1").exit_code == 0
    again = lab.asked()
    assert again.exit_code == 2
    assert "holds a run already; go on with it by --resume" in again.stderr
    assert lab.asked("--resume").exit_code == 0
    ids = [result.question.id for result in RunFolder(lab.out).results()]
    assert ids == ["price", "place", "moon"]
    lab.chat = lambda: FakeChat(model_id="another-judge")
    other = lab.asked("--resume")
    assert other.exit_code == 2
    assert "cannot go on: the judge was 'fake-chat" in other.stderr


def test_bad_input_is_an_error_before_anything_is_opened(lab: Lab, tmp_path: Path) -> None:
    lab.write([ROWS[0], {"question": "", "answer_is": 1}])
    for arguments, words in [
        ([], "line 2"),
        (["--fail-under", "beauty=1"], "'beauty'"),
        (["--no-worse-than", str(tmp_path / "none")], "holds no run"),
    ]:
        if arguments:
            lab.write(ROWS)
        shown = lab.asked(*arguments)
        assert (shown.exit_code, lab.built) == (2, 0)
        assert words in shown.stderr
    assert not lab.out.exists()


def test_a_figure_below_its_floor_ends_with_three(lab: Lab) -> None:
    assert lab.asked("--fail-under", "correct=1").exit_code == 0
    lab.write([{**ROWS[1], "must_include": [["Utah"]]}])
    lab.out = lab.folder / "second"
    shown = lab.asked("--fail-under", "correct=0.5", "--fail-under", "citation_precision=0.5")
    assert shown.exit_code == 3
    assert "below the gate: correct is 0.000, below 0.5" in shown.stderr
    assert "citation_precision" not in shown.stderr


def test_two_runs_are_compared_and_an_unchanged_one_passes(lab: Lab) -> None:
    first = lab.out
    lab.asked()
    lab.out = lab.folder / "second"
    shown = lab.asked("--no-worse-than", str(first))
    assert shown.exit_code == 0
    compared = lab.run("compare", str(first), str(lab.out))
    assert compared.exit_code == 0
    assert "3 questions in both runs" in compared.stdout
    assert "no difference shown" in compared.stdout
    assert json.loads(lab.run("compare", str(first), str(lab.out), "--json").stdout)["paired"] == 3


def test_a_failed_question_is_kept_and_can_be_asked_again(lab: Lab) -> None:
    def broken(messages: Sequence[Message]) -> float:
        raise ValueError("no such tensor")

    lab.chat = lambda: FakeChat(reply=_written, probability=broken)
    shown = lab.asked("--limit", "2")
    assert shown.exit_code == 1
    assert "2 of 2 failed; ask them again with: citeproof eval" in shown.stderr
    lab.chat = lambda: FakeChat(reply=_written, probability=_judged)
    assert lab.asked("--limit", "2", "--resume").exit_code == 1
    assert lab.asked("--limit", "2", "--retry-errors").exit_code == 0


def test_answers_of_another_system_are_scored_by_the_same_documents(
    lab: Lab, tmp_path: Path
) -> None:
    answers = tmp_path / "answers.jsonl"
    rows = [
        {"id": "place", "answer": "In Ohio [1].", "contexts": [
            {"uri": "pact.txt", "quote": "Acme and Borel signed a pact on pumps in Ohio on Monday."}
        ], "seconds": 2.5},
        {"id": "moon", "answer": "The documents do not mention that."},
    ]  # fmt: skip
    answers.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    lab.asked()  # takes the documents in
    lab.out = lab.folder / "theirs"
    shown = lab.asked("--answers", str(answers), "--json")
    assert shown.exit_code == 1  # the question without an answer failed
    summary = Summary.model_validate_json(shown.stdout)
    assert summary.info.system == f"answers of {answers}"
    assert summary.metrics["correct"].value == pytest.approx(2 / 3)
    assert summary.metrics["quote_exactness"].value == pytest.approx(1 / 2)  # one failed
    assert summary.metrics["seconds_p95"].high == 2.5


def test_only_one_system_is_asked(lab: Lab) -> None:
    shown = lab.asked("--command", "true", "--base-url", "http://127.0.0.1:1")
    assert shown.exit_code == 2
    assert "--command and --base-url name several systems" in shown.stderr
