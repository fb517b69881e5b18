"""Dense and lexical together find the evidence; filters narrow it."""

from __future__ import annotations

from pathlib import Path

from rag.filters import Filters
from rag.models.fake import FakeEmbedder
from rag.retrieval.retriever import Retriever
from rag.store import ChromaStore
from tests.corpus import open_catalog


def retriever(folder: Path, *, evidence: int = 8) -> Retriever:
    catalog = open_catalog(folder)
    collection = catalog.collection()
    assert collection is not None
    store = ChromaStore(folder / "data" / "chroma", collection=collection)
    return Retriever(catalog, store, FakeEmbedder(), chunks=20, evidence=evidence)


async def test_evidence_is_ranked_and_limited(tmp_path: Path) -> None:
    found = await retriever(tmp_path, evidence=2).retrieve("How much will Acme pay for the pumps?")
    assert [passage.rank for passage in found] == [1, 2]
    assert "Acme will pay" in found[0].quote


async def test_filters_choose_the_documents_that_are_searched(tmp_path: Path) -> None:
    finder = retriever(tmp_path)
    scope = await finder.scope(Filters(uris=("*.nothing", "led*")))
    assert (await finder.searched(scope)).uris == ("ledger.txt",)
    found = await finder.retrieve("How much will Acme pay?", scope=scope)
    assert {passage.uri for passage in found} == {"ledger.txt"}
    nothing = await finder.scope(Filters(uris=("*.nothing",)))
    assert (await finder.searched(nothing)).documents == 0
    assert await finder.retrieve("How much?", scope=nothing) == []
    assert (await finder.searched(None)).documents == 3


async def test_hearing_every_document_takes_more_sentences_but_few_of_each(tmp_path: Path) -> None:
    finder = retriever(tmp_path, evidence=2)
    assert len(await finder.retrieve("How much will Acme pay for the pumps?")) == 2
    more = await finder.retrieve("How much will Acme pay for the pumps?", every_document=True)
    assert len(more) == 3
    assert len({passage.document_id for passage in more}) > 1
