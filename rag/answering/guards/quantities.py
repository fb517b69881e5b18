"""Numbers in text as values: scale, unit, currency, percent, fractions, multiples, written words.

Two figures are equal when value and unit are equal: "$1.4 trillion" equals "1,400 billion dollars"
and differs from "$1 trillion"; "1.5 tonnes" equals "1,500 kg".
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from rag.answering.guards.clock import CLOCK, CLOCK_UNITS, read_clock, same_clock
from rag.answering.guards.units import (
    CURRENCIES,
    CURRENCY_CODES,
    MONEY,
    NATIONAL,
    SCALES,
    same_unit,
    unit_family,
)
from rag.words import fold

__all__ = ["Quantity", "every_quantity", "is_currency", "quantities", "same_quantity"]

_WRITTEN = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20,
    "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
    "dozen": 12, "half": 0.5,
}  # fmt: skip
_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
    "eighth": 8, "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13,
    "fourteenth": 14, "fifteenth": 15, "sixteenth": 16, "seventeenth": 17, "eighteenth": 18,
    "nineteenth": 19, "twentieth": 20, "thirtieth": 30, "fortieth": 40, "fiftieth": 50,
    "sixtieth": 60, "seventieth": 70, "eightieth": 80, "ninetieth": 90, "hundredth": 100,
}  # fmt: skip
_PARTS = {"half": 2, "halve": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6,
          "seventh": 7, "eighth": 8, "tenth": 10}  # fmt: skip
_SIGNS = {"½": 0.5, "¼": 0.25, "¾": 0.75}
_TIMES = {"twice": 2, "doubl": 2, "thrice": 3, "tripl": 3, "quadrupl": 4, "halv": 0.5}
_BIG = "hundred|thousand|million|billion|trillion"
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
_SMALL = "|".join(word for word in _WRITTEN if word not in {"half", "dozen"})
_ALONE = "|".join(
    rf"(?<=\b{lead}\s)an?(?=\s(?:second|minute|hour|day|week|month|year|decade|mile|kilometre)\b)"
    for lead in ("least", "than", "most", "over", "under")
)
_WORDS = (
    rf"(?:{_ALONE}|half(?= an? (?:{_BIG}|dozen))|an?(?= (?:{_BIG}|dozen)\b)|{_SMALL})"
    rf"(?:(?:[\s-]|\sand\s|\san?\s)(?:{_SMALL}|{_BIG}|dozen)\b)*(?:\sand\sa\shalf\b)?|dozen\b(?!s)"
)
_EITHER_CASE = "USD|EUR|GBP|RMB|CAD|AUD|CHF|INR"
_CODES = f"(?-i:(?=[A-Z]{{3}})(?:{'|'.join(sorted(CURRENCY_CODES))}))"  # no other word is looked up
_NAMES = "|".join(
    sorted(
        name
        for name in CURRENCIES
        if name.isascii() and name.isalpha() and name.upper() not in CURRENCY_CODES | {"WON"}
    )
)
_PART = "half|halves|thirds?|quarters?|fourths?|fifths?|sixths?|sevenths?|eighths?|tenths?"
_PHRASE = "metric|cubic|square|sq|nautical|working|business|calendar|degrees?"
_FIGURE = re.compile(
    rf"(?P<clock>{CLOCK})|(?P<vague>\b(?:tens|dozens|hundreds|thousands|millions|billions|trillions)\b"
    r"(?:\sof\s(?:thousands|millions|billions|trillions)\b)?)"
    rf"|(?P<ratio>(?<![\d/.,])[1-9]/(?:[2-9]|10)(?![\d/])|[½¼¾])"
    rf"|\b(?P<share>(?:(?:one|two|three|four|five|seven|nine)[\s-](?!second)(?:{_PART})\b"
    r"(?!\s(?:party|parties))|(?:(?<=\bover\s)|(?<=\bunder\s)|(?<=\bjust\s)|(?<=\broughly\s)|(?<=\baround\s)|(?<=\babout\s)|(?<=\bleast\s)|"
    r"(?<=\bthan\s)|(?<=\bnearly\s)|(?<=\balmost\s))an?\s(?:third|quarter|fifth|tenth)\b|"
    r"an?\s(?:half|third|quarter|fifth|tenth)(?=\sof\b)|half\b"
    r"(?!\san?\s(?:hundred|thousand|million|billion|trillion|dozen))(?![-\s]?(?:hour|year|time))))"
    rf"|\b(?P<multiple>twice|thrice|doubl(?:e[ds]?|ing)|tripl(?:e[ds]?|ing)|"
    rf"quadrupl(?:e[ds]?|ing)|halv(?:e[ds]?|ing)|(?:{_SMALL}|\d+)-?fold|"
    rf"(?:{_NUMBER}|{_SMALL})[\s-]times)\b"
    r"|(?P<sign>(?<![\w.])-|\bminus\s)?(?:(?P<before>"
    r"(?:US|NT|HK|NZ|MX|AU|CA|[ACRS])?\$|[€£¥₹₩₺₽₴₪₫฿₱]|"
    rf"\b(?:JPY|{_EITHER_CASE}|{_CODES}|(?-i:kr))\s?)\s?)?"
    rf"(?:(?P<number>(?<![\w.,])(?:{_NUMBER}))|\b(?P<written>{_WORDS})\b)"
    r"(?P<ordinal>(?:st|nd|rd|th)\b)?(?![.,]?\d)"
    rf"(?:[\s-]?(?P<scale>{_BIG}|mio|mn|bn|tn|trn|[kKmMbBtT])\b)?"
    r"(?:\s?(?P<percent>%|percent\b|per\scent\b|percentage\spoints?\b|pp\b|basis\spoints?\b|bps?\b)"
    r"(?P<points>[\s-]points?\b)?"
    rf"|[\s-](?P<after>(?:(?P<nation>{'|'.join(NATIONAL)})\s)?(?:{_NAMES})|"
    rf"{_EITHER_CASE}|{_CODES})\b"
    r"|\s?(?P<behind>[€£₺₽₴₪₫]|zł\b|Kč\b)(?!\s?\d)"
    rf"|[\s-]?(?P<unit>km/h|m/s|(?:kilomet(?:re|er)s?|miles?|met(?:re|er)s?|km)\s(?:per|an?)\s(?:hour|second)|(?:kilo|mega|giga|tera)?watt[\s-]hours?|(?:{_PHRASE})\s[A-Za-z]+|[A-Za-z°][A-Za-z°²³]*))?",
    re.IGNORECASE,
)
_ORDINAL = re.compile(
    rf"\b(?P<tens>(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)-)?"
    rf"(?P<word>{'|'.join(_ORDINALS)})\b(?!\s(?:of\sall|and\sforemost))",
    re.IGNORECASE,
)
_NOT_UNITS = frozenset(
    """a an and as at but by for from in into is it its of on or per than that the then this to
    was were which while who will with when are be been has have had not also""".split()  # noqa: SIM905 - a list of words
)
_PART_OF_ONE = re.compile(
    rf"(?P<part>(?:an?\s|one\s)?(?:{_PART}))\s(?:of\s)?an?\s(?P<unit>(?:percentage\s)?[a-z]+)\b",
    re.IGNORECASE,
)
_OF_CENTS = frozenset({"USD", "EUR", "GBP", "CAD", "AUD", "NZD", "SGD", "HKD", "ZAR"})
_PREFIXES = {"nano": 1e-9, "micro": 1e-6, "milli": 1e-3, "centi": 1e-2, "kilo": 1e3, "mega": 1e6,
             "giga": 1e9, "tera": 1e12}  # fmt: skip
_SHORTEST = 2
_SHORT = re.compile(r"\d\s?([mtK])$")
_SHORT_UNITS = {"m": "metre", "t": "tonne", "K": "kelvin"}
_REPEAT = re.compile(r"\s\((?P<figure>\d[\d.,]*)\)\s(?P<unit>per\scent|[A-Za-z°]+)")
_LIST_MARKER = re.compile(r"^\s*(?:[•\-*]\s*)?\d{1,2}[.)]\s", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A figure of a text.

    Attributes:
        value: Value with the scale applied, in the unit's own size.
        unit: Currency code, `%`, `percentage points`, `basis points`, `fraction` (of a whole),
            `times`, `vague` ("thousands of"), `year`, `ordinal`, `clock` or `half clock` (minutes
            of a time of day), `score` (of "3-2"), a lower-case word that follows, or empty.
        text: The words it was read from.
        start: Where they begin in the folded text.
        end: Where they end.
    """

    value: float
    unit: str
    text: str
    start: int
    end: int


