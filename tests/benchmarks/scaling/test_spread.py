from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from benchmarks.scaling.spread import (
    PreparedEmbedder,
    Spread,
    embedded_once,
    exact_neighbours,
    nearest_cosines,
)
from rag.protocols import Vectors


def real(n: int = 60, dim: int = 16, seed: int = 3) -> Vectors:
    """Vectors in clusters, as those of real text are."""
    chance = np.random.default_rng(seed)
    centres = chance.normal(size=(6, dim))
    rows = centres[np.arange(n) % 6] + 0.5 * chance.normal(size=(n, dim))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def test_the_series_begins_with_the_real_vectors_and_does_not_depend_on_how_it_is_cut() -> None:
    rows, spread = real(), Spread(real())
    whole = spread.rows(0, 200)
    assert np.array_equal(whole[:60], rows)
    assert np.array_equal(np.concatenate([spread.rows(0, 70), spread.rows(70, 200)]), whole)
    assert np.allclose(np.linalg.norm(whole, axis=1), 1.0, atol=1e-5)
    assert len(np.unique(whole, axis=0)) == 200


def test_a_made_vector_lies_near_its_original() -> None:
    rows = real()
    made = Spread(rows, noise=0.3).rows(60, 120)
    own = (rows * made).sum(axis=1)
    assert own.min() > 0.6
    assert own.mean() > (rows @ made.T).mean() + 0.3


def test_texts_get_the_same_vector_every_time() -> None:
    spread = Spread(real())
    first, second = spread.of_texts(["a", "b"]), spread.of_texts(["b"])
    assert np.array_equal(first[1], second[0])
    assert not np.array_equal(first[0], first[1])


async def test_known_texts_keep_their_real_vector() -> None:
    rows = real(2)
    embedder = PreparedEmbedder("model", ["one", "two"], rows, spread=Spread(rows))
    found = await embedder.embed(["two", "three", "one"])
    assert np.array_equal(found[[2, 0]], rows)
    assert (embedder.model_id, embedder.dim, found.shape) == ("model", 16, (3, 16))
    await embedder.close()


def test_only_what_is_missing_is_embedded(tmp_path: Path) -> None:
    asked: list[int] = []

    def embed(texts: Sequence[str]) -> Vectors:
        asked.append(len(texts))
        return np.array([[len(text), 1.0] for text in texts], dtype=np.float32)

    texts = [str(number) for number in range(700)]
    first = embedded_once(texts, embed, tmp_path, model_id="m")
    assert first.shape == (700, 2)
    assert np.array_equal(embedded_once(texts, embed, tmp_path, model_id="m"), first)
    assert asked == [512, 188]
    embedded_once(texts[:512], embed, tmp_path, model_id="another")
    assert asked == [512, 188, 512]


@pytest.mark.parametrize("k", [1, 5])
def test_exact_neighbours_are_those_of_a_full_sort(monkeypatch: pytest.MonkeyPatch, k: int) -> None:
    monkeypatch.setattr("benchmarks.scaling.spread._ROWS_AT_ONCE", 7)
    vectors, queries = real(), real(9, seed=4)
    rows, cosines = exact_neighbours(vectors, queries, k=k)
    every = queries @ vectors.T
    assert np.array_equal(rows, np.argsort(-every, axis=1)[:, :k])
    assert np.allclose(cosines, -np.sort(-every, axis=1)[:, :k], atol=1e-6)


def test_the_nearest_other_vector_is_not_the_vector_itself() -> None:
    rows = real()
    found = nearest_cosines(rows, sample=10)
    every = rows[:10] @ rows.T
    every[np.arange(10), np.arange(10)] = -1
    assert np.allclose(found, every.max(axis=1), atol=1e-6)
