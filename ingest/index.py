"""Keeps the Chroma collection in step with the catalog, and builds it again when it is lost.

Chroma always holds at least what the catalog holds: new vectors go in before the catalog's
transaction and old ones go out after it. A writer that was killed in between leaves stray vectors,
which readers ignore and the next writer removes. What the vectors say of their documents follows
the catalog in the same way.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from rag.catalog_writer import CatalogWriter
from rag.errors import StoreError
from rag.protocols import Listing, Vectors
from rag.store import ChromaStore, chroma_version

__all__ = ["Index", "next_generation"]

_PAGE = 1000


def next_generation(catalog: CatalogWriter) -> str:
    """Return the generation after the current one."""
    return f"g{int(catalog.generation()[1:]) + 1}"


class Index:
    """The writer's side of the vector index; the caller holds the data directory's lock.

    Args:
        catalog: The catalog, the truth that the index follows.
        address: As `index_address` returns it.
    """

    def __init__(self, catalog: CatalogWriter, address: Path | str) -> None:
        """Keep both; nothing is opened."""
        self._catalog = catalog
        self._address = address
        self._store: ChromaStore | None = None
        self._changing = False

    async def open(self) -> bool:
        """Open the collection and repair what a killed writer left behind.

        Returns:
            False if the collection is absent, damaged, outdated, or made before its vectors could
            be filtered, and has to be built again.

        Raises:
            StoreError: If a server is not there, or ends while it reads the collection; the next
                call then returns False.
        """
        if self._catalog.meta("index_state") == "outdated":
            return False
        name = self._catalog.collection()
        if name is None:
            return self._catalog.chunk_count() == 0 and await self._start()
        if self._catalog.meta("index_opening") == name:
            return False  # whoever opened it last died of it
        store = ChromaStore(self._address, collection=name)
        try:
            if not await store.filterable():
                await store.close()
                return False
            stored = await self._load(store, name)
            settled = self._catalog.meta("index_state") == "settled"
            if not settled or stored != self._catalog.chunk_count():
                await self._sweep(store)
        except StoreError:
            await store.close()
            if isinstance(self._address, str):
                await self._check_server()
            return False
        self._store = store
        return True

    async def rebuild(self, model_id: str) -> None:
        """Build a new collection from the catalog's vectors, switch to it, drop the older ones.

        Args:
            model_id: The embedding model whose vectors are used, which becomes the catalog's.

        Raises:
            StoreError: If the catalog lacks vectors of that model.
        """
        await self.close()
        name = self._next_name()
        try:
            store = await self._filled(name, model_id)
        except StoreError:
            if isinstance(self._address, str) or not self._address.exists():
                raise
            _set_aside(self._address)
            store = await self._filled(name, model_id)
        self._catalog.set_meta(
            {
                **_collection_meta(name),
                "embed_model": model_id,
                "generation": next_generation(self._catalog),
                "index_state": "settled",
            }
        )
        await store.drop_others(self._prefix())
        self._store = store

    def begin(self) -> None:
        """Note that catalog and collection are about to differ."""
        if not self._changing:
            self._catalog.set_meta({"index_state": "changing"})
            self._changing = True

    async def add(
        self, chunk_ids: Sequence[str], documents: Sequence[Listing], vectors: Vectors
    ) -> None:
        """Add vectors of chunks that the catalog is about to hold, with the document of each."""
        self.begin()
        await self._opened().upsert(chunk_ids, documents, vectors)

    async def describe(self, documents: Sequence[Listing]) -> None:
        """Bring what the collection knows of documents in step with the catalog."""
        self.begin()
        await self._describe(self._opened(), documents)

    async def remove(self, chunk_ids: Sequence[str]) -> None:
        """Remove the vectors of chunks that the catalog no longer holds."""
        self.begin()
        await self._opened().delete(chunk_ids)

    def settle(self) -> None:
        """Note that catalog and collection hold the same."""
        if self._changing:
            self._catalog.set_meta({"index_state": "settled"})
            self._changing = False

    async def close(self) -> None:
        """Release the collection. Closing twice does nothing."""
        if self._store is not None:
            await self._store.close()
            self._store = None

    async def _start(self) -> bool:
        name = self._next_name()
        self._store = ChromaStore(self._address, collection=name, create=True)
        await self._store.clear()
        self._catalog.set_meta(_collection_meta(name))
        return True

    def _prefix(self) -> str:
        """Start of this catalog's collection names; several catalogs may share one server."""
        own = self._catalog.meta("catalog_id")
        if own is None:
            own = secrets.token_hex(4)
            self._catalog.set_meta({"catalog_id": own})
        return f"corpus-{own}-g"

    def _next_name(self) -> str:
        current = self._catalog.collection()
        number = int(current.rsplit("g", 1)[1]) if current else 0
        return f"{self._prefix()}{number + 1}"

    async def _filled(self, name: str, model_id: str) -> ChromaStore:
        store = ChromaStore(self._address, collection=name, create=True)
        try:
            await store.clear()
            await self._copy(store, model_id, have=set())
            stored, wanted = await store.count(), self._catalog.chunk_count()
            if stored != wanted:
                raise StoreError(f"the rebuilt index holds {stored} vectors instead of {wanted}")
        except StoreError:
            await store.close()
            raise
        return store

    async def _load(self, store: ChromaStore, name: str) -> int:
        """Return the number of vectors, and leave a note if Chroma ends as it reads the graph.

        The first count reads the graph's files. Of files that a kill has torn Chroma may die,
        the embedded one with this process.
        """
        self._catalog.set_meta({"index_opening": name})
        stored = await store.count()
        self._catalog.set_meta({"index_opening": ""})
        return stored

    async def _sweep(self, store: ChromaStore) -> None:
        stored = await store.ids()
        known = set(self._catalog.chunk_ids())
        await store.delete(sorted(stored - known))
        if known - stored:
            await self._copy(store, self._catalog.embed_model_id() or "", have=stored)
        await self._describe(store, self._catalog.listings())
        self._catalog.set_meta({"index_state": "settled"})

    async def _copy(self, store: ChromaStore, model_id: str, *, have: set[str]) -> None:
        """Add the catalog's vectors of all chunks but those already there."""
        after, documents = "", {one.id: one for one in self._catalog.listings()}
        while page := self._catalog.chunk_vectors(model_id, after=after, limit=_PAGE):
            after = page[-1][0]
            missing = [row for row in page if row[0] not in have]
            rows = [row[2] for row in missing if row[2] is not None]
            if len(rows) < len(missing):
                raise StoreError(f"the catalog lacks vectors of model {model_id!r}; ingest again")
            if missing:
                owners = [documents[row[1]] for row in missing]
                await store.upsert([row[0] for row in missing], owners, np.stack(rows))

    async def _describe(self, store: ChromaStore, documents: Sequence[Listing]) -> None:
        pairs = [(chunk, one) for one in documents for chunk in self._catalog.chunk_ids(one.id)]
        await store.describe([chunk for chunk, _ in pairs], [one for _, one in pairs])

    async def _check_server(self) -> None:
        """Tell a server that cannot be reached from one that lacks the collection.

        Raises:
            StoreError: If the server does not answer.
        """
        probe = ChromaStore(self._address, collection=f"{self._prefix()}probe", create=True)
        try:
            await probe.drop()
        finally:
            await probe.close()

    def _opened(self) -> ChromaStore:
        if self._store is None:
            raise StoreError("the vector index is not open; open or rebuild it first")
        return self._store


def _collection_meta(name: str) -> dict[str, str]:
    return {"collection": name, "chroma_version": chroma_version()}


def _set_aside(folder: Path) -> None:
    """Move a folder that Chroma cannot use out of the way; what it held is in the catalog."""
    aside = folder.with_name(folder.name + ".damaged")
    try:
        if aside.exists():
            shutil.rmtree(aside)
        folder.rename(aside)
    except OSError as exc:
        raise StoreError(f"cannot move the damaged index {folder} aside: {exc}") from exc
