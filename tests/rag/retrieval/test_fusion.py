"""Fusion weighs chunk, sentence and words, and moves the question towards the best chunks."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from rag.protocols import ChunkHit, ChunkVectors, Vectors
from rag.retrieval.fusion import fuse, spread_over_documents

QUESTION = np.array([1.0, 0.0, 0.0], dtype=np.float32)


def at(angle: float, turn: float = 0.0) -> Vectors:
    """A unit vector at an angle to the question, in radians, turned about it."""
    side = np.sin(angle)
    return np.array([np.cos(angle), side * np.cos(turn), side * np.sin(turn)], dtype=np.float32)


def chunk(whole: Vectors, *sentences: Vectors, document: str = "d") -> ChunkVectors:
    rows = np.stack(sentences) if sentences else np.zeros((0, 3), dtype=np.float32)
    return ChunkVectors(document_id=document, whole=whole, sentences=rows)


def ids(hits: list[ChunkHit]) -> list[str]:
    return [hit.chunk_id for hit in hits]


def hit(chunk_id: str, score: float) -> ChunkHit:
    return ChunkHit(chunk_id=chunk_id, score=score)


def test_nothing_found_is_nothing() -> None:
    assert fuse(QUESTION, {}, []) == []


def test_the_best_sentence_of_a_chunk_counts_and_a_chunk_without_one_has_none() -> None:
    found = {
        "a": chunk(at(0.5)),
        "b": chunk(at(0.5), at(0.9), at(0.1), at(0.7)),
        "c": chunk(at(0.5)),
        "d": chunk(at(0.5), at(0.4)),
    }
    assert ids(fuse(QUESTION, found, [])) == ["b", "d", "a", "c"]


def test_the_nearer_comes_first_and_ties_go_by_id() -> None:
    found = {"b": chunk(at(0.5)), "a": chunk(at(0.5)), "c": chunk(at(0.2))}
    assert ids(fuse(QUESTION, found, [])) == ["c", "a", "b"]


def test_words_decide_among_equals_whatever_their_scale() -> None:
    found = {"a": chunk(at(0.5)), "b": chunk(at(0.5))}
    for scale in (0.001, 1000.0):
        ranked = fuse(QUESTION, found, [hit("b", 2 * scale), hit("a", scale)])
        assert ids(ranked) == ["b", "a"]
        assert ranked[0].score - ranked[1].score < 0.5


def test_one_good_sentence_lifts_a_chunk() -> None:
    found = {"a": chunk(at(0.8), at(0.9)), "b": chunk(at(0.8), at(0.9), at(0.0))}
    assert ids(fuse(QUESTION, found, []))[0] == "b"


def test_what_is_like_the_best_chunks_comes_before_what_is_not() -> None:
    best = {f"best{number}": chunk(at(0.5, 0.1 * number)) for number in range(3)}
    found = best | {"alike": chunk(at(0.9, 0.1)), "unlike": chunk(at(0.9, np.pi))}
    words = [hit(chunk_id, 1.0) for chunk_id in best]
    ranked = {h.chunk_id: h.score for h in fuse(QUESTION, found, words)}
    assert ranked["alike"] > ranked["unlike"] + 0.1


def test_one_document_has_at_most_half_while_others_have_some() -> None:
    found = {f"a{n}": chunk(at(0.1 + 0.01 * n), document="long") for n in range(8)}
    found |= {"b": chunk(at(0.9), document="b"), "c": chunk(at(1.0), document="c")}
    ranked = fuse(QUESTION, found, [])
    assert ids(spread_over_documents(ranked, found, limit=4)) == ["a0", "a1", "b", "c"]
    assert ids(spread_over_documents(ranked, found, limit=6)) == ["a0", "a1", "a2", "a3", "b", "c"]


@given(
    documents=st.lists(st.sampled_from("abc"), min_size=1, max_size=20),
    limit=st.integers(1, 25),
)
def test_spreading_keeps_order_and_fills_the_limit(documents: list[str], limit: int) -> None:
    found = {f"{n:02d}": chunk(at(0.0), document=name) for n, name in enumerate(documents)}
    ranked = [hit(chunk_id, 0.0) for chunk_id in sorted(found)]
    kept = ids(spread_over_documents(ranked, found, limit=limit))
    assert kept == sorted(kept)
    assert len(kept) == min(limit, len(documents))
