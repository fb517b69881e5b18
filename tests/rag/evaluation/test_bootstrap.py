from __future__ import annotations

from collections.abc import Callable
from functools import partial
from statistics import fmean
from typing import TypeVar

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.evaluation.bootstrap import Interval, quantile_interval, ratio_interval, risk_interval
from rag.evaluation.statistics import Scored, area_under_risk, interval

_T = TypeVar("_T")
_DRAWS = 80


def _coverage(
    draw: Callable[[np.random.Generator], _T], figure: Callable[[_T], Interval], true: float
) -> float:
    """Return the share of samples of a known population whose interval holds the true value."""
    chance = np.random.default_rng(11)
    held = 0
    for _ in range(_DRAWS):
        _, low, high = figure(draw(chance))
        held += low <= true <= high
    return held / _DRAWS


def _coins(chance: np.random.Generator) -> list[float]:
    return [float(each) for each in chance.random(60) < 0.7]


def _even(n: int, chance: np.random.Generator) -> list[float]:
    return [float(each) for each in chance.random(n)]


def _as_sure_as_right(chance: np.random.Generator) -> tuple[list[float], list[bool]]:
    """Return confidences that are uniform, each the probability of its answer being right."""
    sure = chance.random(80)
    return [float(each) for each in sure], [bool(each) for each in chance.random(80) < sure]


def _three_levels(chance: np.random.Generator) -> tuple[list[float], list[bool]]:
    """Return many ties: a third of the answers at each of .2, .5 and .8, right so often."""
    sure = chance.choice([0.2, 0.5, 0.8], 80)
    return [float(each) for each in sure], [bool(each) for each in chance.random(80) < sure]


def test_intervals_of_means_hold_the_true_mean_in_about_95_of_100_samples() -> None:
    # A coin of .7 has the mean .7; uniform numbers have the mean 1/2.
    assert 0.90 <= _coverage(_coins, ratio_interval, 0.7) <= 0.99
    assert 0.90 <= _coverage(partial(_even, 60), ratio_interval, 0.5) <= 0.99


def test_intervals_of_ratios_hold_the_true_ratio_in_about_95_of_100_samples() -> None:
    def draw(chance: np.random.Generator) -> tuple[list[float], list[float]]:
        # Silent with .4, and rightly so in three of four cases: the precision is .75.
        silent = chance.random(80) < 0.4
        right = silent & (chance.random(80) < 0.75)
        return [float(each) for each in right], [float(each) for each in silent]

    assert 0.90 <= _coverage(draw, lambda pair: ratio_interval(*pair), 0.75) <= 0.99


def test_intervals_of_quantiles_hold_the_true_quantile_in_about_95_of_100_samples() -> None:
    # Of uniform numbers the quantile of a share is the share.
    median = _coverage(partial(_even, 60), lambda values: quantile_interval(values, 0.5), 0.5)
    late = _coverage(partial(_even, 150), lambda values: quantile_interval(values, 0.95), 0.95)
    assert 0.90 <= median <= 0.99
    assert 0.90 <= late <= 0.99


def test_intervals_of_risk_hold_the_true_area_in_about_95_of_100_samples() -> None:
    # The surest share t holds confidences 1-t to 1, wrong with t/2 on average; the area under it
    # is the integral of t/2 over 0 to 1, which is 1/4.
    assert 0.90 <= _coverage(_as_sure_as_right, lambda pair: risk_interval(*pair), 0.25) <= 0.99


def test_intervals_of_risk_hold_the_true_area_among_ties_too() -> None:
    # Wrong so far at coverage t: .2t up to 1/3, then .2/3 + .5(t-1/3), then .7/3 + .8(t-2/3).
    # Divided by t and integrated: .2/3
    #   + .5/3 + (.2-.5)/3 ln 2 = .5/3 - .1 ln 2
    #   + .8/3 + (.7/3-1.6/3) ln 1.5 = .8/3 - .3 ln 1.5.
    true = 1.5 / 3 - 0.1 * float(np.log(2)) - 0.3 * float(np.log(1.5))
    assert true == pytest.approx(0.309046, abs=1e-6)
    assert 0.90 <= _coverage(_three_levels, lambda pair: risk_interval(*pair), true) <= 0.99


def test_one_confidence_for_all_has_the_interval_of_the_share_of_errors() -> None:
    # With all answers tied the risk is the same at every coverage: 6 of 20 wrong.
    right = [True] * 14 + [False] * 6
    value, low, high = risk_interval([0.5] * 20, right)
    wrong = [float(not each) for each in right]
    assert value == pytest.approx(0.3)
    assert (low, high) == pytest.approx(ratio_interval(wrong)[1:])
    assert low < 0.2 and high > 0.4


