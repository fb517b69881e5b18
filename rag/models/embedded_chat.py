"""The embedded chat model: llama.cpp in this process, behind its own loopback server."""

from __future__ import annotations

import asyncio
import secrets
import threading
import weakref
from collections import deque
from collections.abc import AsyncGenerator, Sequence
from concurrent.futures import Future
from contextlib import aclosing, asynccontextmanager
from os.path import commonprefix
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, cast

from rag.errors import ModelError
from rag.models.openai_compatible import OpenAICompatibleChat
from rag.protocols import ChatReply, TokenChoice
from rag.types import Message

__all__ = ["EmbeddedChat"]

_GGUF_MAGIC = b"GGUF"
_EXIT_WAIT_S = 10.0
# Enough characters for 3 tokens, which with the 5 that end a chat prompt make the 8 below.
_FRESH_CHARS = 20


class EmbeddedChat:
    """A GGUF chat model run by llama.cpp (xllamacpp), loaded at the first request.

    The server listens on 127.0.0.1 with a random key; its pages and its list of running prompts
    are off. Requests run one after the other, from whatever thread or event loop they come: one
    slot keeps the prompt's shared beginning cached, which is faster than slots side by side, and
    a waiting request's timeout does not run.

    The same prompt gets the same reply whatever was asked before it. llama.cpp adds up in another
    order when a batch is small, so that a cached beginning can change the result: measured on one
    prompt, P(yes) was one of 0.859, 0.860, 0.865, 0.867 and 0.871 depending on how much of it was
    cached. Without repacked weights and without flash attention it was the same to the last bit
    when at least 8 tokens were new (6 and fewer changed it), at no measurable cost for prompts;
    so these are off, and a prompt that hardly differs from the one before is read anew. Beyond
    512 new tokens, which are read in several batches, this is likely but not certain.

    A program that never closes the model can still end: at exit a running request is cancelled.

    Args:
        model_path: The GGUF file; its name without the ending is the model id.
        threads: Threads of the model.
        context_tokens: Longest prompt and completion together.
        timeout_s: Longest wait for bytes of a reply.
    """

    def __init__(
        self,
        model_path: Path,
        *,
        threads: int = 1,
        context_tokens: int = 4096,
        timeout_s: float = 120.0,
    ) -> None:
        """Keep the path; nothing is read before the first request."""
        self._model_path = model_path
        self._threads = threads
        self._context_tokens = context_tokens
        self._timeout_s = timeout_s
        self._guard = threading.Lock()
        self._client: OpenAICompatibleChat | None = None
        self._closed = False
        self._previous: str | None = None
        self._turns = _Turns()
        # xllamacpp's server stops when its last reference goes; this list is that reference.
        self._servers: list[_LlamaServer] = []
        weakref.finalize(self, _shut_down, self._turns, self._servers)

    @property
    def model_id(self) -> str:
        """Stable id, stored with every answer."""
        return self._model_path.stem

    async def complete(self, messages: Sequence[Message], *, max_tokens: int) -> ChatReply:
        """Return the whole completion.

        Raises:
            ModelError: If the file is missing or is not a chat model, the prompt is longer than
                the context, or the reply is empty or late.
        """
        async with self._asking(messages) as client:
            return await client.complete(messages, max_tokens=max_tokens)

    async def stream(
        self, messages: Sequence[Message], *, max_tokens: int
    ) -> AsyncGenerator[str, None]:
        """Yield the completion piece by piece.

        The model is not held back by a slow reader, so that a reader may ask this same model
        between two pieces.

        Raises:
            ModelError: As `complete`.
        """
        pieces: asyncio.Queue[str | None] = asyncio.Queue()
        writer = asyncio.create_task(self._write(messages, pieces, max_tokens=max_tokens))
        try:
            while (piece := await pieces.get()) is not None:
                yield piece
            await writer
        finally:
            writer.cancel()
            await asyncio.gather(writer, return_exceptions=True)

    async def first_token(self, messages: Sequence[Message]) -> TokenChoice:
        """Return the distribution of the first token of the reply.

        Raises:
            ModelError: As `complete`.
        """
        async with self._asking(messages) as client:
            return await client.first_token(messages)

    async def close(self) -> None:
        """Release the model after the request that runs; later calls raise ModelError.

        Closing twice does nothing.
        """
        self._closed = True
        async with self._turns:
            client, self._client = self._client, None
            if client is not None:
                await client.close()
            await asyncio.to_thread(self._servers.clear)

    async def _write(
        self,
        messages: Sequence[Message],
        pieces: asyncio.Queue[str | None],
        *,
        max_tokens: int,
    ) -> None:
        try:
            async with (
                self._asking(messages) as client,
                aclosing(client.stream(messages, max_tokens=max_tokens)) as stream,
            ):
                async for piece in stream:
                    pieces.put_nowait(piece)
        finally:
            pieces.put_nowait(None)

    @asynccontextmanager
    async def _asking(
        self, messages: Sequence[Message]
    ) -> AsyncGenerator[OpenAICompatibleChat, None]:
        async with self._turns:
            if self._closed:
                raise ModelError(f"chat model {self.model_id!r} has been closed; make a new one")
            client = self._client or await asyncio.to_thread(self._start)
            prompt = "\0".join(f"{message.role}\0{message.content}" for message in messages)
            shared = commonprefix([prompt, self._previous or prompt])  # noqa: RUF071 -- no paths
            fresh = len(prompt) - len(shared)
            self._previous = None  # what the server holds is not known if this request fails
            yield client.with_extra_body({"cache_prompt": fresh >= _FRESH_CHARS})
            self._previous = prompt

    def _start(self) -> OpenAICompatibleChat:
        # A cancelled request leaves its thread loading, and the next one must wait for it.
        with self._guard:
            if self._client is None:
                key = secrets.token_hex(16)
                server = _start_server(
                    self._model_path,
                    key,
                    threads=self._threads,
                    context_tokens=self._context_tokens,
                )
                self._servers.append(server)
                self._client = OpenAICompatibleChat(
                    self.model_id,
                    base_url=f"{server.listening_address}/v1",
                    api_key=key,
                    timeout_s=self._timeout_s,
                    max_retries=0,
                    model_id=self.model_id,
                )
            return self._client


