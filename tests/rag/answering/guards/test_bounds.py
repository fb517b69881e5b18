"""Bounds are read before and after a figure, and at both ends of a range."""

from __future__ import annotations

import pytest

from rag.answering.guards.bounds import allows, figures_of
from rag.answering.guards.sentence import read


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("over 15 million", "more"),
        ("no more than 15", "at most"),
        ("at least 15", "at least"),
        ("nearly 15", "near"),
        ("about $15", "about"),
        ("15 or more", "at least"),
        ("sales rose by 15", "by"),
        ("15 racks", ""),
    ],
)
def test_bound(text: str, bound: str) -> None:
    assert [figure.bound for figure in figures_of(read(text))] == [bound]


def test_the_ends_of_a_range_share_scale_and_unit() -> None:
    low, high = figures_of(read("between 10 and 15 million euros"))
    assert (low.quantity.value, low.quantity.unit, low.bound) == (10e6, "EUR", "low")
    assert (high.quantity.value, high.quantity.unit, high.bound) == (15e6, "EUR", "high")


def test_opposing_bounds_never_carry_each_other() -> None:
    assert not allows("more", "less")
    assert not allows("at most", "at least")
