"""Rank fusion of several retrievers.

Source: Cormack, Clarke and Büttcher, "Reciprocal Rank Fusion outperforms Condorcet and individual
Rank Learning Methods", SIGIR 2009, equation 1 (k = 60).
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.protocols import ChunkHit

__all__ = ["reciprocal_rank_fusion"]


def reciprocal_rank_fusion(
    rankings: Sequence[Sequence[ChunkHit]], *, limit: int, k: int = 60
) -> list[ChunkHit]:
    """Fuse rankings by the sum of 1 / (k + rank), rank counted from 1.

    Args:
        rankings: Any number of rankings, each best first; scores are not used.
        limit: Longest result.
        k: Damping constant of the formula, at least 1.

    Returns:
        At most `limit` hits, best first, ties by chunk id; the score is the fused sum.

    >>> a = [ChunkHit(chunk_id="x", score=9.0), ChunkHit(chunk_id="y", score=1.0)]
    >>> b = [ChunkHit(chunk_id="y", score=0.5)]
    >>> [hit.chunk_id for hit in reciprocal_rank_fusion([a, b], limit=2)]
    ['y', 'x']
    """
    totals: dict[str, float] = {}
    for ranking in rankings:
        for rank, hit in enumerate(ranking, start=1):
            totals[hit.chunk_id] = totals.get(hit.chunk_id, 0.0) + 1.0 / (k + rank)
    ordered = sorted(totals.items(), key=lambda item: (-item[1], item[0]))
    return [ChunkHit(chunk_id=chunk_id, score=score) for chunk_id, score in ordered[:limit]]
