"""What the view "Evaluate" does, without its widgets: runs of question files, two side by side."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from rag.client import AsyncClient
from rag.errors import ConfigurationError, QAError, UsageError
from rag.evaluation.compare import compare_runs
from rag.evaluation.dataset import EvalQuestion, chosen, load_questions
from rag.evaluation.results import Result, RunFolder
from rag.evaluation.runner import Runner, open_run
from rag.evaluation.summary import headline
from rag.settings import Settings
from ui.eval_folders import (
    ListedRun,
    MeasuredRun,
    keep_questions,
    kept_questions,
    listed_run,
    listed_runs,
    measured_run,
    new_run,
    run_at,
    runs_folder,
)
from ui.eval_run import run_info
from ui.eval_systems import Asking, Scorable, own_asking
from ui.html.evaluation import (
    comparison_html,
    figures_html,
    progress_html,
    right_words,
    run_html,
)
from ui.html.parts import note_html
from ui.render import plural
from ui.untrusted import one_line

__all__ = ["ChosenRun", "EvaluateView", "RunView", "run_choices", "time_words"]

_FIGURES_EVERY_S = 5.0
_FAILURES = (QAError, OSError)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunView:
    """What the page shows at one moment of a run.

    Attributes:
        status: One line for a live region.
        shown: Progress and figures as HTML; of a run that has ended the whole run.
        name: Name of the run, once it has begun.
        done: Answers that there are.
        total: Answers that there will be; 0 before it is known.
        left_s: Seconds that the rest will take; None before it is known.
        busy: Whether the run goes on.
        can_go_on: Whether a run that has ended has questions left to ask.
    """

    status: str
    shown: str = ""
    name: str = ""
    done: int = 0
    total: int = 0
    left_s: float | None = None
    busy: bool = True
    can_go_on: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenRun:
    """A run that was chosen from the list.

    Attributes:
        shown: The run as HTML, or why it cannot be shown.
        can_go_on: Whether it has questions left to ask.
    """

    shown: str
    can_go_on: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Begun:
    """A run that was opened, its questions, and what is asked."""

    run: RunFolder
    questions: Sequence[EvalQuestion]
    asked: Asking


class EvaluateView:
    """Runs evaluations on the documents of the page and shows what came of them.

    Args:
        client: Its pipeline answers and scores; nothing is loaded a second time.
        settings: The settings that the pipeline was built with, with the data directory.
    """

    def __init__(self, client: AsyncClient, settings: Settings) -> None:
        """Keep the parts; nothing is opened yet."""
        self._client = client
        self._settings = settings
        self._open = 0
        self._under_way: dict[str, asyncio.Task[None]] = {}
        self._writing = asyncio.Lock()

    @property
    def folder(self) -> Path:
        """Where runs are kept."""
        return runs_folder(self._settings.data)

    async def runs(self) -> list[ListedRun]:
        """Return the runs, newest first."""
        return await asyncio.to_thread(listed_runs, self._settings.data)

    def run(self, path: Path | None, limit: int | None = None) -> AsyncGenerator[RunView]:
        """Ask a file of questions and yield what to show; closing the generator stops the run.

        Args:
            path: The question file; None if none was chosen.
            limit: Most questions to ask, the first ones; None asks all.
        """
        return self._views(partial(self._new, path, limit))

    def resume(self, name: str) -> AsyncGenerator[RunView]:
        """Ask what a run has no answer to, or a failed one, and yield as `run`."""
        return self._views(partial(self._resumed, name))

    def stop(self, name: str) -> None:
        """Stop a run; what was answered is kept. One that has ended stays as it is."""
        task = self._under_way.get(name)
        if task is not None:
            task.cancel()

    def waiting(self) -> str | None:
        """Return what to tell who begins a run while another is under way; None if none is."""
        return "Another run is under way; yours begins when it ends." if self._open else None

    async def show(self, name: str) -> ChosenRun:
        """Return a run to show; reports that are missing or too old are written first."""
        try:
            return await self._chosen(run_at(self._settings.data, name))
        except _FAILURES as exc:
            return ChosenRun(shown=note_html(f"This run cannot be shown: {exc}"))

    async def compare(self, first: str, second: str) -> str:
        """Return as HTML what differs between two runs.

        Args:
            first: Name of the run that is compared with.
            second: Name of the run.
        """
        if first == second:
            return note_html("This is the same run twice; choose another to compare with.")
        try:
            old, new = (run_at(self._settings.data, name) for name in (first, second))
            return await asyncio.to_thread(_compared, old, new)
        except _FAILURES as exc:
            return note_html(f"These runs cannot be compared: {exc}")

    async def _new(self, path: Path | None, limit: int | None) -> _Begun:
        if path is None:
            raise UsageError("choose a question file first")
        questions = await asyncio.to_thread(_read_questions, path, limit)
        asked = await self._asking()
        run = new_run(self._settings.data, path.stem)
        keep_questions(run, questions)
        open_run(run, run_info(path.name, asked), resume=False)
        return _Begun(run=run, questions=questions, asked=asked)

    async def _resumed(self, name: str) -> _Begun:
        if name in self._under_way:
            raise UsageError("this run is under way already")
        run = run_at(self._settings.data, name)
        questions = await asyncio.to_thread(kept_questions, run)
        asked = await self._asking()
        open_run(run, run_info(run.info().questions, asked), resume=True)
        return _Begun(run=run, questions=questions, asked=asked)

    async def _asking(self) -> Asking:
        """Return the page's own pipeline with what scores it.

        Raises:
            ConfigurationError: If there is nothing to ask, or the pipeline has no parts to score.
        """
        pipeline = await self._client.pipeline()
        if not isinstance(pipeline, Scorable):
            raise ConfigurationError(
                "this server answers questions but has no judge and no embedding model to score "
                "the answers with; run citeproof eval where the documents are"
            )
        return await asyncio.to_thread(own_asking, pipeline, self._settings)

    async def _views(self, begin: Callable[[], Awaitable[_Begun]]) -> AsyncGenerator[RunView]:
        self._open += 1
        try:
            yield RunView(status="Reading the questions …")
            try:
                begun = await begin()
            except _FAILURES as exc:
                yield RunView(status=f"Nothing was asked: {exc}", busy=False)
                return
            async with aclosing(self._watched(begun)) as views:
                async for view in views:
                    yield view
        finally:
            self._open -= 1

    async def _watched(self, begun: _Begun) -> AsyncGenerator[RunView]:
        """Ask what is left, and yield how far it has come and how it ended."""
        run, name, steps = begun.run, begun.run.path.name, _Steps()
        runner = Runner(begun.asked.system, run, begun.asked.scorer)
        asking = runner.run(begun.questions, retry_errors=True, progress=steps.moved)
        task = asyncio.create_task(asking)
        task.add_done_callback(steps.ended)
        self._under_way[name] = task
        try:
            total = len(begun.questions)
            yield RunView(status=f"Asking {plural(total, 'question')} …", name=name, total=total)
            figures, due = "", 0.0
            while await steps.next():
                if time.monotonic() >= due:
                    so_far = await asyncio.to_thread(measured_run, run, report=False)
                    figures, due = figures_html(so_far.summary), time.monotonic() + _FIGURES_EVERY_S
                yield steps.view(name, figures)
        finally:
            del self._under_way[name]
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        yield await self._ended(run, task)

    async def _ended(self, run: RunFolder, task: asyncio.Task[None]) -> RunView:
        problem = None if task.cancelled() else task.exception()
        if problem is not None and not isinstance(problem, _FAILURES):
            raise problem
        try:
            measured = await self._measured(run)
        except _FAILURES as exc:
            return RunView(status=f"The reports cannot be written: {exc}", busy=False)
        told = headline(measured.summary)
        status = f"Done: {told}."
        if task.cancelled():
            status = f"Stopped: {told}. What was answered is kept; “Go on” asks the rest."
        elif problem is not None:
            status = f"The run ended early: {problem}. What was answered is kept."
        listed = await asyncio.to_thread(listed_run, run)
        return RunView(
            status=status,
            shown=run_html(measured),
            name=measured.name,
            done=listed.asked,
            total=listed.total or listed.asked,
            busy=False,
            can_go_on=listed.can_go_on,
        )

    async def _chosen(self, run: RunFolder) -> ChosenRun:
        measured = await self._measured(run)
        listed = await asyncio.to_thread(listed_run, run)
        can_go_on = listed.can_go_on and measured.name not in self._under_way
        return ChosenRun(shown=run_html(measured), can_go_on=can_go_on)

    async def _measured(self, run: RunFolder) -> MeasuredRun:
        async with self._writing:  # two visitors may choose the same run
            return await asyncio.to_thread(measured_run, run)


class _Steps:
    """How far a run has come, and when there is news."""

    def __init__(self) -> None:
        self._news = asyncio.Event()
        self._over = False
        self._begun = time.monotonic()
        self._asked = self._failed = self._done = self._total = 0

    def moved(self, result: Result, done: int, total: int) -> None:
        self._asked += 1
        self._failed += bool(result.error)
        self._done, self._total = done, total
        self._news.set()

    def ended(self, _: asyncio.Task[None]) -> None:
        self._over = True
        self._news.set()

    async def next(self) -> bool:
        """Wait for news; False once the run is over."""
        await self._news.wait()
        self._news.clear()
        return not self._over

    def view(self, name: str, figures: str) -> RunView:
        left_s = (time.monotonic() - self._begun) / self._asked * (self._total - self._done)
        failed = f", {self._failed} failed" if self._failed else ""
        next_up = f"{time_words(left_s)} left" if left_s else "writing the reports"
        return RunView(
            status=f"{self._done} of {self._total} asked{failed}; {next_up} …",
            shown=progress_html(self._done, self._total) + figures,
            name=name,
            done=self._done,
            total=self._total,
            left_s=left_s,
        )


def run_choices(runs: Sequence[ListedRun]) -> list[tuple[str, str]]:
    """Return the runs to choose from as (words, name), in the order given."""
    return [
        (one_line(f"{run.name}: {right_words(run)}"), run.name) for run in runs if not run.problem
    ]


def time_words(seconds: float) -> str:
    """Return a length of time as people say it.

    >>> time_words(4), time_words(47), time_words(400), time_words(9000)
    ('a few seconds', 'about 50 s', 'about 7 min', 'about 2.5 h')
    """
    if seconds < 10:
        return "a few seconds"
    if seconds < 95:
        return f"about {round(seconds / 10) * 10} s"
    if seconds < 5400:
        return f"about {seconds / 60:.0f} min"
    return f"about {seconds / 3600:.1f} h"


def _read_questions(path: Path, limit: int | None) -> list[EvalQuestion]:
    if limit is not None and limit < 1:
        raise UsageError(f"the most questions to ask is {limit}; write 1 or more")
    try:
        return chosen(load_questions(path), limit=limit)
    except UsageError as exc:  # an uploaded file lies where its reader never put it
        raise UsageError(str(exc).replace(str(path), path.name)) from exc


def _compared(first: RunFolder, second: RunFolder) -> str:
    old, new = measured_run(first, report=False), measured_run(second, report=False)
    return comparison_html(old, new, compare_runs(first, second))