def quantities(text: str) -> list[Quantity]:
    """Return the figures of a text in order, without written ordinals and a lone "one".

    >>> [(q.value, q.unit) for q in quantities("rose 17% to $1.4 trillion")]
    [(17.0, '%'), (1400000000000.0, 'USD')]
    """
    return [
        quantity
        for quantity in every_quantity(text)
        if quantity.text.lower() != "one"
        and (quantity.unit != "ordinal" or quantity.text[0].isdigit())
    ]


def every_quantity(text: str) -> list[Quantity]:
    """Return the figures of a text in order, written ordinals and "one" among them.

    >>> [(q.value, q.unit) for q in every_quantity("the third of two hundred and five")]
    [(3.0, 'ordinal'), (205.0, '')]
    """
    folded = _LIST_MARKER.sub(lambda match: " " * len(match.group()), fold(text))
    found = _with_repeats([_quantity(match) for match in _FIGURE.finditer(folded)], folded)
    taken = [(quantity.start, quantity.end) for quantity in found]
    for match in _ORDINAL.finditer(folded):
        if not any(start < match.end() and match.start() < end for start, end in taken):
            tens = _WRITTEN.get((match["tens"] or "").lower().rstrip("-"), 0)
            value = float(tens + _ORDINALS[match["word"].lower()])
            found.append(_made(match, value, "ordinal", match.end()))
    return sorted(found, key=lambda quantity: quantity.start)


