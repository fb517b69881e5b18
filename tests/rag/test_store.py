"""Chroma folders: reopening, what is missing or damaged, and collections side by side."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import chromadb
import numpy as np
import pytest
from chromadb.config import Settings

from rag.errors import StoreError
from rag.store import ChromaStore, HnswSettings
from tests.corpus import listings

ROW = np.ones((1, 3), dtype=np.float32)


async def test_vectors_are_there_after_reopening(tmp_path: Path) -> None:
    first = ChromaStore(tmp_path / "chroma", collection="corpus-1", create=True)
    await first.upsert(["a"], listings("d"), ROW)
    await first.close()
    second = ChromaStore(tmp_path / "chroma", collection="corpus-1")
    assert await second.ids() == {"a"}
    await second.close()


async def test_a_new_collection_is_made_as_asked_and_stays_so(tmp_path: Path) -> None:
    asked = HnswSettings(max_neighbors=8, ef_construction=90, ef_search=70)
    for settings in (asked, HnswSettings()):
        store = ChromaStore(tmp_path, collection="corpus-1", create=True, hnsw=settings)
        await store.upsert(["a"], listings("d"), ROW)
        await store.close()
    client: Any = chromadb.PersistentClient(tmp_path, settings=Settings(anonymized_telemetry=False))
    made = client.get_collection("corpus-1", embedding_function=None).configuration_json["hnsw"]
    client.close()
    found = made["space"], made["max_neighbors"], made["ef_construction"], made["ef_search"]
    assert found == ("cosine", 8, 90, 70)


async def test_a_missing_folder_or_collection_is_an_error_and_is_not_made(tmp_path: Path) -> None:
    folder = tmp_path / "chroma"
    store = ChromaStore(folder, collection="corpus-1")
    with pytest.raises(StoreError, match="ingest any document"):
        await store.count()
    assert not folder.exists()
    made = ChromaStore(folder, collection="corpus-1", create=True)
    await made.upsert(["a"], listings("d"), ROW)
    other = ChromaStore(folder, collection="corpus-2")
    with pytest.raises(StoreError, match="corpus-2"):
        await other.count()
    await other.close()
    await made.close()


async def test_a_damaged_folder_is_an_error_and_its_path_can_be_used_again(tmp_path: Path) -> None:
    folder = tmp_path / "chroma"
    folder.mkdir()
    (folder / "chroma.sqlite3").write_bytes(b"damaged" * 1000)
    broken = ChromaStore(folder, collection="corpus-1")
    with pytest.raises(StoreError):
        await broken.count()
    await broken.close()
    folder.rename(tmp_path / "aside")
    again = ChromaStore(folder, collection="corpus-1", create=True)
    await again.upsert(["a"], listings("d"), ROW)
    assert await again.count() == 1
    await again.close()


async def test_other_collections_with_a_prefix_are_dropped(tmp_path: Path) -> None:
    stores = [
        ChromaStore(tmp_path, collection=name, create=True)
        for name in ("corpus-1", "corpus-2", "mine-1")
    ]
    for store in stores:
        await store.upsert(["a"], listings("d"), ROW)
    await stores[1].drop_others("corpus-")
    assert await stores[1].count() == 1
    assert await stores[2].count() == 1
    with pytest.raises(StoreError):
        await stores[0].count()
    await stores[1].drop()
    with pytest.raises(StoreError):
        await stores[1].count()
    for store in stores:
        await store.close()


async def test_a_server_that_is_not_there_is_an_error() -> None:
    store = ChromaStore("http://127.0.0.1:9", collection="corpus-1")
    with pytest.raises(StoreError, match=r"127\.0\.0\.1:9"):
        await store.count()
    await store.close()


def test_importing_the_store_does_not_import_chromadb() -> None:
    code = "import sys, rag.store; sys.exit('chromadb' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603 - our own interpreter
