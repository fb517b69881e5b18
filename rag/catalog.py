"""The catalog: the SQLite database that is the truth about documents, chunks and answers."""

from __future__ import annotations

import json
import sqlite3
from collections import OrderedDict
from collections.abc import Collection, Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from rag.alias import NamedElsewhere
from rag.conditions import IN_SCOPE, scope_values
from rag.filters import Scope
from rag.full_text import matching_chunks
from rag.match import match_terms
from rag.protocols import ChunkHit, ChunkVectors, Listing, Overview
from rag.records import Records
from rag.types import Chunk, Document, Sentence
from rag.vocabulary import nearest_words, plain_words, unknown_words

__all__ = ["CATALOG_FILE", "Catalog", "tags_json"]

CATALOG_FILE = "catalog.sqlite3"
_CACHED_DOCUMENTS = 64
_FIELDS = (
    "id, uri, title, text, media_type, sha256, published_at, fetched_at, version, language, tags"
)
_DOCUMENTS = f"SELECT {_FIELDS} FROM documents "  # noqa: S608 - made of constants
_LISTED = f"""
    SELECT id, uri, media_type, title, published_at, language, tags
    FROM documents WHERE {IN_SCOPE}
"""  # noqa: S608 - as above
_OVERVIEW = f"""
    SELECT count(*), count(published_at), min(published_at), max(published_at)
    FROM documents WHERE {IN_SCOPE}
"""  # noqa: S608 - as above
_FIRST = f"SELECT uri FROM documents WHERE {IN_SCOPE} ORDER BY uri LIMIT 3"  # noqa: S608 - as above


def tags_json(tags: Sequence[str]) -> str:
    """Return tags as they are stored."""
    return json.dumps(list(tags), ensure_ascii=False)


