"""The catalog: documents, search, vectors, answers, and what it refuses to open."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rag.catalog import CATALOG_FILE, Catalog
from rag.catalog_writer import CatalogWriter, IndexedDocument
from rag.errors import StoreError
from rag.filters import Scope
from rag.protocols import SpannedText, SpanVectors
from rag.types import Answer, ModelIds
from tests.one_document import entry, spanned


def vectors(*values: float) -> SpanVectors:
    row = np.array(values, dtype=np.float32)
    return SpanVectors(whole=row, spans=row[np.newaxis] * 0.7)


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[CatalogWriter]:
    writer = CatalogWriter(tmp_path / CATALOG_FILE)
    yield writer
    writer.close()


def an_answer(answer_id: str) -> Answer:
    return Answer(
        id=answer_id,
        question="Is it binding?",
        standalone_question="Is it binding?",
        status="not_found",
        text="",
        models=ModelIds(chat="c", judge="j", embed="e"),
        generation="g1",
        created_at="2026-01-01T00:00:00+00:00",
    )


def test_a_new_catalog_is_empty(catalog: CatalogWriter) -> None:
    assert catalog.generation() == "g0"
    assert catalog.embed_model_id() is None
    assert catalog.documents() == []
    assert catalog.search("anything", k=5) == []
    assert catalog.document("doc_0") is None
    assert catalog.answer("a") is None


def test_documents_and_chunks_come_back_as_they_were_put(catalog: CatalogWriter) -> None:
    second, first = entry("b.txt", "The plan costs 45 dollars."), entry("a.txt", "One.\nTwo.")
    catalog.put_documents([second, first], meta={"generation": "g1"})
    assert [d.uri for d in catalog.documents()] == ["a.txt", "b.txt"]
    listed = [(d.id, d.uri, d.published_at) for d in (first.document, second.document)]
    assert [(held.id, held.uri, held.published_at) for held in catalog.listings()] == listed
    assert catalog.document(first.document.id) == first.document
    ids = [first.chunks[1].id, "missing", second.chunks[0].id]
    assert catalog.chunks(ids) == [first.chunks[1], second.chunks[0]]
    assert catalog.generation() == "g1"
    assert catalog.document_ids() == [first.document.id, second.document.id]
    assert catalog.chunk_count() == 3


def test_a_new_version_replaces_the_chunks_and_keeps_the_old_text(catalog: CatalogWriter) -> None:
    old = entry("a.txt", "Apples are red.")
    new = entry("a.txt", "Pears are green.", version=2)
    catalog.put_documents([old], meta={})
    assert catalog.document(old.document.id) == old.document
    gone = catalog.put_documents([new], meta={})
    assert gone == [old.chunks[0].id]
    assert catalog.document(old.document.id) == new.document
    assert catalog.versions(old.document.id) == [old.document, new.document]
    assert catalog.search("apples", k=5) == []
    assert [hit.chunk_id for hit in catalog.search("pears", k=5)] == [new.chunks[0].id]


def test_a_removed_document_leaves_nothing_behind(catalog: CatalogWriter) -> None:
    put = entry("a.txt", "Apples are red.")
    catalog.put_documents([put], meta={})
    assert catalog.remove_documents([put.document.id], meta={}) == [put.chunks[0].id]
    assert catalog.versions(put.document.id) == []
    assert catalog.search("apples", k=5) == []
    assert catalog.sources() == []
    assert catalog.chunk_ids() == []


def test_a_failed_put_changes_nothing(catalog: CatalogWriter) -> None:
    put = entry("a.txt", "Apples are red.")
    catalog.put_documents([put], meta={"generation": "g1"})
    clash = entry("b.txt", "Pears are green.")
    broken = IndexedDocument(
        document=clash.document, chunks=put.chunks, chunk_texts=[spanned("x")], source=clash.source
    )
    with pytest.raises(StoreError):
        catalog.put_documents([broken], meta={"generation": "g2"})
    assert catalog.generation() == "g1"
    assert [d.uri for d in catalog.documents()] == ["a.txt"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("What is the COMMITMENT?", True),
        ("commitments", True),
        ('purchase "AND" NOT (commitment* OR', True),
        ("Foxconn's", True),
        ("Foxconn’s", True),
        ("cafe", True),
        ("co-design", True),
        ("東京", True),
        ("$1.4", True),
        ("banana", False),
        ("the", True),
        ("", False),
        ("?!", False),
        ("\x00 \ud800", False),
    ],
)
def test_search_takes_any_text(catalog: CatalogWriter, query: str, found: bool) -> None:
    text = "Foxconn has no purchase commitment at the Café; they co-design. $1.4 trillion 東京都"
    catalog.put_documents([entry("a.txt", text)], meta={})
    assert bool(catalog.search(query, k=3)) is found


def test_search_orders_by_score_then_id_and_keeps_to_the_documents_asked(
    catalog: CatalogWriter,
) -> None:
    entries = [entry(f"{name}.txt", "the same apple text") for name in "abcd"]
    entries.append(entry("e.txt", "apple apple apple"))
    catalog.put_documents(entries, meta={})
    hits = catalog.search("apple", k=10)
    assert hits[0].chunk_id == entries[4].chunks[0].id
    assert [h.chunk_id for h in hits[1:]] == sorted(h.chunk_id for h in hits[1:])
    only = Scope(document_ids=(entries[1].document.id, *(f"doc_{n}" for n in range(40_000))))
    assert [h.chunk_id for h in catalog.search("apple", k=10, scope=only)] == [
        entries[1].chunks[0].id
    ]
    assert catalog.search("apple", k=10, scope=Scope(document_ids=())) == []
    assert len(catalog.search("apple", k=2)) == 2


def test_headings_and_titles_are_searched(catalog: CatalogWriter) -> None:
    put = entry("a.txt", "First line\nIt runs for five years.", title="Warehouse lease")
    catalog.put_documents([put], meta={})
    assert [h.chunk_id for h in catalog.search("terms", k=5)] == [put.chunks[1].id]
    assert len(catalog.search("lease", k=5)) == 2


def test_vectors_are_kept_by_model_text_and_spans(catalog: CatalogWriter) -> None:
    put = entry("a.txt", "Apples are red.\nPears are green.")
    catalog.put_documents([put], meta={})
    rows = [vectors(1.0, 0.0), vectors(0.0, 1.0)]
    catalog.save_vectors("m1", put.chunk_texts, rows)
    found = catalog.vectors("m1", [chunk.id for chunk in put.chunks] + ["unknown"])
    assert set(found) == {chunk.id for chunk in put.chunks}
    second = found[put.chunks[1].id]
    assert second.document_id == put.document.id
    np.testing.assert_array_equal(second.whole, rows[1].whole)
    np.testing.assert_allclose(second.sentences, rows[1].spans, atol=1e-3)
    assert catalog.vectors("m2", [put.chunks[0].id]) == {}

    other = SpannedText(text="Apples are red.", spans=((0, 6), (7, 15)))
    stored = catalog.text_vectors("m1", [*put.chunk_texts, other])
    assert set(stored) == set(put.chunk_texts)
    np.testing.assert_array_equal(stored[put.chunk_texts[0]], rows[0].whole)


def test_a_chunk_can_be_embedded_as_another_text(catalog: CatalogWriter) -> None:
    put = entry("a.txt", "Apples are red.")
    catalog.put_documents([put], meta={})
    other = spanned("Terms\nApples are red.")
    catalog.save_vectors("m", [other], [vectors(1.0, 0.0)])
    assert catalog.lacks_vectors("m")
    catalog.set_chunk_texts({put.chunks[0].id: other})
    assert not catalog.lacks_vectors("m")


def test_unused_vectors_are_dropped(catalog: CatalogWriter) -> None:
    put = entry("a.txt", "Apples are red.")
    catalog.put_documents([put], meta={})
    (used,), gone = put.chunk_texts, spanned("Gone.")
    for model, text in [("m1", used), ("m1", gone), ("m0", used)]:
        catalog.save_vectors(model, [text], [vectors(1.0)])
    catalog.drop_unused_vectors("m1")
    assert set(catalog.text_vectors("m1", [used, gone])) == {used}
    assert catalog.text_vectors("m0", [used]) == {}


def test_chunk_vectors_come_in_pages(catalog: CatalogWriter) -> None:
    put = entry("a.txt", "One.\nTwo.\nThree.")
    catalog.put_documents([put], meta={})
    texts = [put.chunk_texts[0], put.chunk_texts[2]]
    catalog.save_vectors("m", texts, [vectors(1.0, 0.0), vectors(0.0, 1.0)])
    first = catalog.chunk_vectors("m", limit=2)
    rest = catalog.chunk_vectors("m", after=first[-1][0], limit=2)
    assert [row[0] for row in first + rest] == [chunk.id for chunk in put.chunks]
    assert [row[2] is not None for row in first + rest] == [True, False, True]


def test_many_threads_may_use_one_catalog(catalog: CatalogWriter) -> None:
    put = entry("a.txt", "Apples are red.")
    catalog.put_documents([put], meta={})

    def work(number: int) -> int:
        catalog.save_answer(an_answer(f"a{number}"))
        assert catalog.document(put.document.id) == put.document
        return len(catalog.search("apples", k=3))

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(work, range(64))) == {1}
    assert len(catalog.answer_ids()) == 64


def test_a_reader_sees_whole_versions_while_a_writer_writes(catalog: CatalogWriter) -> None:
    catalog.put_documents([entry("a.txt", "Version one.")], meta={"generation": "g1"})
    reader = Catalog(catalog_path(catalog))
    try:
        with catalog._transaction() as connection:  # pyright: ignore[reportPrivateUsage] - holds one open
            connection.execute("UPDATE meta SET value = 'g2' WHERE key = 'generation'")
            assert reader.generation() == "g1"
            assert len(reader.search("version", k=3)) == 1
        assert reader.generation() == "g2"
    finally:
        reader.close()


def test_what_is_searched_follows_each_writer_at_once(catalog: CatalogWriter) -> None:
    reader = Catalog(catalog_path(catalog))
    try:
        for number in range(1, 4):
            catalog.put_documents([entry(f"{number}.txt", "Apples.")], meta={})
            for seen in (catalog.overview(), reader.overview(), reader.overview()):
                assert seen.documents == number
        catalog.remove_documents([entry("2.txt", "").document.id], meta={})
        assert reader.overview().uris == catalog.overview().uris == ("1.txt", "3.txt")
    finally:
        reader.close()


def test_another_process_can_read_and_store_answers(catalog: CatalogWriter) -> None:
    catalog.put_documents([entry("a.txt", "Apples are red.")], meta={})
    code = (
        "import sys; from pathlib import Path; from rag.catalog import Catalog\n"
        "c = Catalog(Path(sys.argv[1])); print(len(c.search('apples', k=3))); c.close()"
    )
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", code, str(catalog_path(catalog))],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "1"


def test_no_file_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="ingest"):
        Catalog(tmp_path / CATALOG_FILE)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / CATALOG_FILE
    path.write_bytes(b"this is not a database at all" * 100)
    with pytest.raises(StoreError, match="not a readable catalog"):
        Catalog(path)


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / CATALOG_FILE
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE things (x)")
    other.commit()
    other.close()
    with pytest.raises(StoreError, match="another program"):
        CatalogWriter(path)


def test_a_newer_catalog_is_refused(catalog: CatalogWriter) -> None:
    path = catalog_path(catalog)
    catalog.close()
    newer = sqlite3.connect(path)
    newer.execute("PRAGMA user_version = 99")
    newer.close()
    with pytest.raises(StoreError, match="newer citeproof"):
        Catalog(path)


def test_a_closed_catalog_says_so(catalog: CatalogWriter) -> None:
    catalog.close()
    catalog.close()
    with pytest.raises(StoreError):
        catalog.generation()


def catalog_path(catalog: Catalog) -> Path:
    return catalog._path  # pyright: ignore[reportPrivateUsage] - the fixture made it


class Explained(Catalog):
    """Keeps how SQLite goes about each statement."""

    steps: tuple[str, ...] = ()

    def _all(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        plan = super()._all(f"EXPLAIN QUERY PLAN {statement}", *values)
        self.steps = tuple(str(row[-1]) for row in plan)
        return super()._all(statement, *values)


def test_vectors_of_a_few_chunks_are_found_without_reading_all(
    catalog: CatalogWriter, tmp_path: Path
) -> None:
    catalog.put_documents([entry("a.txt", "One sentence is here.")], meta={})
    explained = Explained(tmp_path / CATALOG_FILE)
    explained.vectors("m", catalog.chunk_ids())
    explained.close()
    assert any("(model_id=? AND key=?)" in step for step in explained.steps)
    assert not any("(model_id=?)" in step for step in explained.steps)
