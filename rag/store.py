"""Chroma behind the `VectorStore` protocol: an index that can always be built again."""

from __future__ import annotations

import asyncio
import importlib.metadata
import socket
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast
from urllib.parse import urlsplit
from urllib.request import getproxies

import numpy as np

from rag.errors import StoreError
from rag.filters import Scope
from rag.protocols import ChunkHit, Listing, Vectors
from rag.vector_metadata import metadata_of, where

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.collection_configuration import CreateCollectionConfiguration
    from chromadb.api.models.Collection import Collection

__all__ = ["ChromaStore", "HnswSettings", "chroma_version", "index_address"]

_FOLDER = "chroma"
_T = TypeVar("_T")
_CONNECT_S = 5.0
_READ_S = 120.0
_BATCH = 1000
_PAGE = 10_000
_DOCUMENTS_PER_QUERY = 5000  # SQLite refuses statements with too many variables
_METADATA = {"document_fields": 1}  # marks a collection whose vectors carry what filters ask for
_TIE_ROOM = 16  # fetched beyond k, so that ties at the end are broken by id


@dataclass(frozen=True, slots=True, kw_only=True)
class HnswSettings:
    """How a new collection's graph of neighbours is built and searched; `scale.py` measures it.

    Source: Malkov and Yashunin, "Efficient and robust approximate nearest neighbor search using
    Hierarchical Navigable Small World graphs", 2018 (arXiv 1603.09320), sections 4.1 and 4.2.

    Attributes:
        max_neighbors: Links of a vector (M); more of them cost memory, disk and time.
        ef_construction: Candidates looked at for a new vector's links; more cost build time.
        ef_search: Candidates looked at in a search; more cost time.
    """

    max_neighbors: int = 32
    ef_construction: int = 200
    ef_search: int = 800


def index_address(data: Path, chroma: str) -> Path | str:
    """Return where the vectors are.

    Args:
        data: The data directory.
        chroma: `embedded`, or the address of a `chroma run` server.
    """
    return data / _FOLDER if chroma == "embedded" else chroma


def chroma_version() -> str:
    """Return the version of the installed chromadb."""
    return importlib.metadata.version("chromadb")


