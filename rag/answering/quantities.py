"""Numbers in text as values: scale, unit, currency, percent, written-out numbers, years.

Two figures are equal when value and unit are equal: "$1.4 trillion" equals "1,400 billion dollars"
and differs from "$1 trillion".
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from rag.words import fold

__all__ = ["Quantity", "figures", "quantities", "same_quantity"]

_CURRENCIES = {
    "$": "USD", "us$": "USD", "usd": "USD", "dollar": "USD", "dollars": "USD",
    "€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR",
    "£": "GBP", "gbp": "GBP", "pound": "GBP", "pounds": "GBP",
    "¥": "JPY", "yen": "JPY", "jpy": "JPY", "rmb": "CNY", "yuan": "CNY", "nt$": "TWD",
}  # fmt: skip
_SCALES = {
    "hundred": 1e2, "thousand": 1e3, "k": 1e3, "million": 1e6, "mn": 1e6, "m": 1e6, "mio": 1e6,
    "billion": 1e9, "bn": 1e9, "b": 1e9, "trillion": 1e12, "tn": 1e12, "trn": 1e12, "t": 1e12,
}  # fmt: skip
_WRITTEN = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20,
    "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
    "dozen": 12, "half": 0.5,
}  # fmt: skip
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_WORDS = "|".join(word for word in _WRITTEN if word != "one")
_FIGURE = re.compile(
    rf"(?P<sign>(?<![\w.])-)?(?P<before>(?:US|NT)?\$|[€£¥]|\b(?:USD|EUR|GBP|JPY|RMB)\s?)?\s?"
    rf"(?:(?P<number>(?<![\w.,])(?:{_NUMBER}))|\b(?P<written>(?:{_WORDS})(?:-(?:{_WORDS}|one))?)\b)"
    r"(?P<ordinal>(?:st|nd|rd|th)\b)?(?![.,]?\d)"
    r"(?:[\s-]?(?P<scale>hundred|thousand|million|billion|trillion|mio|mn|bn|tn|trn|[kKmMbBtT])\b)?"
    r"(?:\s?(?P<percent>%|percent\b|per cent\b|percentage points?\b|pp\b)"
    r"|[\s-](?P<after>dollars?|euros?|pounds?|yen|yuan|USD|EUR|GBP|RMB)\b"
    r"|[\s-]?(?P<unit>[A-Za-z°][A-Za-z°/²³]*))?",
    re.IGNORECASE,
)
_NOT_UNITS = frozenset(
    """a an and as at but by for from in into is it its of on or per than that the then this to
    was were which while who will with while when are be been has have had not also""".split()  # noqa: SIM905 - a list of words
)
_LIST_MARKER = re.compile(r"^\s*(?:[•\-*]\s*)?\d{1,2}[.)]\s", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A figure of a text.

    Attributes:
        value: Value with the scale applied, in the unit's own size.
        unit: Currency code, `%`, `year`, `ordinal`, a lower-case word that follows, or empty.
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
    """Return the figures of a text in order.

    >>> [(q.value, q.unit) for q in quantities("rose 17% to $1.4 trillion")]
    [(17.0, '%'), (1400000000000.0, 'USD')]
    """
    folded = _LIST_MARKER.sub(lambda match: " " * len(match.group()), fold(text))
    found = [_quantity(match) for match in _FIGURE.finditer(folded)]
    return [quantity for quantity in found if quantity is not None]


def figures(text: str) -> list[Quantity]:
    """Return the figures that are written with digits or carry a scale, currency or percent."""
    return [
        quantity
        for quantity in quantities(text)
        if any(character.isdigit() for character in quantity.text) or quantity.value >= 1e3
    ]


def same_quantity(first: Quantity, second: Quantity) -> bool:
    """Return whether two figures have the same value and no opposing unit.

    A bare number equals one with a unit word; currencies and percent must agree when both have
    one, and percent never equals a bare number.
    """
    if not math.isclose(first.value, second.value, rel_tol=1e-9, abs_tol=1e-12):
        return False
    strict = {"%", *_CURRENCIES.values()}
    if first.unit in strict or second.unit in strict:
        return first.unit == second.unit
    return True


def _quantity(match: re.Match[str]) -> Quantity | None:
    written = match["written"]
    if written:
        parts = [float(_WRITTEN[part]) for part in written.lower().split("-") if part in _WRITTEN]
        value = sum(parts)
    else:
        value = float(match["number"].replace(",", ""))
    scale = (match["scale"] or "").lower()
    unit, end = _unit(match)
    if len(scale) == 1 and not (unit in _CURRENCIES.values() or match["number"]):
        scale = ""
    value *= _SCALES.get(scale, 1.0)
    if match["sign"]:
        value = -value
    named = unit in _CURRENCIES.values() or unit == "%" or unit.endswith("s")
    if not named and not scale and match["number"] and _is_year(match["number"]):
        unit = "year"
    start = match.start() + (len(match.group()) - len(match.group().lstrip()))
    return Quantity(
        value=value, unit=unit, text=match.string[start:end].strip(), start=start, end=end
    )


def _unit(match: re.Match[str]) -> tuple[str, int]:
    """Return the unit and where the figure ends; a following word is a unit but not its text."""
    bare = "scale" if match["scale"] else "number" if match["number"] else "written"
    if match["before"]:
        return _CURRENCIES[match["before"].strip().lower()], match.end(bare)
    if match["percent"]:
        return "%", match.end("percent")
    if match["after"]:
        return _CURRENCIES[match["after"].lower()], match.end("after")
    if match["ordinal"]:
        return "ordinal", match.end("ordinal")
    word = (match["unit"] or "").lower()
    return ("" if word in _NOT_UNITS else word), match.end(bare)


def _is_year(number: str) -> bool:
    return len(number) == 4 and number.isdigit() and 1500 <= int(number) <= 2199
