"""The writing side of the catalog: whole document versions go in, and come out, in one step.

Only the holder of the data directory's lock (`rag.lock`) uses it.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from rag.alias import Alias, alias_key
from rag.catalog import Catalog, tags_json
from rag.match import indexed_words
from rag.protocols import SpannedText, SpanVectors, Vectors
from rag.types import Chunk, Document
from rag.vocabulary import add_words, drop_words

__all__ = ["CatalogWriter", "IndexedDocument", "Source"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The ledger's line on where a document came from.

    Attributes:
        path: Absolute path of the file, as the file system's bytes.
        document_id: The document made of it.
        uri: The document's uri.
        sha256: Hex digest of the bytes last read.
        format: Which version of reading and chunking made the stored chunks.
        tags: The tags given at ingest; its document may have more of its own.
    """

    path: bytes
    document_id: str
    uri: str
    sha256: str
    format: int
    tags: tuple[str, ...] = ()

    @property
    def file(self) -> Path:
        """The path as a `Path`."""
        return Path(os.fsdecode(self.path))


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexedDocument:
    """A document version with everything that is stored of it in one transaction.

    Attributes:
        document: The new version.
        chunks: Its chunks.
        chunk_texts: The text that each chunk is embedded as, with its sentences; as many as chunks.
        source: Its line in the ledger.
        aliases: Names that it says are of one thing.
    """

    document: Document
    chunks: Sequence[Chunk]
    chunk_texts: Sequence[SpannedText]
    source: Source
    aliases: Sequence[Alias] = ()


