"""A private event loop in a daemon thread, for code that has none or must not use its own."""

from __future__ import annotations

import asyncio
import queue
import threading
import weakref
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterator
from concurrent.futures import CancelledError
from contextlib import suppress
from dataclasses import dataclass
from typing import Generic, TypeVar

from rag.errors import UsageError

__all__ = ["BackgroundLoop"]

_T = TypeVar("_T")
_END_WAIT_S = 2.0

_Close = Callable[[], Coroutine[object, object, None]]


class BackgroundLoop:
    """Runs coroutines and async generators for threads that wait for them.

    It ends when it is ended, when it is collected, and when the program ends.

    Args:
        close: Releases what runs on the loop; called on the loop, once, when it ends by itself.
        closed: What callers are told once the loop has ended.
    """

    def __init__(self, close: _Close, *, closed: str) -> None:
        """Start the thread."""
        self._closed = closed
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(
            target=_serve, args=(self._loop,), name="citeproof-client", daemon=True
        )
        self._thread.start()
        self._end = weakref.finalize(self, _end, close, self._loop, self._thread)

    @property
    def alive(self) -> bool:
        """Whether the loop still takes work."""
        return self._end.alive

    def result(self, work: Coroutine[object, object, _T]) -> _T:
        """Return what the coroutine returns, or raise what it raises.

        Raises:
            UsageError: If the loop has ended.
        """
        if not self._end.alive:
            work.close()
            raise UsageError(self._closed)
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result()
        except CancelledError as exc:
            raise UsageError(self._closed) from exc
        except BaseException:
            future.cancel()  # Ctrl-C while waiting: the question must not run on unseen
            raise

    def items(self, items: AsyncGenerator[_T, None]) -> Iterator[_T]:
        """Yield what the async generator yields; leaving early cancels it.

        Raises:
            UsageError: If the loop has ended.
        """
        if not self._end.alive:
            raise UsageError(self._closed)
        # One task drives the whole stream: time-outs and task groups inside it belong to a task.
        received: queue.SimpleQueue[_Item[_T] | _Ended] = queue.SimpleQueue()
        pump = asyncio.run_coroutine_threadsafe(_pump(items, received, self._closed), self._loop)
        try:
            while not isinstance(item := received.get(), _Ended):
                yield item.value
            if item.error is not None:
                raise item.error
        finally:
            if pump.cancel():
                _drain(received)

    def end(self) -> None:
        """Cancel what runs and stop the thread; ending twice does nothing."""
        self._end()


@dataclass(frozen=True, slots=True)
class _Item(Generic[_T]):
    value: _T


@dataclass(frozen=True, slots=True)
class _Ended:
    error: BaseException | None = None


async def _pump(
    items: AsyncGenerator[_T, None],
    received: queue.SimpleQueue[_Item[_T] | _Ended],
    closed: str,
) -> None:
    error: BaseException | None = None
    try:
        async for item in items:
            received.put(_Item(item))
    except asyncio.CancelledError:
        error = UsageError(closed)  # read only when another thread ended the loop
        raise
    except Exception as exc:  # handed to the thread that reads the stream, which raises it
        error = exc
    finally:
        with suppress(Exception):  # an error of the stream itself has already been kept
            await items.aclose()
        received.put(_Ended(error))


def _drain(received: queue.SimpleQueue[_Item[_T] | _Ended]) -> None:
    """Wait until a cancelled stream has ended; one that never began puts nothing."""
    with suppress(queue.Empty):
        while not isinstance(received.get(timeout=_END_WAIT_S), _Ended):
            pass


def _serve(loop: asyncio.AbstractEventLoop) -> None:
    asyncio.set_event_loop(loop)
    try:
        loop.run_forever()
    finally:
        loop.close()


def _end(close: _Close, loop: asyncio.AbstractEventLoop, thread: threading.Thread) -> None:
    """Stop a loop that was ended, collected, or outlived by the program."""

    async def finish() -> None:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        with suppress(Exception):  # at exit no thread can be started; nobody is left to be told
            await close()
        await loop.shutdown_asyncgens()
        loop.stop()

    work = finish()
    try:
        asyncio.run_coroutine_threadsafe(work, loop)
    except RuntimeError:  # the loop is closed
        work.close()
        return
    if threading.current_thread() is not thread:
        thread.join(_END_WAIT_S)
