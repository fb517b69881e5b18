"""Full-text search over the chunks: BM25 by SQLite's FTS5, flat where words are common.

Scoring a chunk costs ten times as much as finding it, and FTS5 walks through all chunks of every
word. So in a large collection two things are left out of a query whose words are in very many
chunks:

- Only those chunks are scored that have one of its rarer words, about one in 25; the common words
  count in their scores, but find nothing by themselves.
- Of a query as long as a paragraph the most common words, which say least, do not count.

That changes which chunks are found and not how good they are (docs/decisions, 16).

Source of the idea: Elasticsearch, "common terms query"; of BM25: the documentation of FTS5.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence

from rag.conditions import IN_SCOPE, scope_values
from rag.filters import Scope
from rag.protocols import ChunkHit

__all__ = ["matching_chunks"]

# The weights are those of chunk text, heading and title.
_SCORE = "-bm25(chunk_words, 1.0, 1.0, 0.25) AS score"
_COUNT = (
    "SELECT count(*), max(rowid) FROM "
    "(SELECT rowid FROM chunk_words WHERE chunk_words MATCH ? ORDER BY rowid LIMIT ?)"
)
_COUNTED = 300
_TIE_ROOM = 16
_ALL_SCORED = 4000  # collections of no more chunks are searched exactly
_SCORED_SHARE = 25
_WALKED_TIMES = 10
_IN_DOCUMENTS = f"""
    AND (SELECT document_id FROM chunks c WHERE c.rowid = chunk_words.rowid)
        IN (SELECT id FROM documents WHERE {IN_SCOPE})
"""  # noqa: S608 - made of constants


def matching_chunks(
    connection: sqlite3.Connection,
    terms: Sequence[str],
    *,
    k: int,
    scope: Scope | None,
    scored: int | None = None,
    walked: int | None = None,
) -> list[ChunkHit]:
    """Return at most k chunks with any of the terms, best first, ties by id.

    Args:
        connection: The catalog.
        terms: FTS5 strings, with repeats, which count.
        k: At least 1.
        scope: Search only these documents when given.
        scored: Chunks that are scored, about; a collection of no more is searched exactly. By
            default 4,000, or a 25th of all.
        walked: Chunks of all words together, about, beyond which the most common do not count; by
            default ten times as many.
    """
    statement = f"SELECT rowid AS row, {_SCORE} FROM chunk_words WHERE chunk_words MATCH :words "  # noqa: S608 - made of constants
    values: dict[str, object] = {"most": k + _TIE_ROOM}
    if scope is not None:
        statement += _IN_DOCUMENTS
        values |= scope_values(scope)
    # The ids are read for the best only; ties are broken by id among a few more than are wanted.
    best = (
        f"SELECT chunks.id, score FROM ({statement} ORDER BY score DESC, row LIMIT :most) "  # noqa: S608 - as above
        "JOIN chunks ON chunks.rowid = row"
    )
    hits = [
        ChunkHit(chunk_id=row[0], score=float(row[1]))
        for words in _queries(connection, terms, scored, walked)
        for row in connection.execute(best, values | {"words": words})
    ]
    return sorted(hits, key=lambda hit: (-hit.score, hit.chunk_id))[:k]


def _queries(
    connection: sqlite3.Connection, terms: Sequence[str], scored: int | None, walked: int | None
) -> list[str]:
    """Return FTS5 queries that find distinct chunks and together those that are to be scored."""
    chunks = int(connection.execute("SELECT max(rowid) FROM chunks").fetchone()[0] or 0)
    scored = max(_ALL_SCORED, chunks // _SCORED_SHARE) if scored is None else scored
    if chunks <= scored:
        return [" OR ".join(terms)]
    counts = {term: _chunks_with(connection, term, chunks) for term in dict.fromkeys(terms)}
    rare = set(_rarest(counts, scored))
    counted = set(_rarest(counts, _WALKED_TIMES * scored if walked is None else walked))
    finding = " OR ".join(term for term in terms if term in rare)
    common = " OR ".join(term for term in terms if term in counted - rare)
    if not common:
        return [finding] if finding else []
    # As one query, "(rare) AND (rare OR common)", rare words would count twice.
    return [f"({finding}) AND ({common})", f"({finding}) NOT ({common})"]


def _rarest(counts: Mapping[str, float], most: int) -> list[str]:
    """Return the rarest of the terms that are in at most so many chunks together, at least one."""
    found, rarest = 0.0, list[str]()
    for term in sorted((term for term in counts if counts[term]), key=lambda term: counts[term]):
        found += counts[term]
        if rarest and found > most:
            break
        rarest.append(term)
    return rarest


def _chunks_with(connection: sqlite3.Connection, term: str, chunks: int) -> float:
    """Return in how many chunks a term stands; beyond a few hundred, as its first ones suggest."""
    count, reached = connection.execute(_COUNT, (term, _COUNTED)).fetchone()
    return count if count < _COUNTED else count * chunks / reached
