"""A document's own date, where its first lines give it; dates in prose are never taken."""

from __future__ import annotations

import re
from datetime import date

__all__ = ["iso_date", "names_a_record", "published_line_date"]

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<{0}>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DATE = (
    r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
    r"(?:(?P<y1>\d{4})[-/.](?P<m1>\d{1,2})[-/.](?P<d1>\d{1,2})(?:T[\d:.+Z-]+)?"
    rf"|(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH.format('m2')},?\s+(?P<y2>\d{{4}})"
    rf"|{_MONTH.format('m3')}\s+(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y3>\d{{4}})"
    r"|(?P<a4>\d{1,2})[/.](?P<b4>\d{1,2})[/.](?P<y4>\d{4}))"
)
_TIME = r"(?:,?\s+(?:at\s+)?\d{1,2}[:.]\d{2}\b.{0,60}|\s*[|·•–—(-]\s*(?:last\s+)?updated\b.{0,30})?"
_LABEL = (
    r"(?:(?:date\s+)?published|publication\s+date|posted|dated?|issued|released)(?:\s+on)?\s*:?\s+"
)
_UPDATED = r"(?:page\s+)?(?:last\s+)?(?:updated|modified|revised|changed)(?:\s+on)?\s*:?\s+"
_SIGNED = (  # "Signed at Oslo on 9 April 2026", "Adopted by the board on 28 March 2023"
    r"(?:signed|executed|adopted|approved|done)(?:\s+(?:at|in|by)\s+(?:[\w.'’&-]+\s+){1,6}?)?"
    r"\s*(?:on\s+)?"
)
_BYLINE = (
    r"by\s+(?-i:(?:[A-Z][\w.'’-]*|and|de|van|von)[\s,]+){1,8}(?:[|·•–—-]\s*)?"
    r"(?:(?:published|posted|updated)(?:\s+on)?:?\s+)?"
)
_NOT_PLACES = r"(?!(?:in|on|at|by|from|since|until|dear|born|died)\b)"
_CAPITAL = r"(?-i:[^\W\d_a-z])[\w.'’&-]*"
_NAMED = rf"{_NOT_PLACES}{_CAPITAL}(?:\s+{_CAPITAL}){{0,5}}\s*[,|·•–—]\s*"  # "Evening Post, …"
_RECORD_KIND = (
    r"(?:[\w'’-]+\s+){0,4}(?:minutes|letter|memo|memorandum|agenda|transcript|press\s+release|"
    r"newsletter|circular|judge?ment|resolution|statement)\b"
)
_RECORD = (  # "Minutes of the board meeting of 9 April 2026"
    rf"{_RECORD_KIND}"
    r"(?:(?:[^.:;?!,]{0,80}\b(?:meeting|session|hearing|conference|call))?(?:\s+held)?\s+"
    r"(?:of|on|from|dated)|[^.:;?!]{0,90}[,–—-])?\s+"
)
_WEEKDAY = re.compile(r"by\s+(?:mon|tues|wednes|thurs|fri|satur|sun)day\b", re.IGNORECASE)
_LINES = tuple(
    re.compile(rf"(?:{prefix}){_DATE}{_TIME}[.\s]*", re.IGNORECASE)
    for prefix in ("", _LABEL, _BYLINE, _NAMED, _RECORD, _SIGNED, _UPDATED)
)
_DATELINE = re.compile(  # "OSLO, 14 April 2026 - Acme", "Oslo, Norway, 14 April 2026 (Reuters) — A"
    rf"{_NOT_PLACES}{_CAPITAL}(?:\s+{_CAPITAL}){{0,3}}(?:,\s+{_CAPITAL}(?:\s+{_CAPITAL})?)?,?\s+"
    rf"{_DATE}\s*(?:\([\w /]{{1,30}}\)\s*)?(?:[-–—:]+|/[\w ]+/\s*[-–—]*)\s+"
    r"[\"“‘(]?(?-i:[^\W\d_a-z])",
    re.IGNORECASE,
)
_ONLY_DATE = re.compile(rf"\s*{_DATE}.*", re.IGNORECASE | re.DOTALL)
_TOP_LINES = 15
_LINE_CHARS = 140


def published_line_date(text: str) -> str | None:
    """Return the ISO 8601 date of a byline, a label, a dateline or a line of its own, or None.

    Only the first lines are read. A line of its own may name the paper or the kind of record too.

    >>> published_line_date("By A. Writer | Nov 21, 2025")
    '2025-11-21'
    >>> published_line_date("OSLO, 14 April 2026 - The plant will cost more.")
    '2026-04-14'
    >>> published_line_date("The plan was announced on 21 November 2025.") is None
    True
    """
    lines = [line.strip(" \t*_>#") for line in text[: _TOP_LINES * 400].split("\n") if line.strip()]
    lines = lines[:_TOP_LINES]
    for pattern in _LINES:
        for line in lines:
            fits = len(line) <= _LINE_CHARS and not _WEEKDAY.match(line)
            match = pattern.fullmatch(line) if fits else None
            found = _from_match(match) if match else None
            if found:
                return found
    opened = (_DATELINE.match(line) for line in lines)
    return next((found for match in opened if match and (found := _from_match(match))), None)


def names_a_record(line: str) -> bool:
    """Return whether a line says what kind of record it heads: minutes, a letter, a statement.

    >>> names_a_record("Minutes of 9 April 2026"), names_a_record("Evening Post, 9 April 2026")
    (True, False)
    """
    return bool(re.match(_RECORD_KIND, line, re.IGNORECASE))


def iso_date(value: str) -> str | None:
    """Return the ISO 8601 date a metadata value starts with, or None.

    >>> iso_date("2025-11-21T08:00:00Z"), iso_date("21 November 2025"), iso_date("soon")
    ('2025-11-21', '2025-11-21', None)
    """
    match = _ONLY_DATE.fullmatch(value[:100])
    return _from_match(match) if match else None


def _from_match(match: re.Match[str]) -> str | None:
    part = match.groupdict()
    if part["y1"]:
        return _valid(part["y1"], int(part["m1"]), part["d1"])
    if part["y2"]:
        return _valid(part["y2"], _month(part["m2"]), part["d2"])
    if part["y3"]:
        return _valid(part["y3"], _month(part["m3"]), part["d3"])
    first, second = int(part["a4"]), int(part["b4"])
    if first > 12 or first == second:  # otherwise 3/4/2025 may be March or April
        return _valid(part["y4"], second, str(first))
    return _valid(part["y4"], first, str(second)) if second > 12 else None


def _month(name: str) -> int:
    return _MONTHS.index(name[:3].casefold()) + 1


def _valid(year: str, month: int, day: str) -> str | None:
    try:
        return date(int(year), month, int(day)).isoformat()
    except ValueError:
        return None
