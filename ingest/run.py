"""One ingest, from the files found to catalog and index; the caller holds the lock."""

from __future__ import annotations

import asyncio
import hashlib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from ingest.aliases import find_aliases
from ingest.batches import Batches
from ingest.chunk import chunk_document, embedding_text
from ingest.index import Index, next_generation
from ingest.language import language_of
from ingest.ledger import Decision, Ledger
from ingest.load import Found, SourceFile, parse, read_bytes
from ingest.readers.text import front_matter_tags
from ingest.sentences import split
from ingest.vectors import embed_missing
from rag.catalog import CATALOG_FILE
from rag.catalog_writer import CatalogWriter, IndexedDocument, Source
from rag.errors import IngestError, StoreError, UsageError
from rag.ingest_report import IngestFailure, IngestReport
from rag.protocols import Embedder, Listing, SpannedText, Vectors
from rag.settings import Settings
from rag.store import index_address
from rag.types import Document

__all__ = ["Progress", "Run"]

Progress = Callable[[int, int, str], None]
"""Called before each file with the number of files done, the number of all, and its uri."""

_BATCH_CHUNKS = 400
_FIRST_CHUNKS = 48  # while nothing is being embedded
_IN_FLIGHT = 2  # batches: one is embedded while the one before is written
_MARKDOWN = "text/markdown"


