"""A Chroma server that is killed in the middle of a write costs nothing that was acknowledged.

Chroma writes the files of its graph in place. A kill at that moment (1 in 50 here) leaves a
collection whose every call fails, or ends the server, until it is built again from the catalog,
which has all vectors.
"""

from __future__ import annotations

import asyncio
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from ingest import Ingestor
from rag.errors import StoreError
from rag.models.fake import FakeEmbedder
from rag.protocols import Vectors
from rag.settings import load_settings
from rag.store import ChromaStore
from tests.chroma_server import ChromaServer, serving
from tests.corpus import known, listings, stored

BATCH = 200
KILLS = (1, 3, 4, 7)  # after so many acknowledged batches, and a moment
FILES = 60
ENOUGH = 1100  # vectors until Chroma has written its graph to files
WAIT_S = 60.0
COLLECTION = "corpus-1"


class Writer(threading.Thread):
    """Writes batches until the server is gone."""

    def __init__(self, url: str, first: int) -> None:
        super().__init__()
        self._url = url
        self._first = first
        self.acknowledged: list[int] = []
        self.error: Exception | None = None

    def has_acknowledged(self, batches: int) -> bool:
        """Wait for so many batches; false when that takes too long."""
        end = time.monotonic() + WAIT_S
        while len(self.acknowledged) < batches and self.is_alive() and time.monotonic() < end:
            time.sleep(0.002)
        return len(self.acknowledged) >= batches

    def run(self) -> None:
        try:
            asyncio.run(self._write())
        except Exception as exc:
            self.error = exc

    async def _write(self) -> None:
        store = ChromaStore(self._url, collection=COLLECTION, create=True)
        try:
            for number in range(self._first, self._first + 1000):
                await put(store, number)
                self.acknowledged.append(number)
        finally:
            await store.close()


def vectors_of(number: int) -> Vectors:
    return np.random.default_rng(number).normal(size=(BATCH, 32)).astype(np.float32)


def ids_of(number: int) -> list[str]:
    return [f"{number:04d}-{row:04d}" for row in range(BATCH)]


async def put(store: ChromaStore, number: int) -> None:
    await store.upsert(ids_of(number), listings(*["d"] * BATCH), vectors_of(number))


async def check_kept(url: str, acknowledged: Sequence[int]) -> bool:
    """Every acknowledged vector is stored and can be found, or the collection says it is torn."""
    store = ChromaStore(url, collection=COLLECTION)
    try:
        try:
            await store.count()
        except StoreError as exc:
            assert "ingest any document again to rebuild the index" in str(exc)
            return False
        stored = await store.ids()
        assert {one for number in acknowledged for one in ids_of(number)} <= stored
        for number in acknowledged:
            for row in (0, BATCH - 1):
                (hit,) = await store.query(vectors_of(number)[row], k=1)
                assert (hit.chunk_id, hit.score) == (
                    ids_of(number)[row],
                    pytest.approx(1.0, abs=1e-4),
                )
        assert await store.count() == len(stored)
        return True
    finally:
        await store.close()


@pytest.mark.slow
def test_every_acknowledged_vector_outlives_the_server(tmp_path: Path) -> None:
    chance = random.Random(20261126)  # noqa: S311 - instants, not secrets
    acknowledged: list[int] = []
    with serving(tmp_path / "server") as server:
        for kill in KILLS:
            writer = Writer(server.url, first=len(acknowledged))
            writer.start()
            assert writer.has_acknowledged(kill)
            time.sleep(chance.uniform(0.0, 0.1))
            server.kill()
            writer.join()
            assert isinstance(writer.error, StoreError)
            assert server.url in str(writer.error)
            assert "chroma run" in str(writer.error)
            acknowledged += writer.acknowledged
            server.start()
            if not asyncio.run(check_kept(server.url, acknowledged)):
                break  # see below for what mends it


class KillingEmbedder(FakeEmbedder):
    """Has the server killed a moment after it has embedded a number of batches."""

    def __init__(self, server: ChromaServer, *, batches: int, delay_s: float) -> None:
        super().__init__()
        self._timer = threading.Timer(delay_s, server.kill)
        self._left = batches

    async def embed(self, texts: Sequence[str]) -> Vectors:
        self._left -= 1
        if self._left == 0:
            self._timer.start()
        if self._left < -2:  # an ingest must not be done before the kill
            self._timer.join()
        return await super().embed(texts)


