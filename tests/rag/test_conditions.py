"""Scopes in SQL: what is listed and what is searched agree, and no text is read for it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from rag.catalog import CATALOG_FILE
from rag.catalog_writer import CatalogWriter, IndexedDocument, Source
from rag.conditions import IN_SCOPE, scope_values
from rag.filters import Scope
from rag.protocols import SpannedText
from rag.types import Chunk, Document, Sentence

TEXT = "Apples are sold here."
FIELDS: dict[str, dict[str, object]] = {
    "reports/2024/a.html": {
        "media_type": "text/html",
        "published_at": "2024-05-31",
        "language": "en",
        "tags": ("draft", "law"),
    },
    "reports/2025/b.txt": {"published_at": "2025-01-01", "language": "de", "tags": ("Law",)},
    "reports/ü [x]*%_/c.md": {"media_type": "text/markdown", "tags": ("law, ü'\"",)},
    "reports.txt": {},
    "reports0/d.txt": {},
}


def _entry(uri: str, fields: dict[str, object]) -> IndexedDocument:
    head = {"id": uri, "uri": uri, "title": "", "text": TEXT, "sha256": "0", "fetched_at": "2026"}
    document = Document.model_validate({"media_type": "text/plain"} | head | fields)
    span = Sentence(start=0, end=len(TEXT))
    chunk = Chunk(id=uri, document_id=uri, start=0, end=len(TEXT), sentences=(span,))
    source = Source(path=uri.encode(), document_id=uri, uri=uri, sha256="0", format=1)
    text = SpannedText(text=TEXT)
    return IndexedDocument(document=document, chunks=[chunk], chunk_texts=[text], source=source)


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[CatalogWriter]:
    made = CatalogWriter(tmp_path / CATALOG_FILE)
    made.put_documents([_entry(uri, fields) for uri, fields in FIELDS.items()], meta={})
    yield made
    made.close()


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, "reports.txt reports/2024/a.html reports/2025/b.txt reports/ü [x]*%_/c.md reports0/"),
        ({"folders": ["reports"]}, "2024 2025 ü"),
        ({"folders": ["reports/2024"]}, "2024"),
        ({"folders": ["reports/20"]}, ""),
        ({"folders": ["reports/2024/a.html"]}, ""),
        ({"folders": ["reports/2025", "reports0"]}, "2025 reports0/"),
        ({"folders": ["reports/ü [x]*%_"]}, "ü"),
        ({"media_types": ["text/html", "text/markdown"]}, "2024 ü"),
        ({"languages": ["de"]}, "2025"),
        ({"languages": ["de", "en", "fr"]}, "2024 2025"),
        ({"tags": ["law"]}, "2024"),
        ({"tags": ["Law", "law, ü'\""]}, "2025 ü"),
        ({"published_from": "2024-05-31"}, "2024 2025"),
        ({"published_from": "2024-06-01"}, "2025"),
        ({"published_to": "2024-12-31"}, "2024"),
        ({"published_from": "2025-01-01", "published_to": "2025-01-01"}, "2025"),
        ({"folders": ["reports"], "languages": ["en", "de"], "tags": ["draft"]}, "2024"),
        ({"document_ids": ["reports.txt", "reports/2025/b.txt"], "languages": ["de"]}, "2025"),
        ({"document_ids": []}, ""),
    ],
)
def test_listing_and_searching_keep_to_the_scope(
    catalog: CatalogWriter, asked: dict[str, object], expected: str
) -> None:
    scope = Scope.model_validate(asked)
    listed = [one.uri for one in catalog.listings(scope)]
    words = expected.replace("ü [x]*%_/c.md", "ü").split()
    assert len(listed) == len(words)
    assert all(word in uri for word, uri in zip(words, listed, strict=True))
    assert {hit.chunk_id for hit in catalog.search("apples", k=9, scope=scope)} == set(listed)
    seen = catalog.overview(scope)
    dates = sorted(one.published_at for one in catalog.listings(scope) if one.published_at)
    assert (seen.documents, list(seen.uris), seen.dated) == (len(listed), listed[:3], len(dates))
    assert [seen.first, seen.last] == ([dates[0], dates[-1]] if dates else [None, None])


def test_listings_hold_what_documents_are_filtered_by(catalog: CatalogWriter) -> None:
    (found,) = catalog.listings(Scope(tags=("draft",)))
    assert (found.media_type, found.language) == ("text/html", "en")
    assert (found.published_at, found.tags) == ("2024-05-31", ("draft", "law"))


def test_only_current_versions_are_in_a_scope(catalog: CatalogWriter) -> None:
    newer = {**FIELDS["reports/2024/a.html"], "version": 2, "tags": ("final",)}
    catalog.put_documents([_entry("reports/2024/a.html", newer)], meta={})
    assert catalog.listings(Scope(tags=("draft",))) == []
    assert len(catalog.search("apples", k=9, scope=Scope(tags=("final",)))) == 1


@pytest.mark.parametrize("wanted", ["id", "count(*), count(published_at), min(published_at)"])
def test_no_text_is_read_to_choose_documents(
    catalog: CatalogWriter, tmp_path: Path, wanted: str
) -> None:
    statement = f"EXPLAIN QUERY PLAN SELECT {wanted} FROM documents WHERE {IN_SCOPE}"  # noqa: S608 - constants
    with closing(sqlite3.connect(tmp_path / CATALOG_FILE)) as connection:
        steps = connection.execute(statement, scope_values(Scope(languages=("de",)))).fetchall()
    assert any("COVERING INDEX documents_listed" in str(step) for step in steps)


def test_describing_changes_language_and_tags_alone(catalog: CatalogWriter) -> None:
    before = catalog.document("reports.txt")
    assert before is not None
    after = before.model_copy(update={"language": "nl", "tags": ("new",)})
    catalog.describe([after], given={after.id: ("new",)}, meta={"generation": "g7"})
    assert catalog.document("reports.txt") == after
    assert [one.tags for one in catalog.sources() if one.uri == "reports.txt"] == [("new",)]
    assert catalog.generation() == "g7"
    assert [one.id for one in catalog.listings(Scope(languages=("nl",)))] == ["reports.txt"]
