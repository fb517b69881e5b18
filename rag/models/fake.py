"""Models without weights, for tests: yours as well as this project's.

They do what their protocols ask, at once and the same way every time, so that a test can say what
a model answers and look at what the program makes of it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import AsyncGenerator, Callable, Sequence

import numpy as np

from rag.errors import ModelError
from rag.models.spans import embedded_apart
from rag.protocols import ChatReply, SpannedText, SpanVectors, TokenChoice, Vectors
from rag.types import Message

__all__ = ["FakeChat", "FakeEmbedder", "FakeReranker"]


class FakeChat:
    """A chat model that says what it is told to say. Its tokens are words.

    >>> import asyncio
    >>> chat = FakeChat(reply=lambda messages: "It costs $5 [1].")
    >>> asyncio.run(chat.complete([Message(role="user", content="Price?")], max_tokens=50)).text
    'It costs $5 [1].'

    Args:
        reply: Maps the messages to the completion; by default the last message is repeated. It
            may raise `ModelError` to stand for a model that fails.
        probability: Maps the messages to P(yes) in 0–1; by default always 1.
        model_id: Id stored with answers.
    """

    def __init__(
        self,
        *,
        reply: Callable[[Sequence[Message]], str] | None = None,
        probability: Callable[[Sequence[Message]], float] | None = None,
        model_id: str = "fake-chat",
    ) -> None:
        """Keep the script."""
        self._script = reply or _repeat_last
        self._probability = probability or _always_yes
        self._model_id = model_id
        self._closed = False

    @property
    def model_id(self) -> str:
        """Stable id, stored with every answer."""
        return self._model_id

    async def complete(self, messages: Sequence[Message], *, max_tokens: int) -> ChatReply:
        """Return the scripted reply, at most `max_tokens` words of it.

        Raises:
            ModelError: If the reply is empty or the model has been closed.
        """
        pieces = self._pieces(messages)
        return ChatReply(
            text="".join(pieces[:max_tokens]),
            prompt_tokens=_count(messages),
            completion_tokens=min(len(pieces), max_tokens),
            truncated=len(pieces) > max_tokens,
        )

    async def stream(
        self, messages: Sequence[Message], *, max_tokens: int
    ) -> AsyncGenerator[str, None]:
        """Yield the scripted reply word by word.

        Raises:
            ModelError: As `complete`.
        """
        for piece in self._pieces(messages)[:max_tokens]:
            yield piece

    async def first_token(self, messages: Sequence[Message]) -> TokenChoice:
        """Return `Yes` with the scripted probability and `No` with the rest.

        Raises:
            ModelError: If the model has been closed.
        """
        self._check_open()
        yes = self._probability(messages)
        both = {"Yes": yes, "No": 1.0 - yes}
        ordered = dict(sorted(both.items(), key=lambda item: -item[1]))
        return TokenChoice(probabilities=ordered, prompt_tokens=_count(messages))

    async def close(self) -> None:
        """Make later calls raise ModelError. Closing twice does nothing."""
        self._closed = True

    def _pieces(self, messages: Sequence[Message]) -> list[str]:
        self._check_open()
        pieces = re.findall(r"\s*\S+\s*$|\s*\S+", self._script(messages))
        if not pieces:
            raise ModelError(f"chat model {self._model_id!r} returned an empty reply")
        return pieces

    def _check_open(self) -> None:
        if self._closed:
            raise ModelError(f"chat model {self._model_id!r} has been closed; make a new one")


class FakeReranker:
    """A reranker that counts the question's words in a text, lower-cased.

    >>> import asyncio
    >>> asyncio.run(FakeReranker().rerank("the red car", ["rain", "a red car"]))
    [0.0, 2.0]
    """

    def __init__(self) -> None:
        """Start open."""
        self._closed = False

    @property
    def model_id(self) -> str:
        """Stable id, stored with every answer."""
        return "fake-reranker"

    async def rerank(self, question: str, texts: Sequence[str]) -> list[float]:
        """Return a score for each text, in order.

        Raises:
            ModelError: If the reranker has been closed.
        """
        if self._closed:
            raise ModelError(f"reranker {self.model_id!r} has been closed; make a new one")
        asked = set(re.findall(r"\w+", question.lower()))
        return [float(len(asked & set(re.findall(r"\w+", text.lower())))) for text in texts]

    async def close(self) -> None:
        """Make later calls raise ModelError. Closing twice does nothing."""
        self._closed = True


class FakeEmbedder:
    """A hashed bag of lower-cased words: texts that share words have near vectors.

    >>> import asyncio
    >>> a, b, c = asyncio.run(FakeEmbedder().embed(["the red car", "a red car", "rain"]))
    >>> bool(a @ b > a @ c)
    True

    Args:
        dim: Length of a vector.
    """

    def __init__(self, *, dim: int = 64) -> None:
        """Keep the length."""
        self._dim = dim
        self._closed = False

    @property
    def model_id(self) -> str:
        """Stable id; vectors of different ids are never compared."""
        return f"fake-embedder-{self._dim}"

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return self._dim

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one L2-normalised float32 row per text, shape (n_texts, dim), in order.

        Raises:
            ModelError: If the embedder has been closed.
        """
        if self._closed:
            raise ModelError(f"embedder {self.model_id!r} has been closed; make a new one")
        vectors = np.zeros((len(texts), self._dim), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in re.findall(r"\w+", text.lower()) or [""]:
                vectors[row, self._column(word)] += 1.0
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        return (vectors / norms).astype(np.float32)

    async def embed_spans(self, texts: Sequence[SpannedText]) -> list[SpanVectors]:
        """Return the vectors of texts and, for their words alone, of their spans; as `embed`."""
        return await embedded_apart(self, texts)

    async def close(self) -> None:
        """Make later calls raise ModelError. Closing twice does nothing."""
        self._closed = True

    def _column(self, word: str) -> int:
        digest = hashlib.blake2b(word.encode("utf-8", "replace"), digest_size=8).digest()
        return int.from_bytes(digest) % self._dim


def _repeat_last(messages: Sequence[Message]) -> str:
    return messages[-1].content if messages else ""


def _always_yes(messages: Sequence[Message]) -> float:
    del messages
    return 1.0


def _count(messages: Sequence[Message]) -> int:
    return sum(len(message.content.split()) for message in messages)
