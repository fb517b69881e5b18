"""How long embedding takes, and whether made vectors lie beside each other as real ones do."""

from __future__ import annotations

import time
from collections.abc import Sequence

from benchmarks.scaling.spread import Embed, Spread, nearest_cosines
from benchmarks.scaling.steps import Result
from benchmarks.scaling.texts import Piece
from ingest.sentences import split
from rag.evaluation.statistics import Metric, interval, median_metric
from rag.protocols import Vectors

__all__ = ["Embedding", "cosine_figures", "embedding_figures", "time_embedding"]

PIECES = 8
BATCHES = 20
SAMPLE = 2000
_QUANTILES = (5, 50, 95)


class Embedding(Result):
    """How long embedding takes.

    Attributes:
        ms: Milliseconds a chunk with its sentences, by batch.
    """

    ms: tuple[float, ...]


def time_embedding(pieces: Sequence[Piece], embed: Embed) -> Embedding:
    """Embed chunks with their sentences, as an ingest does.

    Args:
        pieces: The first of them are embedded.
        embed: Gives texts their vectors.
    """
    times: list[float] = []
    embed([pieces[0].text])
    for start in range(0, min(len(pieces), PIECES * BATCHES), PIECES):
        batch = pieces[start : start + PIECES]
        texts = [text for piece in batch for text in (piece.embedded, *_sentences(piece.text))]
        started = time.perf_counter()
        embed(texts)
        times.append((time.perf_counter() - started) * 1000 / len(batch))
    return Embedding(ms=tuple(times))


def embedding_figures(embedding: Embedding) -> dict[str, Metric]:
    """Return how long a chunk takes to embed, with its sentences."""
    return {"embed_ms_per_chunk": median_metric(embedding.ms)}


def cosine_figures(real: Vectors, spread: Spread) -> dict[str, Metric]:
    """Return quantiles of the cosine to the nearest other vector, among as many of either kind.

    Args:
        real: Real vectors, shape (n, dim).
        spread: The series of vectors that begins with them.
    """
    made = spread.rows(len(real), 2 * len(real))
    return {
        f"nearest_cosine_{kind}_p{share}": _quantile(nearest_cosines(vectors, sample=SAMPLE), share)
        for kind, vectors in (("real", real), ("made", made))
        for share in _QUANTILES
    }


def _quantile(values: Vectors, share: int) -> Metric:
    def quantile(sample: Sequence[float]) -> float:
        return sorted(sample)[min(len(sample) - 1, share * len(sample) // 100)]

    sample = [float(value) for value in values]
    low, high = interval(sample, quantile)
    return Metric(value=quantile(sample), n=len(sample), low=low, high=high)


def _sentences(text: str) -> list[str]:
    return [text[one.start : one.end] for one in split(text)]
