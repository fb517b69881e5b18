"""The plugin in a pytest run of its own, on a pipeline with scripted models."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

CONFTEST = """
from pathlib import Path
import pytest
from rag.models.fake import FakeChat
from tests.corpus import make_pipeline
from ui.wiring import Wiring

@pytest.fixture(scope="session")
def citeproof_wiring(tmp_path_factory):
    def evaluated(settings, *, progress=None):
        assert settings.data.name == "data"
        reply = "Acme and Borel signed a pact on pumps in Ohio on Monday [1]."
        return make_pipeline(tmp_path_factory.mktemp("corpus"), FakeChat(reply=lambda _: reply))
    return Wiring(evaluated=evaluated)
"""
TESTS = """
import pytest

@pytest.mark.citeproof("questions.jsonl", data="data")
def test_answers(citeproof_result):
    assert not citeproof_result.error
    assert citeproof_result.wrong == ()
    assert citeproof_result.scores["quote_exactness"] == 1
"""
QUESTIONS = """
{"id": "place", "question": "Where did Acme and Borel sign it?", "must_include": ["Ohio"]}
{"id": "wrong", "question": "Where did Acme and Borel sign it, then?", "must_include": ["Utah"]}
"""


def _pytest(folder: Path, *, tests: str = TESTS) -> subprocess.CompletedProcess[str]:
    (folder / "conftest.py").write_text(CONFTEST, encoding="utf-8")
    (folder / "test_answers.py").write_text(tests, encoding="utf-8")
    (folder / "questions.jsonl").write_text(QUESTIONS, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-rA", "-p", "no:cacheprovider", str(folder)]
    return subprocess.run(  # noqa: S603 - this interpreter, a folder of the test
        [*command, f"--rootdir={folder}", "-o", f"pythonpath={ROOT}"],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
    )


@pytest.mark.slow
def test_each_question_is_a_test(tmp_path: Path) -> None:
    done = _pytest(tmp_path)
    assert "PASSED test_answers.py::test_answers[place]" in done.stdout, done.stdout
    assert "FAILED test_answers.py::test_answers[wrong]" in done.stdout
    assert "lacks Utah" in done.stdout
    assert done.returncode == 1


@pytest.mark.slow
def test_a_test_without_questions_says_how_to_name_them(tmp_path: Path) -> None:
    done = _pytest(tmp_path, tests="def test_answers(citeproof_result): ...")
    assert '@pytest.mark.citeproof("questions.jsonl")' in done.stdout + done.stderr
    assert done.returncode == 4 or "error" in done.stdout.lower()
