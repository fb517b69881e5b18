from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.evaluation.statistics import (
    CurvePoint,
    Scored,
    area_under_risk,
    area_under_roc,
    count_metric,
    figure_metric,
    median_metric,
    paired_metrics,
    ratio_metric,
    risk_coverage,
    share_metric,
)

SCORED = st.lists(st.tuples(st.sampled_from([0.0, 0.25, 0.5, 1.0]), st.booleans()), max_size=12)


def test_area_counts_ties_half() -> None:
    # True at 0.9 and 0.5, false at 0.5 and 0.1: three wins and one tie of four pairs.
    assert area_under_roc([(0.9, True), (0.5, True), (0.5, False), (0.1, False)]) == 3.5 / 4


def test_area_of_one_kind_says_nothing() -> None:
    assert area_under_roc([(0.9, True), (0.1, True)]) == 0.5
    assert area_under_roc([]) == 0.5


@given(SCORED)
def test_area_is_the_share_of_pairs_won(scored: list[Scored]) -> None:
    pairs = [
        (high > low) + (high == low) / 2
        for high, right in scored
        if right
        for low, wrong in scored
        if not wrong
    ]
    expected = sum(pairs) / len(pairs) if pairs else 0.5
    assert area_under_roc(scored) == pytest.approx(expected)


@given(SCORED)
def test_area_of_the_opposite_is_what_is_left(scored: list[Scored]) -> None:
    turned = [(-score, truth) for score, truth in scored]
    assert area_under_roc(scored) + area_under_roc(turned) == pytest.approx(1.0)


def test_risk_at_each_threshold() -> None:
    points = risk_coverage([(0.9, True), (0.5, True), (0.5, False), (0.1, False)])
    assert points == [
        CurvePoint(threshold=0.9, coverage=0.25, risk=0.0),
        CurvePoint(threshold=0.5, coverage=0.75, risk=1 / 3),
        CurvePoint(threshold=0.1, coverage=1.0, risk=0.5),
    ]


def test_area_under_risk_spreads_the_errors_of_equal_scores() -> None:
    # Risks at coverage 1/4 … 4/4: 0, 0.5/2, 1/3, 2/4.
    scored = [(0.9, True), (0.5, True), (0.5, False), (0.1, False)]
    assert area_under_risk(scored) == pytest.approx((0 + 0.25 + 1 / 3 + 0.5) / 4)
    assert area_under_risk([(0.3, True), (0.3, False)]) == pytest.approx(0.5)
    assert area_under_risk([]) == 0


@given(SCORED.filter(bool))
def test_area_under_risk_does_not_depend_on_the_order(scored: list[Scored]) -> None:
    assert area_under_risk(scored) == pytest.approx(area_under_risk(scored[::-1]))
    assert risk_coverage(scored)[-1].coverage == 1


def test_groups_are_counted_by_their_observations() -> None:
    metric = figure_metric([(1, 2), (1, 1)], lambda g: sum(a for a, _ in g) / len(g), n=3)
    assert (metric.value, metric.n) == (1.0, 3)
    assert share_metric([]).n == 0


def test_a_paired_difference_that_never_turns_is_sure() -> None:
    better = [(True, False)] * 8 + [(True, True)] * 12

    def gain(pairs: list[tuple[bool, bool]] | tuple[tuple[bool, bool], ...]) -> float:
        return sum(a - b for a, b in pairs) / len(pairs)

    metrics = paired_metrics("gain", better, lambda pairs: gain(list(pairs)))
    assert metrics["gain"].value == 0.4
    assert 0 < metrics["gain"].low < 0.4 < metrics["gain"].high < 1
    assert 0 < metrics["gain_p"].value < 0.01


def test_a_paired_difference_of_nothing_is_not() -> None:
    even = [1.0, -1.0] * 10
    metrics = paired_metrics("gain", even, lambda sample: sum(sample) / len(sample))
    assert metrics["gain"].low < 0 < metrics["gain"].high
    assert metrics["gain_p"].value > 0.5
    same = paired_metrics("gain", [0.0] * 5, sum)
    assert (same["gain"].value, same["gain_p"].value) == (0, 1)
    assert paired_metrics("gain", list[float](), lambda sample: 1.0)["gain_p"].value == 1


def test_intervals_hold_the_figure_and_are_the_same_each_time() -> None:
    count = count_metric([True] * 14 + [False] * 4)
    assert (count.value, count.n) == (14, 18)
    assert 8 <= count.low < 14 < count.high <= 18
    assert count == count_metric([True] * 14 + [False] * 4)
    assert count_metric([]).value == 0
    assert median_metric([3.0, 1.0, 2.0]).value == 2.0


def test_ratio_is_of_medians_and_resampled_in_pairs() -> None:
    ratio = ratio_metric([(1.0, 2.0), (2.0, 4.0), (3.0, 6.0)])
    assert (ratio.value, ratio.n, ratio.low, ratio.high) == (0.5, 3, 0.5, 0.5)
