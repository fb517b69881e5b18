"""Logistic regression by Newton's method, for a handful of features."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["fit_logistic"]

_ROUNDS = 50
_BOUND = 30.0


def fit_logistic(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    *,
    ridge: float,
    offset: NDArray[np.float64] | None = None,
) -> NDArray[np.float64]:
    """Return the weights, shape (n_features,), with a small ridge on all of them.

    Source: Hastie, Tibshirani and Friedman, The Elements of Statistical Learning, section 4.4.1.

    Args:
        x: Shape (n, n_features); a column of ones gives a bias.
        y: Shape (n,), 0 or 1.
        ridge: Strength per item, above 0.
        offset: Shape (n,), known parts of the log odds; None is 0.
    """
    known = np.zeros(len(y)) if offset is None else offset
    weights = np.zeros(x.shape[1])
    for _ in range(_ROUNDS):
        p = 1 / (1 + np.exp(-np.clip(x @ weights + known, -_BOUND, _BOUND)))
        gradient = x.T @ (y - p) - ridge * len(y) * weights
        hessian = (x * (p * (1 - p))[:, None]).T @ x + ridge * len(y) * np.eye(x.shape[1])
        weights = weights + np.linalg.solve(hessian, gradient)
    return weights