class Run:
    """One ingest: files are read while those before are embedded, and those before written.

    Batches are written in order, by one writer.

    Args:
        data: The data directory.
        settings: Which embedder, and where Chroma is.
        embedder: Used instead of the one the settings name, and not closed.
    """

    def __init__(self, data: Path, *, settings: Settings, embedder: Embedder | None) -> None:
        """Open the catalog."""
        self._settings = settings
        self._given = embedder
        self._made: Embedder | None = None
        self._catalog = CatalogWriter(data / CATALOG_FILE)
        self._index = Index(self._catalog, index_address(data, settings.chroma))
        self._batches = Batches(
            self._put, size=_BATCH_CHUNKS, least=_FIRST_CHUNKS, at_once=_IN_FLIGHT
        )
        self._embedding = asyncio.Lock()
        self._writing = asyncio.Lock()
        self._uris: dict[str, list[str]] = defaultdict(list)
        self._failed: list[IngestFailure] = []
        self._chunks = 0
        self._changed = False

    async def close(self) -> None:
        """Release catalog, index and embedder; what is not written yet is given up."""
        await self._batches.cancel()
        await self._index.close()
        if self._made is not None:
            await self._made.close()
        self._catalog.close()

    async def take_in(
        self,
        found: Found,
        *,
        tags: tuple[str, ...] | None,
        sync: bool,
        progress: Progress | None,
    ) -> IngestReport:
        """Bring catalog and index in step with the files found; `seconds` is left at 0."""
        await self._open_index()
        ledger = Ledger(self._catalog, tags=tags)
        for done, file in enumerate(found.files):
            if progress is not None:
                progress(done, len(found.files), file.uri)
            try:
                await self._take_file(ledger, file)
            except IngestError as exc:
                self._failed.append(IngestFailure(uri=file.uri, reason=str(exc)))
        await self._batches.drain()
        if sync:
            await self._remove(ledger.vanished(found.folders))
        self._index.settle()
        return IngestReport(
            added=self._uris["add"],
            updated=self._uris["update"],
            unchanged=self._uris["unchanged"],
            retagged=self._uris["retag"],
            removed=self._uris["remove"],
            skipped=found.skipped,
            failed=found.failed + self._failed,
            chunks=self._chunks,
            generation=self._catalog.generation(),
        )

    async def remove(self, named: Sequence[str]) -> IngestReport:
        """Remove documents by id or uri; `seconds` is left at 0.

        Raises:
            UsageError: If there is no such document; then none is removed.
        """
        sources = [source for source in self._catalog.sources() if _is_named(source, named)]
        known = {name for source in sources for name in (source.document_id, source.uri)}
        unknown = [name for name in named if name not in known]
        if unknown:
            raise UsageError(
                f"there is no document {', '.join(map(repr, unknown))}; "
                "`citeproof documents` lists those there are"
            )
        await self._open_index()
        await self._remove(sources)
        self._index.settle()
        return IngestReport(removed=self._uris["remove"], generation=self._catalog.generation())

    async def rebuild(self) -> str:
        """Build the index again, embedding what has no vector, and return the new generation."""
        model_id = self._wanted_model()
        if self._catalog.lacks_vectors(model_id):
            await self._embed_all()
        await asyncio.to_thread(self._describe_again)
        await self._index.rebuild(model_id)
        self._catalog.set_meta({"embed_setting": self._embed_setting()})
        self._catalog.drop_unused_vectors(model_id)
        return self._catalog.generation()

    async def _open_index(self) -> None:
        """Open the index, or build it again if it is lost or another model is wanted."""
        intact = await self._index.open()
        model_id = self._catalog.embed_model_id()
        if not intact or (model_id is not None and model_id != self._wanted_model()):
            await self.rebuild()

    async def _take_file(self, ledger: Ledger, file: SourceFile) -> None:
        decision, entry = await asyncio.to_thread(self._read, ledger, file)
        if entry is not None:
            await self._batches.add((decision, entry), weight=len(entry.chunks))
        elif decision.action == "retag":
            await self._retag(decision.source)
        else:
            self._uris["unchanged"].append(decision.source.uri)

    def _read(self, ledger: Ledger, file: SourceFile) -> tuple[Decision, IndexedDocument | None]:
        """Decide what to do with a file, and make the document of one that is new or changed."""
        data = read_bytes(file)
        decision = ledger.decide(file, hashlib.sha256(data).hexdigest())
        if decision.action in ("unchanged", "retag"):
            return decision, None
        return decision, self._indexed(decision, file, data)

    async def _retag(self, source: Source) -> None:
        """Change the tags of a document whose bytes are unchanged."""
        document = self._catalog.document(source.document_id)
        if document is None:
            raise StoreError(f"the catalog lists {source.uri!r} but lacks its text; rebuild it")
        await self._batches.drain()
        tagged = document.model_copy(update={"tags": _joined(source.tags, _own_tags(document))})
        self._index.begin()
        await asyncio.to_thread(
            self._catalog.describe,
            [tagged],
            given={source.document_id: source.tags},
            meta=self._generation(),
        )
        await self._index.describe([Listing.of(tagged)])
        action = "unchanged" if tagged == document else "retag"
        self._uris[action].append(source.uri)

    def _indexed(self, decision: Decision, file: SourceFile, data: bytes) -> IndexedDocument:
        source = decision.source
        read = parse(file, data)
        # One that is new is not looked for: the catalog may be busy with those before.
        known = decision.action == "update"
        older = self._catalog.document(source.document_id) if known else None
        document = Document(
            id=source.document_id,
            uri=source.uri,
            title=read.title or source.uri.rsplit("/", 1)[-1],
            text=read.text,
            media_type=read.media_type,
            sha256=source.sha256,
            published_at=read.published_at,
            fetched_at=datetime.now(UTC).isoformat(timespec="seconds"),
            version=older.version + 1 if older else 1,
            language=language_of(read.text),
            tags=_joined(source.tags, read.tags),
        )
        sentences = split(document.text)
        chunks = chunk_document(document, sentences)
        return IndexedDocument(
            document=document,
            chunks=chunks,
            chunk_texts=[embedding_text(chunk, document.text) for chunk in chunks],
            source=source,
            aliases=find_aliases(document.text, sentences),
        )

    async def _put(self, batch: list[tuple[Decision, IndexedDocument]]) -> None:
        """Write documents: vectors, then the catalog, then what is out of date goes."""
        entries = [entry for _, entry in batch]
        async with self._embedding:  # first come, first served, so batches stay in order
            embedder = self._embedder()
            texts = [text for entry in entries for text in entry.chunk_texts]
            vectors = await embed_missing(self._catalog, embedder, texts)
        async with self._writing:
            await self._write(entries, vectors, embedder.model_id)
        for decision, entry in batch:
            self._uris[decision.action].append(decision.source.uri)
            self._chunks += len(entry.chunks)

    async def _write(
        self,
        entries: Sequence[IndexedDocument],
        vectors: Mapping[SpannedText, Vectors],
        model_id: str,
    ) -> None:
        chunks = [
            (chunk.id, Listing.of(e.document), vectors[text])
            for e in entries
            for chunk, text in zip(e.chunks, e.chunk_texts, strict=True)
        ]
        if chunks:
            ids, documents, rows = zip(*chunks, strict=True)
            await self._index.add(ids, documents, np.stack(rows))
        meta = {"embed_model": model_id, "embed_setting": self._embed_setting()}
        gone = await asyncio.to_thread(
            self._catalog.put_documents, entries, meta=meta | self._generation()
        )
        if gone:
            await self._index.remove(gone)

    async def _remove(self, sources: Sequence[Source]) -> None:
        if not sources:
            return
        ids = [source.document_id for source in sources]
        gone = await asyncio.to_thread(self._catalog.remove_documents, ids, meta=self._generation())
        await self._index.remove(gone)
        self._uris["remove"] += [source.uri for source in sources]

    def _generation(self) -> dict[str, str]:
        """Return the setting that starts a new generation, once for each ingest."""
        if self._changed:
            return {}
        self._changed = True
        return {"generation": next_generation(self._catalog)}

    async def _embed_all(self) -> None:
        for document_id in self._catalog.document_ids():
            document = self._catalog.document(document_id)
            if document is not None:
                chunks = self._catalog.chunks(self._catalog.chunk_ids(document_id))
                texts = {chunk.id: embedding_text(chunk, document.text) for chunk in chunks}
                await embed_missing(self._catalog, self._embedder(), list(texts.values()))
                self._catalog.set_chunk_texts(texts)

    def _describe_again(self) -> None:
        """Find language and own tags of documents stored before these were looked for."""
        given = {source.document_id: source.tags for source in self._catalog.sources()}
        for document_id in self._catalog.document_ids():
            document = self._catalog.document(document_id)
            if document is None:
                continue
            found = document.model_copy(
                update={
                    "language": document.language or language_of(document.text),
                    "tags": _joined(given.get(document_id, ()), _own_tags(document)),
                }
            )
            if found != document:
                self._catalog.describe([found], meta={"index_state": "changing"})

    def _embed_setting(self) -> str:
        return f"given:{self._given.model_id}" if self._given else self._settings.models.embed

    def _wanted_model(self) -> str:
        """Return the id of the embedding model, without making the embedder where it is known."""
        known = self._catalog.embed_model_id()
        if known is not None and self._catalog.meta("embed_setting") == self._embed_setting():
            return known
        return self._embedder().model_id

    def _embedder(self) -> Embedder:
        if self._given is not None:
            return self._given
        if self._made is None:
            from rag.assemble import build_embedder

            self._made = build_embedder(self._settings)
        return self._made


def _own_tags(document: Document) -> tuple[str, ...]:
    """The tags that a stored text gives itself."""
    return front_matter_tags(document.text) if document.media_type == _MARKDOWN else ()


def _joined(given: tuple[str, ...], own: tuple[str, ...]) -> tuple[str, ...]:
    """The tags given at ingest and those of the text's own front matter, in order."""
    return tuple(sorted({*given, *own}))


def _is_named(source: Source, named: Sequence[str]) -> bool:
    return source.document_id in named or source.uri in named
