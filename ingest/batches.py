"""Work done in batches, a few of them at a time, while the next is collected."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine
from typing import Generic, TypeVar

__all__ = ["Batches"]

_T = TypeVar("_T")


class Batches(Generic[_T]):
    """Collects items and hands each full batch to a coroutine of its own, oldest first.

    What a batch raises is raised by the `add` or `drain` that waits for it.

    Args:
        work: What is done with a batch. It starts in the order of the batches and keeps what must
            be kept in order by locks.
        size: The weight at which a batch is full; 1 or more.
        least: The weight at which it is begun although it is not full, where no work is being done;
            1 or more.
        at_once: How many batches may be in work; 1 or more.
    """

    def __init__(
        self,
        work: Callable[[list[_T]], Coroutine[None, None, None]],
        *,
        size: int,
        least: int,
        at_once: int,
    ) -> None:
        """Start with nothing."""
        self._work = work
        self._size = size
        self._least = least
        self._at_once = at_once
        self._items: list[_T] = []
        self._weight = 0
        self._running: deque[asyncio.Task[None]] = deque()

    async def add(self, item: _T, *, weight: int) -> None:
        """Take an item; wait for the oldest batch if this one is full and too many are in work."""
        self._items.append(item)
        self._weight += weight
        if self._weight >= self._size or (self._weight >= self._least and self._idle()):
            await self._finish(but=self._at_once - 1)
            self._begin()

    async def drain(self) -> None:
        """Do what is left, and wait until all is done."""
        self._begin()
        await self._finish()

    async def cancel(self) -> None:
        """Give up what is not done, and wait until nothing runs."""
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        self._running.clear()

    def _idle(self) -> bool:
        return all(task.done() for task in self._running)

    def _begin(self) -> None:
        if self._items:
            self._running.append(asyncio.create_task(self._work(self._items)))
            self._items, self._weight = [], 0

    async def _finish(self, *, but: int = 0) -> None:
        while len(self._running) > but:
            await self._running[0]
            self._running.popleft()
