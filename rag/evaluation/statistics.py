"""The arithmetic of figures: shares, medians, areas under curves, paired differences, intervals."""

from __future__ import annotations

import random
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TypeVar

__all__ = [
    "CurvePoint",
    "Metric",
    "Scored",
    "area_under_risk",
    "area_under_roc",
    "count_metric",
    "figure_metric",
    "interval",
    "median_metric",
    "paired_metrics",
    "ratio_metric",
    "risk_coverage",
    "share",
    "share_metric",
]

RESAMPLES = 2000
SEED = 20260101

_T = TypeVar("_T")
Scored = tuple[float, bool]
"""A score, larger for more sure, and whether the thing it is about is true."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """A figure with its number of observations and its bootstrap 95 % interval."""

    value: float
    n: int
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CurvePoint:
    """What would be answered at one threshold.

    Attributes:
        threshold: Everything with at least this score is answered.
        coverage: Share answered, 0–1.
        risk: Share of wrong answers among them, 0–1.
    """

    threshold: float
    coverage: float
    risk: float


def interval(sample: Sequence[_T], figure: Callable[[Sequence[_T]], float]) -> tuple[float, float]:
    """Return the percentile bootstrap 95 % interval of a figure; seeded.

    Source: Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13.
    """
    if not sample:
        return 0.0, 0.0
    chance = random.Random(SEED)  # noqa: S311 - resampling, not secrecy
    figures = sorted(figure(chance.choices(sample, k=len(sample))) for _ in range(RESAMPLES))
    return figures[round(0.025 * (RESAMPLES - 1))], figures[round(0.975 * (RESAMPLES - 1))]


def count_metric(holds: Sequence[bool]) -> Metric:
    """Return how many of n hold."""
    low, high = interval(holds, sum)
    return Metric(value=sum(holds), n=len(holds), low=low, high=high)


def median_metric(values: Sequence[float]) -> Metric:
    """Return the median; at least one value."""
    low, high = interval(values, statistics.median)
    return Metric(value=statistics.median(values), n=len(values), low=low, high=high)


def ratio_metric(pairs: Sequence[tuple[float, float]]) -> Metric:
    """Return median of the first over median of the second; resampled pair by pair."""

    def ratio(sample: Sequence[tuple[float, float]]) -> float:
        ours, theirs = zip(*sample, strict=True)
        return statistics.median(ours) / statistics.median(theirs)

    low, high = interval(pairs, ratio)
    return Metric(value=ratio(pairs), n=len(pairs), low=low, high=high)


def share(holds: Sequence[bool]) -> float:
    """Return the share that holds, 0–1; 0 of nothing."""
    return sum(holds) / len(holds) if holds else 0.0


def figure_metric(
    sample: Sequence[_T], figure: Callable[[Sequence[_T]], float], *, n: int | None = None
) -> Metric:
    """Return a figure of a sample with its bootstrap 95 % interval.

    Args:
        sample: What is resampled: items, or groups of items that belong together.
        figure: Computed from a sample.
        n: Number of observations, where a group holds several.
    """
    low, high = interval(sample, figure)
    count = len(sample) if n is None else n
    return Metric(value=figure(sample) if sample else 0.0, n=count, low=low, high=high)


def share_metric(holds: Sequence[bool]) -> Metric:
    """Return the share that holds, 0–1, with its interval."""
    return figure_metric(holds, share)


def area_under_roc(scored: Sequence[Scored]) -> float:
    """Return P(a true thing scores above a false one), 0–1, ties counted half.

    Half when there is nothing to compare.

    Source: Hanley and McNeil, "The meaning and use of the area under a ROC curve", 1982, by ranks
    (Mann–Whitney U).
    """
    ordered = sorted(scored)
    positives = sum(truth for _, truth in ordered)
    negatives = len(ordered) - positives
    if not positives or not negatives:
        return 0.5
    wins, below = 0.0, 0
    for _, tied in groupby(ordered, key=lambda pair: pair[0]):
        truths = [truth for _, truth in tied]
        true = sum(truths)
        wins += true * (below + (len(truths) - true) / 2)
        below += len(truths) - true
    return wins / (positives * negatives)


def paired_metrics(
    name: str, pairs: Sequence[_T], figure: Callable[[Sequence[_T]], float]
) -> dict[str, Metric]:
    """Return a difference of two figures on the same items, and its p value.

    The p value is twice the smaller share of resamples on one side of zero (two-sided, at most 1);
    one is added to both counts, so that it is never 0.

    Args:
        name: The difference's name; the p value gets `_p` after it.
        pairs: Items with what both systems made of each.
        figure: The first system's figure minus the second's.

    Source: Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapters 13 and 15.
    """
    chance = random.Random(SEED)  # noqa: S311 - resampling, not secrecy
    drawn = [figure(chance.choices(pairs, k=len(pairs))) for _ in range(RESAMPLES if pairs else 0)]
    fewer = min(sum(d <= 0 for d in drawn), sum(d >= 0 for d in drawn))
    p = min(1.0, 2 * (fewer + 1) / (len(drawn) + 1))
    return {
        name: figure_metric(pairs, figure),
        f"{name}_p": Metric(value=p, n=len(pairs), low=p, high=p),
    }


def risk_coverage(scored: Sequence[Scored]) -> list[CurvePoint]:
    """Return what would be answered at each score that occurs, from the highest down.

    Args:
        scored: Confidence of an answer, and whether it is right.

    Source: El-Yaniv and Wiener, "On the foundations of noise-free selective classification", 2010.
    """
    points: list[CurvePoint] = []
    answered, wrong = 0, 0
    for threshold, tied in groupby(sorted(scored, reverse=True), key=lambda pair: pair[0]):
        rights = [right for _, right in tied]
        answered += len(rights)
        wrong += len(rights) - sum(rights)
        points.append(
            CurvePoint(threshold=threshold, coverage=answered / len(scored), risk=wrong / answered)
        )
    return points


def area_under_risk(scored: Sequence[Scored]) -> float:
    """Return the mean risk over coverages 1/n, 2/n, …, 1 (AURC), 0–1; smaller is better.

    Among equal scores the errors are taken to come evenly.

    Source: Geifman, Uziel and El-Yaniv, "Bias-reduced uncertainty estimation for deep neural
    classifiers", 2019, equation 1.
    """
    answered, wrong, total = 0, 0.0, 0.0
    for _, tied in groupby(sorted(scored, reverse=True), key=lambda pair: pair[0]):
        rights = [right for _, right in tied]
        each = (len(rights) - sum(rights)) / len(rights)
        for _ in rights:
            answered += 1
            wrong += each
            total += wrong / answered
    return total / len(scored) if scored else 0.0
