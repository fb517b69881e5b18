"""Puts the judge's log-odds and the cross-encoder's together by logistic regression."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.cross_encoder.items import Item
from benchmarks.measures.logistic import fit_logistic

__all__ = ["Combination", "fit_combination", "refusing_below"]

_RIDGE = 1e-3
_KEPT = 0.98


@dataclass(frozen=True, slots=True, kw_only=True)
class Combination:
    """A weighted sum of two log-odds.

    Attributes:
        bias: Added to the sum.
        judge: Weight of the judge's log-odds.
        encoder: Weight of the cross-encoder's.
        n: Items it was fitted on.
    """

    bias: float
    judge: float
    encoder: float
    n: int

    def together(
        self, judge: Mapping[str, float], encoder: Mapping[str, float]
    ) -> dict[str, float]:
        """Return log-odds for each id that both have scored."""
        return {
            name: self.bias + self.judge * judge[name] + self.encoder * encoder[name]
            for name in judge
            if name in encoder
        }


def fit_combination(
    fitted: Sequence[Item], judge: Mapping[str, float], encoder: Mapping[str, float]
) -> Combination | None:
    """Fit a logistic regression with a small ridge; None where the items cannot decide it.

    Args:
        fitted: Items of the tune half that the cross-encoder was not trained on.
        judge: The judge's log-odds by id; items it has not scored are left out.
        encoder: The cross-encoder's log-odds by id.
    """
    known = [item for item in fitted if item.id in judge and item.id in encoder]
    if len({item.holds for item in known}) < 2:
        return None
    x = np.array([[1.0, judge[item.id], encoder[item.id]] for item in known])
    y = np.array([float(item.holds) for item in known])
    bias, of_judge, of_encoder = (float(w) for w in fit_logistic(x, y, ridge=_RIDGE))
    return Combination(bias=bias, judge=of_judge, encoder=of_encoder, n=len(known))


def refusing_below(fitted: Sequence[Item], scores: Mapping[str, float]) -> float:
    """Return the log-odds that 98 % of what holds reach: a first stage would refuse below.

    Args:
        fitted: Items of the tune half that the cross-encoder was not trained on.
        scores: Log-odds by id.

    Raises:
        ValueError: None of the items holds and has a score.
    """
    reached = sorted(scores[item.id] for item in fitted if item.holds and item.id in scores)
    if not reached:
        raise ValueError("no scored item holds; give items of the tune half with their scores")
    return reached[int((1 - _KEPT) * len(reached))]