class CatalogWriter(Catalog):
    """A catalog that can also be changed; methods raise StoreError as the catalog's do."""

    def __init__(self, path: Path) -> None:
        """Open the file, making it if it is not there."""
        super().__init__(path, create=True)

    def set_meta(self, values: Mapping[str, str]) -> None:
        """Store settings of the catalog, all or none."""
        with self._transaction() as connection:
            _set_meta(connection, values)

    def sources(self) -> list[Source]:
        """Return the ledger, by uri."""
        rows = self._all(
            "SELECT path, document_id, uri, sha256, format, tags FROM sources ORDER BY uri"
        )
        return [
            Source(
                path=row[0],
                document_id=row[1],
                uri=row[2],
                sha256=row[3],
                format=row[4],
                tags=tuple(json.loads(row[5])),
            )
            for row in rows
        ]

    def move_source(self, document_id: str, path: bytes) -> None:
        """Note that a document's file is now found at another path."""
        with self._transaction() as connection:
            connection.execute(
                "UPDATE sources SET path = ? WHERE document_id = ?", (path, document_id)
            )

    def put_documents(
        self, entries: Sequence[IndexedDocument], *, meta: Mapping[str, str]
    ) -> list[str]:
        """Store new document versions and make them current, in one transaction.

        Args:
            entries: Distinct documents; an older version of the same id stays as text only.
            meta: Settings stored in the same transaction.

        Returns:
            Ids of the chunks that no document has any more, in order.
        """
        with self._transaction() as connection:
            old: set[str] = set()
            for entry in entries:
                old |= _drop_chunks(connection, entry.document.id)
                _insert_document(connection, entry)
            # Once for all, since most documents have most words in common.
            add_words(connection, (text for entry in entries for text in _all_words(entry)))
            _set_meta(connection, meta)
        return sorted(old - {chunk.id for entry in entries for chunk in entry.chunks})

    def describe(
        self,
        documents: Sequence[Document],
        *,
        given: Mapping[str, Sequence[str]] | None = None,
        meta: Mapping[str, str] | None = None,
    ) -> None:
        """Store the language and tags of documents whose text is unchanged, in one transaction.

        Args:
            documents: Current versions with their new language and tags.
            given: For some document ids, the tags given at ingest, for the ledger.
            meta: Settings stored in the same transaction.
        """
        with self._transaction() as connection:
            connection.executemany(
                "UPDATE documents SET language = ?, tags = ? WHERE id = ? AND is_current",
                ((one.language, tags_json(one.tags), one.id) for one in documents),
            )
            connection.executemany(
                "UPDATE sources SET tags = ? WHERE document_id = ?",
                ((tags_json(tags), document_id) for document_id, tags in (given or {}).items()),
            )
            _set_meta(connection, meta or {})

    def remove_documents(
        self, document_ids: Sequence[str], *, meta: Mapping[str, str]
    ) -> list[str]:
        """Remove documents with all their versions, in one transaction.

        Returns:
            Ids of the chunks that went, in order.
        """
        old: set[str] = set()
        with self._transaction() as connection:
            for document_id in document_ids:
                old |= _drop_chunks(connection, document_id)
                connection.execute("DELETE FROM documents WHERE id = ?", (document_id,))
                connection.execute("DELETE FROM sources WHERE document_id = ?", (document_id,))
            _set_meta(connection, meta)
        return sorted(old)

    def save_vectors(
        self, model_id: str, texts: Sequence[SpannedText], vectors: Sequence[SpanVectors]
    ) -> None:
        """Store the vectors of chunk texts and their sentences, the latter in half precision.

        Args:
            model_id: Id of the embedding model.
            texts: The exact texts that were embedded.
            vectors: As many.
        """
        with self._transaction() as connection:
            connection.executemany(
                "INSERT INTO vectors (model_id, key, vector, sentences) VALUES (?, ?, ?, ?) "
                "ON CONFLICT (model_id, key) DO UPDATE SET vector = excluded.vector, "
                "sentences = excluded.sentences",
                (
                    (
                        model_id,
                        _vector_key(text),
                        found.whole.astype("<f4").tobytes(),
                        found.spans.astype("<f2").tobytes(),
                    )
                    for text, found in zip(texts, vectors, strict=True)
                ),
            )

    def text_vectors(
        self, model_id: str, texts: Sequence[SpannedText]
    ) -> dict[SpannedText, Vectors]:
        """Return the stored vectors, shape (dim,), of those chunk texts that have one."""
        statement = "SELECT vector FROM vectors WHERE model_id = ? AND key = ?"
        found: dict[SpannedText, Vectors] = {}
        with self._connected() as connection:
            for text in texts:
                row = connection.execute(statement, (model_id, _vector_key(text))).fetchone()
                if row is not None:
                    found[text] = np.frombuffer(row[0], dtype="<f4")
        return found

    def set_chunk_texts(self, texts: Mapping[str, SpannedText]) -> None:
        """Note, by chunk id, which texts the stored chunks are embedded as."""
        with self._transaction() as connection:
            connection.executemany(
                "UPDATE chunks SET vector_key = ? WHERE id = ?",
                ((_vector_key(text), chunk_id) for chunk_id, text in texts.items()),
            )

    def chunk_vectors(
        self, model_id: str, *, after: str = "", limit: int = 1000
    ) -> list[tuple[str, str, Vectors | None]]:
        """Return chunk id, document id and vector (None if there is none) in order of chunk id.

        Args:
            model_id: Id of the embedding model.
            after: Only chunks whose id is greater.
            limit: At most so many.
        """
        rows = self._all(
            "SELECT c.id, c.document_id, v.vector FROM chunks c "
            "LEFT JOIN vectors v ON v.model_id = ? AND v.key = c.vector_key "
            "WHERE c.id > ? ORDER BY c.id LIMIT ?",
            model_id,
            after,
            limit,
        )
        return [
            (row[0], row[1], None if row[2] is None else np.frombuffer(row[2], dtype="<f4"))
            for row in rows
        ]

    def lacks_vectors(self, model_id: str) -> bool:
        """Whether some chunk has no vector of a model."""
        row = self._one(
            "SELECT EXISTS (SELECT 1 FROM chunks c WHERE NOT EXISTS (SELECT 1 FROM vectors v "
            "WHERE v.model_id = ? AND v.key = c.vector_key))",
            model_id,
        )
        return row is not None and bool(row[0])

    def drop_unused_vectors(self, model_id: str) -> None:
        """Delete the vectors of other models, and those of texts that no document has any more."""
        with self._transaction() as connection:
            connection.execute("DELETE FROM vectors WHERE model_id <> ?", (model_id,))
            connection.execute(
                "DELETE FROM vectors WHERE NOT EXISTS "
                "(SELECT 1 FROM chunks c WHERE c.vector_key = vectors.key)"
            )

    @contextmanager
    def _transaction(self) -> Generator[sqlite3.Connection]:
        with self._connected() as connection:
            self._whole = None
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")


