"""Times of day in their several forms."""

from __future__ import annotations

import pytest

from rag.answering.guards.clock import read_clock, same_clock
from rag.answering.guards.quantities import every_quantity


@pytest.mark.parametrize(
    ("text", "minutes", "unit"),
    [
        ("22:45", 1365, "clock"),
        ("09:30", 570, "clock"),
        ("9:30", 570, "half clock"),
        ("10:45 p.m.", 1365, "clock"),
        ("5.30 pm", 1050, "clock"),
        ("6 pm", 1080, "clock"),
        ("12 a.m.", 0, "clock"),
        ("12 p.m.", 720, "clock"),
        ("24:00", 0, "clock"),
        ("noon", 720, "clock"),
    ],
)
def test_reads(text: str, minutes: float, unit: str) -> None:
    assert read_clock(text) == (minutes, unit)
    found = every_quantity(f"They met at {text} on Monday")
    assert [(quantity.value, quantity.unit) for quantity in found] == [(minutes, unit)]


@pytest.mark.parametrize("text", ["5.30 euros", "a ratio of 1.25:1", "2:05:30", "version 9:1"])
def test_no_time_of_day(text: str) -> None:
    assert not {"clock", "half clock"} & {quantity.unit for quantity in every_quantity(text)}


def test_other_words_are_an_error() -> None:
    with pytest.raises(ValueError, match="'half past' is no time of day"):
        read_clock("half past")


def test_half_of_the_day_matters_where_both_say_it() -> None:
    assert not same_clock((1080.0, "clock"), (360.0, "clock"))
    assert same_clock((1080.0, "clock"), (360.0, "half clock"))
    assert not same_clock((5.0, "euros"), (300.0, "clock"))
