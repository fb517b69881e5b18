"""Bootstrap intervals of figures over many questions, in whole arrays.

Every figure is resampled 2,000 times over its questions, seeded, and carries the 2.5th and 97.5th
percentile of what comes out.

Source: Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["Interval", "quantile_interval", "ratio_interval", "risk_interval"]

RESAMPLES = 2000
SEED = 20260101
_AT_ONCE = 250_000  # numbers drawn at once; 2 MB, and some ten times that while they are ranked

Interval = tuple[float, float, float]
"""A figure, and the lower and upper end of its interval."""

_Floats = NDArray[np.float64]


def ratio_interval(parts: Sequence[float], wholes: Sequence[float] | None = None) -> Interval:
    """Return the sum of the parts over the sum of the wholes; the mean where no wholes are given.

    A resample whose wholes add up to 0 counts 0, as does the figure itself.
    """
    part = np.asarray(parts, dtype=np.float64)
    whole = np.ones_like(part) if wholes is None else np.asarray(wholes, dtype=np.float64)

    def figure(rows: NDArray[np.intp]) -> _Floats:
        above, below = part[rows].sum(axis=1), whole[rows].sum(axis=1)
        return np.divide(above, below, out=np.zeros_like(above), where=below > 0)

    return _interval(len(part), figure)


def quantile_interval(values: Sequence[float], share: float) -> Interval:
    """Return the quantile of a share (0–1), linear between neighbouring values."""
    held = np.asarray(values, dtype=np.float64)
    return _interval(len(held), lambda rows: np.quantile(held[rows], share, axis=1))


def risk_interval(confidences: Sequence[float], right: Sequence[float]) -> Interval:
    """Return the area under risk and coverage, as `rag.evaluation.statistics.area_under_risk`.

    What is right may be a share, 0–1, of several answers to a question. Errors among equal
    confidences come evenly, in each resample by its own share.
    """
    order = np.argsort(-np.asarray(confidences, dtype=np.float64), kind="stable")
    wrong = 1.0 - np.asarray(right, dtype=np.float64)[order]
    levels, level = np.unique(-np.asarray(confidences)[order], return_inverse=True)

    def figure(rows: NDArray[np.intp]) -> _Floats:
        ranked = np.sort(rows, axis=1)
        first = np.arange(len(rows))[:, np.newaxis] * len(levels)
        tied = (first + level[ranked]).ravel()
        errors = np.bincount(tied, weights=wrong[ranked].ravel()) / np.maximum(np.bincount(tied), 1)
        risks = np.cumsum(errors[tied].reshape(rows.shape), axis=1)
        ranks = np.arange(1, rows.shape[1] + 1, dtype=np.float64)
        return np.asarray(np.mean(risks / ranks, axis=1), dtype=np.float64)

    return _interval(len(order), figure)


def _interval(n: int, figure: Callable[[NDArray[np.intp]], _Floats]) -> Interval:
    if not n:
        return 0.0, 0.0, 0.0
    value = float(figure(np.arange(n).reshape(1, n))[0])
    drawn = np.concatenate([figure(rows) for rows in _resamples(n)])
    low, high = np.quantile(drawn, [0.025, 0.975])
    return value, float(low), float(high)


def _resamples(n: int) -> Iterator[NDArray[np.intp]]:
    chance = np.random.default_rng(SEED)
    at_once = max(1, _AT_ONCE // n)
    for start in range(0, RESAMPLES, at_once):
        yield chance.integers(0, n, size=(min(at_once, RESAMPLES - start), n))