class _LlamaServer(Protocol):
    @property
    def listening_address(self) -> str: ...


def _start_server(path: Path, key: str, *, threads: int, context_tokens: int) -> _LlamaServer:
    _check_gguf(path)
    import xllamacpp

    vendor = cast("Any", xllamacpp)  # a compiled module without types
    params = vendor.CommonParams()
    params.model.path = str(path)
    params.n_ctx = context_tokens
    params.n_parallel = 1
    params.cpuparams.n_threads = threads
    params.cpuparams_batch.n_threads = threads
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.api_keys = [key]
    params.ui = False
    params.endpoint_slots = False
    params.cache_ram_mib = 0
    params.no_extra_bufts = True
    params.flash_attn_type = vendor.llama_flash_attn_type.LLAMA_FLASH_ATTN_TYPE_DISABLED
    params.verbosity = -1
    try:
        return cast("_LlamaServer", vendor.Server(params))
    except RuntimeError as exc:
        raise ModelError(
            f"{path} cannot be loaded as a chat model ({exc}); check that the file is complete "
            f"and that there is memory for it ({path.stat().st_size:,} bytes)"
        ) from exc


def _check_gguf(path: Path) -> None:
    try:
        with path.open("rb") as file:
            magic = file.read(len(_GGUF_MAGIC))
    except OSError as exc:
        raise ModelError(
            f"chat model file {path} cannot be read ({exc.strerror}); "
            "run `citeproof models pull`, or correct the path after `embedded:`"
        ) from exc
    if magic != _GGUF_MAGIC:
        raise ModelError(
            f"{path} is not a GGUF file; give a chat model in GGUF format after `embedded:`"
        )


class _Turns:
    """First come, first served, among tasks of any thread and any event loop."""

    def __init__(self) -> None:
        self._guard = threading.Condition()
        self._waiting: deque[tuple[asyncio.AbstractEventLoop, Future[None]]] = deque()
        self._busy = False
        self._ended = False
        self._holder: tuple[asyncio.AbstractEventLoop, asyncio.Task[object]] | None = None

    async def __aenter__(self) -> None:
        turn: Future[None] = Future()
        with self._guard:
            self._waiting.append((asyncio.get_running_loop(), turn))
            if not self._busy:
                self._pass_on()
        try:
            await asyncio.wrap_future(turn)
        except asyncio.CancelledError:
            if not turn.cancelled():  # the turn had been given before the task was cancelled
                self._release()
            raise
        task = cast("asyncio.Task[object]", asyncio.current_task())
        with self._guard:
            self._holder = (asyncio.get_running_loop(), task)

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._release()

    def end(self, *, timeout_s: float) -> bool:
        """Cancel every request, and say whether the one that ran has ended."""
        with self._guard:
            self._ended = True
            for _, turn in self._waiting:
                turn.cancel()
            holder = self._holder
        if holder is not None and not holder[0].is_closed():
            loop, task = holder
            loop.call_soon_threadsafe(task.cancel)
            if not loop.is_running():  # left by an exception, and nobody will run it again
                loop.run_until_complete(asyncio.wait([task], timeout=timeout_s))
        with self._guard:
            return self._guard.wait_for(lambda: not self._busy, timeout_s)

    def _release(self) -> None:
        with self._guard:
            self._holder = None
            self._pass_on()
            self._guard.notify_all()

    def _pass_on(self) -> None:
        self._busy = False
        while self._waiting and not self._busy and not self._ended:
            loop, turn = self._waiting.popleft()
            if not loop.is_closed() and turn.set_running_or_notify_cancel():
                self._busy = True
                turn.set_result(None)


def _shut_down(turns: _Turns, servers: list[_LlamaServer]) -> None:
    # A server must not be stopped while a client waits for it: it would wait for the client.
    if turns.end(timeout_s=_EXIT_WAIT_S):
        servers.clear()
