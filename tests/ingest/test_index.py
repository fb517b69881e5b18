"""A writer killed at any instant leaves a catalog that is whole and an index that mends."""

from __future__ import annotations

import asyncio
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ingest import Ingestor
from rag.catalog import CATALOG_FILE, Catalog
from rag.filters import Scope
from rag.models.fake import FakeEmbedder
from rag.store import ChromaStore

ROUNDS = 8
FILES = 40
WRITER = """
import sys
import ingest.run
from ingest import Ingestor
from rag.models.fake import FakeEmbedder
ingest.run._BATCH_CHUNKS = 5
print("ready", flush=True)
Ingestor(sys.argv[1], embedder=FakeEmbedder()).ingest(sys.argv[2], sync=True)
"""

# Ends the process before or after one step of writing.
SEAM = """
import os, signal, sys
import ingest.run
from ingest import Ingestor
from ingest.index import Index
from rag.catalog_writer import CatalogWriter
from rag.models.fake import FakeEmbedder

owner = {"Index": Index, "CatalogWriter": CatalogWriter}[sys.argv[3]]
step = getattr(owner, sys.argv[4])

def die():
    os.kill(os.getpid(), signal.SIGKILL)

async def async_step(self, *args, **kwargs):
    if sys.argv[5] == "before":
        die()
    await step(self, *args, **kwargs)
    die()

def plain_step(self, *args, **kwargs):
    if sys.argv[5] == "before":
        die()
    step(self, *args, **kwargs)
    die()

setattr(owner, sys.argv[4], async_step if sys.argv[3] == "Index" else plain_step)
Ingestor(sys.argv[1], embedder=FakeEmbedder()).ingest(sys.argv[2], tags=["new"], sync=True)
"""


def _write_corpus(folder: Path, version: int) -> None:
    folder.mkdir(exist_ok=True)
    for number in range(FILES):
        path = folder / f"{number:02d}.txt"
        if (number + version) % 7 == 0:
            path.unlink(missing_ok=True)
            continue
        path.write_text(
            f"Clause {number} of version {version} is here. It costs {number + version} dollars.\n",
            encoding="utf-8",
        )


def _check_readable(data: Path) -> None:
    """Every document a reader sees is whole, and every known chunk can be found by its vector."""
    if not (data / CATALOG_FILE).exists():
        return
    catalog = Catalog(data / CATALOG_FILE)
    try:
        for document in catalog.documents():
            chunks = catalog.chunks(catalog.chunk_ids(document.id))
            assert "".join(document.text[c.start : c.end] for c in chunks) in document.text
            assert len(chunks) == 1
        collection, known = catalog.collection(), set(catalog.chunk_ids())
    finally:
        catalog.close()
    if collection is not None and known:
        assert known <= asyncio.run(_stored(data, collection))


async def _stored(data: Path, collection: str) -> set[str]:
    store = ChromaStore(data / "chroma", collection=collection)
    try:
        return await store.ids()
    finally:
        await store.close()


@pytest.mark.slow
def test_kill_at_random_instants(tmp_path: Path) -> None:
    chance = random.Random(20251121)  # noqa: S311 - instants, not secrets
    data, corpus = tmp_path / "data", tmp_path / "corpus"
    for round_number in range(ROUNDS):
        _write_corpus(corpus, round_number)
        with subprocess.Popen(  # noqa: S603 - our own interpreter
            [sys.executable, "-c", WRITER, str(data), str(corpus)],
            stdout=subprocess.PIPE,
            text=True,
        ) as writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == "ready\n"
            time.sleep(chance.uniform(0.0, 2.5))
            writer.kill()
        _check_readable(data)
    _check_mended(data, corpus)


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize(
    "step",
    [
        ("CatalogWriter", "save_vectors"),
        ("Index", "add"),
        ("CatalogWriter", "put_documents"),
        ("Index", "remove"),
        ("CatalogWriter", "remove_documents"),
    ],
    ids=lambda step: step[1],
)
def test_kill_at_each_step(tmp_path: Path, step: tuple[str, str], moment: str) -> None:
    data, corpus = tmp_path / "data", tmp_path / "corpus"
    _write_corpus(corpus, 0)
    Ingestor(data, embedder=FakeEmbedder()).ingest(corpus)
    _write_corpus(corpus, 1)
    _kill_at(data, corpus, step, moment)
    _check_readable(data)
    _check_mended(data, corpus)


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("owner", ["CatalogWriter", "Index"])
def test_kill_while_tags_change(tmp_path: Path, owner: str, moment: str) -> None:
    data, corpus = tmp_path / "data", tmp_path / "corpus"
    _write_corpus(corpus, 0)
    Ingestor(data, embedder=FakeEmbedder()).ingest(corpus, tags=["old"])
    _kill_at(data, corpus, (owner, "describe"), moment)
    Ingestor(data, embedder=FakeEmbedder()).ingest(corpus / "01.txt")  # the next writer mends
    changed = (owner, moment) != ("CatalogWriter", "before")
    assert len(_tagged(data, "new")) == (1 if changed else 0)
    assert len(_tagged(data, "old")) + len(_tagged(data, "new")) == len(list(corpus.iterdir()))
    Ingestor(data, embedder=FakeEmbedder()).ingest(corpus, tags=["new"])
    assert _tagged(data, "old") == set()


def _tagged(data: Path, tag: str) -> set[str]:
    """Return the documents with a tag; catalog and collection must agree."""
    catalog = Catalog(data / CATALOG_FILE)
    try:
        collection = catalog.collection() or ""
        ids = {one.id for one in catalog.listings(Scope(tags=(tag,)))}
        chunks = asyncio.run(_found(data, collection, tag))
        assert {chunk.document_id for chunk in catalog.chunks(chunks)} == ids
        return ids
    finally:
        catalog.close()


async def _found(data: Path, collection: str, tag: str) -> list[str]:
    store = ChromaStore(data / "chroma", collection=collection)
    vector = (await FakeEmbedder().embed(["a clause"]))[0]
    try:
        hits = await store.query(vector, k=2 * FILES, scope=Scope(tags=(tag,)))
        return [hit.chunk_id for hit in hits]
    finally:
        await store.close()


def _kill_at(data: Path, corpus: Path, step: tuple[str, str], moment: str) -> None:
    killed = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", SEAM, str(data), str(corpus), *step, moment], check=False
    )
    assert killed.returncode == -signal.SIGKILL


def _check_mended(data: Path, corpus: Path) -> None:
    """After one more ingest, catalog and collection hold the corpus and nothing else."""
    report = Ingestor(data, embedder=FakeEmbedder()).ingest(corpus, sync=True)
    assert report.failed == []
    catalog = Catalog(data / CATALOG_FILE)
    try:
        texts = {d.uri: d.text for d in catalog.documents()}
        known, collection = set(catalog.chunk_ids()), catalog.collection() or ""
    finally:
        catalog.close()
    assert texts == {p.name: p.read_text(encoding="utf-8") for p in corpus.iterdir()}
    assert asyncio.run(_stored(data, collection)) == known
