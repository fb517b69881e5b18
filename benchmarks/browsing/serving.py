"""A server of the page in a process of its own."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

__all__ = ["served"]

ROOT = Path(__file__).resolve().parents[2]
_AT = "citeproof is at "
_STOP_S = 15


@contextmanager
def served(words: Sequence[str], *, key: str = "") -> Generator[str]:
    """Run a command that serves the page until the block ends; yield the page's address.

    Args:
        words: The command; it says on stderr where the page is, as `citeproof serve` does.
        key: The key that visitors must give; empty for none.

    Raises:
        RuntimeError: With what it said, if it ends before that.
    """
    process = subprocess.Popen(  # the words are those of benchmarks and tests
        words, stderr=subprocess.PIPE, text=True, cwd=ROOT,
        env={**os.environ, "CITEPROOF_SERVE_KEY": key},
    )  # fmt: skip
    try:
        yield _address(process)
    finally:
        process.terminate()
        try:
            process.communicate(timeout=_STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


def _address(process: subprocess.Popen[str]) -> str:
    said: list[str] = []
    for line in process.stderr or ():
        if line.startswith(_AT):
            return line.removeprefix(_AT).split()[0]
        said.append(line)
    raise RuntimeError(f"the server did not start: {''.join(said).strip()}")
