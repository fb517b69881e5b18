"""Older catalogs are brought up to date, and nothing of what only they hold is lost."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from ingest.pipeline import Ingestor
from rag.catalog import CATALOG_FILE, Catalog
from rag.filters import Scope
from rag.models.fake import FakeEmbedder
from rag.schema import APPLICATION_ID, MIGRATIONS, SCHEMA_VERSION
from tests.corpus import open_catalog
from tests.old_data import make_old_catalog


def test_a_file_of_the_first_version_is_brought_up_to_date(tmp_path: Path) -> None:
    new = open_catalog(tmp_path)
    expected, chunks = new.documents(), new.chunks(new.chunk_ids())
    new.close()
    make_old_catalog(tmp_path / "data")
    with closing(sqlite3.connect(tmp_path / "data" / CATALOG_FILE)) as old:
        assert old.execute("PRAGMA user_version").fetchone() == (1,)
        assert "tags" not in {row[1] for row in old.execute("PRAGMA table_info(documents)")}

    for _ in range(2):  # the second time there is nothing left to do
        catalog = Catalog(tmp_path / "data" / CATALOG_FILE)
        try:
            found = catalog.documents()
            assert found == [one.model_copy(update={"language": None}) for one in expected]
            assert {one.tags for one in found} == {()}
            assert catalog.chunks(catalog.chunk_ids()) == chunks
            assert catalog.search("pumps", k=3)
            assert catalog.listings(Scope(tags=("law",))) == []
        finally:
            catalog.close()
    with closing(sqlite3.connect(tmp_path / "data" / CATALOG_FILE)) as upgraded:
        assert upgraded.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)


async def test_the_next_ingest_makes_the_vectors_of_an_older_file_again(tmp_path: Path) -> None:
    open_catalog(tmp_path).close()
    make_old_catalog(tmp_path / "data")
    old = Catalog(tmp_path / "data" / CATALOG_FILE)
    assert old.meta("index_state") == "outdated"
    assert old.vectors(FakeEmbedder().model_id, old.chunk_ids()) == {}
    old.close()

    (tmp_path / "b.txt").write_text("Pears are green.")
    await Ingestor(tmp_path / "data", embedder=FakeEmbedder()).aingest([tmp_path / "b.txt"])

    catalog = Catalog(tmp_path / "data" / CATALOG_FILE)
    stored = catalog.vectors(FakeEmbedder().model_id, catalog.chunk_ids())
    for chunk in catalog.chunks(catalog.chunk_ids()):
        assert len(stored[chunk.id].sentences) == len(chunk.embedded_sentences)
    assert catalog.meta("index_state") == "settled"
    catalog.close()


def older(path: Path, version: int) -> None:
    """Make a catalog as that version of the schema left it, with one chunk to find."""
    connection = sqlite3.connect(path)
    for script in MIGRATIONS[:version]:
        connection.executescript(script)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {version}")
    connection.execute(
        'INSERT INTO chunks (rowid, id, document_id, start, "end", vector_key) '
        "VALUES (1, 'c', 'd', 0, 5, x'00')"
    )
    connection.execute(
        "INSERT INTO chunk_words (rowid, text, heading, title) VALUES (1, 'mortgage', '', '')"
    )
    connection.commit()
    connection.close()


@pytest.mark.parametrize("version", range(1, SCHEMA_VERSION))
def test_an_older_catalog_is_upgraded_and_searched(tmp_path: Path, version: int) -> None:
    path = tmp_path / CATALOG_FILE
    older(path, version)
    catalog = Catalog(path)
    assert [hit.chunk_id for hit in catalog.search("mortgage", k=3)] == ["c"]
    assert catalog.unknown_words(["mortgage", "mortgqge"]) == {"mortgqge"}
    assert catalog.nearest_words("mortgqge", name=False, limit=3) == []
    assert catalog.named_elsewhere(["crc"]) == []
    catalog.close()
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)


def test_older_feedback_is_kept(tmp_path: Path) -> None:
    path = tmp_path / CATALOG_FILE
    older(path, 4)
    with sqlite3.connect(path) as connection:
        connection.execute("INSERT INTO answers (id, created_at, json) VALUES ('a', '', '{}')")
        for rating in ("up", "down"):
            connection.execute(
                "INSERT INTO feedback (answer_id, rating, comment, created_at) "
                "VALUES ('a', ?, 'so', '2026-01-01')",
                (rating,),
            )
    connection.close()
    catalog = Catalog(path)
    kept = catalog.feedback("a")
    catalog.close()
    assert [(each.kind, each.comment, each.better) for each in kept] == [
        ("right", "so", ""),
        ("unhelpful", "so", ""),
    ]
