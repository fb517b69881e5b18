"""The fit solves its own equation and follows the labels."""

from __future__ import annotations

import numpy as np

from benchmarks.measures.logistic import fit_logistic


def test_the_penalised_gradient_vanishes_at_the_fit() -> None:
    x = np.array([[1.0, -2.0], [1.0, -1.0], [1.0, 0.5], [1.0, 1.0], [1.0, 3.0]])
    y = np.array([0.0, 0.0, 1.0, 0.0, 1.0])
    weights = fit_logistic(x, y, ridge=0.01)
    p = 1 / (1 + np.exp(-x @ weights))
    assert np.allclose(x.T @ (y - p), 0.01 * len(y) * weights, atol=1e-9)
    assert weights[1] > 0
