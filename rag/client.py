"""Ask from Python: `AsyncClient` for programs with an event loop, `Client` for everything else.

>>> with Client(data="my-data") as client:  # doctest: +SKIP
...     print(client.ask("Is there a purchase commitment?").text)
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Sequence
from pathlib import Path
from typing import Protocol, Self

from rag.background import BackgroundLoop
from rag.check_report import CheckEvent, CheckReport
from rag.errors import UsageError
from rag.filters import Filters, GivenFilters
from rag.protocols import AnswerCatalog
from rag.question import History, Question, TextToCheck, checked_question, checked_text
from rag.recheck_report import RecheckReport
from rag.settings import Settings, load_settings
from rag.types import Answer, Message, Passage, StreamEvent

__all__ = ["AsyncClient", "BuildPipeline", "Client", "Pipeline"]

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
        filters: Filters | None = None,
    ) -> Answer:
        """Return the checked answer."""
        ...

    def stream(
        self,
        question: str,
        *,
        history: Sequence[Message] = (),
        filters: Filters | None = None,
    ) -> AsyncIterator[StreamEvent]:
        """Yield the evidence, each claim once it is checked, and the answer last."""
        ...

    async def retrieve(self, question: str, *, filters: Filters | None = None) -> list[Passage]:
        """Return the evidence sentences, best first."""
        ...

    async def check(self, text: str, *, filters: Filters | None = None) -> CheckReport:
        """Return every sentence of the text with a verdict, or the reason why it has none."""
        ...

    def check_stream(
        self, text: str, *, filters: Filters | None = None
    ) -> AsyncIterator[CheckEvent]:
        """Yield each sentence once it is checked or skipped, and the report last."""
        ...

    async def recheck(self, answer: Answer, *, filters: Filters | None = None) -> RecheckReport:
        """Check an old answer against today's documents."""
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
        filters: GivenFilters | None = None,
    ) -> Answer:
        """Return the checked answer to one question.

        Args:
            question: The question; for a follow-up together with `history`.
            history: Earlier turns, oldest first, as `Message` or `{"role", "content"}`.
            filters: Glob patterns over document uris, or a mapping of the fields of
                `rag.filters.Filters` such as `{"folders": ["reports"], "languages": ["en"]}`;
                None searches all documents.

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
        filters: GivenFilters | None = None,
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

    async def retrieve(
        self, question: str, *, filters: GivenFilters | None = None
    ) -> list[Passage]:
        """Return the evidence sentences of a question, best first; no chat model is run.

        Args and errors as `ask`.
        """
        asked = self._request(question, None, filters)
        return await (await self.pipeline()).retrieve(asked.text, filters=asked.filters)

    async def check(self, text: str, *, filters: GivenFilters | None = None) -> CheckReport:
        """Return a verdict for every sentence of any text, against the documents.

        Args:
            text: Markdown or plain text: a draft, a report, another model's answer.
            filters: As `ask`.

        Raises:
            UsageError: If the text is empty, too long or holds no statement; else as `ask`.
            ConfigurationError: As `ask`.
            ModelError: If the embedding model failed; a judge that fails supports nothing.
            StoreError: As `ask`.
        """
        given = self._text(text, filters)
        pipeline = await self.pipeline()
        return await pipeline.check(given.text, filters=given.filters)

    def check_stream(
        self, text: str, *, filters: GivenFilters | None = None
    ) -> AsyncGenerator[CheckEvent, None]:
        """Yield each sentence once it is checked or skipped, and the report last.

        Args:
            text: As `check`.
            filters: As `ask`.

        Raises:
            UsageError: At once, as `check`; other errors are raised by the iteration.
        """
        return self._check_events(self._text(text, filters))

    async def recheck(
        self, answer: Answer | str, *, filters: GivenFilters | None = None
    ) -> RecheckReport:
        """Check an old answer against today's documents, and ask its question again.

        Args:
            answer: The id of a stored answer, or an answer from anywhere; it is not believed.
            filters: As `ask`.

        Raises:
            UsageError: If there is no stored answer of this id, or its question is not usable.
            ConfigurationError: As `ask`.
            ModelError: As `ask`.
            StoreError: As `ask`.
        """
        pipeline = await self.pipeline()
        old = await asyncio.to_thread(_stored, pipeline, answer)
        asked = self._request(old.standalone_question, None, filters)
        return await pipeline.recheck(old, filters=asked.filters)

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

    def _text(self, text: object, filters: object) -> TextToCheck:
        if self._closed:
            raise UsageError(_CLOSED)
        max_chars = self._settings.answer.max_text_chars
        return checked_text(text, filters=filters, max_chars=max_chars)

    async def _check_events(self, given: TextToCheck) -> AsyncGenerator[CheckEvent, None]:
        pipeline = await self.pipeline()
        events = pipeline.check_stream(given.text, filters=given.filters)
        try:
            async for event in events:
                yield event
        finally:
            if isinstance(events, AsyncGenerator):
                await events.aclose()

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
        self._loop = BackgroundLoop(self._client.close, closed=_CLOSED)

    def ask(
        self,
        question: str,
        *,
        history: History | None = None,
        filters: GivenFilters | None = None,
    ) -> Answer:
        """Return the checked answer to one question; arguments and errors as `AsyncClient.ask`."""
        return self._loop.result(self._client.ask(question, history=history, filters=filters))

    def stream(
        self,
        question: str,
        *,
        history: History | None = None,
        filters: GivenFilters | None = None,
    ) -> Iterator[StreamEvent]:
        """Yield the events of one answer; arguments and errors as `AsyncClient.stream`."""
        return self._loop.items(self._client.stream(question, history=history, filters=filters))

    def retrieve(self, question: str, *, filters: GivenFilters | None = None) -> list[Passage]:
        """Return the evidence sentences of a question; as `AsyncClient.retrieve`."""
        return self._loop.result(self._client.retrieve(question, filters=filters))

    def check(self, text: str, *, filters: GivenFilters | None = None) -> CheckReport:
        """Return a verdict for every sentence of a text; as `AsyncClient.check`."""
        return self._loop.result(self._client.check(text, filters=filters))

    def check_stream(
        self, text: str, *, filters: GivenFilters | None = None
    ) -> Iterator[CheckEvent]:
        """Yield the events of one check; arguments and errors as `AsyncClient.check_stream`."""
        return self._loop.items(self._client.check_stream(text, filters=filters))

    def recheck(
        self, answer: Answer | str, *, filters: GivenFilters | None = None
    ) -> RecheckReport:
        """Check an old answer again; arguments and errors as `AsyncClient.recheck`."""
        return self._loop.result(self._client.recheck(answer, filters=filters))

    def close(self) -> None:
        """Release the models and stores; closing twice does nothing."""
        if not self._loop.alive:
            return
        try:
            self._loop.result(self._client.close())
        finally:
            self._loop.end()

    def __enter__(self) -> Self:
        """Return this client."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()


def _stored(pipeline: Pipeline, answer: Answer | str) -> Answer:
    if isinstance(answer, Answer):
        return answer
    stored = pipeline.catalog.answer(answer)
    if stored is None:
        raise UsageError(
            f"there is no stored answer {answer!r}; `citeproof answers` lists those there are"
        )
    return stored


def _build_pipeline(settings: Settings) -> Pipeline:
    from rag.assemble import build_pipeline

    return build_pipeline(settings)