def _with_repeats(found: list[Quantity], text: str) -> list[Quantity]:
    """Return the figures, "twenty-five (25) years" as one."""
    kept: list[Quantity] = []
    for quantity in found:
        before = kept[-1] if kept else None
        repeat = _REPEAT.match(text, before.end) if before else None
        if before and repeat and repeat.start("figure") == quantity.start:
            unit = _named_unit(repeat["unit"].lower())
            if before.value == quantity.value and unit_family(unit) and not quantity.unit:
                whole = text[before.start : repeat.end()]
                kept[-1] = replace(before, unit=unit, text=whole, end=repeat.end())
                continue
        kept.append(quantity)
    return kept


def _named_unit(word: str) -> str:
    return "%" if word.startswith("per") else CURRENCIES.get(word, word)


def same_quantity(first: Quantity, second: Quantity) -> bool:
    """Return whether two figures have the same value and no opposing unit.

    A bare number equals one with a unit word; units of one family are converted; currencies,
    percent and percentage points must agree.
    """
    if "cent" in {first.unit, second.unit} and first.unit != second.unit:
        small, large = (first, second) if first.unit == "cent" else (second, first)
        return large.unit in _OF_CENTS and _close(small.value / 100, large.value)
    if {first.unit, second.unit} == {"times", "score"}:
        return False
    if {first.unit, second.unit} == {"times", "fraction"}:
        return first.value == second.value  # "halved" and "by half"
    if CLOCK_UNITS & {first.unit, second.unit}:
        return same_clock((first.value, first.unit), (second.value, second.unit))
    return any(_same_measure(one, two) for one in _readings(first) for two in _readings(second))


def _readings(quantity: Quantity) -> Iterator[Quantity]:
    """Yield the figure, and what else "5 m" or "5t" may mean: metres or millions, tonnes."""
    yield quantity
    short = _SHORT.search(quantity.text)
    if short is None or is_currency(quantity.unit):
        return
    unit, scale = _SHORT_UNITS[short[1]], SCALES[short[1].lower()]
    if quantity.unit == unit:
        yield replace(quantity, unit="", value=quantity.value * scale)
    else:
        yield replace(quantity, unit=unit, value=quantity.value / scale)


def _prefixed(first: str, second: str) -> float:
    """Return how many of the second unit the first is, if a prefix sets them apart, else 0."""
    one, two = first.removesuffix("s"), second.removesuffix("s")
    for prefix, size in _PREFIXES.items():
        if len(two) > _SHORTEST and one == prefix + two:
            return size
        if len(one) > _SHORTEST and two == prefix + one:
            return 1 / size
    return 0.0


def _same_measure(first: Quantity, second: Quantity) -> bool:
    one, two = unit_family(first.unit), unit_family(second.unit)
    prefixed = _prefixed(first.unit, second.unit)
    if prefixed and not (one and two):
        return _close(first.value * prefixed, second.value)
    if one and two:
        alike = same_unit(one[0], two[0])
        return alike and _close(first.value * one[1], second.value * two[1])
    if not _close(first.value, second.value):
        return False
    if "ordinal" in {first.unit, second.unit}:
        return first.unit == second.unit
    known = one or two
    strict = known and (is_currency(known[0]) or known[0] in {"%", "percentage points", "vague"})
    return not strict


def is_currency(unit: str) -> bool:
    """Return whether a unit is money."""
    return unit in MONEY


def _close(first: float, second: float) -> bool:
    return math.isclose(first, second, rel_tol=1e-9, abs_tol=1e-12)


def _made(match: re.Match[str], value: float, unit: str, end: int) -> Quantity:
    start = match.start() + (len(match.group()) - len(match.group().lstrip()))
    text = match.string[start:end].strip()
    return Quantity(value=value, unit=unit, text=text, start=start, end=end)


