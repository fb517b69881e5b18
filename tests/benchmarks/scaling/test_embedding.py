from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from benchmarks.scaling.embedding import cosine_figures, embedding_figures, time_embedding
from benchmarks.scaling.spread import Spread
from benchmarks.scaling.texts import Piece
from rag.protocols import Vectors


def test_a_chunk_is_embedded_with_its_sentences() -> None:
    asked: list[str] = []

    def embed(texts: Sequence[str]) -> Vectors:
        asked.extend(texts)
        return np.ones((len(texts), 2), dtype=np.float32)

    pieces = [Piece(heading=f"Bridge {n}", text="It is long. It is old.") for n in range(10)]
    timed = time_embedding(pieces, embed)
    assert asked[1:4] == ["Bridge 0\nIt is long. It is old.", "It is long.", "It is old."]
    assert len(timed.ms) == 2
    assert embedding_figures(timed)["embed_ms_per_chunk"].n == 2


def test_quantiles_of_both_kinds_are_given() -> None:
    rows = np.random.default_rng(1).normal(size=(50, 8)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    found = cosine_figures(rows, Spread(rows))
    for kind in ("real", "made"):
        low, middle, high = (found[f"nearest_cosine_{kind}_p{share}"] for share in (5, 50, 95))
        assert 0 < low.value < middle.value < high.value < 1
        assert middle.n == 50
