"""One batch evaluation from its options to its files: what is asked, scored, written and gated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from rag.errors import UsageError
from rag.evaluation.compare import compare_runs
from rag.evaluation.dataset import EvalQuestion, chosen, load_questions
from rag.evaluation.gates import below_floors, parse_floors, worse_than
from rag.evaluation.report_html import write_html
from rag.evaluation.report_junit import write_junit
from rag.evaluation.report_markdown import pull_request_text
from rag.evaluation.results import Result, RunFolder, RunInfo
from rag.evaluation.runner import Runner, open_run
from rag.evaluation.summary import Prices, Summary, summarise
from rag.settings import Settings
from ui.eval_options import EvalOptions, parsed_prices
from ui.eval_systems import Asking, asking
from ui.wiring import Wiring

__all__ = ["Finished", "run_info", "run_questions", "write_reports"]

_RUNS = Path("eval-runs")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """What came of a run.

    Attributes:
        summary: Its figures.
        below: In words, what is below a gate.
    """

    summary: Summary
    below: list[str]


async def run_questions(
    path: Path, options: EvalOptions, settings: Settings, wiring: Wiring, notices: Console
) -> tuple[RunFolder, Finished]:
    """Ask, score, write the reports and look at the gates.

    Args:
        path: The question file.
        options: As the command line gives them.
        settings: The settings, with the data directory.
        wiring: The parts behind the commands.
        notices: Where progress is shown.

    Raises:
        UsageError: If a file, a gate or an option is not usable; before anything is asked.
        ConfigurationError: If nothing can be asked as things are set up.
    """
    questions = chosen(load_questions(path), tags=options.tags or (), limit=options.limit)
    floors, prices = parse_floors(options.fail_under or ()), parsed_prices(options.prices)
    previous = RunFolder(options.no_worse_than) if options.no_worse_than else None
    if previous is not None:
        previous.info()
    folder = RunFolder(options.out or _folder_for(path, options))
    async with asking(options, settings, wiring, questions, notices) as asked:
        info = run_info(str(path), asked, repeat=options.repeat)
        open_run(folder, info, resume=options.resume or options.retry_errors)
        await _ask(folder, questions, options, asked, notices)
    summary = write_reports(folder, previous=previous, prices=prices)
    below = below_floors(summary, floors)
    if previous is not None:
        below += worse_than(folder, previous)
    return folder, Finished(summary=summary, below=below)


def run_info(questions: str, asked: Asking, *, repeat: int = 1) -> RunInfo:
    """Return what a run that begins now depends on.

    Args:
        questions: The question file, as it was given.
        asked: What is asked and what scores it.
        repeat: How often each question is asked, at least 1.
    """
    return RunInfo(
        questions=questions,
        system=asked.name,
        settings_hash=asked.settings_hash,
        generation=asked.generation,
        judge=asked.judge,
        version=version("citeproof"),
        repeat=repeat,
        created_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def write_reports(
    folder: RunFolder, *, previous: RunFolder | None = None, prices: Prices | None = None
) -> Summary:
    """Write `summary.json`, `report.html`, `junit.xml` and `summary.md` into a run's folder.

    Args:
        folder: The run.
        previous: The run that it is compared with.
        prices: As `rag.evaluation.summary.summarise`.

    Raises:
        UsageError: If either folder holds no readable run.
    """
    info = folder.info()
    summary = summarise(info, folder.results(), prices=prices)
    comparison = compare_runs(previous, folder) if previous is not None else None
    _write(folder.path / "summary.json", summary.model_dump_json(indent=2) + "\n")
    _write(folder.path / "summary.md", pull_request_text(summary, comparison=comparison))
    write_junit(folder.path / "junit.xml", folder.results(), suite=Path(info.questions).name)
    write_html(
        folder.path / "report.html", folder, summary, comparison=comparison, previous=previous
    )
    return summary


async def _ask(
    folder: RunFolder,
    questions: list[EvalQuestion],
    options: EvalOptions,
    asked: Asking,
    notices: Console,
) -> None:
    runner = Runner(
        asked.system,
        folder,
        asked.scorer,
        concurrency=options.concurrency,
        per_minute=options.per_minute,
        seconds_of=asked.seconds_of,
    )
    columns = [
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    ]
    with Progress(*columns, console=notices, disable=not notices.is_terminal) as shown:
        task = shown.add_task("asking", total=len(questions) * options.repeat)

        def moved(result: Result, done: int, total: int) -> None:
            shown.update(task, completed=done, total=total)
            if result.error:
                shown.console.print(f"{result.question.id} failed: {result.error}", markup=False)
            elif not notices.is_terminal and done % max(1, total // 10) == 0:
                notices.print(f"{done} of {total}", markup=False)

        await runner.run(questions, retry_errors=options.retry_errors, progress=moved)


def _folder_for(path: Path, options: EvalOptions) -> Path:
    """Return a new folder named by the question file and the time, or the last of its folders."""
    if not (options.resume or options.retry_errors):
        return _RUNS / f"{path.stem}-{datetime.now(UTC):%Y%m%d-%H%M%S}"
    held = sorted(_RUNS.glob(f"{path.stem}-[0-9]*"))
    if not held:
        raise UsageError(
            f"there is no run of {path.name} under {_RUNS} to go on with; name its --out"
        )
    return held[-1]


def _write(path: Path, text: str) -> None:
    part = path.with_name(path.name + ".part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)