class ChromaStore:
    """One collection of a Chroma folder or server; implements `rag.protocols.VectorStore`.

    Nothing is opened before the first call. Several processes may read one folder, but only the
    holder of the data directory's lock may change it, and a reader sees the vectors that were
    there when it opened the folder.

    Args:
        address: Folder of an embedded Chroma, or `http://host:port` of a `chroma run` server.
        collection: Name of the collection, for example `corpus-1`.
        create: Make the collection if it is not there.
        hnsw: How it is made; one that is there stays as it is.

    Raises:
        StoreError: From every method, if Chroma fails or the collection is not there.
    """

    def __init__(
        self,
        address: Path | str,
        *,
        collection: str,
        create: bool = False,
        hnsw: HnswSettings | None = None,
    ) -> None:
        """Keep the address; nothing is opened."""
        self._address = address if isinstance(address, str) else str(address.absolute())
        self._name = collection
        self._create = create
        self._hnsw = hnsw or HnswSettings()
        self._lock = threading.Lock()
        self._client: Client | None = None
        self._opened: Collection | None = None
        self._closed = False

    async def upsert(
        self, chunk_ids: Sequence[str], documents: Sequence[Listing], vectors: Vectors
    ) -> None:
        """Add or replace vectors; `documents` holds the document of each chunk."""
        await self._run(self._upsert, list(chunk_ids), list(documents), vectors)

    async def describe(self, chunk_ids: Sequence[str], documents: Sequence[Listing]) -> None:
        """Replace what is kept of the document of each chunk; unknown ids are ignored."""
        await self._run(self._describe, list(chunk_ids), list(documents))

    async def filterable(self) -> bool:
        """Return whether the vectors were stored with all that a scope can ask for."""
        return await self._run(lambda: _has_fields(self._collection()))

    async def query(self, vector: Vectors, *, k: int, scope: Scope | None = None) -> list[ChunkHit]:
        """Return at most k chunks by cosine similarity (−1–1), best first, ties by id.

        Args:
            vector: Shape (dim,).
            k: At least 1.
            scope: Search only these documents when given.

        Raises:
            StoreError: Also if the vectors were stored without what the scope asks for.
        """
        return await self._run(self._query, vector, k, scope or Scope())

    async def delete(self, chunk_ids: Sequence[str]) -> None:
        """Remove vectors; unknown ids are ignored."""
        await self._run(self._delete, list(chunk_ids))

    async def ids(self) -> set[str]:
        """Return the ids of all stored chunks."""
        return await self._run(self._ids)

    async def clear(self) -> None:
        """Remove all vectors, for an index that is about to be built."""
        await self._run(self._clear)

    async def count(self) -> int:
        """Return the number of stored vectors."""
        return await self._run(lambda: self._collection().count())

    async def drop(self) -> None:
        """Delete the collection with all its vectors; later calls raise StoreError."""
        await self._run(self._drop)

    async def drop_others(self, prefix: str) -> None:
        """Delete the collections whose names start with a prefix, except this one."""
        await self._run(self._drop_others, prefix)

    async def close(self) -> None:
        """Release the store. Closing twice does nothing."""
        await asyncio.to_thread(self._close)

    async def _run(self, work: Callable[..., _T], *args: object) -> _T:
        """Run blocking work in a thread and translate Chroma's errors."""
        try:
            return await asyncio.to_thread(work, *args)
        except StoreError:
            raise
        except BaseException as exc:
            if not _from_chroma(exc):
                raise
            raise self._failure(exc) from exc

    def _failure(self, exc: BaseException) -> StoreError:
        said = (
            f"the vector index {self._name!r} at {self._address} failed "
            f"({type(exc).__name__}: {exc}); "
        )
        if _is_url(self._address) and _unreached(exc):
            return StoreError(
                f"{said}start the Chroma server again with `chroma run` on the same path and "
                "port, then repeat the command: what was acknowledged is kept; should it end "
                "again, ingest any document again to rebuild the index",
                retryable=True,
            )
        return StoreError(f"{said}ingest any document again to rebuild the index")

    def _upsert(self, chunk_ids: list[str], documents: list[Listing], vectors: Vectors) -> None:
        collection = self._collection()
        rows = np.ascontiguousarray(vectors, dtype=np.float32)
        if not len(chunk_ids) == len(documents) == len(rows):
            raise StoreError(
                f"{len(chunk_ids)} chunk ids, {len(documents)} documents and {len(rows)} "
                "vectors do not belong together"
            )
        size = self._batch_size()
        for start in range(0, len(chunk_ids), size):
            end = start + size
            collection.upsert(
                ids=chunk_ids[start:end],
                embeddings=rows[start:end],
                metadatas=[metadata_of(one) for one in documents[start:end]],
            )

    def _describe(self, chunk_ids: list[str], documents: list[Listing]) -> None:
        collection, size = self._collection(), self._batch_size()
        metadata = [metadata_of(one) for one in documents]
        for start in range(0, len(chunk_ids), size):
            end = start + size
            collection.update(ids=chunk_ids[start:end], metadatas=metadata[start:end])

    def _query(self, vector: Vectors, k: int, scope: Scope) -> list[ChunkHit]:
        collection = self._collection()
        if scope.by_metadata and not _has_fields(collection):
            raise StoreError(
                f"the vector index {self._name!r} was built before documents could be filtered by "
                "folder, type, language, tag or date; ingest any document again to rebuild it "
                "from the catalog, or filter by glob patterns alone"
            )
        hits = [hit for part in _parts(scope) for hit in _nearest(collection, vector, k, part)]
        return sorted(hits, key=lambda hit: (-hit.score, hit.chunk_id))[:k]

    def _delete(self, chunk_ids: list[str]) -> None:
        size = self._batch_size()
        for start in range(0, len(chunk_ids), size):
            self._collection().delete(ids=chunk_ids[start : start + size])

    def _ids(self) -> set[str]:
        collection = self._collection()
        found: set[str] = set()
        offset = 0
        while page := collection.get(include=[], limit=_PAGE, offset=offset)["ids"]:
            found.update(page)
            offset += len(page)
        return found

    def _clear(self) -> None:
        self._delete(sorted(self._ids()))
        if not _has_fields(self._collection()):  # left by a version that did not store them
            self._collection().modify(metadata=_METADATA)

    def _drop(self) -> None:
        self._collection()
        self._connected().delete_collection(self._name)
        self._opened = None
        self._create = False

    def _drop_others(self, prefix: str) -> None:
        client = self._connected()
        for other in client.list_collections():
            if other.name.startswith(prefix) and other.name != self._name:
                client.delete_collection(other.name)

    def _batch_size(self) -> int:
        return min(_BATCH, self._connected().get_max_batch_size())

    def _collection(self) -> Collection:
        with self._lock:
            if self._opened is None:
                client = self._connected()
                if self._create:
                    self._opened = client.get_or_create_collection(
                        self._name,
                        embedding_function=None,
                        configuration=_configuration(self._hnsw),
                        metadata=_METADATA,
                    )
                else:
                    self._opened = client.get_collection(self._name, embedding_function=None)
            return self._opened

    def _connected(self) -> Client:
        if self._closed:
            raise StoreError("this vector store has been closed; open another one")
        if self._client is None:
            if not (self._create or _is_url(self._address) or Path(self._address).is_dir()):
                raise StoreError(
                    f"there is no vector index at {self._address}; "
                    "ingest any document again to build it"
                )
            self._client = _client(self._address)
        return self._client

    def _close(self) -> None:
        with self._lock:
            self._closed = True
            client, self._client, self._opened = self._client, None, None
            if client is not None:
                sessions = _sessions(client)
                client.close()
                for session in sessions:
                    session.close()