def _quantity(match: re.Match[str]) -> Quantity:
    if match["clock"]:
        return _made(match, *read_clock(match["clock"]), match.end())
    if match["vague"]:
        return _made(match, _vague(match["vague"]), "vague", match.end())
    if match["ratio"]:
        above, _, below = match["ratio"].partition("/")
        value = _SIGNS[above] if above in _SIGNS else float(above) / float(below)
        return _made(match, value, "fraction", match.end())
    part = _PART_OF_ONE.match(match.string, match.start("share")) if match["share"] else None
    if part and unit_family(part["unit"].lower()) not in {None, ("times", 1.0)}:
        return _made(match, _share(part["part"]), part["unit"].lower(), part.end())
    if match["share"]:
        return _made(match, _share(match["share"]), "fraction", match.end())
    if match["multiple"]:
        return _made(match, _multiple(match["multiple"]), "times", match.end())
    return _plain_quantity(match)


def _plain_quantity(match: re.Match[str]) -> Quantity:
    if match["written"]:
        value = _written(match["written"])
    else:
        value = float(match["number"].replace(",", ""))
    scale = (match["scale"] or "").lower()
    unit, end = _unit(match)
    spaced = len(scale) == 1 and match.string[match.start("scale") - 1] == " "
    if spaced and not is_currency(unit) and match["scale"] in _SHORT_UNITS:
        unit, scale, end = _SHORT_UNITS[match["scale"]], "", match.end("scale")
    if len(scale) == 1 and not (is_currency(unit) or match["number"]):
        scale = ""
    value *= SCALES.get(scale, 1.0)
    if match["sign"] and not (is_currency(unit) and match["sign"].strip().lower() == "minus"):
        value = -value
    named = is_currency(unit) or unit in {"%", "percentage points"} or unit.endswith("s")
    if not named and not scale and match["number"] and _is_year(match["number"]):
        unit = "year"
    elif unit == "year":
        unit = "years"
    return _made(match, value, unit, end)


def _written(words: str) -> float:
    """Return the value of written-out words: "two hundred and five", "half a million"."""
    total = current = 0.0
    for word in re.split(r"[\s-]+", words.lower().replace("and a half", "and-half")):
        if word in {"and", "a", "an", ""}:
            current = current or (1.0 if word in {"a", "an"} else 0.0)
        elif word == "dozen":
            current = (current or 1.0) * 12
        elif word == "hundred":
            current = (current or 1.0) * 100
        elif word in SCALES:
            total += (current or 1.0) * SCALES[word]
            current = 0.0
        else:
            current += _WRITTEN[word]
    return total + current


def _vague(words: str) -> float:
    sizes = {"ten": 10.0, "dozen": 12.0, **SCALES}
    return math.prod(sizes[part.strip().rstrip("s")] for part in words.lower().split(" of "))


def _share(words: str) -> float:
    lead, _, part = words.lower().replace("-", " ").rpartition(" ")
    below = _PARTS[part.removesuffix("s")]
    return _WRITTEN.get(lead, 1) / below


def _multiple(words: str) -> float:
    lower = words.lower()
    known = next((value for stem, value in _TIMES.items() if lower.startswith(stem)), None)
    if known is not None:
        return float(known)
    number = re.split(r"[\s-]|fold", lower, maxsplit=1)[0]
    return float(_WRITTEN[number] if number in _WRITTEN else number.replace(",", ""))


def _word_unit(match: re.Match[str], bare: str) -> tuple[str, int]:
    """Return the word after a figure as its unit; only one that measures is part of its text."""
    word = (match["unit"] or "").lower()
    if match["unit"] == "p" and match["number"]:
        return "cent", match.end("unit")
    measured = unit_family(word) is not None
    return ("" if word in _NOT_UNITS else word), match.end("unit" if measured else bare)


def _unit(match: re.Match[str]) -> tuple[str, int]:
    """Return the unit and where the figure ends; a following word is a unit but not its text."""
    bare = "scale" if match["scale"] else "number" if match["number"] else "written"
    if match["before"]:
        return CURRENCIES[match["before"].strip().lower()], match.end(bare)
    if match["percent"]:
        sign = match["percent"].lower()
        if sign.startswith(("basis", "bp")):
            return "basis points", match.end("percent")
        if match["points"] or sign.startswith(("percentage", "pp")):
            return "percentage points", match.end("points" if match["points"] else "percent")
        return "%", match.end("percent")
    if match["behind"]:
        return CURRENCIES[match["behind"].lower()], match.end("behind")
    if match["after"]:
        national = NATIONAL.get((match["nation"] or "").lower())
        return national or CURRENCIES[match["after"].lower()], match.end("after")
    if match["ordinal"]:
        return "ordinal", match.end("ordinal")
    return _word_unit(match, bare)


def _is_year(number: str) -> bool:
    return len(number) == 4 and number.isdigit() and 1500 <= int(number) <= 2199
