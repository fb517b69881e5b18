"""From what was measured to figures with n and a bootstrap interval."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from benchmarks.scaling.index import AskedIndex, BuiltIndex
from benchmarks.scaling.whole import AskedWhole, BuiltWhole
from rag.evaluation.statistics import Metric, interval, median_metric

__all__ = ["index_figures", "label", "one_of", "p95", "p95_metric", "ratio_of_p95", "whole_figures"]


def label(size: int) -> str:
    """Return a number of chunks as figures name it.

    >>> label(1000), label(100_000), label(1_000_000), label(250)
    ('1k', '100k', '1m', '250')
    """
    for unit, letter in ((1_000_000, "m"), (1000, "k")):
        if size % unit == 0:
            return f"{size // unit}{letter}"
    return str(size)


def p95(values: Sequence[float]) -> float:
    """Return the 95th percentile, by the nearest rank; at least one value.

    >>> p95(range(1, 101))
    95
    """
    return sorted(values)[-(-95 * len(values) // 100) - 1]


def one_of(value: float) -> Metric:
    """Return a figure that is read off one build: it has no interval."""
    return Metric(value=value, n=1, low=value, high=value)


def ratio_of_p95(pairs: Sequence[tuple[float, float]]) -> Metric:
    """Return p95 of the first over p95 of the second; resampled pair by pair."""

    def ratio(sample: Sequence[tuple[float, float]]) -> float:
        first, second = zip(*sample, strict=True)
        return p95(first) / p95(second)

    low, high = interval(pairs, ratio)
    return Metric(value=ratio(pairs), n=len(pairs), low=low, high=high)


def index_figures(size: int, built: BuiltIndex, asked: AskedIndex) -> dict[str, Metric]:
    """Return the figures of the vector index alone, of one size."""
    name = label(size)
    low, high = interval(asked.recalls, statistics.fmean)
    recall = statistics.fmean(asked.recalls)
    return {
        f"vector_p50_ms_{name}": median_metric(asked.ms),
        f"vector_p95_ms_{name}": p95_metric(asked.ms),
        f"recall10_{name}": Metric(value=recall, n=len(asked.recalls), low=low, high=high),
        f"vector_build_s_{name}": one_of(built.seconds),
        f"vector_memory_bytes_per_chunk_{name}": one_of(asked.memory_bytes / size),
        f"vector_disk_bytes_per_chunk_{name}": one_of(built.disk_bytes / size),
    }


def whole_figures(size: int, built: BuiltWhole, asked: AskedWhole) -> dict[str, Metric]:
    """Return the figures of the whole retrieval, of one size."""
    name = label(size)
    return {
        f"p50_ms_{name}": median_metric(asked.ms),
        f"p95_ms_{name}": p95_metric(asked.ms),
        f"lexical_p50_ms_{name}": median_metric(asked.lexical_ms),
        f"lexical_p95_ms_{name}": p95_metric(asked.lexical_ms),
        f"build_s_{name}": one_of(built.seconds),
        f"bytes_per_chunk_{name}": one_of(built.disk_bytes / built.chunks),
    }


def p95_metric(values: Sequence[float]) -> Metric:
    """Return the 95th percentile with its interval; at least one value."""
    low, high = interval(values, p95)
    return Metric(value=p95(values), n=len(values), low=low, high=high)
