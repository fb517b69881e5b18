"""Retrieval: dense and lexical side by side, fusion, evidence sentences."""

from __future__ import annotations

import asyncio
import fnmatch
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.errors import StoreError
from rag.filters import Filters, Scope
from rag.protocols import (
    AnswerCatalog,
    ChunkHit,
    ChunkVectors,
    Embedder,
    Overview,
    Reranker,
    Vectors,
    VectorStore,
)
from rag.retrieval.dense import DenseRetriever
from rag.retrieval.evidence import EvidenceSelector
from rag.retrieval.further import beside, further_queries
from rag.retrieval.fusion import fuse, spread_over_documents
from rag.retrieval.lexical import LexicalRetriever
from rag.types import Passage

__all__ = ["Retriever"]

_OF_EACH = 3
_DENSE = 50  # what words did not find is among the best of a question, or not at all
_LEXICAL = 100
_FURTHER_CHUNKS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class _Width:
    """How much a search looks at.

    Attributes:
        lexical: Candidates by words.
        chunks: Chunks that evidence is chosen from, of the best candidates.
    """

    lexical: int = _LEXICAL
    chunks: int


class Retriever:
    """Finds evidence sentences in one data directory.

    Args:
        catalog: Documents, chunks and sentences.
        store: Vectors of the current index generation.
        embedder: The model the index was built with.
        chunks: Chunks that evidence is chosen from, at least 1.
        evidence: Sentences returned, at least 1.
        reranker: Puts the sentences that may be evidence in order; None keeps the order of their
            vectors and words.
    """

    def __init__(
        self,
        catalog: AnswerCatalog,
        store: VectorStore,
        embedder: Embedder,
        *,
        chunks: int,
        evidence: int,
        reranker: Reranker | None = None,
    ) -> None:
        """Keep the parts; nothing is opened or loaded."""
        self._catalog = catalog
        self._embedder = embedder
        self._dense = DenseRetriever(store)
        self._lexical = LexicalRetriever(catalog)
        self._evidence = EvidenceSelector(catalog, reranker)
        self._whole = _Width(chunks=chunks)
        # Two sentences of a further search are shown, so it may look at less.
        self._further = _Width(lexical=_LEXICAL // 2, chunks=min(chunks, _FURTHER_CHUNKS))
        self._limit = evidence

    async def scope(self, filters: Filters | None) -> Scope | None:
        """Return what a search keeps to: glob patterns become documents; None means all."""
        if filters is None:
            return None
        if filters.uris is None:
            return filters.scope(None)
        globs = filters.uris
        documents = await asyncio.to_thread(self._catalog.listings, None)
        return filters.scope(
            [d.id for d in documents if any(fnmatch.fnmatchcase(d.uri, glob) for glob in globs)]
        )

    async def searched(self, scope: Scope | None) -> Overview:
        """Return what a search of a scope looks into."""
        return await asyncio.to_thread(self._catalog.overview, scope)

    async def retrieve(
        self,
        question: str,
        *,
        scope: Scope | None = None,
        every_document: bool = False,
        whole_lists: bool = False,
        further: bool = False,
    ) -> list[Passage]:
        """Return the evidence sentences of a question, best first.

        Args:
            question: A question or a statement.
            scope: Search only these documents; None searches all.
            every_document: Whether to hear more documents: half as many sentences again, at most
                three of a document while others have some.
            whole_lists: Whether an item of a short list brings the others along.
            further: Whether to search again for parts of the question, or for what its first
                evidence points to.

        Raises:
            ModelError: If the embedding model failed.
            StoreError: If the catalog or the vector store failed.
        """
        if scope is not None and scope.document_ids == ():
            return []
        most = self._limit * 3 // 2 if every_document else self._limit
        of_each = _OF_EACH if every_document else None

        async def evidence(text: str, width: _Width) -> list[Passage]:
            vector, chunks = await self._chunks_of(text, scope, width)
            return await self._evidence.select(
                text, vector, chunks, limit=most, per_document=of_each, whole_lists=whole_lists
            )

        found = await evidence(question, self._whole)
        queries = further_queries(question, found) if further else []
        if not queries:
            return found
        others = await asyncio.gather(*(evidence(query, self._further) for query in queries))
        return beside(found, others, limit=most)

    async def rank(self, question: str, *, scope: Scope | None = None) -> list[ChunkHit]:
        """Return all chunks that either retriever found, fused, best first.

        Args and errors as `retrieve`.
        """
        _, ranked, _ = await self._ranked(question, scope, _LEXICAL)
        return ranked

    async def _chunks_of(
        self, text: str, scope: Scope | None, width: _Width
    ) -> tuple[Vectors, Mapping[str, Vectors]]:
        """Return a text's vector, and the chunks to look into with their sentences' vectors."""
        vector, ranked, found = await self._ranked(text, scope, width.lexical)
        chosen = spread_over_documents(ranked, found, limit=width.chunks)
        return vector, {hit.chunk_id: found[hit.chunk_id].sentences for hit in chosen}

    async def _ranked(
        self, question: str, scope: Scope | None, lexical_k: int
    ) -> tuple[Vectors, list[ChunkHit], Mapping[str, ChunkVectors]]:
        """Return the question's vector, the fused ranking, and the vectors of what it ranks."""
        (vector, dense), lexical = await asyncio.gather(
            self._dense_hits(question, scope),
            self._lexical.retrieve(question, k=lexical_k, scope=scope),
        )
        return await asyncio.to_thread(self._fused, vector, dense, lexical)

    def _fused(
        self, vector: Vectors, dense: Sequence[ChunkHit], lexical: Sequence[ChunkHit]
    ) -> tuple[Vectors, list[ChunkHit], Mapping[str, ChunkVectors]]:
        candidates = self._vectors([hit.chunk_id for hit in [*dense, *lexical]])
        return vector, fuse(vector, candidates, lexical), candidates

    async def _dense_hits(
        self, question: str, scope: Scope | None
    ) -> tuple[Vectors, list[ChunkHit]]:
        vector = (await self._embedder.embed([question]))[0]
        return vector, await self._dense.retrieve(vector, k=_DENSE, scope=scope)

    def _vectors(self, chunk_ids: Sequence[str]) -> Mapping[str, ChunkVectors]:
        """Return the vectors of the chunks that the catalog has; the index may hold older ones."""
        distinct = sorted(set(chunk_ids))
        found = self._catalog.vectors(self._embedder.model_id, distinct)
        if len(found) < len(distinct):
            known = self._catalog.chunks(distinct)
            without = [chunk.id for chunk in known if chunk.id not in found]
            if without:
                raise StoreError(
                    f"{len(without)} chunks, {without[0]!r} the first, have no vectors of "
                    f"{self._embedder.model_id!r}; ingest any document again to make them"
                )
        return found
