"""What documents are filed under: languages found, tags given; older data brought up to date."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from ingest import Ingestor
from rag.catalog import CATALOG_FILE, Catalog
from rag.errors import StoreError, UsageError
from rag.filters import Filters, Scope
from rag.models.fake import FakeEmbedder
from rag.protocols import Vectors
from rag.retrieval.retriever import Retriever
from rag.store import ChromaStore
from tests.old_data import make_old, make_old_index

TEXTS = {
    "en/lease.md": "---\ntags: [own]\n---\n# The lease\n\nThe rent of 500 dollars is due.\n",
    "en/plan.txt": "The plan of the company is to build three bridges over the river by May.\n",
    "de/miete.txt": "Die Miete beträgt 500 Euro und ist am ersten Tag des Monats zu zahlen.\n",
}


class CountingEmbedder(FakeEmbedder):
    """Counts the texts it embeds."""

    texts = 0

    async def embed(self, texts: Sequence[str]) -> Vectors:
        self.texts += len(texts)
        return await super().embed(texts)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    for uri, text in TEXTS.items():
        path = tmp_path / "c" / uri
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "c"


def tags(tmp_path: Path) -> dict[str, tuple[str, ...]]:
    catalog = Catalog(tmp_path / "data" / CATALOG_FILE)
    try:
        return {document.uri: document.tags for document in catalog.documents()}
    finally:
        catalog.close()


def found(tmp_path: Path, scope: Scope) -> set[str]:
    """Return the uris that the vectors alone find in a scope; the catalog must agree."""

    async def dense(catalog: Catalog) -> set[str]:
        store = ChromaStore(tmp_path / "data" / "chroma", collection=catalog.collection() or "")
        try:
            hits = await store.query((await FakeEmbedder().embed(["rent"]))[0], k=50, scope=scope)
        finally:
            await store.close()
        return {catalog.chunks([hit.chunk_id])[0].document_id for hit in hits}

    catalog = Catalog(tmp_path / "data" / CATALOG_FILE)
    try:
        by_vector = asyncio.run(dense(catalog))
        listed = {one.id: one.uri for one in catalog.listings(scope)}
        assert by_vector == set(listed)
        return set(listed.values())
    finally:
        catalog.close()


def test_language_and_tags_are_stored_and_filtered_by(tmp_path: Path, corpus: Path) -> None:
    Ingestor(tmp_path / "data", embedder=FakeEmbedder()).ingest(corpus, tags=["b", "a "])
    assert tags(tmp_path) == {
        "de/miete.txt": ("a", "b"),
        "en/lease.md": ("a", "b", "own"),
        "en/plan.txt": ("a", "b"),
    }
    assert found(tmp_path, Scope(languages=("de",))) == {"de/miete.txt"}
    assert found(tmp_path, Scope(languages=("en",))) == {"en/lease.md", "en/plan.txt"}
    assert found(tmp_path, Scope(tags=("own",))) == {"en/lease.md"}
    assert found(tmp_path, Scope(folders=("en",), media_types=("text/plain",))) == {"en/plan.txt"}


def test_other_tags_of_unchanged_files_are_taken_without_embedding(
    tmp_path: Path, corpus: Path
) -> None:
    embedder = CountingEmbedder()
    ingestor = Ingestor(tmp_path / "data", embedder=embedder)
    ingestor.ingest(corpus, tags=["old"])
    embedded = embedder.texts
    report = ingestor.ingest(corpus / "en", tags=["new"])
    assert report.retagged == ["en/lease.md", "en/plan.txt"]
    assert (report.unchanged, report.updated, report.chunks) == ([], [], 0)
    assert report.generation == "g2"
    assert embedder.texts == embedded
    assert found(tmp_path, Scope(tags=("new",))) == {"en/lease.md", "en/plan.txt"}
    assert found(tmp_path, Scope(tags=("old",))) == {"de/miete.txt"}
    assert found(tmp_path, Scope(tags=("own",))) == {"en/lease.md"}


def test_tags_stay_until_others_are_given(tmp_path: Path, corpus: Path) -> None:
    ingestor = Ingestor(tmp_path / "data", embedder=FakeEmbedder())
    ingestor.ingest(corpus / "en", tags=["given"])
    (corpus / "en" / "lease.md").write_text(
        "---\ntags: other\n---\nThe rent fell.", encoding="utf-8"
    )
    report = ingestor.ingest(corpus / "en")
    assert (report.updated, report.unchanged) == (["lease.md"], ["plan.txt"])
    assert tags(tmp_path) == {"lease.md": ("given", "other"), "plan.txt": ("given",)}
    again = ingestor.ingest(corpus / "en", tags=["given"])
    assert (again.unchanged, again.generation) == (["lease.md", "plan.txt"], report.generation)
    none = ingestor.ingest(corpus / "en", tags=[])
    assert none.retagged == ["lease.md", "plan.txt"]
    assert tags(tmp_path) == {"lease.md": ("other",), "plan.txt": ()}
    assert found(tmp_path, Scope(tags=("given",))) == set()


def test_a_tag_that_is_none_is_refused_before_anything_is_opened(tmp_path: Path) -> None:
    ingestor = Ingestor(tmp_path / "data", embedder=FakeEmbedder())
    with pytest.raises(UsageError, match="tags holds ''"):
        ingestor.ingest(tmp_path, tags=[""])
    assert not (tmp_path / "data").exists()


def retrieved(tmp_path: Path, filters: Filters | None) -> set[str]:
    catalog = Catalog(tmp_path / "data" / CATALOG_FILE)
    store = ChromaStore(tmp_path / "data" / "chroma", collection=catalog.collection() or "")
    finder = Retriever(catalog, store, FakeEmbedder(), chunks=20, evidence=8)

    async def passages() -> set[str]:
        try:
            scope = await finder.scope(filters)
            return {one.uri for one in await finder.retrieve("What is the rent?", scope=scope)}
        finally:
            await store.close()

    try:
        return asyncio.run(passages())
    finally:
        catalog.close()


def test_data_of_the_first_version_is_brought_up_to_date(tmp_path: Path, corpus: Path) -> None:
    ingestor = Ingestor(tmp_path / "data", embedder=FakeEmbedder())
    ingestor.ingest(corpus)
    make_old(tmp_path / "data")
    for filters in (None, Filters(languages=("de",)), Filters(uris=("*",), folders=("en",))):
        with pytest.raises(StoreError, match="ingest any document again to"):
            retrieved(tmp_path, filters)
    report = ingestor.ingest(corpus / "en" / "plan.txt")
    assert (report.unchanged, report.generation) == (["en/plan.txt"], "g2")
    assert retrieved(tmp_path, None) == set(TEXTS)
    assert retrieved(tmp_path, Filters(languages=("de",))) == {"de/miete.txt"}
    assert found(tmp_path, Scope(tags=("own",))) == {"en/lease.md"}
    assert found(tmp_path, Scope(folders=("en",))) == {"en/lease.md", "en/plan.txt"}


def test_an_index_that_cannot_be_filtered_is_made_again_without_embedding(
    tmp_path: Path, corpus: Path
) -> None:
    embedder = CountingEmbedder()
    ingestor = Ingestor(tmp_path / "data", embedder=embedder)
    ingestor.ingest(corpus)
    embedded = embedder.texts
    make_old_index(tmp_path / "data")
    assert retrieved(tmp_path, Filters(uris=("de/*",))) == {"de/miete.txt"}
    with pytest.raises(StoreError, match="ingest any document again to rebuild it"):
        retrieved(tmp_path, Filters(languages=("de",)))
    ingestor.ingest(corpus / "en" / "plan.txt")
    assert embedder.texts == embedded
    assert retrieved(tmp_path, Filters(languages=("de",))) == {"de/miete.txt"}


def test_rebuilding_too_makes_an_old_index_filterable(tmp_path: Path, corpus: Path) -> None:
    ingestor = Ingestor(tmp_path / "data", embedder=FakeEmbedder())
    ingestor.ingest(corpus, tags=["given"])
    make_old_index(tmp_path / "data")
    with pytest.raises(StoreError):
        found(tmp_path, Scope(tags=("given",)))
    ingestor.rebuild()
    assert found(tmp_path, Scope(tags=("given",))) == set(TEXTS)
    assert found(tmp_path, Scope(tags=("own",))) == {"en/lease.md"}
