"""Runs of the evaluation command in a process of their own: left alone, or killed."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.evaluating.command import evaluated
from rag.evaluation.dataset import load_questions
from rag.evaluation.results import RunFolder
from rag.settings import load_settings

__all__ = [
    "BenchmarkError",
    "Ended",
    "answering_seconds",
    "finished",
    "killed_at",
    "peak_mb",
    "results_of",
]

_OK = (0, 3)


class BenchmarkError(Exception):
    """A run of the evaluation failed that should not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a run ended.

    Attributes:
        code: Its exit code.
        peak_kb: The most memory it held, in kB.
    """

    code: int
    peak_kb: int


def finished(
    data: Path,
    questions: Path,
    out: Path,
    *more: str,
    delay_ms: float = 0.0,
    noise: float = 0.0,
    seed: int = 0,
    regression: str = "",
) -> Ended:
    """Run to the end.

    Raises:
        BenchmarkError: If it ends with another code than 0 or 3.
    """
    process = _started(data, questions, out, more, _environment(delay_ms, noise, seed, regression))
    _, status, usage = os.wait4(process.pid, 0)
    code = process.returncode = os.waitstatus_to_exitcode(status)
    if code not in _OK:
        said = _log(out).read_text(encoding="utf-8", errors="replace")
        raise BenchmarkError(f"citeproof eval ended with {code}: {said.strip()[-500:]}")
    return Ended(code=code, peak_kb=usage.ru_maxrss)


def killed_at(
    data: Path, questions: Path, out: Path, results: int, then_s: float, *, delay_ms: float
) -> bool:
    """Run, going on with what is there, and kill a moment after so many results are written.

    Args:
        data: The data directory.
        questions: The question file.
        out: The folder of the run.
        results: Lines of the results' file to wait for; those that are there count.
        then_s: Seconds from then until the kill.
        delay_ms: How long each model request takes.

    Returns:
        Whether it was still running.
    """
    more = ("--resume",) if RunFolder(out).exists else ()
    process = _started(data, questions, out, more, _environment(delay_ms, 0.0, 0, ""))
    while process.poll() is None and _lines(out / "results.jsonl") < results:
        time.sleep(0.002)
    time.sleep(then_s)
    running = process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.wait()
    return running


def _lines(path: Path) -> int:
    return path.read_bytes().count(b"\n") if path.is_file() else 0


def results_of(out: Path) -> dict[str, Any]:
    """Return what does not depend on the time of a run, by the key of each result."""
    found: dict[str, Any] = {}
    for result in RunFolder(out).results():
        assert result.response is not None or result.error  # noqa: S101 - one of the two is there
        said = result.model_dump(exclude={"seconds": True, "response": {"answer_id"}})
        found[result.key] = said
    return found


def answering_seconds(data: Path, questions: Path) -> float:
    """Return how long the same questions take without evaluation, in this process."""

    async def ask() -> float:
        pipeline = evaluated(load_settings(data=data))
        started = time.perf_counter()
        for question in load_questions(questions):
            await pipeline.answer(question.question)
        seconds = time.perf_counter() - started
        await pipeline.close()
        return seconds

    return asyncio.run(ask())


def peak_mb(ended: Ended) -> float:
    """Return the most memory of a run in MB; the kernel counts in kB."""
    return ended.peak_kb / 1024


def _environment(delay_ms: float, noise: float, seed: int, regression: str) -> dict[str, str]:
    return {
        **os.environ,
        "CITEPROOF_FAKE_DELAY_MS": str(delay_ms),
        "CITEPROOF_FAKE_NOISE": f"{noise},{seed}",
        "CITEPROOF_FAKE_REGRESSION": regression,
    }


def _started(
    data: Path, questions: Path, out: Path, more: tuple[str, ...], environment: dict[str, str]
) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "benchmarks.evaluating.command", "eval", str(questions)]
    with _log(out).open("wb") as log:
        return subprocess.Popen(
            [*command, "--data", str(data), "--out", str(out), *more],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=log,
        )


def _log(out: Path) -> Path:
    return out.with_name(out.name + ".log")
