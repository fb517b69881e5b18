"""Dense retrieval: the question's vector against the chunks' vectors."""

from __future__ import annotations

from rag.filters import Scope
from rag.protocols import ChunkHit, Vectors, VectorStore

__all__ = ["DenseRetriever"]


class DenseRetriever:
    """Finds chunks by cosine similarity.

    Args:
        store: Holds the vectors of the current index generation.
    """

    def __init__(self, store: VectorStore) -> None:
        """Keep the store."""
        self._store = store

    async def retrieve(
        self, vector: Vectors, *, k: int, scope: Scope | None = None
    ) -> list[ChunkHit]:
        """Return at most k chunks, best first.

        Args:
            vector: The question's vector, shape (dim,).
            k: At least 1.
            scope: Search only these documents when given.
        """
        return await self._store.query(vector, k=k, scope=scope)
