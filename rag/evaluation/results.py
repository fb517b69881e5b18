"""A run on disk: what was asked of which system, and each result on a line of its own.

`run.json` says what the results depend on; `results.jsonl` holds them in the order they came, each
with its question, so that a folder can be read, compared and exported without anything else. A run
killed at any time leaves at most one cut line, which is passed over.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rag.errors import UsageError
from rag.evaluation.dataset import EvalQuestion, question_hash
from rag.evaluation.response import Response

__all__ = ["Result", "RunFolder", "RunInfo", "result_key"]

_INFO, _RESULTS, _LOCK = "run.json", "results.jsonl", "run.lock"


class RunInfo(BaseModel):
    """What the results of a run depend on, and when it began.

    Attributes:
        questions: Path of the question file, as given.
        system: What was asked, in words.
        settings_hash: 16 hex digits that change with what the answers depend on.
        generation: Index generation that was searched; empty for another system.
        judge: Id of the model that judged, and the hash of its prompts; empty if none did.
        version: Version of citeproof that scored.
        repeat: How often each question is asked.
        created_at: ISO 8601 time in UTC.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    questions: str
    system: str
    settings_hash: str
    generation: str = ""
    judge: str = ""
    version: str
    repeat: int = Field(default=1, ge=1)
    created_at: str


class Result(BaseModel):
    """What came of asking one question once.

    Attributes:
        key: `result_key` of what it depends on.
        question: The question, with its rules.
        repeat: 0 for the first time it was asked, then 1, 2, …
        response: The answer; None when asking failed.
        error: Why there is no answer, or why it could not be scored; empty when neither failed.
        wrong: What is wrong with the answer by the rules of its question; empty when it is right.
        scores: Per-question scores by name, 0–1; only those that apply to the question. Of a
            failed one all that apply are 0.
        seconds: Wall-clock time of the answer.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    key: str
    question: EvalQuestion
    repeat: int = Field(default=0, ge=0)
    response: Response | None = None
    error: str = ""
    wrong: tuple[str, ...] = ()
    scores: dict[str, float] = Field(default_factory=dict[str, float])
    seconds: float = 0.0


def result_key(question: EvalQuestion, info: RunInfo, repeat: int) -> str:
    """Return 20 hex digits of all that a result depends on."""
    parts = [question_hash(question), info.settings_hash, info.generation, info.judge, str(repeat)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:20]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    """What a line of results is about: its number in the file, and whose result it is."""

    number: int
    key: str
    question_id: str
    repeat: int
    failed: bool


class RunFolder:
    """The folder of one run.

    Args:
        path: The folder; made by `start`.
    """

    def __init__(self, path: Path) -> None:
        """Keep the path."""
        self.path = path

    @property
    def exists(self) -> bool:
        """Whether a run was started here."""
        return (self.path / _INFO).is_file()

    def lock(self) -> FileLock:
        """Take the folder for writing; free it with `release()`.

        Raises:
            UsageError: If another process is writing to it.
        """
        self.path.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.path / _LOCK)
        try:
            lock.acquire(timeout=0)
        except Timeout as exc:
            raise UsageError(
                f"{self.path} is being written by another run; wait for it, or name another --out"
            ) from exc
        return lock

    def start(self, info: RunInfo) -> None:
        """Write what the run depends on."""
        self.path.mkdir(parents=True, exist_ok=True)
        part = self.path / f"{_INFO}.part"
        part.write_text(info.model_dump_json(indent=2) + "\n", encoding="utf-8")
        part.replace(self.path / _INFO)

    def info(self) -> RunInfo:
        """Return what the run depends on.

        Raises:
            UsageError: If there is no run here, or it cannot be read.
        """
        path = self.path / _INFO
        try:
            return RunInfo.model_validate_json(path.read_text(encoding="utf-8"))
        except FileNotFoundError as exc:
            raise UsageError(f"{self.path} holds no run; give the folder of one") from exc
        except (OSError, ValidationError, UnicodeDecodeError) as exc:
            raise UsageError(f"{path} cannot be read: {' '.join(str(exc).split())}") from exc

    def append(self, result: Result) -> None:
        """Add a result; it is on its way to the disk when this returns."""
        line = result.model_dump_json().encode() + b"\n"
        path = self.path / _RESULTS
        with path.open("ab") as file:
            file.write(b"\n" * _cut_short(path) + line)
            file.flush()

    def results(self) -> Iterator[Result]:
        """Yield the last result of each question and repeat, in order of the file.

        A question that was changed since it was asked is another only by its rules: what is told
        of it is what its last result says.

        Raises:
            UsageError: If a line but a cut one is not a result.
        """
        last = {head.number for head in self._last()}
        for number, line in self._lines():
            if number not in last:
                continue
            try:
                yield Result.model_validate_json(line)
            except ValidationError as exc:
                raise self._unreadable(number, exc) from exc

    def done(self, *, failed_too: bool) -> set[str]:
        """Return the keys that have a result; those whose last one failed only if asked for.

        Raises:
            UsageError: As `results`.
        """
        return {head.key for head in self._last() if failed_too or not head.failed}

    def _last(self) -> Collection[_Head]:
        """Return the last line of each question and repeat."""
        return {(head.question_id, head.repeat): head for head in self._heads()}.values()

    def _heads(self) -> Iterator[_Head]:
        """Yield what each line but a cut one is about."""
        for number, line in self._lines():
            try:
                held: Any = json.loads(line)
            except ValueError:
                continue
            try:
                yield _Head(
                    number=number,
                    key=str(held["key"]),
                    question_id=str(held["question"]["id"]),
                    repeat=int(held["repeat"]),
                    failed=bool(held["error"]),
                )
            except (KeyError, TypeError, ValueError) as exc:
                raise self._unreadable(number, exc) from exc

    def _unreadable(self, number: int, exc: Exception) -> UsageError:
        return UsageError(
            f"{self.path / _RESULTS}, line {number} is not a result of this version: "
            f"{' '.join(str(exc).split())[:200]}; run it again"
        )

    def _lines(self) -> Iterator[tuple[int, bytes]]:
        path = self.path / _RESULTS
        if not path.is_file():
            return
        with path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield number, line


def _cut_short(path: Path) -> bool:
    if not path.is_file() or path.stat().st_size == 0:
        return False
    with path.open("rb") as file:
        file.seek(-1, 2)
        return file.read(1) != b"\n"
