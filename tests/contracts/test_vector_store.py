"""What every vector store does, embedded in this process and behind a Chroma server."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from rag.errors import StoreError
from rag.filters import Scope
from rag.protocols import Listing, Vectors
from rag.store import ChromaStore
from tests.chroma_server import serving
from tests.corpus import listing, listings


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
    await store.upsert(["c", "a", "b"], listings("d1", "d1", "d2"), rows(0.0, 1.0, 0.5))
    hits = await store.query(rows(0.0)[0], k=2)
    assert [hit.chunk_id for hit in hits] == ["c", "b"]
    assert [hit.score for hit in hits] == pytest.approx([1.0, np.cos(0.5)], abs=1e-4)
    assert await store.ids() == {"a", "b", "c"}


async def test_ties_are_broken_by_id(store: ChromaStore) -> None:
    await store.upsert(["c", "b", "a", "z"], listings(*"dddd"), rows(0.3, 0.3, 0.3, 2.0))
    hits = await store.query(rows(0.3)[0], k=2)
    assert [hit.chunk_id for hit in hits] == ["a", "b"]


async def test_a_search_keeps_to_the_documents_asked(store: ChromaStore) -> None:
    await store.upsert(["a", "b", "c"], listings("d1", "d2", "d3"), rows(0.0, 0.5, 1.0))
    many = (f"x{n}" for n in range(12_000))
    hits = await store.query(rows(0.0)[0], k=5, scope=Scope(document_ids=("d2", *many, "d3")))
    assert [hit.chunk_id for hit in hits] == ["b", "c"]
    assert await store.query(rows(0.0)[0], k=5, scope=Scope(document_ids=())) == []


async def test_an_upsert_replaces(store: ChromaStore) -> None:
    await store.upsert(["a", "b"], listings("d1", "d1"), rows(0.0, 1.0))
    await store.upsert(["a"], listings("d2"), rows(2.0))
    assert await store.count() == 2
    (hit,) = await store.query(rows(2.0)[0], k=1, scope=Scope(document_ids=("d2",)))
    assert (hit.chunk_id, hit.score) == ("a", pytest.approx(1.0, abs=1e-4))


async def test_deleting_ignores_unknown_ids(store: ChromaStore) -> None:
    await store.upsert(["a", "b"], listings("d", "d"), rows(0.0, 1.0))
    await store.delete(["a", "missing"])
    await store.delete([])
    assert await store.ids() == {"b"}


async def test_nothing_can_be_added(store: ChromaStore) -> None:
    await store.upsert([], [], np.zeros((0, 3), dtype=np.float32))
    assert await store.count() == 0


async def test_more_than_a_batch_goes_in_and_out(store: ChromaStore) -> None:
    ids = [f"c{n:05d}" for n in range(2500)]
    vectors = np.random.default_rng(7).normal(size=(2500, 3)).astype(np.float32)
    await store.upsert(ids, [listing("d")] * 2500, vectors)
    assert await store.count() == 2500
    (hit,) = await store.query(vectors[1234], k=1)
    assert hit.score == pytest.approx(1.0, abs=1e-4)
    await store.delete(ids[:2400])
    assert await store.ids() == set(ids[2400:])


async def test_lengths_that_differ_and_wrong_dimensions_are_errors(store: ChromaStore) -> None:
    with pytest.raises(StoreError):
        await store.upsert(["a"], listings("d", "d"), rows(0.0))
    await store.upsert(["a"], listings("d"), rows(0.0))
    with pytest.raises(StoreError):
        await store.upsert(["b"], listings("d"), np.ones((1, 5), dtype=np.float32))


async def test_a_closed_store_says_so(store: ChromaStore) -> None:
    await store.upsert(["a"], listings("d"), rows(0.0))
    await store.close()
    await store.close()
    with pytest.raises(StoreError, match="closed"):
        await store.count()


FILED = {
    "en": Listing(
        id="d1",
        uri="reports/2024/a.html",
        media_type="text/html",
        published_at="2024-05-31",
        language="en",
        tags=("draft", "law"),
    ),
    "de": Listing(
        id="d2",
        uri="reports/2025/b [x]*%_.txt",
        media_type="text/plain",
        published_at="2025-01-01",
        language="de",
        tags=("Law",),
    ),
    "none": Listing(id="d3", uri="reports.txt", media_type="text/plain"),
    "odd": Listing(
        id="d4", uri="reports/ü [x]*%_/c.md", media_type="text/markdown", tags=("law, ü'\"",)
    ),
}


@pytest.fixture
async def filed(store: ChromaStore) -> ChromaStore:
    await store.upsert(list(FILED), list(FILED.values()), rows(0.0, 0.1, 0.2, 0.3))
    return store


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, "en de none odd"),
        ({"folders": ["reports"]}, "en de odd"),
        ({"folders": ["reports/2024"]}, "en"),
        ({"folders": ["reports/20"]}, ""),
        ({"folders": ["reports/2024/a.html"]}, ""),
        ({"folders": ["reports/2025", "reports/2024"]}, "en de"),
        ({"folders": ["reports/ü [x]*%_"]}, "odd"),
        ({"media_types": ["text/plain"]}, "de none"),
        ({"media_types": ["text/plain", "text/html"]}, "en de none"),
        ({"languages": ["de"]}, "de"),
        ({"languages": ["de", "en", "fr"]}, "en de"),
        ({"languages": ["fr"]}, ""),
        ({"tags": ["law"]}, "en"),
        ({"tags": ["law", "Law", "unused"]}, "en de"),
        ({"tags": ["law, ü'\""]}, "odd"),
        ({"published_from": "2024-05-31"}, "en de"),
        ({"published_from": "2024-06-01"}, "de"),
        ({"published_to": "2024-12-31"}, "en"),
        ({"published_from": "2025-01-01", "published_to": "2025-01-01"}, "de"),
        ({"folders": ["reports"], "languages": ["de", "en"], "tags": ["draft"]}, "en"),
        ({"folders": ["reports/2024"], "languages": ["de"]}, ""),
        ({"document_ids": ["d2", "d3"], "media_types": ["text/plain"], "tags": ["Law"]}, "de"),
        ({"document_ids": [], "tags": ["law"]}, ""),
        ({"tags": [f"t{n}" for n in range(99)] + ["law"], "folders": ["reports"]}, "en"),
    ],
)
async def test_a_search_keeps_to_its_scope(
    filed: ChromaStore, asked: dict[str, object], expected: str
) -> None:
    hits = await filed.query(rows(0.0)[0], k=5, scope=Scope.model_validate(asked))
    assert [hit.chunk_id for hit in hits] == expected.split()


async def test_the_nearest_of_a_scope_are_found_among_many_others(store: ChromaStore) -> None:
    few = replace(listing("few"), tags=("few",))
    chunks = [f"c{n:04d}" for n in range(1200)]
    owners = [few if n >= 1195 else listing("many") for n in range(1200)]
    await store.upsert(chunks, owners, rows(*(n / 1000 for n in range(1200))))
    hits = await store.query(rows(0.0)[0], k=3, scope=Scope(tags=("few",)))
    assert [hit.chunk_id for hit in hits] == ["c1195", "c1196", "c1197"]


async def test_what_is_kept_of_documents_can_be_replaced(filed: ChromaStore) -> None:
    nothing = replace(FILED["en"], tags=(), language=None, published_at=None)
    tagged = replace(FILED["none"], tags=("new",))
    await filed.describe(["en", "none", "missing"], [nothing, tagged, tagged])
    assert await filed.count() == 4
    for scope, expected in (
        (Scope(tags=("new",)), ["none"]),
        (Scope(tags=("law", "draft")), []),
        (Scope(languages=("en",)), []),
        (Scope(published_to=date(2024, 12, 31)), []),
        (Scope(folders=("reports/2024",)), ["en"]),
    ):
        hits = await filed.query(rows(0.0)[0], k=5, scope=scope)
        assert [hit.chunk_id for hit in hits] == expected
    await filed.describe([], [])


async def test_an_upsert_replaces_what_was_kept(filed: ChromaStore) -> None:
    await filed.upsert(["en"], listings("d9"), rows(0.0))
    assert await filed.query(rows(0.0)[0], k=5, scope=Scope(folders=("reports/2024",))) == []
    assert await filed.query(rows(0.0)[0], k=5, scope=Scope(tags=("law",))) == []


async def test_a_cleared_store_is_empty_and_can_be_filled(filed: ChromaStore) -> None:
    await filed.clear()
    assert await filed.count() == 0
    await filed.upsert(["a"], listings("d"), rows(0.0))
    assert await filed.ids() == {"a"}
