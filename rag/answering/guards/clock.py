"""Times of day: "22:45", "10.45 p.m.", "6 pm" and "noon" as minutes after midnight."""

from __future__ import annotations

import re

__all__ = ["CLOCK", "CLOCK_UNITS", "read_clock", "same_clock"]

_HALF = r"\s?[ap]\.?m\b\.?"
CLOCK = (
    rf"(?<![\w.,:])(?:(?:[01]?\d|2[0-4])(?::[0-5]\d(?:{_HALF})?|\.[0-5]\d{_HALF})|"
    rf"(?:1[0-2]|0?[1-9]){_HALF}|"
    rf"(?:1[0-2]|0?[1-9])\.[0-5]\d(?=(?:\sand\s|\sto\s|-)\d\d?(?:[.:]\d\d)?{_HALF}))(?![\w:])|\b(?:noon|midnight)\b"
)
"""A pattern without groups, to be matched in either case."""
CLOCK_UNITS = frozenset({"clock", "half clock"})
_WORDS = {"noon": 720.0, "midnight": 0.0}
_DAY = 1440.0
_HOURS = 24
_HALF_DAY = 720.0
_SIGNS = re.compile(r"(?P<hour>\d+)(?:[:.](?P<minute>\d\d))?\s?(?P<half>[ap])?", re.IGNORECASE)


def read_clock(text: str) -> tuple[float, str]:
    """Return the minutes after midnight, 0 to below 1,440, and `clock` or `half clock`.

    A `half clock` does not say which half of the day it means.

    Args:
        text: What `CLOCK` matched.

    >>> read_clock("10.45 p.m."), read_clock("9:30")
    ((1365.0, 'clock'), (570.0, 'half clock'))
    """
    if text.lower() in _WORDS:
        return _WORDS[text.lower()], "clock"
    match = _SIGNS.match(text)
    if match is None:
        raise ValueError(f"{text!r} is no time of day")
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    half = (match["half"] or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    open_half = not half and 1 <= hour <= 12 and match["hour"][0] != "0"
    return (hour * 60.0 + minute) % _DAY, "half clock" if open_half else "clock"


def same_clock(first: tuple[float, str], second: tuple[float, str]) -> bool:
    """Return whether two times of day may be one; a bare number up to 24 counts as hours.

    Args:
        first: Value and unit of a figure, at least one of the two a time of day.
        second: The other.

    >>> same_clock((1365.0, "clock"), (645.0, "half clock"))
    True
    >>> same_clock((9.0, ""), (540.0, "clock"))
    True
    """
    if {first[1], second[1]} == {"clock"}:
        return first[0] == second[0]
    if not {first[1], second[1]} <= CLOCK_UNITS | {""}:
        return False
    if any(not unit and value > _HOURS for value, unit in (first, second)):
        return False
    one, two = (value if unit else value * 60 for value, unit in (first, second))
    return one % _HALF_DAY == two % _HALF_DAY
