"""Older catalogs are brought up to date, and nothing of what only they hold is lost."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from ingest.pipeline import Ingestor
from rag.catalog import CATALOG_FILE, Catalog
from rag.models.fake import FakeEmbedder
from rag.schema import APPLICATION_ID, MIGRATIONS, SCHEMA_VERSION, connect


def old_file(path: Path) -> None:
    """A catalog of version 1 with one document of one chunk."""
    with closing(sqlite3.connect(path)) as old:
        old.executescript(MIGRATIONS[0])
        old.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        old.execute("PRAGMA user_version = 1")
        old.execute(
            "INSERT INTO documents VALUES ('doc_1', 1, 'a.txt', 'A', 'Apples are red.', "
            "'text/plain', 'ab', NULL, '2026-01-01T00:00:00+00:00', 1)"
        )
        old.execute("INSERT INTO chunks VALUES (1, 'doc_1-0-00000', 'doc_1', 0, 15, NULL, x'00')")
        old.execute("INSERT INTO sentences VALUES (1, 0, 0, 15, 'prose', x'01')")
        old.execute("INSERT INTO chunk_words (rowid, text) VALUES (1, 'Apples are red.')")
        old.execute("INSERT INTO vectors VALUES ('m', x'00', x'0000803f')")
        old.execute("INSERT INTO meta VALUES ('index_state', 'settled')")
        old.execute("INSERT INTO meta VALUES ('collection', 'corpus-0-g1'), ('generation', 'g1')")
        old.execute("INSERT INTO meta VALUES ('embed_model', 'm')")
        old.commit()


def test_a_new_file_is_of_the_newest_version(tmp_path: Path) -> None:
    with closing(connect(tmp_path / CATALOG_FILE, create=True)) as made:
        assert made.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION


def test_documents_of_an_older_file_are_kept(tmp_path: Path) -> None:
    old_file(tmp_path / CATALOG_FILE)
    catalog = Catalog(tmp_path / CATALOG_FILE)
    assert [d.text for d in catalog.documents()] == ["Apples are red."]
    assert [s.kind for c in catalog.chunks(catalog.chunk_ids()) for s in c.sentences] == ["prose"]
    assert catalog.meta("index_state") == "outdated"
    catalog.close()


async def test_the_next_ingest_makes_an_older_file_answer_again(tmp_path: Path) -> None:
    old_file(tmp_path / CATALOG_FILE)
    (tmp_path / "b.txt").write_text("Pears are green.")
    await Ingestor(tmp_path, embedder=FakeEmbedder()).aingest([tmp_path / "b.txt"])
    catalog = Catalog(tmp_path / CATALOG_FILE)
    stored = catalog.vectors(FakeEmbedder().model_id, catalog.chunk_ids())
    assert len(stored) == len(catalog.chunk_ids()) == 2
    assert all(len(vectors.sentences) == 1 for vectors in stored.values())
    catalog.close()