def _configuration(hnsw: HnswSettings) -> CreateCollectionConfiguration:
    return {
        "hnsw": {
            "space": "cosine",
            "max_neighbors": hnsw.max_neighbors,
            "ef_construction": hnsw.ef_construction,
            "ef_search": hnsw.ef_search,
        }
    }


def _client(address: str) -> Client:
    import chromadb
    from chromadb.config import Settings

    # Without explicit settings Chroma would read a `.env` file of the current folder.
    settings = Settings(
        _env_file=None,  # pyright: ignore[reportCallIssue] - pydantic's, not in its signature
        anonymized_telemetry=False,
    )
    if not _is_url(address):
        try:
            return cast("Client", chromadb.PersistentClient(path=address, settings=settings))
        except BaseException:
            _forget_broken(address)
            raise
    parts = urlsplit(address)
    secure = parts.scheme == "https"
    host, port = parts.hostname or "", parts.port or (443 if secure else 8000)
    if parts.scheme not in getproxies():
        # Chroma's own client would wait for an unreachable server without end.
        socket.create_connection((host, port), timeout=_CONNECT_S).close()
    client = cast("Client", chromadb.HttpClient(host, port, ssl=secure, settings=settings))
    for session in _sessions(client):
        session.timeout = _READ_S
    return client


def _sessions(client: Client) -> list[Any]:
    """Return the HTTP connections of a server's client, which Chroma neither limits nor closes."""
    inner: Any = client  # none of this is public
    servers = (inner._server, inner._admin_client._server)
    sessions = [getattr(server, "_session", None) for server in servers]
    return [session for session in sessions if session is not None]


def _is_url(address: str) -> bool:
    return address.startswith(("http://", "https://"))


def _forget_broken(path: str) -> None:
    """Let a folder that could not be opened be opened again: Chroma keeps the failed system."""
    from chromadb.api.shared_system_client import SharedSystemClient as Shared

    systems, users = Shared._identifier_to_system, Shared._identifier_to_refcount  # pyright: ignore[reportPrivateUsage] - there is no public way
    if users.get(path, 0) <= 0:
        systems.pop(path, None)
        users.pop(path, None)


def _has_fields(collection: Collection) -> bool:
    return dict(collection.metadata or {}).items() >= _METADATA.items()


def _parts(scope: Scope) -> list[dict[str, Any] | None]:
    """Return the conditions of the queries that together cover a scope."""
    if scope.document_ids is None:
        return [where(scope, None)]
    ids = sorted(set(scope.document_ids))
    starts = range(0, len(ids), _DOCUMENTS_PER_QUERY)
    return [where(scope, ids[start : start + _DOCUMENTS_PER_QUERY]) for start in starts]


def _nearest(
    collection: Collection, vector: Vectors, k: int, condition: dict[str, Any] | None
) -> list[ChunkHit]:
    found = collection.query(
        query_embeddings=[np.asarray(vector, dtype=np.float32)],
        n_results=k + _TIE_ROOM,
        where=condition,
        include=["distances"],
    )
    distances = found["distances"] or [[]]
    return [
        ChunkHit(chunk_id=chunk_id, score=1.0 - float(distance))
        for chunk_id, distance in zip(found["ids"][0], distances[0], strict=True)
    ]


def _from_chroma(exc: BaseException) -> bool:
    """Whether an error is Chroma's own; its Rust part panics with a BaseException."""
    return isinstance(exc, Exception) or type(exc).__name__ == "PanicException"


def _unreached(exc: BaseException) -> bool:
    """Whether an error means that a server is not there, or went while it was asked."""
    of_transport = type(exc).__module__.split(".")[0] == "httpx"  # what Chroma's client uses
    return isinstance(exc, OSError) or of_transport or "Could not connect" in str(exc)
