"""How long a fresh process takes: to import the package, and to find the first evidence."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.measures.ledger import ROOT
from benchmarks.measures.turns import in_turns, timed
from rag.evaluation.statistics import Metric, median_metric

__all__ = ["StartError", "cold_figures", "first_line_s", "import_figures"]

IMPORTS = {"import_ms": "import rag", "import_client_ms": "from rag import Client"}


class StartError(Exception):
    """A process that was to be timed has failed."""


def import_figures(*, rounds: int) -> dict[str, Metric]:
    """Return the milliseconds that importing adds to a Python process that does nothing.

    Args:
        rounds: Processes of each kind, at least 1.

    Raises:
        StartError: If something cannot be imported.
    """
    statements = ("pass", *IMPORTS.values())
    times = in_turns(rounds, *(timed(lambda code=code: _python(code)) for code in statements))
    return {
        name: median_metric([(each[place] - each[0]) * 1000 for each in times])
        for place, name in enumerate(IMPORTS, start=1)
    }


def cold_figures(data: Path, questions: Sequence[str]) -> dict[str, Metric]:
    """Return the seconds from the start of `citeproof ask` until it says what it has found.

    It says so as soon as it has the evidence, before the chat model is loaded; then it is ended.

    Args:
        data: Data directory.
        questions: At least one; a process each.

    Raises:
        StartError: If a process ends without a word.
    """
    ask = [sys.executable, "-m", "ui.cli", "ask", "--data", str(data.absolute()), "--"]
    seconds = [first_line_s([*ask, question]) for question in questions]
    return {"cold_first_evidence_s": median_metric(seconds)}


def first_line_s(command: Sequence[str]) -> float:
    """Return the seconds until a process has written its first line, and end it there.

    Args:
        command: Run in the checkout, in a process group of its own.

    Raises:
        StartError: If the process ends without a line.
    """
    started = time.perf_counter()
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
    ) as process:
        assert process.stdout is not None  # noqa: S101 - opened as a pipe above
        line = process.stdout.readline()
        seconds = time.perf_counter() - started
        if line:
            os.killpg(process.pid, signal.SIGKILL)
    if not line:
        raise StartError(f"{' '.join(command)} ended with code {process.returncode} and no word")
    return seconds


def _python(code: str) -> None:
    command = [sys.executable, "-c", code]
    if subprocess.run(command, cwd=ROOT, check=False).returncode != 0:
        raise StartError(f"python -c {code!r} failed")
