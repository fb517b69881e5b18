"""Dates are read in any notation; relative ones with the date of the text."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answering.guards.moments import moments, resolve


@pytest.mark.parametrize(
    ("text", "year", "month", "day"),
    [
        ("on 3 March 2019", 2019, 3, 3),
        ("on March 3rd, 2019", 2019, 3, 3),
        ("on 2019-03-03", 2019, 3, 3),
        ("in May 2020", 2020, 5, None),
        ("in 1987", 1987, None, None),
        ("in May", None, 5, None),
    ],
)
def test_notation(text: str, year: int | None, month: int | None, day: int | None) -> None:
    (found,) = moments(text)
    assert (found.year, found.month, found.day) == (year, month, day)


@pytest.mark.parametrize(
    "text",
    ["it may open", "those under 18 may not vote", "1,500 people", "2000 people came", "$1987"],
)
def test_no_date(text: str) -> None:
    assert moments(text) == ()


def test_spans_of_years() -> None:
    assert [m.decade for m in moments("in the 1990s")] == [1990]
    assert [m.century for m in moments("in the nineteenth century")] == [19]
    assert [m.quarter for m in moments("Q3 and the third quarter")] == [3, 3]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("yesterday", (2025, 3, 4)),
        ("last month", (2025, 2, None)),
        ("next year", (2026, None, None)),
        ("on Monday", (2025, 3, 3)),
    ],
)
def test_relative_dates_are_resolved(
    text: str, expected: tuple[int, int | None, int | None]
) -> None:
    (found,) = moments(text)
    meant = [(m.year, m.month, m.day) for m in resolve(found, "2025-03-05")]
    assert expected in meant


def test_without_the_date_of_the_text_a_relative_date_stays() -> None:
    (found,) = moments("last year")
    assert resolve(found, None) == (found,)


@given(st.dates(min_value=date(1500, 1, 1), max_value=date(2199, 12, 31)))
def test_every_day_reads_the_same_in_both_orders(day: date) -> None:
    name = day.strftime("%B")
    for text in (f"on {day.day} {name} {day.year}", f"on {name} {day.day}, {day.year}"):
        (found,) = moments(text)
        assert (found.year, found.month, found.day) == (day.year, day.month, day.day)


@given(st.text())
def test_any_text_is_read_in_order(text: str) -> None:
    found = moments(text)
    assert all(one.end <= two.start for one, two in pairwise(found))
