"""A small corpus and a pipeline over it, on fake models: for tests of retrieval and answering."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from ingest import Ingestor
from rag.catalog import CATALOG_FILE, Catalog
from rag.models.fake import FakeChat, FakeEmbedder
from rag.pipeline import AnswerPipeline, Limits
from rag.protocols import Listing, Reranker
from rag.store import ChromaStore
from rag.types import Message

__all__ = [
    "DOCUMENTS",
    "first_evidence",
    "known",
    "listing",
    "listings",
    "make_pipeline",
    "open_catalog",
    "opened_pipeline",
    "stored",
]

DOCUMENTS: Mapping[str, str] = {
    "pact.txt": (
        "Acme and Borel Sign a Pact on Pumps\n\n"
        "Acme and Borel signed a pact on pumps in Ohio on Monday. "
        "Acme will pay $40 million for the pumps. "
        "It does not include any purchase commitment.\n"
    ),
    "ledger.txt": (
        "Ledger of the Pump Pact\n\n"
        "The ledger says that Acme will pay $55 million for the pumps in 2025 alone. "
        "Leave a Reply\n"
    ),
    "faq.txt": (
        "Questions About the Pump Pact\n\n"
        "Is Acme required to buy pumps?\n\n"
        "No. The pact gives Acme an option and there is no purchase commitment.\n\n"
        "| Partner | Value | Place |\n"
        "| Borel | Undisclosed | Ohio |\n"
        "| Cato | $3 million | Texas |\n"
    ),
}


def open_catalog(folder: Path, documents: Mapping[str, str] = DOCUMENTS) -> Catalog:
    """Ingest the documents into `folder` with the fake embedder and return the catalog."""
    source = folder / "source"
    source.mkdir(parents=True, exist_ok=True)
    for name, text in documents.items():
        (source / name).write_text(text, encoding="utf-8")
    Ingestor(folder / "data", embedder=FakeEmbedder()).ingest([source])
    return Catalog(folder / "data" / "catalog.sqlite3")


def make_pipeline(
    folder: Path,
    chat: FakeChat,
    documents: Mapping[str, str] = DOCUMENTS,
    *,
    reranker: Reranker | None = None,
) -> AnswerPipeline:
    """Return a pipeline over the documents with a scripted chat model that also judges."""
    open_catalog(folder, documents).close()
    return opened_pipeline(folder / "data", chat, reranker=reranker)


def opened_pipeline(
    data: Path, chat: FakeChat, *, reranker: Reranker | None = None
) -> AnswerPipeline:
    """Return a pipeline over a data directory; the chat model also judges."""
    catalog = Catalog(data / CATALOG_FILE)
    collection = catalog.collection()
    assert collection is not None
    return AnswerPipeline(
        catalog=catalog,
        store=ChromaStore(data / "chroma", collection=collection),
        embedder=FakeEmbedder(),
        chat=chat,
        judge=chat,
        limits=Limits(),
        reranker=reranker,
    )


def first_evidence(messages: Sequence[Message]) -> str:
    """Say what the first numbered passage says: a reply for `FakeChat`."""
    lines = messages[-1].content.splitlines()
    line = next((line for line in lines if line.startswith("[1]")), "[1] Nothing.")
    return f"{line.removeprefix('[1]').strip()} [1]"


def listing(document_id: str) -> Listing:
    """Return a text file of no folder, language, tag or date."""
    return Listing(id=document_id, uri=f"{document_id}.txt", media_type="text/plain")


def listings(*document_ids: str) -> list[Listing]:
    """Return a listing for each id."""
    return [listing(document_id) for document_id in document_ids]


def known(data: Path) -> tuple[str, set[str], int]:
    """Return the catalog's collection, chunk ids and number of documents."""
    catalog = Catalog(data / CATALOG_FILE)
    try:
        return catalog.collection() or "", set(catalog.chunk_ids()), len(catalog.document_ids())
    finally:
        catalog.close()


async def stored(address: Path | str, collection: str) -> tuple[set[str], int]:
    """Return the ids that a collection holds, and its own count of them."""
    store = ChromaStore(address, collection=collection)
    try:
        return await store.ids(), await store.count()
    finally:
        await store.close()