def write_corpus(folder: Path) -> None:
    folder.mkdir()
    for number in range(FILES):
        text = f"Clause {number} is here. It costs {number} dollars.\n"
        (folder / f"{number:02d}.txt").write_text(text, encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize(("batches", "delay_s"), [(1, 0.0), (2, 0.005), (5, 0.0), (7, 0.01)])
def test_an_ingest_whose_server_was_killed_is_completed_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, batches: int, delay_s: float
) -> None:
    monkeypatch.setattr("ingest.run._BATCH_CHUNKS", 5)
    data, corpus = tmp_path / "data", tmp_path / "corpus"
    write_corpus(corpus)
    with serving(tmp_path / "server") as server:
        settings = load_settings(data=data).model_copy(update={"chroma": server.url})
        killing = KillingEmbedder(server, batches=batches, delay_s=delay_s)
        for embedder in (killing, FakeEmbedder()):  # the second finds no server at all
            with pytest.raises(StoreError, match="chroma run") as caught:
                Ingestor(data, settings=settings, embedder=embedder).ingest(corpus)
            assert server.url in str(caught.value)
        collection, acknowledged, _ = known(data)
        server.start()
        if acknowledged:
            assert acknowledged <= asyncio.run(stored(server.url, collection))[0]
        report = Ingestor(data, settings=settings, embedder=FakeEmbedder()).ingest(corpus)
        assert (report.failed, len(report.added) + len(report.unchanged)) == ([], FILES)
        collection, chunk_ids, documents = known(data)
        assert asyncio.run(stored(server.url, collection)) == (chunk_ids, FILES)
        assert (len(chunk_ids), documents) == (FILES, FILES)
        again = Ingestor(data, settings=settings, embedder=FakeEmbedder()).ingest(corpus)
        assert len(again.unchanged) == FILES


def tear(folder: Path) -> None:
    """Leave the graph's files as a kill may: one of them begun and empty."""
    files = list(folder.glob("*/index_metadata.pickle"))
    assert files
    for file in files:
        file.write_bytes(b"")


def scramble(folder: Path) -> None:
    """Let the graph's edges lead far outside of it, so that whoever follows one dies."""
    files = list(folder.glob("*/data_level0.bin"))
    assert files
    for file in files:
        file.write_bytes(b"\xff" * file.stat().st_size)


def write_clauses(corpus: Path, first: int = 0, *, count: int = ENOUGH) -> None:
    """Write documents of a sentence; `ENOUGH` of them make Chroma put its graph into files."""
    corpus.mkdir(exist_ok=True)
    for number in range(first, first + count):
        (corpus / f"{number:04d}.txt").write_text(f"Clause {number} is here.\n", encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("served", [True, False])
def test_a_torn_graph_is_built_again_from_the_catalog(tmp_path: Path, served: bool) -> None:
    data, corpus = tmp_path / "data", tmp_path / "corpus"
    write_clauses(corpus)
    with serving(tmp_path / "server") as server:
        settings = load_settings(data=data)
        if served:
            settings = settings.model_copy(update={"chroma": server.url})
        Ingestor(data, settings=settings, embedder=FakeEmbedder()).ingest(corpus)
        server.kill()
        tear(tmp_path / "server" if served else data / "chroma")
        server.start()
        address = server.url if served else data / "chroma"
        with pytest.raises(StoreError, match="ingest any document again to rebuild the index"):
            asyncio.run(stored(address, known(data)[0]))
        one = corpus / "0000.txt"
        unasked = KillingEmbedder(server, batches=1, delay_s=0.0)  # vectors are in the catalog
        assert len(Ingestor(data, settings=settings, embedder=unasked).ingest(one).unchanged) == 1
        collection, chunk_ids, documents = known(data)
        assert documents == ENOUGH
        assert asyncio.run(stored(address, collection)) == (chunk_ids, ENOUGH)


INGEST = """
import sys
from pathlib import Path
from ingest import Ingestor
from rag.models.fake import FakeEmbedder
from rag.settings import load_settings
settings = load_settings(data=Path(sys.argv[1])).model_copy(update={"chroma": sys.argv[2]})
Ingestor(settings.data, settings=settings, embedder=FakeEmbedder()).ingest(Path(sys.argv[3]))
"""


@pytest.mark.slow
@pytest.mark.parametrize("served", [True, False])
def test_a_graph_of_which_chroma_dies_is_built_again_at_the_second_ingest(
    tmp_path: Path, served: bool
) -> None:
    data, corpus = tmp_path / "data", tmp_path / "corpus"
    with serving(tmp_path / "server") as server:
        chroma = server.url if served else "embedded"
        settings = load_settings(data=data).model_copy(update={"chroma": chroma})
        for first, count in ((0, ENOUGH), (ENOUGH, 50)):  # the second are not in the files yet
            write_clauses(corpus, first, count=count)
            Ingestor(data, settings=settings, embedder=FakeEmbedder()).ingest(corpus)
        server.kill()
        scramble(tmp_path / "server" if served else data / "chroma")
        server.start()
        command = [sys.executable, "-c", INGEST, str(data), chroma, str(corpus / "0000.txt")]
        first_try = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603 - own code
        if served:
            assert "should it end again, ingest any document again" in first_try.stderr
            assert server.has_ended()
            server.start()
        else:
            assert first_try.returncode == -signal.SIGSEGV
        subprocess.run(command, check=True)  # noqa: S603 - own code
        collection, chunk_ids, documents = known(data)
        assert documents == ENOUGH + 50
        address = server.url if served else data / "chroma"
        assert asyncio.run(stored(address, collection)) == (chunk_ids, documents)
