"""What every vector store does, embedded in this process and behind a Chroma server."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import numpy as np
import pytest

from rag.errors import StoreError
from rag.protocols import Vectors
from rag.store import ChromaStore
from tests.chroma_server import serving


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("server")) as started:
        yield started.url


@pytest.fixture(params=["embedded", "server"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[ChromaStore]:
    address: Path | str = tmp_path / "chroma"
    if request.param == "server":
        address = str(request.getfixturevalue("server"))
    made = ChromaStore(address, collection=f"corpus-{tmp_path.name}", create=True)
    yield made
    await made.close()


def rows(*angles: float) -> Vectors:
    return np.array([[np.cos(a), np.sin(a), 0.0] for a in angles], dtype=np.float32)


async def test_a_new_store_is_empty(store: ChromaStore) -> None:
    assert await store.count() == 0
    assert await store.ids() == set()
    assert await store.query(rows(0.0)[0], k=3) == []


async def test_the_nearest_come_first_with_their_cosine(store: ChromaStore) -> None:
    await store.upsert(["c", "a", "b"], ["d1", "d1", "d2"], rows(0.0, 1.0, 0.5))
    hits = await store.query(rows(0.0)[0], k=2)
    assert [hit.chunk_id for hit in hits] == ["c", "b"]
    assert [hit.score for hit in hits] == pytest.approx([1.0, np.cos(0.5)], abs=1e-4)
    assert await store.ids() == {"a", "b", "c"}


async def test_ties_are_broken_by_id(store: ChromaStore) -> None:
    await store.upsert(["c", "b", "a", "z"], ["d"] * 4, rows(0.3, 0.3, 0.3, 2.0))
    hits = await store.query(rows(0.3)[0], k=2)
    assert [hit.chunk_id for hit in hits] == ["a", "b"]


async def test_a_search_keeps_to_the_documents_asked(store: ChromaStore) -> None:
    await store.upsert(["a", "b", "c"], ["d1", "d2", "d3"], rows(0.0, 0.5, 1.0))
    many = [f"x{n}" for n in range(12_000)]
    hits = await store.query(rows(0.0)[0], k=5, document_ids=["d2", *many, "d3"])
    assert [hit.chunk_id for hit in hits] == ["b", "c"]
    assert await store.query(rows(0.0)[0], k=5, document_ids=[]) == []


async def test_an_upsert_replaces(store: ChromaStore) -> None:
    await store.upsert(["a", "b"], ["d1", "d1"], rows(0.0, 1.0))
    await store.upsert(["a"], ["d2"], rows(2.0))
    assert await store.count() == 2
    (hit,) = await store.query(rows(2.0)[0], k=1, document_ids=["d2"])
    assert (hit.chunk_id, hit.score) == ("a", pytest.approx(1.0, abs=1e-4))


async def test_deleting_ignores_unknown_ids(store: ChromaStore) -> None:
    await store.upsert(["a", "b"], ["d", "d"], rows(0.0, 1.0))
    await store.delete(["a", "missing"])
    await store.delete([])
    assert await store.ids() == {"b"}


async def test_nothing_can_be_added(store: ChromaStore) -> None:
    await store.upsert([], [], np.zeros((0, 3), dtype=np.float32))
    assert await store.count() == 0


async def test_more_than_a_batch_goes_in_and_out(store: ChromaStore) -> None:
    ids = [f"c{n:05d}" for n in range(2500)]
    vectors = np.random.default_rng(7).normal(size=(2500, 3)).astype(np.float32)
    await store.upsert(ids, ["d"] * 2500, vectors)
    assert await store.count() == 2500
    (hit,) = await store.query(vectors[1234], k=1)
    assert hit.score == pytest.approx(1.0, abs=1e-4)
    await store.delete(ids[:2400])
    assert await store.ids() == set(ids[2400:])


async def test_lengths_that_differ_and_wrong_dimensions_are_errors(store: ChromaStore) -> None:
    with pytest.raises(StoreError):
        await store.upsert(["a"], ["d", "d"], rows(0.0))
    await store.upsert(["a"], ["d"], rows(0.0))
    with pytest.raises(StoreError):
        await store.upsert(["b"], ["d"], np.ones((1, 5), dtype=np.float32))


async def test_a_closed_store_says_so(store: ChromaStore) -> None:
    await store.upsert(["a"], ["d"], rows(0.0))
    await store.close()
    await store.close()
    with pytest.raises(StoreError, match="closed"):
        await store.count()
