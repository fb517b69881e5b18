"""One document as ingest hands it to the catalog, a chunk a line: for tests of the catalog."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from rag.alias import Alias
from rag.catalog_writer import IndexedDocument, Source
from rag.protocols import SpannedText
from rag.types import Chunk, Document, Sentence

__all__ = ["entry", "spanned"]


def entry(
    uri: str, text: str, *, version: int = 1, title: str = "", aliases: Sequence[Alias] = ()
) -> IndexedDocument:
    """Return a document with the text; all chunks but the first stand under a heading."""
    document_id = "doc_" + hashlib.sha256(uri.encode()).hexdigest()[:16]
    sha = hashlib.sha256(text.encode()).hexdigest()
    document = Document(
        id=document_id,
        uri=uri,
        title=title or uri,
        text=text,
        media_type="text/plain",
        sha256=sha,
        fetched_at="2026-01-01T00:00:00+00:00",
        version=version,
    )
    chunks = _chunks(document)
    return IndexedDocument(
        document=document,
        chunks=chunks,
        chunk_texts=[spanned(text[c.start : c.end]) for c in chunks],
        source=Source(
            path=f"/corpus/{uri}".encode(),
            document_id=document_id,
            uri=uri,
            sha256=sha,
            format=1,
        ),
        aliases=aliases,
    )


def spanned(text: str) -> SpannedText:
    """Return a text that is one sentence."""
    return SpannedText(text=text, spans=((0, len(text)),))


def _chunks(document: Document) -> list[Chunk]:
    chunks: list[Chunk] = []
    start = 0
    for ordinal, line in enumerate(document.text.split("\n")):
        span = Sentence(start=start, end=start + len(line))
        chunks.append(
            Chunk(
                id=f"{document.id}-{document.sha256[:8]}-{ordinal:05d}",
                document_id=document.id,
                start=span.start,
                end=span.end,
                heading="Terms" if ordinal else None,
                sentences=(span,),
            )
        )
        start += len(line) + 1
    return chunks
