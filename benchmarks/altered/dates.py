"""Alterations of dates: year, month, day, weekday, decade, century, before and after."""

from __future__ import annotations

import re
from random import Random

from benchmarks.altered.edit import Rule, chosen, swap
from benchmarks.altered.sentences import Sentence
from benchmarks.altered.words import words

__all__ = ["DATE_RULES", "MONTHS"]

MONTHS = words(
    "January February March April May June July August September October November December"
)
"""The months in order."""

_WEEKDAYS = words("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
_CENTURIES = words(
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth eleventh twelfth thirteenth"
)
_LEAD = (
    r"(?:[Ii]n|[Ss]ince|[Bb]y|[Uu]ntil|[Ff]rom|[Aa]fter|[Bb]efore|[Dd]uring|[Oo]f|to|and|late|early"
    r"|mid|around|circa|through|[Ss]pring|[Ss]ummer|[Ff]all|[Aa]utumn|[Ww]inter|the|year"
    rf"|(?:{'|'.join(MONTHS)})(?: \d{{1,2}},?)?,?)"
)
_YEAR = re.compile(rf"\b{_LEAD} (1[0-9]\d\d|20[0-3]\d)(?![\w%]|[–-]\d|,\d| [a-z]+s\b)")
_MONTH = re.compile(
    rf"\b({'|'.join(month for month in MONTHS if month not in {'March', 'May'})})\b"
    r"|\b(March|May)(?= \d)|(?<=\d )(March|May)\b|(?<=in )(March|May)\b"
)
_DAY = re.compile(
    rf"\b(?:{'|'.join(MONTHS)}) (\d{{1,2}})(?!\d)|\b(\d{{1,2}}) (?={'|'.join(MONTHS)})"
)
_WEEKDAY = re.compile(rf"\b({'|'.join(_WEEKDAYS)})(s?)\b")
_DECADE = re.compile(r"\b(1[5-9]|20)(\d)0s\b")
_CENTURY = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th)(?=[ -]centur)|\b({'|'.join(_CENTURIES)})(?= cent)"
)
_TIME = (
    rf"(?=(?:the )?(?:\d{{3,4}}\b|{'|'.join(MONTHS)}|{'|'.join(_WEEKDAYS)}|(?:early |late "
    rf"|mid-)?1\d\d"
    r"|(?:end|start|death|fall|defeat|war|War|revolution|Revolution|Second|First|World|Civil)\b))"
)


def _year(sentence: Sentence, rng: Random) -> str | None:
    edits: list[tuple[int, int, str]] = []
    for match in _YEAR.finditer(sentence.text):
        year = int(match.group(1)) + rng.choice((-20, -9, -4, -3, -2, -1, 1, 2, 3, 4, 10))
        if str(year) not in sentence.text and year < 2040:
            edits.append((*match.span(1), str(year)))
    return chosen(sentence, rng, edits)


def _other(sentence: Sentence, rng: Random, names: list[str]) -> str:
    return rng.choice([name for name in names if name not in sentence.text])


def _month(sentence: Sentence, rng: Random) -> str | None:
    found = _MONTH.finditer(sentence.text)
    edits = [(match.start(), match.end(), _other(sentence, rng, MONTHS)) for match in found]
    return chosen(sentence, rng, edits)


def _day(sentence: Sentence, rng: Random) -> str | None:
    edits: list[tuple[int, int, str]] = []
    for match in _DAY.finditer(sentence.text):
        span = match.span(1) if match.group(1) else match.span(2)
        known = re.findall(r"\d+", sentence.text)
        days = [str(day) for day in range(2, 29) if str(day) not in known]
        edits.append((*span, rng.choice(days)))
    return chosen(sentence, rng, edits)


def _weekday(sentence: Sentence, rng: Random) -> str | None:
    found = _WEEKDAY.finditer(sentence.text)
    edits = [
        (match.start(), match.end(), _other(sentence, rng, _WEEKDAYS) + match.group(2))
        for match in found
    ]
    return chosen(sentence, rng, edits)


def _decade(sentence: Sentence, rng: Random) -> str | None:
    edits: list[tuple[int, int, str]] = []
    for match in _DECADE.finditer(sentence.text):
        digits = [digit for digit in "23456789" if f"{match.group(1)}{digit}0" not in sentence.text]
        new = "2010s" if match.group(1) == "20" else f"{match.group(1)}{rng.choice(digits)}0s"
        edits.append((match.start(), match.end(), new))
    return chosen(sentence, rng, edits)


def _century(sentence: Sentence, rng: Random) -> str | None:
    edits: list[tuple[int, int, str]] = []
    for match in _CENTURY.finditer(sentence.text):
        new = f"{rng.choice([n for n in range(4, 20) if str(n) not in sentence.text])}th"
        if match.group(2):
            new = _other(sentence, rng, _CENTURIES)
        edits.append((match.start(), match.end(), new))
    return chosen(sentence, rng, edits)


DATE_RULES: dict[str, Rule] = {
    "after": swap(rf"\bafter {_TIME}", "before "),
    "after_initial": swap(rf"^After {_TIME}", "Before "),
    "before": swap(rf"\b(?:before|prior to) {_TIME}", "after "),
    "by_year": swap(
        rf"\bby (?=(?:late |early |mid-)?(?:\d{{4}}|{'|'.join(MONTHS)})\b)", "only after "
    ),
    "century": _century,
    "day": _day,
    "decade": _decade,
    "early": swap(
        r"\b([Ee])arly(?= (?:in |to mid|[A-Z1]|\d|(?:\w+teenth|twentieth) cent))", "late"
    ),
    "late": swap(r"(?<!of )\blate(?= (?:in |[A-Z1]|\d|(?:\w+teenth|twentieth) cent))", "early"),
    "month": _month,
    "since": swap(r"\bsince (?=\d{4}|the \d)", "until "),
    "this_year": swap(r"\bthis (year|month|week)\b", r"last \1"),
    "last_year": swap(r"\blast (year|month|week)\b", r"three \1s ago", "a decade ago"),
    "next_year": swap(r"\bnext (year|month)\b", "in ten years"),
    "until": swap(r"\buntil (?=\d{4}|the \d)", "only after "),
    "weekday": _weekday,
    "year": _year,
}
"""Class `date`: another point in time, or the other side of it."""
