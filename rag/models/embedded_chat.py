"""The embedded chat model: llama.cpp in this process, behind its own loopback server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from copy import copy
from pathlib import Path

from rag.errors import ConfigurationError
from rag.models.llama_server import LlamaFiles, LlamaServer
from rag.protocols import ChatReply, TokenChoice
from rag.types import Message

__all__ = ["EmbeddedChat"]


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

    With an adapter the weights serve two models: this one, which never uses it, and the one that
    `adapted` returns, which always does.

    Args:
        model_path: The GGUF file; its name without the ending is the model id.
        adapter_path: Low-rank weights made for this very model, a GGUF file.
        threads: Threads of the model.
        context_tokens: Longest prompt and completion together.
        timeout_s: Longest wait for bytes of a reply.
    """

    def __init__(
        self,
        model_path: Path,
        *,
        adapter_path: Path | None = None,
        threads: int = 1,
        context_tokens: int = 4096,
        timeout_s: float = 120.0,
    ) -> None:
        """Keep the paths; nothing is read before the first request."""
        self._server = LlamaServer(
            LlamaFiles(model=model_path, adapter=adapter_path),
            threads=threads,
            context_tokens=context_tokens,
            timeout_s=timeout_s,
        )
        self._adapted = False

    @property
    def has_adapter(self) -> bool:
        """Whether there is an adapter for `adapted`."""
        return self._server.files.adapter is not None

    def adapted(self) -> EmbeddedChat:
        """Return the same weights with the adapter, as a model with an id of its own.

        Closing either closes both.

        Raises:
            ConfigurationError: If there is no adapter.
        """
        if not self.has_adapter:
            raise ConfigurationError(f"chat model {self.model_id!r} has no adapter; name its file")
        other = copy(self)
        other._adapted = True
        return other

    @property
    def model_id(self) -> str:
        """Stable id, stored with every answer."""
        files = self._server.files
        if self._adapted and files.adapter is not None:
            return f"{files.model.stem}+{files.adapter.stem}"
        return files.model.stem

    async def complete(self, messages: Sequence[Message], *, max_tokens: int) -> ChatReply:
        """Return the whole completion.

        Raises:
            ModelError: If the file is missing or is not a chat model, the prompt is longer than
                the context, or the reply is empty or late.
        """
        async with self._server.asking(messages, adapted=self._adapted) as client:
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
        async with self._server.asking(messages, adapted=self._adapted) as client:
            return await client.first_token(messages)

    async def close(self) -> None:
        """Release the model after the request that runs; later calls raise ModelError.

        Closing twice does nothing.
        """
        await self._server.close()

    async def _write(
        self,
        messages: Sequence[Message],
        pieces: asyncio.Queue[str | None],
        *,
        max_tokens: int,
    ) -> None:
        try:
            async with (
                self._server.asking(messages, adapted=self._adapted) as client,
                aclosing(client.stream(messages, max_tokens=max_tokens)) as stream,
            ):
                async for piece in stream:
                    pieces.put_nowait(piece)
        finally:
            pieces.put_nowait(None)
