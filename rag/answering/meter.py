"""What one answer costs: milliseconds per stage, model requests and tokens."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Generator, Sequence
from contextlib import contextmanager
from typing import Literal

from rag.protocols import ChatModel, ChatReply, TokenChoice
from rag.types import Message, Timings, Usage

__all__ = ["Meter", "MeteredChat", "Stage"]

Stage = Literal["retrieve", "gate", "write", "check"]


class Meter:
    """Adds up the cost of one answer, from the moment it is made."""

    def __init__(self) -> None:
        """Start the clock."""
        self._started = time.perf_counter()
        self._stages: dict[str, float] = {}
        self._first_evidence = 0.0
        self._usage = Usage()

    @contextmanager
    def stage(self, name: Stage) -> Generator[None]:
        """Add the time spent inside to a stage."""
        begun = time.perf_counter()
        try:
            yield
        finally:
            spent = (time.perf_counter() - begun) * 1000
            self._stages[name] = self._stages.get(name, 0.0) + spent

    def evidence_found(self) -> None:
        """Note that the evidence is ready to be shown."""
        self._first_evidence = (time.perf_counter() - self._started) * 1000

    def add(self, *, prompt_tokens: int, completion_tokens: int) -> None:
        """Count one model request."""
        self._usage = Usage(
            requests=self._usage.requests + 1,
            prompt_tokens=self._usage.prompt_tokens + prompt_tokens,
            completion_tokens=self._usage.completion_tokens + completion_tokens,
        )

    @property
    def usage(self) -> Usage:
        """Requests and tokens so far."""
        return self._usage

    @property
    def timings(self) -> Timings:
        """Milliseconds so far, rounded to a tenth."""
        total = (time.perf_counter() - self._started) * 1000
        rounded = {name: round(spent, 1) for name, spent in self._stages.items()}
        return Timings(
            **rounded, first_evidence=round(self._first_evidence, 1), total=round(total, 1)
        )


class MeteredChat:
    """A chat model whose requests are counted.

    Args:
        chat: The model that does the work; closing it is left to its owner.
        meter: Where requests are counted.
    """

    def __init__(self, chat: ChatModel, meter: Meter) -> None:
        """Keep the model and the meter."""
        self._chat = chat
        self._meter = meter

    @property
    def model_id(self) -> str:
        """The model's own id."""
        return self._chat.model_id

    async def complete(self, messages: Sequence[Message], *, max_tokens: int) -> ChatReply:
        """As the model, counted."""
        reply = await self._chat.complete(messages, max_tokens=max_tokens)
        self._meter.add(
            prompt_tokens=reply.prompt_tokens, completion_tokens=reply.completion_tokens
        )
        return reply

    def stream(self, messages: Sequence[Message], *, max_tokens: int) -> AsyncIterator[str]:
        """As the model; a stream is not counted, since its pieces carry no usage."""
        return self._chat.stream(messages, max_tokens=max_tokens)

    async def first_token(self, messages: Sequence[Message]) -> TokenChoice:
        """As the model, counted."""
        choice = await self._chat.first_token(messages)
        self._meter.add(prompt_tokens=choice.prompt_tokens, completion_tokens=1)
        return choice

    async def close(self) -> None:
        """Do nothing: the model belongs to the pipeline."""
