"""Dates in text as moments: day, weekday, month, quarter, season, year, decade, century.

A moment may be partial ("in March", "the 1990s") or relative ("last year"); relative ones become
full with the date of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from rag.answering.guards.sentence import plain
from rag.answering.guards.units import unit_family

__all__ = ["Moment", "moments", "resolve"]

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SEASONS = {"spring": "spring", "summer": "summer", "autumn": "autumn", "fall": "autumn",
            "winter": "winter"}  # fmt: skip
_ORDER = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
_CENTURIES = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth",
    "eighteenth", "nineteenth", "twentieth", "twenty-first",
)  # fmt: skip
_TENS = {"twenties": 20, "thirties": 30, "forties": 40, "fifties": 50, "sixties": 60,
         "seventies": 70, "eighties": 80, "nineties": 90}  # fmt: skip

_SAME = {"following": "next", "previous": "last", "past": "last", "coming": "next", "one": "a"}
_M = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b"
)
_LONG = "january|february|march|april|may|june|july|august|september|october|november|december"
_Y = r"(?:1[0-9]|20|21)\d\d"
_D = r"[0-3]?\d"
_DATE = re.compile(
    rf"\b(?P<iso>{_Y}-[01]\d-{_D})\b"
    rf"|\b(?P<dmy>(?P<d1>{_D})(?:st|nd|rd|th)?(?:\sof)?\s(?P<m1>{_M})(?:,?\s(?P<y1>{_Y})\b)?)"
    rf"|\b(?P<mdy>(?P<m2>{_M})\s(?P<d2>{_D})(?:st|nd|rd|th)?\b(?!\s*[%\d])(?:,?\s(?P<y2>{_Y})\b)?)"
    rf"|\b(?P<my>(?P<m3>{_M})(?:,|\sof)?\s(?P<y3>{_Y})\b)"
    rf"|\b(?P<quarter>q(?P<q1>[1-4])\b|(?P<q2>first|second|third|fourth|1st|2nd|3rd|4th)[\s-]"
    rf"(?:fiscal\s)?quarter\b)(?:\s(?:of\s)?(?:fiscal\s)?(?P<y4>{_Y})\b)?"
    rf"|\b(?P<halfyear>h(?P<h1>[12])\b|(?P<h2>first|second|1st|2nd)[\s-](?:half|six\smonths)\b)"
    rf"(?:\s(?:of\s)?(?:the\s)?(?:fiscal\s)?(?:year\s)?(?P<y8>{_Y})\b)?"
    rf"|\b(?P<season>spring|summer|autumn|fall|winter)(?:\sof)?\s(?P<y5>{_Y})\b"
    r"|\b(?P<inseason>(?:in|last|this|next|during|late|early)\s(?:the\s)?"
    r"(?P<s2>spring|summer|autumn|winter))\b"
    rf"|\b(?P<decade>(?P<y6>{_Y[:-2]})0s\b|'?(?P<y7>[2-9]0)s\b|the\s(?P<tens>{'|'.join(_TENS)})\b)"
    rf"|\b(?P<century>(?P<c1>\d\d?)(?:st|nd|rd|th)[\s-]centur(?:y|ies)"
    rf"|(?P<c2>{'|'.join(sorted(_CENTURIES, key=len, reverse=True))})[\s-]centur(?:y|ies))\b"
    rf"|\b(?P<weekday>{'|'.join(_WEEKDAYS)})s?\b"
    rf"|\b(?P<month>{_LONG}|(?:jan|feb|apr|aug|sept?|oct|nov|dec)(?=\b))\b"
    r"|\b(?:the\s)?(?P<shifted>(?:following|previous|same)\syear|year\s(?:before|after)|"
    r"(?:a|one)\syear\s(?:earlier|later))\b"
    r"|\b(?P<relative>today|tonight|yesterday|tomorrow|(?:this|last|next|previous|past|coming)\s"
    r"(?:year|month|week|quarter)|(?:a|one)\s(?:(?:year|month|week|day)\sago|"
    r"(?:month|week|quarter|day|decade)\s(?:earlier|later)))\b"
    rf"|(?<![\w.,$€£-])(?P<year>{_Y})(?![\w%]|[.,]\d)(?!-\d{{3}})"
    rf"|(?<=\d{{4}}[-/])(?P<yearend>{_Y}|\d\d)\b(?!-)",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"\s(?:people|[a-z]{3,}(?<!s)s\b(?<!was)(?<!has)(?<!its)|million|billion|thousand|percent|"
    r"dollars?|euros?|pounds?|km|kg|miles?|hectares?|square)\b",
    re.IGNORECASE,
)
_NEXT = re.compile(r"[\s-]([A-Za-z/³²]+)")
_AMOUNT_BEFORE = re.compile(
    r"\b(?:every|each|about|some|only|than|over|least|most|nearly|almost|roughly|around|exceed\w*|"
    r"(?:\d|one) in)\s$",
    re.IGNORECASE,
)
_YEAR_BEFORE = re.compile(r"\b(?:in|since|until|year|before|after)\s$", re.IGNORECASE)
_MAY_BEFORE = re.compile(
    r"\b(?:in|of|since|until|by|last|next|this|early|late|mid|from|to|and|or|between|through|during|"
    r"before|after)[\s-]$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A date of a text; what it leaves open is None.

    Attributes:
        year: 1000–2199.
        month: 1–12.
        day: 1–31.
        weekday: 0 is Monday.
        quarter: 1–4.
        half: 1 or 2, of a year or of whatever the text speaks of.
        season: `spring`, `summer`, `autumn` or `winter`.
        decade: Its first year; below 100 when the century is open ("the 80s").
        century: 19 for the 19th.
        relative: "last year" and the like, lower-case, while unresolved; "previous" is "last". Of
            "next spring" the first word.
        text: As written.
        start: Where it begins in the plain text.
        end: Where it ends.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    quarter: int | None = None
    half: int | None = None
    season: str | None = None
    decade: int | None = None
    century: int | None = None
    relative: str | None = None
    text: str = ""
    start: int = 0
    end: int = 0


@lru_cache(maxsize=2048)
def moments(text: str) -> tuple[Moment, ...]:
    """Return the dates of a text in order.

    >>> [(m.year, m.month, m.day) for m in moments("From 3 March 2019 until May 2020")]
    [(2019, 3, 3), (2020, 5, None)]
    """
    return tuple(_moments(plain(text)))


def _moments(text: str) -> Iterator[Moment]:
    last = 0
    for match in _DATE.finditer(text):
        if not _is_date(match, text):
            continue
        moment = _read(match, last)
        last = moment.year or last
        start = match.start()
        yield replace(moment, text=match.group().strip(), start=start, end=match.end())


def _is_date(match: re.Match[str], text: str) -> bool:
    if match["month"]:
        word = match.group()
        before = text[: match.start()]
        if not word[0].isupper():
            return False
        return word.lower() not in {"may", "march", "august"} or bool(_MAY_BEFORE.search(before))
    if match["m1"] == "may" and not match["y1"]:
        return False  # "members under 18 may not vote"
    return not match["year"] or _is_year(text[: match.start()], text[match.end() :])


def _is_year(before: str, after: str) -> bool:
    """Return whether a number of four digits is a year by the words around it."""
    unit = _NEXT.match(after)
    if (unit and unit_family(unit[1].lower())) or _AMOUNT_BEFORE.search(before):
        return False
    return not _COUNTED.match(after) or bool(_YEAR_BEFORE.search(before))


def _read(match: re.Match[str], last: int) -> Moment:
    groups = {name: value for name, value in match.groupdict().items() if value}
    year = next((int(groups[f"y{n}"]) for n in (1, 2, 3, 4, 5, 8) if f"y{n}" in groups), None)
    if "iso" in groups:
        full, month, day = groups["iso"].split("-")
        return Moment(year=int(full), month=int(month), day=int(day))
    for number in (1, 2, 3):
        if f"m{number}" in groups:
            day = groups.get(f"d{number}")
            month = _month(groups[f"m{number}"])
            return Moment(year=year, month=month, day=int(day) if day else None)
    if "quarter" in groups:
        quarter = int(groups["q1"]) if "q1" in groups else _ORDER[groups["q2"].lower()]
        return Moment(year=year, quarter=quarter)
    if "halfyear" in groups:
        half = int(groups["h1"]) if "h1" in groups else _ORDER[groups["h2"].lower()]
        return Moment(year=year, half=half)
    return _read_rough(groups, year, last)


def _read_rough(groups: dict[str, str], year: int | None, last: int) -> Moment:
    if "season" in groups or "inseason" in groups:
        word = groups.get("season") or groups["s2"]
        lead = groups.get("inseason", "").lower().split()[:1]
        near = next((each for each in lead if each in {"last", "this", "next"}), None)
        return Moment(year=year, season=_SEASONS[word.lower()], relative=near)
    if "decade" in groups:
        if "tens" in groups:
            return Moment(decade=_TENS[groups["tens"].lower()])
        return Moment(decade=int(groups["y6"]) * 10 if "y6" in groups else int(groups["y7"]))
    if "century" in groups:
        word = groups.get("c2", "").lower()
        return Moment(century=_CENTURIES.index(word) + 1 if word else int(groups["c1"]))
    return _read_word(groups, last)


def _read_word(groups: dict[str, str], last: int) -> Moment:
    if "weekday" in groups:
        return Moment(weekday=_WEEKDAYS.index(groups["weekday"].lower()))
    if "month" in groups:
        return Moment(month=_month(groups["month"]))
    if "shifted" in groups:
        return _shifted(groups["shifted"].lower().split(), last)
    if "relative" in groups:
        words = groups["relative"].lower().split()
        return Moment(relative=" ".join([_SAME.get(words[0], words[0]), *words[1:]]))
    if "yearend" in groups:
        end = groups["yearend"]
        return Moment(year=int(end) if len(end) == 4 else last // 100 * 100 + int(end))
    return Moment(year=int(groups["year"]))


def _shifted(words: list[str], last: int) -> Moment:
    """Return the year after, before or same as the last one named, else what it says relatively."""
    if last:
        after, before = {"following", "next", "after", "later"}, {"previous", "before", "earlier"}
        step = 1 if after & set(words) else -1 if before & set(words) else 0
        return Moment(year=last + step)
    if words[0] in {"a", "one"}:
        words = words[1:]
    return Moment(relative=" ".join([_SAME.get(words[0], words[0]), *words[1:]]))


def _month(word: str) -> int:
    return next(i for i, name in enumerate(_MONTHS, 1) if name.startswith(word.lower()[:3]))


def resolve(moment: Moment, published_at: str | None) -> tuple[Moment, ...]:
    """Return what a moment stands for in a text of a known date.

    Args:
        moment: Any moment.
        published_at: ISO 8601 date of the text, or None.

    Returns:
        The moment itself, and for a relative one or a weekday the dates it may mean.
    """
    try:
        base = date.fromisoformat((published_at or "")[:10])
    except ValueError:
        return (moment,)
    if moment.weekday is not None and moment.year is None:
        shift = (base.weekday() - moment.weekday) % 7
        days = [base - timedelta(days=shift), base + timedelta(days=7 - shift)]
        return (moment, *(_day(moment, day) for day in days))
    if moment.relative is None:
        return (moment,)
    return (moment, *_relative(moment, base))


def _day(moment: Moment, day: date) -> Moment:
    return replace(
        moment, year=day.year, month=day.month, day=day.day, weekday=day.weekday(), relative=None
    )


def _relative(moment: Moment, base: date) -> list[Moment]:
    words = (moment.relative or "").split()
    days = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1}
    if words[0] in days:
        return [_day(moment, base + timedelta(days=days[words[0]]))]
    step = {"last": -1, "a": -1, "next": 1}.get(words[0], 0)
    unit = words[1] if len(words) > 1 else ""
    if unit == "year":
        return [replace(moment, year=base.year + step, relative=None)]
    if unit == "month":
        index = base.year * 12 + base.month - 1 + step
        return [replace(moment, year=index // 12, month=index % 12 + 1, relative=None)]
    if unit == "quarter":
        index = base.year * 4 + (base.month - 1) // 3 + step
        return [replace(moment, year=index // 4, quarter=index % 4 + 1, relative=None)]
    return []