class Catalog(Records):
    """What answering reads and writes; implements `rag.protocols.AnswerCatalog`.

    Args and errors as `CatalogFile`.
    """

    def __init__(self, path: Path, *, create: bool = False) -> None:
        """Open the file."""
        super().__init__(path, create=create)
        self._documents: OrderedDict[str, Document] = OrderedDict()
        self._whole: tuple[int, Overview] | None = None

    def generation(self) -> str:
        """Return the current index generation, `g0` before the first ingest."""
        return self.meta("generation") or "g0"

    def embed_model_id(self) -> str | None:
        """Return the id of the embedding model of the index, None before the first ingest."""
        return self.meta("embed_model")

    def collection(self) -> str | None:
        """Return the name of the current Chroma collection, None before the first ingest."""
        return self.meta("collection")

    def meta(self, key: str) -> str | None:
        """Return one stored setting of the catalog, or None."""
        row = self._one("SELECT value FROM meta WHERE key = ?", key)
        return None if row is None else str(row[0])

    def document(self, document_id: str) -> Document | None:
        """Return the current version of a document, or None."""
        row = self._one(
            "SELECT version, sha256, language, tags FROM documents WHERE id = ? AND is_current",
            document_id,
        )
        if row is None:
            return None
        with self._lock:
            cached = self._documents.get(document_id)
            if cached is not None and _stamp(cached) == tuple(row):
                self._documents.move_to_end(document_id)
                return cached
        return self._read_document(document_id)

    def documents(self) -> list[Document]:
        """Return the current version of every document, by uri."""
        rows = self._all(_DOCUMENTS + "WHERE is_current ORDER BY uri")
        return [_document(row) for row in rows]

    def listings(self, scope: Scope | None = None) -> list[Listing]:
        """Return the documents of a scope, or all, without their texts, by uri."""
        values = scope_values(scope or Scope())
        with self._connected() as connection:
            rows = connection.execute(_LISTED + "ORDER BY uri", values).fetchall()
        return [_listing(row) for row in rows]

    def overview(self, scope: Scope | None = None) -> Overview:
        """Return how many documents a scope has, and from when; those of all if None."""
        with self._connected() as connection, _snapshot(connection):
            if scope is not None:
                return _overview(connection, scope)
            # Counting all takes longer the more there are; it changes when another process writes.
            written = int(connection.execute("PRAGMA data_version").fetchone()[0])
            if self._whole is None or self._whole[0] != written:
                self._whole = written, _overview(connection, Scope())
            return self._whole[1]

    def document_ids(self) -> list[str]:
        """Return the ids of all documents, by uri, without reading their texts."""
        return [
            row[0] for row in self._all("SELECT id FROM documents WHERE is_current ORDER BY uri")
        ]

    def versions(self, document_id: str) -> list[Document]:
        """Return every stored version of a document, the oldest first."""
        rows = self._all(_DOCUMENTS + "WHERE id = ? ORDER BY version", document_id)
        return [_document(row) for row in rows]

    def chunks(self, chunk_ids: Sequence[str]) -> list[Chunk]:
        """Return the chunks that exist, with their sentences, in the order asked."""
        asked = json.dumps(list(chunk_ids))
        with self._connected() as connection, _snapshot(connection):
            heads = connection.execute(
                'SELECT id, document_id, start, "end", heading FROM chunks '
                "WHERE id IN (SELECT value FROM json_each(?))",
                (asked,),
            ).fetchall()
            sentences = connection.execute(
                'SELECT c.id, s.start, s."end", s.kind FROM chunks c '
                "JOIN sentences s ON s.chunk = c.rowid "
                "WHERE c.id IN (SELECT value FROM json_each(?)) ORDER BY s.chunk, s.ordinal",
                (asked,),
            ).fetchall()
        found = {chunk.id: chunk for chunk in _chunks(heads, sentences)}
        return [found[chunk_id] for chunk_id in chunk_ids if chunk_id in found]

    def chunk_ids(self, document_id: str | None = None) -> list[str]:
        """Return the ids of all chunks, or of one document's, in order of id."""
        if document_id is None:
            rows = self._all("SELECT id FROM chunks ORDER BY id")
        else:
            rows = self._all("SELECT id FROM chunks WHERE document_id = ? ORDER BY id", document_id)
        return [row[0] for row in rows]

    def chunk_count(self) -> int:
        """Return the number of chunks of all documents."""
        row = self._one("SELECT count(*) FROM chunks")
        return 0 if row is None else int(row[0])

    def search(
        self,
        query: str,
        *,
        k: int,
        scope: Scope | None = None,
        phrases: Sequence[str] = (),
    ) -> list[ChunkHit]:
        """Return at most k chunks by BM25 over the query's words, best first, ties by id.

        Args:
            query: Any text; its punctuation has no meaning.
            k: At least 1.
            scope: Search only these documents when given.
            phrases: Also found by these, each as words in a row.
        """
        terms = match_terms(query, phrases=phrases)
        if not terms:
            return []
        with self._connected() as connection:
            return matching_chunks(connection, terms, k=k, scope=scope)

    def unknown_words(self, words: Collection[str]) -> set[str]:
        """Return the words that no document has, in no form of the same stem."""
        with self._connected() as connection:
            return unknown_words(connection, words)

    def plain_words(self, words: Collection[str]) -> set[str]:
        """Return the words that some document writes in small letters."""
        with self._connected() as connection:
            return plain_words(connection, words)

    def nearest_words(self, word: str, *, name: bool, limit: int) -> list[str]:
        """Return at most `limit` words of the documents that a slip of the pen turns into this one.

        Args:
            word: At least four letters and nothing else.
            name: Whether it is written as a name.
            limit: At least 1.
        """
        with self._connected() as connection:
            return nearest_words(connection, word, name=name, limit=limit)

    def named_elsewhere(self, keys: Collection[str]) -> list[NamedElsewhere]:
        """Return other names of the things whose names have these keys, the best known first."""
        rows = self._all(
            "SELECT key, name, other, count(*) AS documents FROM aliases "
            "WHERE key IN (SELECT value FROM json_each(?)) GROUP BY key, name, other "
            "ORDER BY documents DESC, key, name, other",
            json.dumps(sorted(keys)),
        )
        return [
            NamedElsewhere(key=row[0], name=row[1], other=row[2], documents=row[3]) for row in rows
        ]

    def vectors(self, model_id: str, chunk_ids: Sequence[str]) -> Mapping[str, ChunkVectors]:
        """Return the stored vectors of those chunks that have them, by chunk id."""
        # CROSS JOIN keeps SQLite from reading all vectors of the model to find a few of them.
        rows = self._all(
            "SELECT c.id, c.document_id, v.vector, v.sentences FROM chunks c "
            "CROSS JOIN vectors v ON v.model_id = ? AND v.key = c.vector_key "
            "WHERE c.id IN (SELECT value FROM json_each(?))",
            model_id,
            json.dumps(list(chunk_ids)),
        )
        return _chunk_vectors(rows)

    def _read_document(self, document_id: str) -> Document | None:
        row = self._one(_DOCUMENTS + "WHERE id = ? AND is_current", document_id)
        if row is None:
            return None
        document = _document(row)
        with self._lock:
            self._documents[document_id] = document
            self._documents.move_to_end(document_id)
            while len(self._documents) > _CACHED_DOCUMENTS:
                self._documents.popitem(last=False)
        return document


