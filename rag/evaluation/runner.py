"""Asks the questions of a run, scores the answers, and keeps each as soon as it is there."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from tenacity import AsyncRetrying, retry_if_exception, stop_after_attempt, wait_exponential

from rag.errors import ConfigurationError, QAError, UsageError
from rag.evaluation.correctness import problems
from rag.evaluation.dataset import EvalQuestion
from rag.evaluation.response import Response
from rag.evaluation.results import Result, RunFolder, RunInfo, result_key
from rag.evaluation.scores import Scorer
from rag.evaluation.systems import System

__all__ = ["Progress", "Runner", "asked_once", "open_run"]

Progress = Callable[[Result, int, int], None]
"""Called with each result, and with how many of how many there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Turn:
    question: EvalQuestion
    repeat: int
    key: str


class Runner:
    """Asks a system and writes what it answers.

    Args:
        system: What is asked.
        folder: Where results go; a run was started there.
        scorer: Scores the answers.
        concurrency: Questions asked at a time, at least 1.
        per_minute: Most questions begun a minute; None sets no limit.
        attempts: How often a question is asked that fails in a way that may pass, at least 1.
        first_wait_s: Seconds before the second attempt; each further wait is twice as long.
        seconds_of: Gives the time of an answer that was written earlier.
    """

    def __init__(
        self,
        system: System,
        folder: RunFolder,
        scorer: Scorer,
        *,
        concurrency: int = 1,
        per_minute: float | None = None,
        attempts: int = 3,
        first_wait_s: float = 1.0,
        seconds_of: Callable[[EvalQuestion], float | None] = lambda _: None,
    ) -> None:
        """Keep the parts."""
        self._system = system
        self._folder = folder
        self._scorer = scorer
        self._concurrency = concurrency
        self._pace = _Pace(per_minute)
        self._attempts = attempts
        self._first_wait_s = first_wait_s
        self._seconds_of = seconds_of

    async def run(
        self,
        questions: Sequence[EvalQuestion],
        *,
        retry_errors: bool = False,
        progress: Progress | None = None,
    ) -> None:
        """Ask every question that has no result yet, as often as the run says.

        May be cancelled or killed at any time: what was answered is kept, and the next call goes
        on. A question that fails is recorded with its error.

        Args:
            questions: The questions.
            retry_errors: Ask those again that failed before.
            progress: Told of every result.

        Raises:
            ConfigurationError: If nothing can be asked as things are set up.
            UsageError: If another process is writing to the folder.
        """
        info = self._folder.info()
        lock = self._folder.lock()
        try:
            turns = self._missing(questions, info, retry_errors=retry_errors)
            total = len(questions) * info.repeat
            done = total - len(turns)
            async with aclosing(self._results(turns)) as results:
                async for result in results:
                    self._folder.append(result)
                    done += 1
                    if progress is not None:
                        progress(result, done, total)
        finally:
            lock.release()

    def _missing(
        self, questions: Sequence[EvalQuestion], info: RunInfo, *, retry_errors: bool
    ) -> list[_Turn]:
        done = self._folder.done(failed_too=not retry_errors)
        turns = [
            _Turn(question=question, repeat=repeat, key=result_key(question, info, repeat))
            for repeat in range(info.repeat)
            for question in questions
        ]
        return [turn for turn in turns if turn.key not in done]

    async def _results(self, turns: Sequence[_Turn]) -> AsyncGenerator[Result]:
        """Yield results as they come, with so many questions under way at a time."""
        waiting = iter(turns)
        under_way: set[asyncio.Task[Result]] = set()
        try:
            while True:
                for turn in waiting:
                    under_way.add(asyncio.create_task(self._result(turn)))
                    if len(under_way) >= self._concurrency:
                        break
                if not under_way:
                    return
                ready, under_way = await asyncio.wait(
                    under_way, return_when=asyncio.FIRST_COMPLETED
                )
                # One that ends the run comes last, so that the others are kept.
                for task in sorted(ready, key=lambda task: task.exception() is not None):
                    yield task.result()
        finally:
            for task in under_way:
                task.cancel()
            await asyncio.gather(*under_way, return_exceptions=True)

    async def _result(self, turn: _Turn) -> Result:
        await self._pace.wait()
        result = await asked_once(
            self._system,
            self._scorer,
            turn.question,
            attempts=self._attempts,
            first_wait_s=self._first_wait_s,
        )
        earlier = self._seconds_of(turn.question)
        seconds = result.seconds if earlier is None else earlier
        return result.model_copy(
            update={"key": turn.key, "repeat": turn.repeat, "seconds": seconds}
        )


