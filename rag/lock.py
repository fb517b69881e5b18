"""The data directory's lock: one process at a time may change the catalog and the index."""

from __future__ import annotations

import os
import sys
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from rag.errors import StoreError

__all__ = ["LOCK_FILE", "exclusive"]

LOCK_FILE = "lock"
_HOLDER_FILE = "lock.holder"
_COMMAND_CHARS = 200


@contextmanager
def exclusive(data: Path, *, timeout_s: float = 1.0) -> Generator[None]:
    """Hold the lock of a data directory, making the directory if it is not there.

    The lock goes with the process that holds it, however that ends.

    Raises:
        StoreError: Naming the holder, if another process (or this one) has the lock, or the
            directory cannot be written.
    """
    try:
        data.mkdir(parents=True, exist_ok=True)
        lock = FileLock(data / LOCK_FILE, timeout=timeout_s, thread_local=False)
        lock.acquire()
    except Timeout as exc:
        raise StoreError(
            f"{data} is being changed by {_holder(data)}; wait until it is done, or stop it",
            retryable=True,
        ) from exc
    except OSError as exc:
        raise StoreError(f"cannot lock the data directory {data}: {exc}") from exc
    try:
        _name_holder(data)
        yield
    finally:
        with suppress(OSError):
            (data / _HOLDER_FILE).unlink(missing_ok=True)
        lock.release()


def _name_holder(data: Path) -> None:
    command = " ".join(sys.argv)[:_COMMAND_CHARS] or "python"
    with suppress(OSError):  # the name only serves the error message of others
        (data / _HOLDER_FILE).write_text(
            f"process {os.getpid()} ({command})", encoding="utf-8", errors="replace"
        )


def _holder(data: Path) -> str:
    try:
        return (data / _HOLDER_FILE).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return "another process"
