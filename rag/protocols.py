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
from rag.check_report import StoredCheck
from rag.feedback import Feedback
from rag.filters import Scope
from rag.types import Answer, Chunk, Document, Message

__all__ = [
    "AnswerCatalog",
    "ChatModel",
    "ChatReply",
    "ChunkHit",
    "ChunkVectors",
    "Embedder",
    "Listing",
    "Overview",
    "Reranker",
    "SpanVectors",
    "SpannedText",
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


@dataclass(frozen=True, slots=True, kw_only=True)
class SpannedText:
    """A text, and the spans of it whose vectors are wanted beside its own.

    Attributes:
        text: Any text.
        spans: Half-open `[start, end)` in code points of the text, in order; they do not overlap.
    """

    text: str
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SpanVectors:
    """The vectors of a text and of its spans; each L2-normalised.

    Attributes:
        whole: Shape (dim,).
        spans: Shape (n_spans, dim), in order.
    """

    whole: Vectors
    spans: Vectors


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

    async def embed_spans(self, texts: Sequence[SpannedText]) -> list[SpanVectors]:
        """Return the vectors of texts and of their spans, in order.

        A span's vector stands for its words where they stand, if the model can read them there,
        else for its words alone.

        Raises:
            ModelError: If the model failed.
        """
        ...

    async def close(self) -> None:
        """Release the model. Closing twice does nothing."""
        ...


class Reranker(Protocol):
    """Reads a question and a text together and says how well they belong together."""

    @property
    def model_id(self) -> str:
        """Stable id, stored with every answer."""
        ...

    async def rerank(self, question: str, texts: Sequence[str]) -> list[float]:
        """Return a score for each text, in order; larger is better, for this question only.

        Raises:
            ModelError: If the model failed.
        """
        ...

    async def close(self) -> None:
        """Release the model; later calls raise ModelError. Closing twice does nothing."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ChunkHit:
    """A chunk found by one retriever; larger scores are better."""

    chunk_id: str
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ChunkVectors:
    """The stored vectors of a chunk.

    Attributes:
        document_id: The chunk's document.
        whole: The chunk's own, shape (dim,).
        sentences: Those of `Chunk.embedded_sentences`, shape (n_sentences, dim).
    """

    document_id: str
    whole: Vectors
    sentences: Vectors


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What is known of a document without reading its text; as the fields of `Document`."""

    id: str
    uri: str
    media_type: str
    title: str = ""
    published_at: str | None = None
    language: str | None = None
    tags: tuple[str, ...] = ()

    @classmethod
    def of(cls, document: Document) -> Listing:
        """Return the listing of a document."""
        return cls(
            id=document.id,
            uri=document.uri,
            media_type=document.media_type,
            title=document.title,
            published_at=document.published_at,
            language=document.language,
            tags=document.tags,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """What a search looks into, however many documents that are.

    Attributes:
        documents: How many.
        uris: The first three, by uri.
        dated: How many have a date.
        first: The earliest date, ISO 8601; None without one.
        last: The latest date.
    """

    documents: int = 0
    uris: tuple[str, ...] = ()
    dated: int = 0
    first: str | None = None
    last: str | None = None


class VectorStore(Protocol):
    """Nearest neighbours over the vectors of one index generation's collection."""

    async def upsert(
        self, chunk_ids: Sequence[str], documents: Sequence[Listing], vectors: Vectors
    ) -> None:
        """Add or replace vectors; `documents` holds the document of each chunk."""
        ...

    async def describe(self, chunk_ids: Sequence[str], documents: Sequence[Listing]) -> None:
        """Replace what is kept of the document of each chunk; unknown ids are ignored."""
        ...

    async def query(self, vector: Vectors, *, k: int, scope: Scope | None = None) -> list[ChunkHit]:
        """Return at most k chunks by cosine similarity (−1–1), best first, ties by id.

        Args:
            vector: Shape (dim,).
            k: At least 1.
            scope: Search only these documents when given.

        Raises:
            StoreError: Also if the vectors were stored without what the scope asks for.
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

    def listings(self, scope: Scope | None = None) -> list[Listing]:
        """Return the documents of a scope, or all, without their texts, by uri."""
        ...

    def overview(self, scope: Scope | None = None) -> Overview:
        """Return how many documents a scope has, and from when; those of all if None."""
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
        scope: Scope | None = None,
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

    def vectors(self, model_id: str, chunk_ids: Sequence[str]) -> Mapping[str, ChunkVectors]:
        """Return the stored vectors of those chunks that have them, by chunk id."""
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

    def save_check(self, check: StoredCheck) -> None:
        """Store a checked text under its id."""
        ...

    def stored_check(self, check_id: str) -> StoredCheck | None:
        """Return a stored check, or None."""
        ...

    def save_feedback(self, feedback: Feedback) -> None:
        """Store a reader's word on a stored answer; StoreError without such an answer."""
        ...

    def feedback(self, answer_id: str | None = None) -> list[Feedback]:
        """Return the feedback on an answer, or on all, the oldest first."""
        ...

    def close(self) -> None:
        """Release the catalog. Closing twice does nothing."""
        ...
