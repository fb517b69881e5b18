"""Per what a figure is meant: "9,000 tonnes a month", "an annual rent of €5"."""

from __future__ import annotations

import re

from rag.answering.guards.lexicon import canonical
from rag.answering.guards.quantities import Quantity, every_quantity
from rag.answering.guards.sentence import Sentence
from rag.answering.guards.units import unit_family

__all__ = ["period_words", "rate_of"]

_PERIODS = {
    "second": r"seconds?", "minute": r"minutes?", "hour": r"hours?|hourly", "day": r"days?|daily",
    "weekday": r"weekdays?", "week": r"weeks?|weekly", "fortnight": r"fortnight(?:ly)?",
    "month": r"months?|monthly", "quarter": r"quarters?|quarterly",
    "year": r"years?|yearly|annual(?:ly)?|annum|p\.?a\b",
}  # fmt: skip
_NAMED = "|".join(rf"(?P<{name}>{words})" for name, words in _PERIODS.items())
_AFTER = re.compile(
    rf"(?<!\bin )(?<!\bfor )(?<!\bof )(?<!\bwithin )(?<!\bafter )(?<!\bover )"
    r"(?:\b(?:an?|the)[\s-](?!\w+\s(?:ago|earlier|later|on|long|of)\b)"
    r"(?!\w+\s(?:before|after)(?:\s(?:the|that|it|he|she|they|we)\b|[,.;]|$))|"
    rf"\b(?:per|each|every)\s|/\s?)(?:{_NAMED})\b(?!-)(?! and an? (?:half|quarter)\b)",
    re.IGNORECASE,
)
_EACH = re.compile(
    r"\bfor (?:each|every)\s(?P<other>[a-z]+)|\bper\s(?P<unit>[a-z-]+)", re.IGNORECASE
)
_ADVERB = re.compile(
    r"\b(?:(?P<hour>hourly)|(?P<day>daily)|(?P<week>weekly)|(?P<month>monthly)|"
    r"(?P<quarter>quarterly)|(?P<year>annually|yearly|annual))\b",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r"[,;:()]|\.\s|\b(?:and(?! an? (?:half|quarter))|but|or|while|than|from|which|that|plus)\b",
    re.IGNORECASE,
)
_STARTS = re.compile(r"[,;:()]|\.\s|\b(?:and|but|while|which|that|plus)\b", re.IGNORECASE)
_NEAR = 2
_MOST_AFTER = 60
_MOST_BEFORE = 40


def rate_of(sentence: Sentence, quantity: Quantity) -> str:
    """Return the period that a figure is said to be per, or "" if none is said.

    Args:
        sentence: The sentence.
        quantity: A figure of it.

    >>> from rag.answering.guards.sentence import read
    >>> text = read("It shipped 9,000 tonnes of ore a month.")
    >>> rate_of(text, every_quantity(text.text)[0])
    'month'
    """
    behind = _ENDS.split(sentence.text[quantity.end : quantity.end + _MOST_AFTER])[0]
    behind = behind[: next((q.start for q in every_quantity(behind) if _digits(q)), len(behind))]
    ahead = sentence.text[max(0, quantity.start - _MOST_BEFORE) : quantity.start]
    ahead = _STARTS.split(ahead)[-1]
    near = " ".join(behind.split()[:_NEAR])
    found = (
        _AFTER.search(behind)
        or _ADVERB.search(near)
        or _ADVERB.search(ahead)
        or _EACH.search(behind)
    )
    if found is None:
        return ""
    name, word = next((name, word) for name, word in found.groupdict().items() if word)
    if name not in {"other", "unit"}:
        return name
    family = unit_family(word.lower())
    return f"{family[1]:g} of {family[0]}" if family else canonical(word)


def period_words(period: str) -> re.Pattern[str]:
    """Return what finds the words of a period: "month" and "monthly"."""
    words = _PERIODS.get(period, r"(?!)" if " of " in period else rf"{re.escape(period)}\w*")
    return re.compile(rf"\b(?:{words})\b", re.IGNORECASE)


def _digits(quantity: Quantity) -> bool:
    return any(character.isdigit() for character in quantity.text)
