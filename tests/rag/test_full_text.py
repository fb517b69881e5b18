from __future__ import annotations

import sqlite3
from collections.abc import Generator
from contextlib import closing
from pathlib import Path

import pytest

from rag.catalog import CATALOG_FILE
from rag.catalog_writer import CatalogWriter
from rag.filters import Scope
from rag.full_text import matching_chunks
from tests.one_document import entry

# "common" is in all ten chunks, "rare" in two, "odd" in one.
TEXTS = [
    "common rare odd words",
    "common rare words",
    *(f"common words only, number {n}" for n in range(8)),
]


@pytest.fixture
def connection(tmp_path: Path) -> Generator[sqlite3.Connection]:
    catalog = CatalogWriter(tmp_path / CATALOG_FILE)
    catalog.put_documents([entry(f"{n}.txt", text) for n, text in enumerate(TEXTS)], meta={})
    catalog.close()
    with closing(sqlite3.connect(tmp_path / CATALOG_FILE)) as opened:
        yield opened


def _found(
    connection: sqlite3.Connection,
    *words: str,
    scored: int,
    k: int = 20,
    scope: Scope | None = None,
    walked: int = 100,
) -> list[tuple[str, float]]:
    terms = [f'"{word}"' for word in words]
    hits = matching_chunks(connection, terms, k=k, scope=scope, scored=scored, walked=walked)
    return [(hit.chunk_id, round(hit.score, 9)) for hit in hits]


def test_common_words_count_but_find_nothing_where_too_many_chunks_would_be_scored(
    connection: sqlite3.Connection,
) -> None:
    exact = _found(connection, "common", "rare", "odd", scored=100)
    assert len(exact) == 10
    pruned = _found(connection, "common", "rare", "odd", scored=5)
    assert pruned == exact[:2]  # the same scores: "common" counts in them
    assert _found(connection, "common", "rare", "odd", scored=1) == exact[:1]


def test_the_most_common_words_do_not_count_where_too_many_chunks_would_be_walked_through(
    connection: sqlite3.Connection,
) -> None:
    # "odd" and "rare" stand in three chunks together, with "common" in thirteen.
    without = _found(connection, "rare", "odd", scored=100)
    assert _found(connection, "common", "rare", "odd", scored=5, walked=12) == without
    assert _found(connection, "common", "rare", "odd", scored=5, walked=13) != without
    # A collection of no more chunks than are scored is searched exactly.
    exact = _found(connection, "common", "rare", "odd", scored=10, walked=1)
    assert exact == _found(connection, "common", "rare", "odd", scored=100)


def test_a_word_that_is_all_there_is_finds_every_chunk(connection: sqlite3.Connection) -> None:
    assert len(_found(connection, "common", scored=1)) == 10
    assert len(_found(connection, "common", "absent", scored=1)) == 10
    assert _found(connection, "absent", scored=1) == []


def test_repeats_count_and_ties_are_broken_by_id(connection: sqlite3.Connection) -> None:
    once, twice = (_found(connection, *["rare"] * n, scored=100)[0][1] for n in (1, 2))
    assert twice == pytest.approx(2 * once)
    tied = [chunk_id for chunk_id, _ in _found(connection, "only", scored=100)]
    assert tied == sorted(tied)
    assert [chunk_id for chunk_id, _ in _found(connection, "only", scored=100, k=4)] == tied[:4]


def test_a_scope_is_kept_to_also_where_common_words_find_nothing(
    connection: sqlite3.Connection,
) -> None:
    second = str(connection.execute("SELECT id FROM documents WHERE uri = '1.txt'").fetchone()[0])
    scope = Scope(document_ids=(second,))
    everywhere = dict(_found(connection, "common", "rare", scored=100))
    for scored in (100, 5):
        ((chunk_id, score),) = _found(connection, "common", "rare", scored=scored, scope=scope)
        assert everywhere[chunk_id] == score
