from __future__ import annotations

import asyncio
import gc
import threading
from collections.abc import AsyncGenerator

import pytest

from rag.background import BackgroundLoop
from rag.errors import UsageError


class Closed:
    """Counts how often it is closed, and on which thread."""

    def __init__(self) -> None:
        self.threads: list[str] = []

    async def close(self) -> None:
        self.threads.append(threading.current_thread().name)


async def thread_name() -> str:
    return threading.current_thread().name


async def numbers() -> AsyncGenerator[int, None]:
    for number in range(3):
        await asyncio.sleep(0)
        yield number


def test_work_runs_on_the_loops_own_thread() -> None:
    loop = BackgroundLoop(Closed().close, closed="over")
    assert loop.result(thread_name()) == "citeproof-client"
    assert list(loop.items(numbers())) == [0, 1, 2]
    loop.end()


def test_an_ended_loop_refuses_and_has_closed_once() -> None:
    closed = Closed()
    loop = BackgroundLoop(closed.close, closed="over")
    loop.end()
    loop.end()
    assert (loop.alive, closed.threads) == (False, ["citeproof-client"])
    with pytest.raises(UsageError, match="over"):
        loop.result(thread_name())
    with pytest.raises(UsageError, match="over"):
        next(loop.items(numbers()))


def test_a_collected_loop_ends() -> None:
    closed = Closed()
    loop = BackgroundLoop(closed.close, closed="over")
    del loop
    gc.collect()
    assert closed.threads == ["citeproof-client"]
