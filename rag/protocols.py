"""The seams of the project: what a model, an embedder, a vector store and a catalog must do.

Every implementation passes the contract suite of its protocol in `tests/contracts/`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rag.alias import NamedElsewhere
from rag.types import Answer, Chunk, Document, Message

__all__ = [
    "AnswerCatalog",
    "ChatModel",
    "ChatReply",
    "ChunkHit",
    "Embedder",
    "Listing",
    "TokenChoice",
    "VectorStore",
    "Vectors",
]

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatReply:
    """A finished completion.

    Attributes:
        text: The completion.
        prompt_tokens: Tokens of the prompt, cached ones included.
        completion_tokens: Tokens generated.
        truncated: Whether the completion stopped at `max_tokens`.
    """

    text: str
    prompt_tokens: int
    completion_tokens: int
    truncated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenChoice:
    """The model's distribution over the first token of its reply.

    Attributes:
        probabilities: Token text to probability in 0–1, the most likely first; at most 20 tokens,
            so the values may sum to less than 1.
        prompt_tokens: Tokens of the prompt, cached ones included.
    """

    probabilities: Mapping[str, float]
    prompt_tokens: int


class ChatModel(Protocol):
    """A chat model behind an OpenAI-compatible interface; temperature 0 and a fixed seed."""

    @property
    def model_id(self) -> str:
        """Stable id, stored with every answer."""
        ...

    async def complete(self, messages: Sequence[Message], *, max_tokens: int) -> ChatReply:
        """Return the whole completion.

        Raises:
            ModelError: If the model failed, timed out or returned nothing readable.
        """
        ...

    def stream(self, messages: Sequence[Message], *, max_tokens: int) -> AsyncIterator[str]:
        """Yield the completion piece by piece.

        Raises:
            ModelError: As `complete`.
        """
        ...

    async def first_token(self, messages: Sequence[Message]) -> TokenChoice:
        """Return the distribution of the first token of the reply.

        Raises:
            ModelError: As `complete`, and if the server gives no log-probabilities.
        """
        ...

    async def close(self) -> None:
        """Release the model; later calls raise ModelError. Closing twice does nothing."""
        ...


class Embedder(Protocol):
    """Maps texts to vectors."""

    @property
    def model_id(self) -> str:
        """Stable id; vectors of different ids are never compared."""
        ...

    @property
    def dim(self) -> int:
        """Length of a vector."""
        ...

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one L2-normalised float32 row per text, shape (n_texts, dim), in order.

        Raises:
            ModelError: If the model failed.
        """
        ...

    async def close(self) -> None:
        """Release the model. Closing twice does nothing."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ChunkHit:
    """A chunk found by one retriever; larger scores are better."""

    chunk_id: str
    score: float


class VectorStore(Protocol):
    """Nearest neighbours over the vectors of one index generation's collection."""

    async def upsert(
        self, chunk_ids: Sequence[str], document_ids: Sequence[str], vectors: Vectors
    ) -> None:
        """Add or replace vectors; all three arguments have the same length."""
        ...

    async def query(
        self, vector: Vectors, *, k: int, document_ids: Sequence[str] | None = None
    ) -> list[ChunkHit]:
        """Return at most k chunks by cosine similarity (−1–1), best first, ties by id.

        Args:
            vector: Shape (dim,).
            k: At least 1.
            document_ids: Search only these documents when given.
        """
        ...

    async def delete(self, chunk_ids: Sequence[str]) -> None:
        """Remove vectors; unknown ids are ignored."""
        ...

    async def ids(self) -> set[str]:
        """Return the ids of all stored chunks."""
        ...

    async def count(self) -> int:
        """Return the number of stored vectors."""
        ...

    async def close(self) -> None:
        """Release the store. Closing twice does nothing."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What is known of a document without reading its text; as the fields of `Document`."""

    id: str
    uri: str
    published_at: str | None


class AnswerCatalog(Protocol):
    """What answering reads from, and writes to, the catalog."""

    def generation(self) -> str:
        """Return the current index generation, for example `g3`."""
        ...

    def document(self, document_id: str) -> Document | None:
        """Return the current version of a document, or None."""
        ...

    def documents(self) -> list[Document]:
        """Return the current version of every document, by uri."""
        ...

    def listings(self) -> list[Listing]:
        """Return every document without its text, by uri."""
        ...

    def versions(self, document_id: str) -> list[Document]:
        """Return every stored version of a document, the oldest first."""
        ...

    def chunks(self, chunk_ids: Sequence[str]) -> list[Chunk]:
        """Return the chunks that exist, with their sentences, in the order asked."""
        ...

    def chunk_ids(self, document_id: str | None = None) -> list[str]:
        """Return the ids of all chunks, or of one document's, in order of id."""
        ...

    def search(
        self,
        query: str,
        *,
        k: int,
        document_ids: Sequence[str] | None = None,
        phrases: Sequence[str] = (),
    ) -> list[ChunkHit]:
        """Return at most k chunks by BM25 over the query's words, best first, ties by id."""
        ...

    def unknown_words(self, words: Collection[str]) -> set[str]:
        """Return the words that no document has, in no form of the same stem."""
        ...

    def plain_words(self, words: Collection[str]) -> set[str]:
        """Return the words that some document writes in small letters."""
        ...

    def nearest_words(self, word: str, *, name: bool, limit: int) -> list[str]:
        """Return words of the documents that a slip of the pen turns into this one, best first."""
        ...

    def named_elsewhere(self, keys: Collection[str]) -> list[NamedElsewhere]:
        """Return other names of the things whose names have these keys, the best known first."""
        ...

    def vectors(self, model_id: str, texts: Sequence[str]) -> Mapping[str, Vectors]:
        """Return the stored vectors, shape (dim,), of those texts that have one."""
        ...

    def save_answer(self, answer: Answer) -> None:
        """Store an answer under its id."""
        ...

    def answer(self, answer_id: str) -> Answer | None:
        """Return a stored answer, or None."""
        ...

    def answer_ids(self, *, limit: int = 100) -> list[str]:
        """Return the ids of the last answers, the newest first."""
        ...

    def close(self) -> None:
        """Release the catalog. Closing twice does nothing."""
        ...
