"""Figures are compared as values with scale and unit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answering.guards.quantities import every_quantity, quantities, same_quantity


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("a staggering $1.4 trillion", 1.4e12, "USD"),
        ("1,400 billion dollars", 1.4e12, "USD"),
        ("over €15 million", 15e6, "EUR"),
        ("NOK 710 million", 7.1e8, "NOK"),
        ("kr 500", 500, "krone"),
        ("a wall of 1,840 m", 1840, "metre"),
        ("a load of 12 t", 12, "tonne"),
        ("£5 m", 5e6, "GBP"),
        ("up to one third of them", 1 / 3, "fraction"),
        ("at least a quarter must", 0.25, "fraction"),
        ("within half a gram", 0.5, "gram"),
        ("9,000 metric tons", 9000, "metric tons"),
        ("R$ 5 million", 5e6, "BRL"),
        ("1.5 Swiss francs", 1.5, "CHF"),
        ("two pesos", 2, "peso"),
        ("for 5 €,", 5, "EUR"),
        ("of 500 zł", 500, "PLN"),
        ("20 try", 20, "try"),
        ("5 won", 5, "won"),
        ("it rose 17 per cent", 17, "%"),
        ("it rose 17%,", 17, "%"),
        ("it rose 2 percentage points", 2, "percentage points"),
        ("1.5m people", 1.5e6, "people"),
        ("twenty-five people", 25, "people"),
        ("two hundred and five people", 205, "people"),
        ("a million people", 1e6, "people"),
        ("half a million people", 5e5, "people"),
        ("a dozen eggs", 12, "eggs"),
        ("two thirds of it", 2 / 3, "fraction"),
        ("half of it", 0.5, "fraction"),
        ("3/4 of it", 0.75, "fraction"),
        ("sales doubled", 2, "times"),
        ("a threefold rise", 3, "times"),
        ("tens of thousands of fans", 1e4, "vague"),
        ("the 2nd rack", 2, "ordinal"),
        ("in 2025 alone", 2025, "year"),
        ("at -5 degrees", -5, "degrees"),
        ("30 gigawatts", 30, "gigawatts"),
        ("a 25-year lease", 25, "years"),
        ("the 2024 year-end", 2024, "year"),
        ("twenty-five (25) years", 25, "years"),
        ("ten (10) per cent", 10, "%"),
        ("one hundred (100) dollars", 100, "USD"),
    ],
)
def test_value_and_unit(text: str, value: float, unit: str) -> None:
    (found,) = quantities(text)
    assert (found.value, found.unit) == (pytest.approx(value), unit)


def test_a_repeat_that_differs_is_a_figure_of_its_own() -> None:
    assert [q.value for q in quantities("thirty (31) days")] == [30, 31]


def test_a_list_number_is_not_a_figure() -> None:
    assert quantities("  1. No guaranteed purchases") == []
    assert [q.text for q in quantities("• 3 racks")] == ["3"]


def test_written_ordinals_and_one_are_found_only_on_request() -> None:
    assert quantities("the third of one kind") == []
    assert [q.value for q in every_quantity("the third of one kind")] == [3, 1]


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("$1.4 trillion", "1,400 billion dollars", True),
        ("$1.4 trillion", "$1 trillion", False),
        ("NOK 5 million", "SEK 5 million", False),
        ("NOK 5 million", "5 million kroner", True),
        ("5 Canadian dollars", "CAD 5", True),
        ("17%", "17 percent", True),
        ("17%", "17", False),
        ("17%", "17 percentage points", False),
        ("half of", "50%", True),
        ("$5", "€5", False),
        ("30 gigawatts", "30", True),
        ("three", "3", True),
        ("2 hours", "120 minutes", True),
        ("1.5 tonnes", "1,500 kg", True),
        ("10 km", "10 miles", False),
        ("5 kilometers", "5,000 metres", True),
    ],
)
def test_same_quantity(first: str, second: str, same: bool) -> None:
    (one,), (two,) = quantities(first), quantities(second)
    assert same_quantity(one, two) is same
    assert same_quantity(two, one) is same


@given(st.integers(min_value=0, max_value=10**12))
def test_grouped_digits_have_the_value_of_plain_digits(number: int) -> None:
    (grouped,) = quantities(f"it cost ${number:,} in all")
    (plain,) = quantities(f"it cost ${number} in all")
    assert grouped.value == plain.value == number
    assert same_quantity(grouped, plain)


@given(st.text())
def test_any_text_is_read_without_error(text: str) -> None:
    assert len(quantities(text)) <= len(every_quantity(text))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("4.6 m", "4.6 metres"),
        ("4.6 m people", "4.6 million people"),
        ("12 t of ore", "12 tonnes"),
        ("9,000 metric tons", "9,000 tonnes"),
        ("3 square kilometres", "300 hectares"),
        ("2 cubic metres", "2,000 litres"),
        ("20 business days", "20 working days"),
        ("minus 5 degrees Celsius", "-5 °C"),
        ("6 p.m.", "18:00"),
        ("at 9", "9 a.m."),
    ],
)
def test_same_measure(first: str, second: str) -> None:
    assert same_quantity(every_quantity(first)[0], every_quantity(second)[0])


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("5 cubic metres", "5 cubic feet"),
        ("20 working days", "20 days"),
        ("5 degrees Celsius", "5 degrees Fahrenheit"),
        ("3 square miles", "3 square kilometres"),
        ("3 p.m.", "3 a.m."),
        ("£4 m", "4 metres"),
    ],
)
def test_other_measure(first: str, second: str) -> None:
    assert not same_quantity(every_quantity(first)[0], every_quantity(second)[0])
