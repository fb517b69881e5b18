"""Files are read while those before are embedded; what fails takes nothing else along."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from ingest import Ingestor, run
from ingest.batches import Batches
from rag.catalog import CATALOG_FILE, Catalog
from rag.errors import ModelError
from rag.models.fake import FakeEmbedder
from rag.protocols import Vectors

NAMES = [f"{number}.txt" for number in range(6)]


class Diary(FakeEmbedder):
    """Writes down which file a text is from; can fail at one, or wait until a file is read."""

    def __init__(self, *, fail_at: str = "", until: str = "") -> None:
        super().__init__()
        self.embedded: list[str] = []
        self.read = asyncio.Event()
        self._fail_at = fail_at
        self._until = until

    async def embed(self, texts: Sequence[str]) -> Vectors:
        if self._fail_at and any(self._fail_at in text for text in texts):
            raise ModelError("the embedder failed")
        if self._until and not self.embedded:
            await asyncio.wait_for(self.read.wait(), timeout=30)
        self.embedded += [name for name in NAMES if any(name in text for text in texts)]
        return await super().embed(texts)

    def heard(self, _done: int, _total: int, uri: str) -> None:
        """Take the progress."""
        if uri == self._until:
            self.read.set()


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(run, "_BATCH_CHUNKS", 1)
    (tmp_path / "c").mkdir()
    for name in NAMES:
        text = f"The file {name} says that the rent is due in May."
        (tmp_path / "c" / name).write_text(text, encoding="utf-8")
    return tmp_path / "c"


def uris(tmp_path: Path) -> list[str]:
    catalog = Catalog(tmp_path / "data" / CATALOG_FILE)
    try:
        return sorted(document.uri for document in catalog.documents())
    finally:
        catalog.close()


def test_files_are_read_while_those_before_are_embedded(tmp_path: Path, corpus: Path) -> None:
    diary = Diary(until=NAMES[2])
    report = Ingestor(tmp_path / "data", embedder=diary).ingest(corpus, progress=diary.heard)
    assert diary.embedded == list(report.added) == NAMES
    assert report.chunks == len(NAMES)
    assert uris(tmp_path) == NAMES


def test_reading_stops_while_two_batches_wait(tmp_path: Path, corpus: Path) -> None:
    diary = Diary(until="never")
    read: list[str] = []
    before: list[str] = []

    def release() -> None:
        before.extend(read)
        diary.read.set()

    def progress(_done: int, _total: int, uri: str) -> None:
        read.append(uri)
        if uri == NAMES[2]:
            asyncio.get_running_loop().call_later(0.3, release)

    Ingestor(tmp_path / "data", embedder=diary).ingest(corpus, progress=progress)
    assert before == NAMES[:3]  # two in flight, and the third has no room
    assert read == diary.embedded == uris(tmp_path) == NAMES


@pytest.mark.parametrize("at", [0, 3, 5])
def test_a_failure_keeps_what_was_written_and_the_next_run_goes_on(
    tmp_path: Path, corpus: Path, at: int
) -> None:
    with pytest.raises(ModelError):
        Ingestor(tmp_path / "data", embedder=Diary(fail_at=NAMES[at])).ingest(corpus)
    assert NAMES[at] not in uris(tmp_path)
    assert set(NAMES[:at]) <= set(uris(tmp_path))
    report = Ingestor(tmp_path / "data", embedder=FakeEmbedder()).ingest(corpus)
    assert set(report.added) | set(report.unchanged) >= set(NAMES)
    assert uris(tmp_path) == NAMES


async def test_batches_are_begun_in_order_and_given_up_when_cancelled() -> None:
    begun: list[list[int]] = []
    ended: list[list[int]] = []

    async def work(batch: list[int]) -> None:
        begun.append(batch)
        await asyncio.sleep(60 if 4 in batch else 0)
        ended.append(batch)

    batches = Batches(work, size=4, least=4, at_once=2)
    for item, weight in ((1, 2), (2, 2), (3, 9), (4, 4), (5, 1)):
        await batches.add(item, weight=weight)
    await asyncio.sleep(0.05)
    assert (begun, ended) == ([[1, 2], [3], [4]], [[1, 2], [3]])
    await batches.cancel()
    await batches.drain()
    assert begun[-1] == [5]
    assert [4] not in ended


async def test_a_small_batch_is_begun_while_nothing_else_is_done() -> None:
    begun: list[list[int]] = []
    free = asyncio.Event()

    async def work(batch: list[int]) -> None:
        begun.append(batch)
        await free.wait()

    batches = Batches(work, size=4, least=2, at_once=2)
    for item in range(5):
        await batches.add(item, weight=1)
        await asyncio.sleep(0)
    assert begun == [[0, 1]]  # the others wait until they are four
    free.set()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    await batches.add(5, weight=1)
    await batches.drain()
    assert begun == [[0, 1], [2, 3, 4, 5]]
