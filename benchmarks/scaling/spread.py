"""Vectors for any number of chunks: the real ones, then mixes of neighbours among them with noise.

A made vector is u + w (v − u) + noise, scaled to length 1: u a real vector, v one of its nearest
real neighbours, w uniform in 0–0.5, noise normal. Mixes of neighbours stay where real text lies,
which mixes of any two vectors do not: those gather around the mean of all.
"""

from __future__ import annotations

import asyncio
import hashlib
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray

from rag.protocols import Vectors

__all__ = [
    "Embed",
    "PreparedEmbedder",
    "Spread",
    "embedded_once",
    "exact_neighbours",
    "nearest_cosines",
]

Embed = Callable[[Sequence[str]], Vectors]

NEIGHBOURS = 16
NOISE = 0.4
SEED = 20260101
_BLOCK = 512
_ROWS_AT_ONCE = 50_000


class Spread:
    """An endless series of vectors whose first ones are real.

    Args:
        real: Shape (n, dim), n at least 2, L2-normalised float32.
        noise: Expected length of the noise, beside vectors of length 1.
    """

    def __init__(self, real: Vectors, *, noise: float = NOISE) -> None:
        """Find each real vector's neighbours, exactly."""
        self._real = real
        self._noise = noise
        self._near = exact_neighbours(real, real, k=min(NEIGHBOURS + 1, len(real)))[0][:, 1:]

    def rows(self, start: int, end: int) -> Vectors:
        """Return vectors `start` to `end` of the series, shape (end − start, dim)."""
        whole = len(self._real)
        kept = self._real[start : min(end, whole)]
        numbers = np.arange(max(start, whole), end)
        if not len(numbers):
            return kept
        return np.concatenate([kept, self._made(numbers % whole, numbers)])

    def of_texts(self, texts: Sequence[str]) -> Vectors:
        """Return a vector for each text, always the same one, drawn as the copies are."""
        digests = [hashlib.sha256(text.encode()).digest() for text in texts]
        seeds = np.array([int.from_bytes(one[:7]) for one in digests])
        return self._made(seeds % len(self._real), seeds)

    def _made(self, bases: NDArray[np.int64], seeds: NDArray[np.int64]) -> Vectors:
        dim = self._real.shape[1]
        made = np.empty((len(bases), dim), dtype=np.float32)
        for place, (base, seed) in enumerate(zip(bases, seeds, strict=True)):
            chance = np.random.Generator(np.random.SFC64([SEED, int(seed)]))
            other = self._near[base, chance.integers(self._near.shape[1])]
            weight = np.float32(chance.uniform(0.0, 0.5))
            mixed = self._real[base] + weight * (self._real[other] - self._real[base])
            noise = cast("Vectors", chance.standard_normal(dim, dtype=np.float32))
            made[place] = mixed + np.float32(self._noise / np.sqrt(dim)) * noise
        return made / np.linalg.norm(made, axis=1, keepdims=True)


class PreparedEmbedder:
    """Gives texts the vectors that are already there, and others one of the spread.

    Args:
        model_id: Id of the model that embedded the texts.
        texts: Texts with a real vector.
        real: Their vectors, as many.
        spread: Vectors for all other texts.
    """

    def __init__(
        self, model_id: str, texts: Sequence[str], real: Vectors, *, spread: Spread
    ) -> None:
        """Keep what there is."""
        self._model_id = model_id
        self._rows = dict(zip(texts, real, strict=True))
        self._spread = spread
        self._dim = real.shape[1]

    @property
    def model_id(self) -> str:
        """Id of the model that embedded the texts."""
        return self._model_id

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return self._dim

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one row per text, shape (n_texts, dim)."""
        rows = await asyncio.to_thread(self._spread.of_texts, texts)
        for place, text in enumerate(texts):
            rows[place] = self._rows.get(text, rows[place])
        return rows

    async def close(self) -> None:
        """Do nothing; there is no model."""


def embedded_once(texts: Sequence[str], embed: Embed, folder: Path, *, model_id: str) -> Vectors:
    """Return the vectors of texts, embedding only the blocks that the folder does not hold.

    Args:
        texts: Any number; another list, or another model, is embedded anew.
        embed: Gives texts their vectors.
        folder: Keeps a file for each block.
        model_id: Id of the model.
    """
    blocks: list[Vectors] = []
    started = time.monotonic()
    for start in range(0, len(texts), _BLOCK):
        block = texts[start : start + _BLOCK]
        name = hashlib.sha256("\0".join([model_id, *block]).encode()).hexdigest()[:24]
        path = folder / f"{name}.npy"
        if not path.is_file():
            rows = embed(block)
            folder.mkdir(parents=True, exist_ok=True)
            part = path.with_suffix(".part.npy")
            np.save(part, rows)
            part.rename(path)
            seconds = time.monotonic() - started
            print(
                f"embedded {start + len(block)} of {len(texts)}, {seconds:.0f} s", file=sys.stderr
            )
        blocks.append(np.load(path))
    return np.concatenate(blocks)


def exact_neighbours(
    vectors: Vectors, queries: Vectors, *, k: int
) -> tuple[NDArray[np.int64], Vectors]:
    """Return the k nearest rows of each query by exact search, best first, and their cosines.

    Args:
        vectors: Shape (n, dim), L2-normalised, n at least k.
        queries: Shape (n_queries, dim), L2-normalised.
        k: At least 1.

    Returns:
        Row numbers and cosines, both of shape (n_queries, k).
    """
    parts = [
        _best(vectors, queries[first : first + _BLOCK], k)
        for first in range(0, len(queries), _BLOCK)
    ]
    rows = np.concatenate([part[0] for part in parts])
    cosines = np.concatenate([part[1] for part in parts])
    return rows, cosines


def nearest_cosines(vectors: Vectors, *, sample: int) -> Vectors:
    """Return the cosine to the nearest other row, of the first `sample` rows, shape (sample,)."""
    return exact_neighbours(vectors, vectors[:sample], k=2)[1][:, 1]


def _best(vectors: Vectors, queries: Vectors, k: int) -> tuple[NDArray[np.int64], Vectors]:
    rows = np.empty((len(queries), 0), dtype=np.int64)
    cosines = np.empty((len(queries), 0), dtype=np.float32)
    for start in range(0, len(vectors), _ROWS_AT_ONCE):
        found = queries @ vectors[start : start + _ROWS_AT_ONCE].T
        top = np.argpartition(-found, min(k, found.shape[1]) - 1, axis=1)[:, :k]
        rows = np.concatenate([rows, top + start], axis=1)
        cosines = np.concatenate([cosines, np.take_along_axis(found, top, axis=1)], axis=1)
        order = np.argsort(-cosines, axis=1, kind="stable")[:, :k]
        rows = np.take_along_axis(rows, order, axis=1)
        cosines = np.take_along_axis(cosines, order, axis=1)
    return rows, cosines