@contextmanager
def _snapshot(connection: sqlite3.Connection) -> Generator[None]:
    """Let several reads see one state of the file."""
    connection.execute("BEGIN")
    try:
        yield
    finally:
        connection.execute("COMMIT")


def _overview(connection: sqlite3.Connection, scope: Scope) -> Overview:
    values = scope_values(scope)
    count, dated, first, last = connection.execute(_OVERVIEW, values).fetchone()
    uris = tuple(row[0] for row in connection.execute(_FIRST, values))
    return Overview(documents=count, uris=uris, dated=dated, first=first, last=last)


def _document(row: tuple[Any, ...]) -> Document:
    fields = dict(zip(_FIELDS.split(", "), row, strict=True))
    return Document.model_validate(fields | {"tags": json.loads(fields["tags"])})


def _listing(row: tuple[Any, ...]) -> Listing:
    return Listing(
        id=row[0],
        uri=row[1],
        media_type=row[2],
        title=row[3],
        published_at=row[4],
        language=row[5],
        tags=tuple(json.loads(row[6])),
    )


def _stamp(document: Document) -> tuple[object, ...]:
    """What a document's row is told apart by from what it was before."""
    return document.version, document.sha256, document.language, tags_json(document.tags)


def _chunk_vectors(rows: list[tuple[str, str, bytes, bytes]]) -> dict[str, ChunkVectors]:
    """Read vectors, all at once: half precision is slow to widen piece by piece."""
    if not rows:
        return {}
    wholes = [np.frombuffer(row[2], dtype="<f4") for row in rows]
    halves = np.frombuffer(b"".join(row[3] for row in rows), dtype="<f2")
    sentences = halves.astype(np.float32).reshape(-1, len(wholes[0]))
    ends = np.cumsum([len(row[3]) // 2 // len(wholes[0]) for row in rows])
    return {
        row[0]: ChunkVectors(document_id=row[1], whole=whole, sentences=found)
        for row, whole, found in zip(rows, wholes, np.split(sentences, ends[:-1]), strict=True)
    }


def _chunks(heads: list[tuple[Any, ...]], rows: list[tuple[Any, ...]]) -> list[Chunk]:
    sentences: dict[str, list[Sentence]] = {head[0]: [] for head in heads}
    for chunk_id, start, end, kind in rows:
        sentences[chunk_id].append(Sentence(start=start, end=end, kind=kind))
    return [
        Chunk(
            id=chunk_id,
            document_id=document_id,
            start=start,
            end=end,
            heading=heading,
            sentences=tuple(sentences[chunk_id]),
        )
        for chunk_id, document_id, start, end, heading in heads
    ]