def _set_meta(connection: sqlite3.Connection, values: Mapping[str, str]) -> None:
    connection.executemany(
        "INSERT INTO meta (key, value) VALUES (?, ?) "
        "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        values.items(),
    )


def _drop_chunks(connection: sqlite3.Connection, document_id: str) -> set[str]:
    rows = connection.execute(
        "SELECT c.rowid, c.id, w.text, w.heading, w.title FROM chunks c "
        "JOIN chunk_words w ON w.rowid = c.rowid WHERE c.document_id = ?",
        (document_id,),
    ).fetchall()
    connection.executemany("DELETE FROM chunk_words WHERE rowid = ?", ((row[0],) for row in rows))
    connection.execute("DELETE FROM chunks WHERE document_id = ?", (document_id,))
    connection.execute("DELETE FROM aliases WHERE document_id = ?", (document_id,))
    drop_words(connection, (text for row in rows for text in row[2:]))
    return {row[1] for row in rows}


def _insert_document(connection: sqlite3.Connection, entry: IndexedDocument) -> None:
    document, source = entry.document, entry.source
    connection.execute("UPDATE documents SET is_current = 0 WHERE id = ?", (document.id,))
    connection.execute(
        "INSERT INTO documents (id, version, uri, title, text, media_type, sha256, published_at, "
        "fetched_at, language, tags, is_current) VALUES (:id, :version, :uri, :title, :text, "
        ":media_type, :sha256, :published_at, :fetched_at, :language, :tags, 1)",
        document.model_dump() | {"tags": tags_json(document.tags)},
    )
    connection.execute(
        "INSERT INTO sources (path, document_id, uri, sha256, format, tags) "
        "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (document_id) DO UPDATE SET path = excluded.path, "
        "sha256 = excluded.sha256, format = excluded.format, tags = excluded.tags",
        (
            source.path,
            source.document_id,
            source.uri,
            source.sha256,
            source.format,
            tags_json(source.tags),
        ),
    )
    for chunk, chunk_text in zip(entry.chunks, entry.chunk_texts, strict=True):
        _insert_chunk(connection, document, chunk, chunk_text)
    _insert_aliases(connection, document.id, entry.aliases)


def _insert_aliases(
    connection: sqlite3.Connection, document_id: str, aliases: Sequence[Alias]
) -> None:
    both = [pair for a in aliases for pair in ((a.name, a.other), (a.other, a.name))]
    connection.executemany(
        "INSERT OR IGNORE INTO aliases (document_id, key, name, other) VALUES (?, ?, ?, ?)",
        ((document_id, alias_key(name), name, other) for name, other in both),
    )


def _words(document: Document, chunk: Chunk) -> tuple[str, str, str]:
    """Return what the full-text index gets of a chunk: its text, its heading, and the title."""
    words = (document.text[chunk.start : chunk.end], chunk.heading or "", document.title)
    text, heading, title = map(indexed_words, words)
    return text, heading, title


def _all_words(entry: IndexedDocument) -> Iterator[str]:
    return (text for chunk in entry.chunks for text in _words(entry.document, chunk))


def _insert_chunk(
    connection: sqlite3.Connection, document: Document, chunk: Chunk, chunk_text: SpannedText
) -> None:
    cursor = connection.execute(
        'INSERT INTO chunks (id, document_id, start, "end", heading, vector_key) '
        "VALUES (?, ?, ?, ?, ?, ?)",
        (chunk.id, document.id, chunk.start, chunk.end, chunk.heading, _vector_key(chunk_text)),
    )
    connection.execute(
        "INSERT INTO chunk_words (rowid, text, heading, title) VALUES (?, ?, ?, ?)",
        (cursor.lastrowid, *_words(document, chunk)),
    )
    connection.executemany(
        'INSERT INTO sentences (chunk, ordinal, start, "end", kind) VALUES (?, ?, ?, ?, ?)',
        (
            (cursor.lastrowid, ordinal, sentence.start, sentence.end, sentence.kind)
            for ordinal, sentence in enumerate(chunk.sentences)
        ),
    )


def _vector_key(text: SpannedText) -> bytes:
    """Return the key of a text's vectors: the sha256 digest of its words and its spans."""
    spanned = f"{text.spans}\n{text.text}"
    return hashlib.sha256(spanned.encode("utf-8", "surrogatepass")).digest()
