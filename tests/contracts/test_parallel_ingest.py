"""Processes that write to one Chroma server at the same time keep all of each other's vectors."""

from __future__ import annotations

import asyncio
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from ingest import Ingestor
from rag.catalog import CATALOG_FILE, Catalog
from rag.models.fake import FakeEmbedder
from rag.protocols import Vectors
from rag.settings import load_settings
from rag.store import ChromaStore
from tests.chroma_server import serving
from tests.corpus import known, listings, stored

WORKERS = 3
FILES = 25
BATCHES = 6
ROWS = 150
COLLECTION = "corpus-shared"
SPAWN = multiprocessing.get_context("spawn")  # a fork would share the parent's connections


def vectors_of(worker: int, batch: int) -> Vectors:
    return np.random.default_rng([worker, batch]).normal(size=(ROWS, 32)).astype(np.float32)


def ids_of(worker: int, batch: int) -> list[str]:
    return [f"{worker}-{batch}-{row:04d}" for row in range(ROWS)]


def write_rows(url: str, worker: int) -> None:
    async def write() -> None:
        store = ChromaStore(url, collection=COLLECTION, create=True)
        for batch in range(BATCHES):
            rows = vectors_of(worker, batch)
            await store.upsert(ids_of(worker, batch), listings(*["d"] * ROWS), rows)
        await store.close()

    asyncio.run(write())


def take_in(root: Path, url: str, worker: int) -> None:
    """Ingest the worker's own corpus into its own data directory, twice, the second changed."""
    data, corpus = root / f"data-{worker}", root / f"corpus-{worker}"
    settings = load_settings(data=data).model_copy(update={"chroma": url})
    for year in (2024, 2025):
        write_corpus(corpus, worker, year)
        report = Ingestor(data, settings=settings, embedder=FakeEmbedder()).ingest(corpus)
        assert len(report.added) + len(report.updated) == FILES


def write_corpus(corpus: Path, worker: int, year: int) -> None:
    corpus.mkdir(exist_ok=True)
    for number in range(FILES):
        text = f"In {year} clause {number} of contract {worker} costs {number} dollars.\n"
        (corpus / f"{number:02d}.txt").write_text(text, encoding="utf-8")


async def check_found(url: str) -> None:
    store = ChromaStore(url, collection=COLLECTION)
    try:
        for worker in range(WORKERS):
            for batch in range(BATCHES):
                (hit,) = await store.query(vectors_of(worker, batch)[0], k=1)
                assert hit.chunk_id == ids_of(worker, batch)[0]
    finally:
        await store.close()


@pytest.mark.slow
def test_several_processes_write_to_one_collection(tmp_path: Path) -> None:
    with serving(tmp_path / "server") as server:
        with ProcessPoolExecutor(WORKERS, mp_context=SPAWN) as pool:
            list(pool.map(partial(write_rows, server.url), range(WORKERS)))
        expected = {
            one
            for worker in range(WORKERS)
            for batch in range(BATCHES)
            for one in ids_of(worker, batch)
        }
        assert asyncio.run(stored(server.url, COLLECTION)) == (expected, len(expected))
        asyncio.run(check_found(server.url))


@pytest.mark.slow
def test_several_processes_ingest_a_corpus_each_through_one_server(tmp_path: Path) -> None:
    with serving(tmp_path / "server") as server:
        with ProcessPoolExecutor(WORKERS, mp_context=SPAWN) as pool:
            list(pool.map(partial(take_in, tmp_path, server.url), range(WORKERS)))
        for worker in range(WORKERS):
            data = tmp_path / f"data-{worker}"
            collection, ids, documents = known(data)
            assert len(ids) == documents == FILES
            assert asyncio.run(stored(server.url, collection)) == (ids, FILES)
            catalog = Catalog(data / CATALOG_FILE)
            assert all("In 2025" in document.text for document in catalog.documents())
            catalog.close()
