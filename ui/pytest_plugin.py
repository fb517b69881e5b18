"""A pytest plugin: each question of a file is a test of its own.

    # test_answers.py
    import pytest

    @pytest.mark.citeproof("questions.jsonl", data=".citeproof")
    def test_answers(citeproof_result):
        assert not citeproof_result.error
        assert citeproof_result.wrong == ()
        assert citeproof_result.scores["citation_recall"] == 1

The plugin is there wherever citeproof is installed. Questions are read when tests are collected, so
a bad row ends the collection; models are loaded at the first question and once for all.
"""

from __future__ import annotations

import asyncio
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from rag.evaluation.dataset import EvalQuestion
    from rag.evaluation.results import Result
    from rag.evaluation.scores import Scorer
    from rag.pipeline import AnswerPipeline
    from ui.wiring import Wiring

__all__ = ["CiteproofSession", "pytest_configure", "pytest_generate_tests"]

_MARK = "citeproof(questions, data=None): one test for each question of a file"
_FIXTURE = "citeproof_result"


class CiteproofSession:
    """Asks questions of data directories, each opened once.

    Args:
        wiring: The parts behind it.
    """

    def __init__(self, wiring: Wiring) -> None:
        """Open nothing yet."""
        self._wiring = wiring
        self._runner = asyncio.Runner()
        self._open: dict[Path | None, tuple[AnswerPipeline, Scorer]] = {}

    def result(self, question: EvalQuestion, data: Path | None) -> Result:
        """Ask one question and score the answer; a failure is in the result's `error`.

        Raises:
            ConfigurationError: If there is nothing to ask.
        """
        from rag.evaluation.runner import asked_once
        from rag.evaluation.systems import InProcess

        pipeline, scorer = self._opened(data)
        return self._runner.run(asked_once(InProcess(pipeline), scorer, question))

    def close(self) -> None:
        """Release the models."""
        for pipeline, _ in self._open.values():
            self._runner.run(pipeline.close())
        self._open = {}
        self._runner.close()

    def _opened(self, data: Path | None) -> tuple[AnswerPipeline, Scorer]:
        from rag.evaluation.entailment import build_scorer
        from rag.settings import load_settings

        if data not in self._open:
            settings = load_settings(data=data)
            pipeline = self._wiring.evaluated(settings)
            scorer = build_scorer(
                catalog=pipeline.catalog,
                judge=pipeline.judge,
                embedder=pipeline.embedder,
                threshold=settings.answer.support_threshold,
                judged=False,
            )
            self._open[data] = pipeline, scorer
        return self._open[data]


def pytest_configure(config: pytest.Config) -> None:
    """Declare the mark."""
    config.addinivalue_line("markers", _MARK)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make a test of each question of the file that the mark names, beside the test's own file."""
    if _FIXTURE not in metafunc.fixturenames:
        return
    from rag.errors import UsageError
    from rag.evaluation.dataset import load_questions

    mark = metafunc.definition.get_closest_marker("citeproof")
    if mark is None or len(mark.args) != 1:
        raise pytest.UsageError(
            f"{metafunc.definition.nodeid} takes {_FIXTURE}; name the question file: "
            '@pytest.mark.citeproof("questions.jsonl")'
        )
    try:
        questions = load_questions(metafunc.definition.path.parent / str(mark.args[0]))
    except UsageError as exc:
        raise pytest.UsageError(str(exc)) from exc
    ids = [question.id for question in questions]
    metafunc.parametrize(_FIXTURE, questions, ids=ids, indirect=True)


@pytest.fixture(scope="session")
def citeproof_wiring() -> Wiring:
    """The parts behind the questions; give others here to test without models."""
    from ui.wiring import Wiring

    return Wiring()


@pytest.fixture(scope="session")
def citeproof_session(citeproof_wiring: Wiring) -> Generator[CiteproofSession]:
    """What asks; open until the last test."""
    session = CiteproofSession(citeproof_wiring)
    yield session
    session.close()


@pytest.fixture
def citeproof_result(request: pytest.FixtureRequest, citeproof_session: CiteproofSession) -> Result:
    """What came of one question: answer, what is wrong with it, scores."""
    mark = request.node.get_closest_marker("citeproof")
    named = mark.kwargs.get("data")
    data = request.node.path.parent / named if named is not None else None
    return citeproof_session.result(request.param, data)
