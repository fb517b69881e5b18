"""A catalog of an older version is brought up to date when it is opened, and stays readable."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from rag.catalog import CATALOG_FILE, Catalog
from rag.schema import APPLICATION_ID, MIGRATIONS, SCHEMA_VERSION


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
