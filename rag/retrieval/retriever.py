"""Retrieval: dense and lexical side by side, rank fusion, evidence sentences."""

from __future__ import annotations

import asyncio
import fnmatch

from rag.filters import Filters, Scope
from rag.protocols import AnswerCatalog, ChunkHit, Embedder, Listing, Vectors, VectorStore
from rag.retrieval.dense import DenseRetriever
from rag.retrieval.evidence import EvidenceSelector
from rag.retrieval.fusion import reciprocal_rank_fusion
from rag.retrieval.lexical import LexicalRetriever
from rag.types import Passage

__all__ = ["Retriever"]

_OF_EACH = 3


class Retriever:
    """Finds evidence sentences in one data directory.

    Args:
        catalog: Documents, chunks and sentences.
        store: Vectors of the current index generation.
        embedder: The model the index was built with.
        chunks: Chunks kept after rank fusion, at least 1.
        evidence: Sentences returned, at least 1.
    """

    def __init__(
        self,
        catalog: AnswerCatalog,
        store: VectorStore,
        embedder: Embedder,
        *,
        chunks: int,
        evidence: int,
    ) -> None:
        """Keep the parts; nothing is opened or loaded."""
        self._catalog = catalog
        self._embedder = embedder
        self._dense = DenseRetriever(store)
        self._lexical = LexicalRetriever(catalog)
        self._evidence = EvidenceSelector(catalog, embedder)
        self._chunks = chunks
        self._limit = evidence

    async def scope(self, filters: Filters | None) -> Scope | None:
        """Return what a search keeps to: glob patterns become documents; None means all."""
        if filters is None:
            return None
        if filters.uris is None:
            return filters.scope(None)
        documents, globs = await self.documents(None), filters.uris
        return filters.scope(
            [d.id for d in documents if any(fnmatch.fnmatchcase(d.uri, glob) for glob in globs)]
        )

    async def documents(self, scope: Scope | None) -> list[Listing]:
        """Return the documents that a search of a scope looks into, by uri."""
        return await asyncio.to_thread(self._catalog.listings, scope)

    async def retrieve(
        self,
        question: str,
        *,
        scope: Scope | None = None,
        every_document: bool = False,
    ) -> list[Passage]:
        """Return the evidence sentences of a question, best first.

        Args:
            question: A question or a statement.
            scope: Search only these documents; None searches all.
            every_document: Whether to hear more documents: half as many sentences again, at most
                three of a document while others have some.

        Raises:
            ModelError: If the embedding model failed.
            StoreError: If the catalog or the vector store failed.
        """
        if scope is not None and scope.document_ids == ():
            return []
        (vector, dense), lexical = await asyncio.gather(
            self._dense_hits(question, scope),
            self._lexical.retrieve(question, k=self._chunks, scope=scope),
        )
        fused = reciprocal_rank_fusion([dense, lexical], limit=self._chunks)
        return await self._evidence.select(
            question,
            vector,
            [hit.chunk_id for hit in fused],
            limit=self._limit * 3 // 2 if every_document else self._limit,
            per_document=_OF_EACH if every_document else None,
        )

    async def _dense_hits(
        self, question: str, scope: Scope | None
    ) -> tuple[Vectors, list[ChunkHit]]:
        vector = (await self._embedder.embed([question]))[0]
        return vector, await self._dense.retrieve(vector, k=self._chunks, scope=scope)
