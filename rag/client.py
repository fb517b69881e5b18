"""Ask from Python: `AsyncClient` for programs with an event loop, `Client` for everything else.

>>> with Client(data="my-data") as client:  # doctest: +SKIP
...     print(client.ask("Is there a purchase commitment?").text)
"""

from __future__ import annotations

import asyncio
import queue
import threading
import weakref
from collections.abc import (
    AsyncGenerator,
    AsyncIterator,
    Callable,
    Coroutine,
    Iterator,
    Sequence,
)
from concurrent.futures import CancelledError
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, Self, TypeVar

from rag.errors import UsageError
from rag.protocols import AnswerCatalog
from rag.question import History, Question, checked_question
from rag.settings import Settings, load_settings
from rag.types import Answer, Message, StreamEvent

__all__ = ["AsyncClient", "BuildPipeline", "Client", "Pipeline"]

_T = TypeVar("_T")
_END_WAIT_S = 2.0
_CLOSED = "this client is closed; make a new one"


class Pipeline(Protocol):
    """What a client needs of `rag.pipeline.AnswerPipeline`."""

    @property
    def catalog(self) -> AnswerCatalog:
        """The catalog that answers are read from and stored in."""
        ...

    async def answer(
        self,
        question: str,
        *,
        history: Sequence[Message] = (),
        filters: Sequence[str] | None = None,
    ) -> Answer:
        """Return the checked answer."""
        ...

    def stream(
        self,
        question: str,
        *,
        history: Sequence[Message] = (),
        filters: Sequence[str] | None = None,
    ) -> AsyncIterator[StreamEvent]:
        """Yield the evidence, each claim once it is checked, and the answer last."""
        ...

    async def close(self) -> None:
        """Release the models and stores. Closing twice does nothing."""
        ...


BuildPipeline = Callable[[Settings], Pipeline]
"""Makes the pipeline of a data directory, without loading a model."""


class AsyncClient:
    """Asks the documents of one data directory, in this process.

    The pipeline is built at the first question; use one client in one event loop.

    Args:
        data: Data directory; wins over `settings.data`.
        settings: Settings to use in place of the environment and the TOML file.
        build: What builds the pipeline; `rag.assemble.build_pipeline` when None.

    Raises:
        ConfigurationError: If the settings are not valid.
    """

    def __init__(
        self,
        data: Path | str | None = None,
        settings: Settings | None = None,
        *,
        build: BuildPipeline | None = None,
    ) -> None:
        """Read the settings; nothing is opened yet."""
        if settings is None:
            settings = load_settings(data=data)
        elif data is not None:
            settings = settings.model_copy(update={"data": Path(data)})
        self._settings = settings
        self._build = build or _build_pipeline
        self._pipeline: Pipeline | None = None
        self._opening = asyncio.Lock()
        self._closed = False

    async def ask(
        self,
        question: str,
        *,
        history: History | None = None,
        filters: Sequence[str] | None = None,
    ) -> Answer:
        """Return the checked answer to one question.

        Args:
            question: The question; for a follow-up together with `history`.
            history: Earlier turns, oldest first, as `Message` or `{"role", "content"}`.
            filters: Glob patterns over document uris; None searches all documents.

        Raises:
            UsageError: If an argument is not usable, naming it, or the client is closed.
            ConfigurationError: If the data directory holds no documents.
            ModelError: If a model failed.
            StoreError: If the data directory cannot be read.
        """
        asked = self._request(question, history, filters)
        pipeline = await self.pipeline()
        return await pipeline.answer(asked.text, history=asked.history, filters=asked.filters)

    def stream(
        self,
        question: str,
        *,
        history: History | None = None,
        filters: Sequence[str] | None = None,
    ) -> AsyncGenerator[StreamEvent, None]:
        """Yield the evidence, each claim once it is checked, and the answer last.

        A stream that is left half-way is cancelled when it is closed or collected.

        Args:
            question: As `ask`.
            history: As `ask`.
            filters: As `ask`.

        Raises:
            UsageError: At once, as `ask`; other errors are raised by the iteration.
        """
        return self._events(self._request(question, history, filters))

    async def pipeline(self) -> Pipeline:
        """Return the pipeline, built now if this is the first use.

        Raises:
            UsageError: If the client is closed.
            ConfigurationError: If the data directory holds no documents.
            StoreError: If the data directory cannot be read.
        """
        async with self._opening:
            if self._closed:
                raise UsageError(_CLOSED)
            if self._pipeline is None:
                self._pipeline = await asyncio.to_thread(self._build, self._settings)
            return self._pipeline

    async def close(self) -> None:
        """Release the models and stores; later questions raise UsageError.

        Closing twice does nothing.
        """
        self._closed = True
        async with self._opening:
            pipeline, self._pipeline = self._pipeline, None
        if pipeline is not None:
            await pipeline.close()

    async def __aenter__(self) -> Self:
        """Return this client."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close."""
        await self.close()

    def _request(self, question: object, history: object, filters: object) -> Question:
        if self._closed:
            raise UsageError(_CLOSED)
        max_chars = self._settings.answer.max_question_chars
        return checked_question(question, history=history, filters=filters, max_chars=max_chars)

    async def _events(self, asked: Question) -> AsyncGenerator[StreamEvent, None]:
        pipeline = await self.pipeline()
        events = pipeline.stream(asked.text, history=asked.history, filters=asked.filters)
        try:
            async for event in events:
                yield event
        finally:
            if isinstance(events, AsyncGenerator):
                await events.aclose()


