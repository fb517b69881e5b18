"""Rank fusion adds reciprocal ranks and breaks ties by id."""

from __future__ import annotations

import pytest

from rag.protocols import ChunkHit
from rag.retrieval.fusion import reciprocal_rank_fusion


def hits(*ids: str) -> list[ChunkHit]:
    return [ChunkHit(chunk_id=name, score=-float(rank)) for rank, name in enumerate(ids)]


def test_a_chunk_found_twice_wins() -> None:
    fused = reciprocal_rank_fusion([hits("a", "b"), hits("b", "c")], limit=3)
    assert [hit.chunk_id for hit in fused] == ["b", "a", "c"]
    assert fused[0].score == pytest.approx(1 / 62 + 1 / 61)


def test_ties_are_broken_by_id_and_the_limit_holds() -> None:
    fused = reciprocal_rank_fusion([hits("b"), hits("a"), hits("c")], limit=2)
    assert [hit.chunk_id for hit in fused] == ["a", "b"]
    assert reciprocal_rank_fusion([], limit=5) == []