def test_risk_with_ties_by_hand() -> None:
    # Ranked: .9 right, then .5 right and .5 wrong counted half each, then .1 wrong.
    # Risks: 0/1, .5/2, 1/3, 2/4; their mean is (0 + 1/4 + 1/3 + 1/2) / 4 = 13/48.
    value, _, _ = risk_interval([0.5, 0.9, 0.1, 0.5], [True, True, False, False])
    assert value == pytest.approx(13 / 48)


def test_shares_of_right_answers_are_half_errors() -> None:
    # .8 is wrong in half of its answers, .4 in none: risks .5/1 and .5/2, their mean .375.
    assert risk_interval([0.8, 0.4], [0.5, 1.0])[0] == pytest.approx(0.375)


@settings(max_examples=20)
@given(
    st.lists(
        st.tuples(st.sampled_from([0.0, 0.2, 0.5, 0.9, 1.0]), st.booleans()),
        min_size=1,
        max_size=12,
    )
)
def test_the_value_of_risk_is_area_under_risk(scored: list[Scored]) -> None:
    value, low, high = risk_interval([sure for sure, _ in scored], [right for _, right in scored])
    assert value == pytest.approx(area_under_risk(scored))
    assert 0 <= low <= high <= 1


def test_the_interval_of_risk_is_that_of_area_under_risk_resampled_one_by_one() -> None:
    chance = np.random.default_rng(5)
    sure, right = _three_levels(chance)
    _, low, high = risk_interval(sure, right)
    slow = interval(list(zip(sure, right, strict=True)), area_under_risk)
    assert (low, high) == pytest.approx(slow, abs=0.02)


@pytest.mark.parametrize("n", [5, 40, 400])
def test_the_interval_of_a_mean_is_that_of_resampling_one_by_one(n: int) -> None:
    values = _even(n, np.random.default_rng(n))
    value, low, high = ratio_interval(values)
    assert value == pytest.approx(fmean(values))
    # The ends differ by Monte-Carlo error only, a small part of the interval's width.
    assert (low, high) == pytest.approx(interval(values, fmean), abs=0.08 * (high - low))


def test_a_ratio_is_of_sums_not_a_mean_of_ratios() -> None:
    # (1 + 3) / (4 + 4) = 1/2, where the mean of 1/4 and 3/4 agrees; (1 + 3) / (2 + 8) = 4/10,
    # where the mean of 1/2 and 3/8 would be 7/16.
    assert ratio_interval([1, 3], [4, 4])[0] == 0.5
    assert ratio_interval([1, 3], [2, 8])[0] == pytest.approx(0.4)


def test_parts_and_wholes_are_resampled_together() -> None:
    # Every pair has the ratio 1/2, so has every resample.
    assert ratio_interval([1, 2, 3], [2, 4, 6]) == pytest.approx((0.5, 0.5, 0.5))


def test_nothing_to_divide_by_counts_0() -> None:
    assert ratio_interval([0, 0], [0, 0]) == (0, 0, 0)
    # Three of the four resamples of two hold the first and have the ratio 1/1 or 2/2; the one of
    # the second twice is 0/0, which counts 0.
    value, low, high = ratio_interval([1, 0], [1, 0])
    assert (value, low, high) == (1, 0, 1)


def test_quantiles_lie_between_neighbours() -> None:
    # The median of 1, 2, 4, 8 is (2 + 4) / 2; at .95 it lies .85 of the way from 4 to 8:
    # position .95 * 3 = 2.85.
    assert quantile_interval([8, 1, 4, 2], 0.5)[0] == 3
    assert quantile_interval([8, 1, 4, 2], 0.95)[0] == pytest.approx(4 + 0.85 * 4)
    assert quantile_interval([7.0], 0.95) == (7, 7, 7)


def test_nothing_has_the_interval_of_nothing() -> None:
    assert ratio_interval([]) == quantile_interval([], 0.5) == risk_interval([], []) == (0, 0, 0)


def test_the_same_numbers_have_the_same_interval() -> None:
    values = _even(30, np.random.default_rng(2))
    assert ratio_interval(values) == ratio_interval(values)
    assert quantile_interval(values, 0.9) == quantile_interval(values, 0.9)


def test_many_values_are_resampled_in_parts_and_all_count() -> None:
    # 2,000 resamples of 5,000 do not fit into one array; the standard error of the mean of a coin
    # of 1/2 is .5 / sqrt(5000) = .00707, and 1.96 of it on either side is the interval.
    coin = [0.0, 1.0] * 2500
    value, low, high = ratio_interval(coin)
    assert value == 0.5
    assert (low, high) == pytest.approx((0.5 - 0.01386, 0.5 + 0.01386), abs=0.001)
