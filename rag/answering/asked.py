"""What kind of thing a question asks for, and whether a text has one."""

from __future__ import annotations

import re
from typing import Literal

from rag.answering.guards.quantities import quantities
from rag.words import STOP_WORDS, fold, tokens

__all__ = [
    "AnswerType",
    "answer_type",
    "asks_for_several",
    "asks_for_value",
    "figures_asked",
    "has_answer_type",
]

AnswerType = Literal["amount", "number", "percent", "date", "name", "any"]

_TYPES: dict[AnswerType, str] = {
    "percent": (r"\b(?:what|which) (?:percentage|percent|share|proportion|rate)\b|"
        r"\bhow many per ?cent\b|\bby what percent"),
    "amount": (r"\bhow much (?:money|has|have|had|did|does|do|is|was|were|will|would)\b|"
        r"\bhow expensive\b|\bwhat (?:do|does|did|will|would) [^?]*\bcost\b|"
        r"\bwhat (?:is|was|are|were) the (?:\w+ ){0,3}(?:price|cost|"
        r"value|revenue|profit|budget|amount|salary|fee|rent|deposit|"
        r"penalty|wage|premium|valuation|income|turnover|dividend|debt|loan)\b"),
    "number": (r"\bhow (?:many|old|long|tall|high|far|deep|large|big|fast|heavy|wide|often)\b|"
        r"\b(?:what|which) (?:is|was|are|were) the (?:\w+ ){0,3}(?:number|headcount|"
        r"population|capacity|size|total)\b|\bheadcount\b"),
    "date": (r"\bwhen\b|\b(?:what|which) (?:year|date|day|month|decade|century)\b"),
    "name": (r"^(?:who|whose|whom)\b|\b(?:what|which) (?:company|companies|person|people|firm|"
        r"country|countries|city|cities|state|states|bank|supplier|vendor|university)\b|"
        r"^where\b"),
}  # fmt: skip
_SEVERAL = re.compile(
    r"\b(?:which|what)\s+(?!(?:is|was|does|has|happens|makes)\b)(?:[\w'-]+\s+){0,2}?"
    r"(?!(?:is|was|does|has|this|its|us|business|process|status|various)\b)[a-z]{2,}[^s\W]s\b"
    r"|\b(?:who|what|which)\s+(?:are|were)\b|\b(?:list|name|enumerate)\s+(?:all|the|every)\b"
    r"|\bwho\s+(?:else|all)\b|\bpeople\b|\blist\W*$",
    re.IGNORECASE,
)
_VALUE = re.compile(
    r"\b(?:what|which) (?:is|was) the (?:[\w'-]+ ){1,4}(?:of|for|in|at|on|to|from|used|played|"
    r"given|held|named|called)\b|\b(?:what|which) (?!is\b|was\b|are\b|were\b|do\b|does\b|did\b|"
    r"happen|cause|kinds?\b|sorts?\b|types?\b|if\b|about\b|can\b|should\b|would\b|could\b|else\b|"
    r"might\b|may\b|will\b|has\b|have\b|had\b)[a-z]+",
    re.IGNORECASE,
)
_COMPOUND = re.compile(
    r"\band (?:what|why|how|when|where|who|which)\b|\b(?:why|how)\W*$", re.IGNORECASE
)
_DATE = re.compile(
    r"\b(?:1[0-9]|20)\d\d\b|\b(?:january|february|march|april|may|june|july|august|september|"
    r"october|november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday|spring|"
    r"summer|autumn|winter|today|tomorrow|yesterday|century|decade|quarter|q[1-4])\b|"
    r"\b(?:next|last|this) (?:year|month|week)\b|\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b|\d0s\b",
    re.IGNORECASE,
)
# "within thirty days", "at 07:30", "upon delivery" also say when.
_TERM = re.compile(
    r"\b(?:[01]?\d|2[0-4])[:.][0-5]\d\b|\b\d{1,2}\s?(?:[ap]m\b|[ap]\.m\.|o['’]clock)|\bnoon\b|"
    r"\bmidnight\b|\b(?:minutes?|hours?|days?|weeks?|fortnight|months?|years?)\b|"
    r"\b(?:daily|weekly|monthly|annually|upon|once|immediately|as soon as|after|before|until)\b",
    re.IGNORECASE,
)
_WHEN = re.compile(r"\bwhen\b", re.IGNORECASE)
_NAME = re.compile(r"(?<![.!?]\s)(?<!^)\b[A-Z][\w’'-]+")


def answer_type(question: str) -> AnswerType:
    """Return what kind of thing the question asks for.

    >>> answer_type("How many people work there?"), answer_type("When was it built?")
    ('number', 'date')
    """
    folded = fold(question)
    for kind, pattern in _TYPES.items():
        if re.search(pattern, folded, re.IGNORECASE):
            return kind
    return "any"


def asks_for_several(question: str) -> bool:
    """Return whether the question asks for a list: "which states", "what components", "name all".

    >>> asks_for_several("Which companies signed?"), asks_for_several("Who is the chairman?")
    (True, False)
    """
    counted = answer_type(question) in {"amount", "number", "percent"}
    return not counted and bool(_SEVERAL.search(fold(question)))


def asks_for_value(question: str) -> bool:
    """Return whether the question has one short answer: a figure, date, name, place or role.

    >>> asks_for_value("What is the profession of Ann Lee?"), asks_for_value("Why did it fail?")
    (True, False)
    >>> asks_for_value("Which companies signed?"), asks_for_value("What is a heat pump?")
    (False, False)
    >>> asks_for_value("Who was Ann Lee and what did she do?")
    False
    """
    folded = fold(question)
    if asks_for_several(folded) or _COMPOUND.search(folded):
        return False
    return answer_type(folded) != "any" or bool(_VALUE.search(folded))


def has_answer_type(kind: AnswerType, question: str, quote: str) -> bool:
    """Return whether the quote has something of the kind asked for that the question lacks."""
    if kind == "date":
        told = _DATE.findall(fold(quote))
        if _WHEN.search(question):
            told += _TERM.findall(fold(quote))
        return any(match.lower() not in question.lower() for match in told)
    if kind == "name":
        asked = set(tokens(question))
        found = {word for match in _NAME.finditer(f". {fold(quote)}") for word in tokens(match[0])}
        leading = {word for word in tokens(quote)[:1] if quote.strip("•-*| ")[:1].isupper()}
        return bool((found | leading) - asked - STOP_WORDS)
    if kind == "percent":
        return any(quantity.unit == "%" for quantity in quantities(quote))
    if kind == "number":
        return bool(quantities(quote)) or bool(re.search(r"\b(?:one|once|twice|dozens?)\b", quote))
    return True


def figures_asked(kind: AnswerType) -> bool:
    """Return whether the question asks for a figure or a date."""
    return kind in {"amount", "number", "percent", "date"}
