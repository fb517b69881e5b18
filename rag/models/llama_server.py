"""One llama.cpp server in this process: started late, asked one request at a time, shut down."""

from __future__ import annotations

import asyncio
import secrets
import threading
import weakref
from collections import deque
from collections.abc import AsyncGenerator, Sequence
from concurrent.futures import Future
from contextlib import asynccontextmanager
from dataclasses import dataclass
from os.path import commonprefix
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, cast

from rag.errors import ModelError
from rag.models.openai_compatible import OpenAICompatibleChat
from rag.types import Message

__all__ = ["LlamaFiles", "LlamaServer"]

_GGUF_MAGIC = b"GGUF"
_EXIT_WAIT_S = 10.0
# Enough characters for 3 tokens, which with the 5 that end a chat prompt make the 8 of
# `EmbeddedChat`.
_FRESH_CHARS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class LlamaFiles:
    """The files of a model.

    Attributes:
        model: Its GGUF file; the name without the ending is the model id.
        adapter: Low-rank weights made for this very model, a GGUF file, or None.
    """

    model: Path
    adapter: Path | None = None


class LlamaServer:
    """A server on 127.0.0.1 with a random key, started at the first request.

    Args:
        files: What is loaded.
        threads: Threads of the model.
        context_tokens: Longest prompt and completion together.
        timeout_s: Longest wait for bytes of a reply.
    """

    def __init__(
        self, files: LlamaFiles, *, threads: int, context_tokens: int, timeout_s: float
    ) -> None:
        """Keep the numbers; nothing is read before the first request."""
        self.files = files
        self._threads = threads
        self._context_tokens = context_tokens
        self._timeout_s = timeout_s
        self._guard = threading.Lock()
        self._client: OpenAICompatibleChat | None = None
        self._closed = False
        self._previous: str | None = None
        self._turns = _Turns()
        # xllamacpp's server stops when its last reference goes; this list is that reference.
        self._servers: list[_Server] = []
        weakref.finalize(self, _shut_down, self._turns, self._servers)

    @asynccontextmanager
    async def asking(
        self, messages: Sequence[Message], *, adapted: bool
    ) -> AsyncGenerator[OpenAICompatibleChat, None]:
        """Wait for this request's turn and give the client to ask with.

        Args:
            messages: The prompt.
            adapted: Whether the adapter is used.

        Raises:
            ModelError: If a file is missing or is of another kind, or the model has been closed.
        """
        async with self._turns:
            if self._closed:
                name = self.files.model.stem
                raise ModelError(f"chat model {name!r} has been closed; make a new one")
            client = self._client or await asyncio.to_thread(self._started)
            # With other weights nothing that was cached holds, and the server drops it.
            prompt = f"{adapted}\0" + "\0".join(f"{m.role}\0{m.content}" for m in messages)
            shared = commonprefix([prompt, self._previous or prompt])  # noqa: RUF071 -- no paths
            fresh = len(prompt) - len(shared)
            self._previous = None  # what the server holds is not known if this request fails
            body: dict[str, object] = {"cache_prompt": fresh >= _FRESH_CHARS}
            if self.files.adapter is not None:
                body["lora"] = [{"id": 0, "scale": float(adapted)}]
            yield client.with_extra_body(body)
            self._previous = prompt

    async def close(self) -> None:
        """Release the model after the request that runs; closing twice does nothing."""
        self._closed = True
        async with self._turns:
            client, self._client = self._client, None
            if client is not None:
                await client.close()
            await asyncio.to_thread(self._servers.clear)

    def _started(self) -> OpenAICompatibleChat:
        # A cancelled request leaves its thread loading, and the next one must wait for it.
        with self._guard:
            if self._client is None:
                key = secrets.token_hex(16)
                server = _start(
                    self.files, key, threads=self._threads, context_tokens=self._context_tokens
                )
                self._servers.append(server)
                name = self.files.model.stem
                self._client = OpenAICompatibleChat(
                    name,
                    base_url=f"{server.listening_address}/v1",
                    api_key=key,
                    timeout_s=self._timeout_s,
                    max_retries=0,
                    model_id=name,
                )
            return self._client


class _Server(Protocol):
    @property
    def listening_address(self) -> str: ...


def _start(files: LlamaFiles, key: str, *, threads: int, context_tokens: int) -> _Server:
    path = files.model
    _check_gguf(path, "chat model")
    if files.adapter is not None:
        _check_gguf(files.adapter, "adapter")
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
    if files.adapter is not None:
        params.lora_adapters = [vendor.CommonAdapterLoraInfo(str(files.adapter), 1.0)]
        params.lora_init_without_apply = True  # each request says whether it is used
    try:
        return cast("_Server", vendor.Server(params))
    except RuntimeError as exc:
        raise ModelError(
            f"{path} cannot be loaded as a chat model ({exc}); check that the file is complete "
            f"and that there is memory for it ({path.stat().st_size:,} bytes)"
        ) from exc


def _check_gguf(path: Path, what: str) -> None:
    try:
        with path.open("rb") as file:
            magic = file.read(len(_GGUF_MAGIC))
    except OSError as exc:
        raise ModelError(
            f"{what} file {path} cannot be read ({exc.strerror}); "
            "run `citeproof models pull`, or correct the path after `embedded:`"
        ) from exc
    if magic != _GGUF_MAGIC:
        raise ModelError(f"{path} is not a GGUF file; the {what} has to be in GGUF format")


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


def _shut_down(turns: _Turns, servers: list[_Server]) -> None:
    # A server must not be stopped while a client waits for it: it would wait for the client.
    if turns.end(timeout_s=_EXIT_WAIT_S):
        servers.clear()
