"""Fuses dense and lexical retrieval, and asks once more with what the best chunks say.

A chunk's score is a weighted sum of its own cosine with the question, the best cosine of one of its
sentences, and its BM25 score as a share of the best one. The three best chunks are then taken to
answer, the question's vector is moved towards theirs, and the chunks' cosines are computed again.

The weights were chosen once, on the tune halves of six collections (docs/decisions, 13).

Source: Rocchio, "Relevance feedback in information retrieval", in The SMART Retrieval System, 1971,
with the best chunks as pseudo-relevant ones and without a negative term.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.protocols import ChunkHit, ChunkVectors, Vectors

__all__ = ["fuse", "spread_over_documents"]

_Scores = NDArray[np.floating]
_FEEDBACK_CHUNKS = 3
_FEEDBACK_WEIGHT = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class _Weights:
    chunk: float
    sentence: float
    words: float

    def score(self, chunks: _Scores, sentences: _Scores, words: _Scores) -> _Scores:
        return self.chunk * chunks + self.sentence * sentences + self.words * words


_FIRST = _Weights(chunk=0.8, sentence=0.3, words=0.35)
_SECOND = _Weights(chunk=0.8, sentence=0.2, words=0.45)


def fuse(
    question: Vectors, candidates: Mapping[str, ChunkVectors], lexical: Sequence[ChunkHit]
) -> list[ChunkHit]:
    """Return the candidates with their fused scores, best first, ties by chunk id.

    Args:
        question: The question's vector, shape (dim,).
        candidates: Vectors by chunk id.
        lexical: BM25 scores, above 0; candidates without one count 0.
    """
    if not candidates:
        return []
    ids = sorted(candidates)
    chunks = np.stack([candidates[chunk_id].whole for chunk_id in ids])
    best = max((hit.score for hit in lexical), default=0.0) or 1.0
    shares = {hit.chunk_id: hit.score / best for hit in lexical}
    sentences = _best_sentences([candidates[chunk_id].sentences for chunk_id in ids], question)
    words = np.array([shares.get(chunk_id, 0.0) for chunk_id in ids])
    first = _FIRST.score(chunks @ question, sentences, words)
    believed = chunks[_best_first(first)[:_FEEDBACK_CHUNKS]].mean(axis=0)
    moved = question + _FEEDBACK_WEIGHT * believed
    scores = _SECOND.score(chunks @ (moved / np.linalg.norm(moved)), sentences, words)
    order = [int(place) for place in _best_first(scores)]
    return [ChunkHit(chunk_id=ids[place], score=float(scores[place])) for place in order]


def spread_over_documents(
    ranked: Sequence[ChunkHit], candidates: Mapping[str, ChunkVectors], *, limit: int
) -> list[ChunkHit]:
    """Return the first hits, at most half of them of one document while others have some.

    Args:
        ranked: Hits, best first.
        candidates: Tells the document of each.
        limit: Longest result, at least 1.
    """
    counts: Counter[str] = Counter()
    kept: list[ChunkHit] = []
    spare: list[ChunkHit] = []
    for hit in ranked:
        document = candidates[hit.chunk_id].document_id
        (kept if counts[document] < max(1, limit // 2) else spare).append(hit)
        counts[document] += 1
        if len(kept) == limit:
            break
    chosen = {hit.chunk_id for hit in [*kept, *spare][:limit]}
    return [hit for hit in ranked if hit.chunk_id in chosen]


def _best_sentences(vectors: Sequence[Vectors], question: Vectors) -> _Scores:
    """Return by chunk the best cosine of one of its sentences; 0 for a chunk that has none."""
    lengths = np.array([len(rows) for rows in vectors])
    best = np.zeros(len(vectors), dtype=np.float32)
    if lengths.any():
        starts = (np.cumsum(lengths) - lengths)[lengths > 0]
        best[lengths > 0] = np.maximum.reduceat(np.concatenate(vectors) @ question, starts)
    return best


def _best_first(scores: _Scores) -> NDArray[np.intp]:
    return np.argsort(-scores, kind="stable")
