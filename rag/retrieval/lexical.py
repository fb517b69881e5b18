"""Lexical retrieval: BM25 over the catalog's full-text index."""

from __future__ import annotations

import asyncio

from rag.filters import Scope
from rag.protocols import AnswerCatalog, ChunkHit
from rag.retrieval.query import read_query

__all__ = ["LexicalRetriever"]


class LexicalRetriever:
    """Finds chunks by the question's words, its misspelt words and other names understood.

    Args:
        catalog: Holds the full-text index.
    """

    def __init__(self, catalog: AnswerCatalog) -> None:
        """Keep the catalog."""
        self._catalog = catalog

    async def retrieve(
        self, question: str, *, k: int, scope: Scope | None = None
    ) -> list[ChunkHit]:
        """Return at most k chunks, best first.

        Args:
            question: Any text; its punctuation has no meaning to the index.
            k: At least 1.
            scope: Search only these documents when given.
        """
        return await asyncio.to_thread(self._search, question, k, scope)

    def _search(self, question: str, k: int, scope: Scope | None) -> list[ChunkHit]:
        query = read_query(question, self._catalog)
        return self._catalog.search(query.words, k=k, scope=scope, phrases=query.phrases)
