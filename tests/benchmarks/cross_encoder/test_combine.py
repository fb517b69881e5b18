from __future__ import annotations

import pytest

from benchmarks.cross_encoder.combine import Combination, fit_combination, refusing_below
from benchmarks.cross_encoder.items import Item


def _items(n: int) -> list[Item]:
    return [
        Item(id=str(at), of="wice", kind="", twin="", evidence="", claim="", holds=at % 2 == 0)
        for at in range(n)
    ]


def test_the_score_that_tells_gets_the_weight() -> None:
    items = _items(40)
    telling = {item.id: (1.0 if item.holds else -1.0) * (int(item.id) % 5 - 1) for item in items}
    idle = {item.id: float(int(item.id) // 2 % 2) for item in items}
    fitted = fit_combination(items, telling, idle)
    assert fitted is not None
    assert fitted.judge > 5 * abs(fitted.encoder)
    assert fitted.n == 40


def test_nothing_is_fitted_without_both_labels() -> None:
    items = [item for item in _items(10) if item.holds]
    scores = {item.id: 1.0 for item in items}
    assert fit_combination(items, scores, scores) is None
    assert fit_combination(_items(10), {}, scores) is None


def test_together_scores_what_both_have_scored() -> None:
    combination = Combination(bias=1, judge=2, encoder=3, n=0)
    assert combination.together({"a": 1, "b": 1}, {"a": 10, "c": 1}) == {"a": 33}


def test_two_in_a_hundred_that_hold_lie_below_the_threshold() -> None:
    items = _items(200)
    scores = {item.id: float(at // 2) for at, item in enumerate(items)}
    threshold = refusing_below(items, scores)
    assert sum(scores[item.id] < threshold for item in items if item.holds) == 2


def test_a_threshold_needs_something_that_holds() -> None:
    with pytest.raises(ValueError, match="tune"):
        refusing_below([], {})
