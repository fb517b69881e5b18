"""The evaluation runs of a data directory: where they are kept, and what there is to tell of each.

A run is a folder under `eval-runs` of the data directory. One begun by the page also keeps the
questions it was given, so that it can go on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from pydantic import ValidationError

from rag.errors import UsageError
from rag.evaluation.dataset import EvalQuestion, load_questions
from rag.evaluation.results import RunFolder
from rag.evaluation.summary import Summary, summarise
from ui.eval_run import write_reports

__all__ = [
    "ListedRun",
    "MeasuredRun",
    "is_run_name",
    "keep_questions",
    "kept_questions",
    "listed_run",
    "listed_runs",
    "measured_run",
    "new_run",
    "run_at",
    "runs_folder",
]

_FOLDER, _QUESTIONS = "eval-runs", "questions.jsonl"
_NAME = re.compile(r"(?!\.)[^/\\\x00-\x1f\ud800-\udfff]{1,200}")
_NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9_-]+")
_NAME_CHARS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedRun:
    """One run of the list.

    Attributes:
        name: Name of its folder.
        created_at: ISO 8601 time in UTC; empty if the run cannot be read.
        questions: Name of the question file.
        system: What was asked, in words.
        version: Version of citeproof that scored.
        generation: Index generation that was searched; empty for another system.
        asked: Answers that it has, failed ones included.
        total: Answers that it should have; None where the questions are not kept with it.
        right: Right answers; a share of one where a question was asked several times.
        ruled: Questions that say what a right answer is.
        failed: Answers that failed.
        problem: Why the run cannot be read; empty if it can.
    """

    name: str
    created_at: str = ""
    questions: str = ""
    system: str = ""
    version: str = ""
    generation: str = ""
    asked: int = 0
    total: int | None = None
    right: float = 0.0
    ruled: int = 0
    failed: int = 0
    problem: str = ""

    @property
    def can_go_on(self) -> bool:
        """Whether there are questions to ask, or to ask again, and they are kept."""
        return self.total is not None and (self.asked < self.total or self.failed > 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredRun:
    """A run with its figures.

    Attributes:
        name: Name of its folder.
        summary: Its figures.
        seconds: Times of the answers that did not fail.
    """

    name: str
    summary: Summary
    seconds: tuple[float, ...]


def runs_folder(data: Path) -> Path:
    """Return the folder of the runs of a data directory; it may not be there yet."""
    return data / _FOLDER


def is_run_name(name: str) -> bool:
    """Say whether a name can be that of a run: one folder, not hidden.

    >>> is_run_name("questions-20260101-120000"), is_run_name(".."), is_run_name("a/b")
    (True, False, False)
    """
    return _NAME.fullmatch(name) is not None


def run_at(data: Path, name: str) -> RunFolder:
    """Return the run of a name.

    Raises:
        UsageError: If there is none; a link to a folder elsewhere is none.
    """
    path = runs_folder(data) / name
    if not is_run_name(name) or not _is_run(path):
        raise UsageError(f"there is no run {name!r} in {runs_folder(data)}")
    return RunFolder(path)


def new_run(data: Path, stem: str) -> RunFolder:
    """Return a folder for a new run, named by its question file and the time.

    Args:
        data: Data directory.
        stem: Name of the question file without its ending; what may not stand in a name is left
            out of it.
    """
    named = _NOT_IN_A_NAME.sub("-", stem).strip("-")[:_NAME_CHARS] or "questions"
    name = f"{named}-{datetime.now(UTC):%Y%m%d-%H%M%S}"
    names = (name if n == 1 else f"{name}-{n}" for n in count(1))
    paths = (runs_folder(data) / each for each in names)
    return RunFolder(next(path for path in paths if not path.exists()))


def keep_questions(run: RunFolder, questions: Sequence[EvalQuestion]) -> None:
    """Write the questions of a run into its folder."""
    lines = [question.model_dump_json(exclude_defaults=True) for question in questions]
    run.path.mkdir(parents=True, exist_ok=True)
    part = run.path / f"{_QUESTIONS}.part"
    part.write_text("\n".join(lines) + "\n", encoding="utf-8")
    part.replace(run.path / _QUESTIONS)


def kept_questions(run: RunFolder) -> list[EvalQuestion]:
    """Return the questions of a run that was begun by the page.

    Raises:
        UsageError: If they are not kept with it.
    """
    path = run.path / _QUESTIONS
    if not path.is_file():
        raise UsageError(
            f"the run {run.path.name} does not keep its questions; go on with it by "
            f"citeproof eval QUESTIONS --resume --out {run.path}"
        )
    return load_questions(path)


def listed_runs(data: Path) -> list[ListedRun]:
    """Return the runs of a data directory, newest first; those that cannot be read come last."""
    root = runs_folder(data)
    paths = [path for path in root.iterdir() if _is_run(path)] if root.is_dir() else []
    runs = [_listed(RunFolder(path)) for path in paths]
    return sorted(runs, key=lambda run: (run.created_at, run.name), reverse=True)


def listed_run(run: RunFolder) -> ListedRun:
    """Return what the list tells of a run.

    Raises:
        UsageError: If it cannot be read.
    """
    summary = _summary(run)
    info, correct = summary.info, summary.metrics.get("correct")
    return ListedRun(
        name=run.path.name,
        created_at=info.created_at,
        questions=Path(info.questions).name,
        system=info.system,
        version=info.version,
        generation=info.generation,
        asked=summary.results,
        total=_total(run, info.repeat),
        right=correct.value * correct.n if correct is not None else 0.0,
        ruled=correct.n if correct is not None else 0,
        failed=summary.errors,
    )


def measured_run(run: RunFolder, *, report: bool = True) -> MeasuredRun:
    """Return a run with its figures.

    Args:
        run: The run.
        report: Whether to write its reports first, where they are missing or older than its
            answers.

    Raises:
        UsageError: If it cannot be read.
    """
    current = _is_current(run, "summary.json") and _is_current(run, "report.html")
    summary = write_reports(run) if report and not current else _summary(run)
    seconds = tuple(result.seconds for result in run.results() if not result.error)
    return MeasuredRun(name=run.path.name, summary=summary, seconds=seconds)


def _is_run(path: Path) -> bool:
    return is_run_name(path.name) and not path.is_symlink() and RunFolder(path).exists


def _listed(run: RunFolder) -> ListedRun:
    try:
        return listed_run(run)
    except UsageError as exc:
        return ListedRun(name=run.path.name, problem=str(exc))


def _summary(run: RunFolder) -> Summary:
    """Return the figures as they were written, made again where answers came since."""
    if _is_current(run, "summary.json"):
        try:
            text = (run.path / "summary.json").read_text(encoding="utf-8")
            return Summary.model_validate_json(text)
        except (ValidationError, UnicodeDecodeError):
            pass  # written by another version; its answers are read instead
    return summarise(run.info(), run.results())


def _is_current(run: RunFolder, name: str) -> bool:
    """Say whether a file of a run is there and no older than its answers."""
    file, answers = run.path / name, run.path / "results.jsonl"
    if not file.is_file():
        return False
    return not answers.is_file() or file.stat().st_mtime_ns >= answers.stat().st_mtime_ns


def _total(run: RunFolder, repeat: int) -> int | None:
    path = run.path / _QUESTIONS
    if not path.is_file():
        return None
    with path.open("rb") as lines:
        return sum(bool(line.strip()) for line in lines) * repeat