async def asked_once(
    system: System,
    scorer: Scorer,
    question: EvalQuestion,
    *,
    attempts: int = 3,
    first_wait_s: float = 1.0,
) -> Result:
    """Return what came of asking a question; a failure is in `error`. Its key is empty.

    Args:
        system: What is asked.
        scorer: Scores the answer.
        question: The question.
        attempts: As `Runner`.
        first_wait_s: As `Runner`.

    Raises:
        ConfigurationError: If nothing can be asked as things are set up.
    """
    started = time.perf_counter()
    response: Response | None = None
    scores: dict[str, float] = {}
    error, seconds = "", None
    try:
        response = await _answered(system, question, attempts, first_wait_s)
        seconds = time.perf_counter() - started
        scores = await scorer.score(question, response)
    except ConfigurationError:
        raise
    except QAError as exc:
        error = str(exc)
    except Exception as exc:  # one faulty answer must not end a run of hours
        error = f"{type(exc).__name__}: {exc}"
    return Result(
        key="",
        question=question,
        response=response,
        error=error,
        wrong=tuple(problems(question, response)) if response and not error else (),
        scores=scores,
        seconds=time.perf_counter() - started if seconds is None else seconds,
    )


async def _answered(
    system: System, question: EvalQuestion, attempts: int, first_wait_s: float
) -> Response:
    retrying = AsyncRetrying(
        stop=stop_after_attempt(attempts),
        wait=wait_exponential(multiplier=first_wait_s),
        retry=retry_if_exception(lambda exc: isinstance(exc, QAError) and exc.retryable),
        reraise=True,
    )
    async for attempt in retrying:
        with attempt:
            return await system.answer(question)
    raise AssertionError("the last attempt returns or raises")


class _Pace:
    """Keeps the starts of questions apart."""

    def __init__(self, per_minute: float | None) -> None:
        self._apart_s = 60.0 / per_minute if per_minute else 0.0
        self._next = 0.0

    async def wait(self) -> None:
        now = time.monotonic()
        start, self._next = max(now, self._next), max(now, self._next) + self._apart_s
        await asyncio.sleep(start - now)


def open_run(folder: RunFolder, info: RunInfo, *, resume: bool) -> RunInfo:
    """Start a run in a folder, or go on with the one that is there.

    Returns:
        What the run depends on; of a resumed run as it was begun.

    Raises:
        UsageError: If the folder holds a run and it is not to be resumed, or depends on other
            things than this one.
    """
    if not folder.exists:
        folder.start(info)
        return info
    if not resume:
        raise UsageError(
            f"{folder.path} holds a run already; go on with it by --resume, or name another --out"
        )
    held = folder.info()
    for field, said in _DEPENDS_ON.items():
        was, now = getattr(held, field), getattr(info, field)
        if was != now:
            raise UsageError(
                f"the run in {folder.path} cannot go on: {said} was {was!r} and is {now!r}; "
                "start a new one with another --out"
            )
    return held


_DEPENDS_ON = {
    "system": "the system asked",
    "settings_hash": "the hash of its settings",
    "generation": "the index generation",
    "judge": "the judge",
    "version": "the version of citeproof",
    "repeat": "--repeat",
}