class Client:
    """Asks the documents of one data directory from code without an event loop.

    Works in several threads at once and inside a running event loop, as in Jupyter: the questions
    run on a private loop in a daemon thread. A client that is never closed lets the program end.

    Args:
        data: Data directory; wins over `settings.data`.
        settings: Settings to use in place of the environment and the TOML file.
        build: What builds the pipeline; `rag.assemble.build_pipeline` when None.

    Raises:
        ConfigurationError: If the settings are not valid.
    """

    def __init__(
        self,
        data: Path | str | None = None,
        settings: Settings | None = None,
        *,
        build: BuildPipeline | None = None,
    ) -> None:
        """Read the settings and start the private loop; nothing is opened yet."""
        self._client = AsyncClient(data, settings, build=build)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(
            target=_serve, args=(self._loop,), name="citeproof-client", daemon=True
        )
        self._thread.start()
        self._end = weakref.finalize(self, _end, self._client, self._loop, self._thread)

    def ask(
        self,
        question: str,
        *,
        history: History | None = None,
        filters: Sequence[str] | None = None,
    ) -> Answer:
        """Return the checked answer to one question; arguments and errors as `AsyncClient.ask`."""
        return self._result(self._client.ask(question, history=history, filters=filters))

    def stream(
        self,
        question: str,
        *,
        history: History | None = None,
        filters: Sequence[str] | None = None,
    ) -> Iterator[StreamEvent]:
        """Yield the events of one answer; arguments and errors as `AsyncClient.stream`."""
        return self._events(self._client.stream(question, history=history, filters=filters))

    def close(self) -> None:
        """Release the models and stores; closing twice does nothing."""
        if not self._end.alive:
            return
        try:
            self._result(self._client.close())
        finally:
            self._end()

    def __enter__(self) -> Self:
        """Return this client."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()

    def _result(self, work: Coroutine[object, object, _T]) -> _T:
        if not self._end.alive:
            work.close()
            raise UsageError(_CLOSED)
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result()
        except CancelledError as exc:
            raise UsageError(_CLOSED) from exc
        except BaseException:
            future.cancel()  # Ctrl-C while waiting: the question must not run on unseen
            raise

    def _events(self, events: AsyncGenerator[StreamEvent, None]) -> Iterator[StreamEvent]:
        if not self._end.alive:
            raise UsageError(_CLOSED)
        # One task drives the whole stream: time-outs and task groups inside it belong to a task.
        received: queue.SimpleQueue[StreamEvent | _Ended] = queue.SimpleQueue()
        pump = asyncio.run_coroutine_threadsafe(_pump(events, received), self._loop)
        try:
            while not isinstance(item := received.get(), _Ended):
                yield item
            if item.error is not None:
                raise item.error
        finally:
            if pump.cancel():
                _drain(received)


@dataclass(frozen=True, slots=True)
class _Ended:
    error: BaseException | None = None


def _build_pipeline(settings: Settings) -> Pipeline:
    from rag.assemble import build_pipeline

    return build_pipeline(settings)


async def _pump(
    events: AsyncGenerator[StreamEvent, None], received: queue.SimpleQueue[StreamEvent | _Ended]
) -> None:
    error: BaseException | None = None
    try:
        async for event in events:
            received.put(event)
    except asyncio.CancelledError:
        error = UsageError(_CLOSED)  # read only when another thread closed the client
        raise
    except Exception as exc:  # handed to the thread that reads the stream, which raises it
        error = exc
    finally:
        with suppress(Exception):  # an error of the stream itself has already been kept
            await events.aclose()
        received.put(_Ended(error))


def _drain(received: queue.SimpleQueue[StreamEvent | _Ended]) -> None:
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


def _end(client: AsyncClient, loop: asyncio.AbstractEventLoop, thread: threading.Thread) -> None:
    """Stop the private loop of a client that was closed, collected, or outlived by the program."""

    async def finish() -> None:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        with suppress(Exception):  # at exit no thread can be started; nobody is left to be told
            await client.close()
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
