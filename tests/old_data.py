"""Turns a data directory of today into one of the first version: no languages, no tags."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import chromadb
from chromadb.config import Settings

from rag.catalog import CATALOG_FILE
from rag.schema import APPLICATION_ID, MIGRATIONS

__all__ = ["make_old", "make_old_catalog", "make_old_index"]

_TABLES = (
    "meta",
    "documents",
    "sources",
    "chunks",
    "sentences",
    "chunk_words",
    "vectors",
    "answers",
)


def make_old(data: Path) -> None:
    """Make catalog and index as the first version wrote them."""
    make_old_index(data)
    make_old_catalog(data)


def make_old_catalog(data: Path) -> None:
    """Copy what the first version knew into tables as it made them."""
    path, old = data / CATALOG_FILE, data / "old.sqlite3"
    with closing(sqlite3.connect(old)) as connection:
        connection.executescript(MIGRATIONS[0])
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("PRAGMA user_version = 1")
        connection.execute("ATTACH ? AS new", (str(path),))
        for table in _TABLES:
            columns = [
                {row[1] for row in connection.execute(f"PRAGMA {schema}.table_info({table})")}
                for schema in ("main", "new")
            ]
            names = ", ".join(f'"{name}"' for name in sorted(columns[0] & columns[1]))
            if table == "chunk_words":
                names = f"rowid, {names}"
            connection.execute(
                f"INSERT INTO main.{table} ({names}) SELECT {names} FROM new.{table}"  # noqa: S608 - names of our own tables
            )
        connection.commit()
    for ending in ("-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
    old.replace(path)


def make_old_index(data: Path) -> None:
    """Keep of each vector only the id of its document."""
    settings = Settings(_env_file=None, anonymized_telemetry=False)  # pyright: ignore[reportCallIssue] - pydantic's
    client: Any = chromadb.PersistentClient(
        path=str((data / "chroma").absolute()), settings=settings
    )
    (name,) = [found.name for found in client.list_collections()]
    held = client.get_collection(name, embedding_function=None).get(
        include=["embeddings", "metadatas"]
    )
    client.delete_collection(name)
    made = client.create_collection(
        name, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
    )
    made.add(
        ids=held["ids"],
        embeddings=held["embeddings"],
        metadatas=[{"document_id": one["document_id"]} for one in held["metadatas"]],
    )
    client.close()
