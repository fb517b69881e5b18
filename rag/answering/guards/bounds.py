"""How exactly a figure is meant: about, over, at least, under, up to, one end of a range."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from rag.answering.guards.moments import moments
from rag.answering.guards.quantities import Quantity, every_quantity
from rag.answering.guards.sentence import Sentence
from rag.answering.guards.units import SCALES

__all__ = ["Bound", "Figure", "allows", "denies", "figures_of", "turned"]

Bound = Literal[
    "",
    "about",
    "near",
    "more",
    "at least",
    "less",
    "at most",
    "exactly",
    "low",
    "high",
    "by",
    "to",
    "from",
]

_LEADS: tuple[tuple[Bound, str], ...] = (
    ("at most", r"up to|at (?:the )?most|"
        r"(?:no|not)(?: be)? (?:more|greater|higher|longer|later) than|"
        r"(?:a |the )?maximum(?: (?:\w+ )?of)?|as (?:much|many|high|long) as|not exceed(?:ing)?|"
        r"not to exceed|limited to|capped at"),
    ("at least", r"at (?:the very )?least|(?:no|not)(?: be)? (?:less|fewer|lower|shorter) than|"
        r"(?:a |the )?minimum(?: (?:\w+ )?of)?|not below"),
    ("more", r"(?:more|greater|higher|larger|longer|bigger|older|better|later|deeper|wider|taller|"
        r"heavier|thicker|faster|stronger|warmer|hotter|farther|further) than|over|above|"
        r"exceed(?:s|ed|ing)?|in excess of|upwards? of|north of|beyond|surpass(?:es|ed|ing)?|"
        r"topp(?:ed|ing)"),
    ("less", r"(?:less|fewer|lower|smaller|shorter|younger|thinner|narrower|lighter|slower|colder|"
        r"cooler|earlier|sooner|shallower|cheaper) than|under|below|short of|shy of|"
        r"south of"),
    ("exactly", r"exactly|precisely"),
    ("near", r"nearly|almost|close to|approaching|virtually|practically"),
    ("about", r"about|around|roughly|approximately|approx|some|circa|an? estimated|estimated|~|"
        r"in the region of|or so"),
)  # fmt: skip
_LEAD = re.compile(
    "|".join(rf"(?P<{name.replace(' ', '_')}>(?<!\w)(?:{words}))" for name, words in _LEADS if name)
)
_FILL = r"(?:\s(?:a|an|the|its|just|only|other|another|total of|total))*\s*[(\[$€£]?$"
_TAILS: tuple[tuple[Bound, re.Pattern[str]], ...] = (
    ("at least", re.compile(r"\s?\+|\s?(?:\w+\s)?(?:or|and) (?:more|above|over|older|higher)\b")),
    ("at most", re.compile(r"\s(?:\w+\s)?(?:or|and) (?:less|fewer|under|below|lower)\b")),
    ("at most", re.compile(r"\s(?:\w+\s){0,3}not be exceeded\b")),
    ("about", re.compile(r"\s(?:\w+\s)?or so\b")),
)
_CHANGE = re.compile(
    r"\b(?:r[oi]se|rising|risen|f[ae]ll\w*|gr[eo]w\w*|increas\w+|decreas\w+|climb\w*|drop\w*|"
    r"declin\w+|rais\w+|reduc\w+|cut|cuts|cutting|jump\w*|up|down|lower\w*|expand\w*|shr[aiu]nk\w*|"
    r"surg\w+|slipp?\w*|widen\w*|narrow\w*|improv\w+|upgrad\w+|chang\w+)\b",
    re.IGNORECASE,
)
_NOT_FAR = re.compile(
    r"\b(?:not|never|no)\s(?!exceed)(?:(?!\b(?:and|but)\b)[^,;:.]){0,60}$", re.IGNORECASE
)
_OWN_NOT = re.compile(
    r"\b(?:no|not)(?: be)? \w+ than\W*\w*\W*$|\bnot (?:to )?exceed\w*\W*$", re.IGNORECASE
)
_TURNED: dict[Bound, Bound] = {
    "more": "at most",
    "less": "at least",
    "at most": "more",
    "at least": "less",
}
_AHEAD = re.compile(r"\s?(?:before|prior to|ahead of)\b", re.IGNORECASE)
_PREPOSITION = re.compile(
    r"\b(by|to|from)(?:\s(?:about|around|over|nearly|almost|some|a|an))*\s*[$€£]?$"
)

_SUPERLATIVE = re.compile(
    r"\b(?:the most|maximum|upper limit|ceiling)\b[^;]{0,120}\b(?:is|was|be)\s[$€£]?$",
    re.IGNORECASE,
)
_MINIMUM = re.compile(
    r"\b(?:the least|minimum|lower limit|floor)\b[^;]{0,120}\b(?:is|was|be)\s[$€£]?$", re.IGNORECASE
)

# What a claim may say of a figure for which the source has this bound.
_ALLOWED: dict[str, frozenset[str]] = {
    "": frozenset({"", "about", "exactly", "by", "to", "from"}),
    "exactly": frozenset({"", "about", "exactly"}),
    "about": frozenset({"", "about"}),
    "near": frozenset({"", "near", "about", "less", "at most"}),
    "more": frozenset({"more", "at least"}),
    "at least": frozenset({"at least"}),
    "less": frozenset({"less", "at most"}),
    "at most": frozenset({"at most"}),
    "low": frozenset({"low", "at least", "from"}),
    "high": frozenset({"high", "at most", "to"}),
    "by": frozenset({"", "by", "about"}),
    "to": frozenset({"", "to", "high", "about"}),
    "from": frozenset({"", "from", "low", "about"}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A quantity of a sentence with its bound.

    Attributes:
        quantity: Value and unit; offsets into the sentence's text.
        bound: How exactly it is meant.
    """

    quantity: Quantity
    bound: Bound


def allows(given: Bound, claimed: Bound) -> bool:
    """Return whether a source's bound carries a claim's bound on the same value.

    >>> allows("more", "at least"), allows("more", ""), allows("about", "")
    (True, False, True)
    """
    return claimed in _ALLOWED[given]


def denies(sentence: Sentence, figure: Figure) -> bool:
    """Return whether "not" stands before a figure: "must not stand for more than 5 minutes"."""
    lead = _OWN_NOT.sub("", sentence.text[: figure.quantity.start])
    return bool(_NOT_FAR.search(lead))


def turned(bound: Bound) -> Bound:
    """Return what a bound means behind "not": more than becomes at most.

    >>> turned("more"), turned("")
    ('at most', '')
    """
    return _TURNED.get(bound, bound)


@lru_cache(maxsize=1024)
def figures_of(sentence: Sentence) -> tuple[Figure, ...]:
    """Return the figures of a sentence in order; dates are not among them."""
    text = sentence.text
    for moment in moments(text):
        text = text[: moment.start] + "·" * (moment.end - moment.start) + text[moment.end :]
    found = _with_ranges(every_quantity(text), text)
    return tuple(
        Figure(quantity=figure.quantity, bound=figure.bound or _bound(figure.quantity, text))
        for figure in found
    )


def _bound(quantity: Quantity, text: str) -> Bound:
    if quantity.unit == "ordinal":
        return ""
    lead = text[max(0, quantity.start - 40) : quantity.start].lower()
    bare = re.sub(_FILL, "", lead)
    for name, _ in _LEADS:
        for match in _LEAD.finditer(bare):
            ends = match.end() == len(bare) and match.lastgroup == name.replace(" ", "_")
            before = text[: quantity.start - len(lead) + match.start()]
            if ends and not _measured(before):
                ahead = match.group().endswith("later than") and _AHEAD.match(text[quantity.end :])
                return "at least" if ahead else name  # "no later than 5 days before"
    if _SUPERLATIVE.search(text[: quantity.start]):
        return "at most"
    if _MINIMUM.search(text[: quantity.start]):
        return "at least"
    tail = text[quantity.end :]
    for name, pattern in _TAILS:
        if pattern.match(tail):
            return name
    preposition = _PREPOSITION.search(lead)
    if preposition and _CHANGE.search(text[: quantity.start]):
        return {"by": "by", "to": "to", "from": "from"}[preposition[1]]  # type: ignore[return-value]
    return ""


def _measured(before: str) -> bool:
    """Return whether a figure stands just before: "80 cm below its peak of 5 m" bounds nothing."""
    found = every_quantity(before)
    between = before[found[-1].end :] if found else ",."
    return len(between.split()) <= 1 and not re.search(r"[,;:.]", between)


def _with_ranges(found: Sequence[Quantity], text: str) -> list[Figure]:
    figures = [Figure(quantity=quantity, bound="") for quantity in found]
    for index, (low, high) in enumerate(pairwise(found)):
        if text[low.end : high.start] == "-" and not low.unit and low.value >= high.value:
            figures[index : index + 2] = (
                Figure(quantity=replace(end, unit="score"), bound="") for end in (low, high)
            )
            continue
        ends = _range_ends(low, high, text)
        if ends:
            figures[index] = Figure(quantity=_like(low, high), bound=ends[0])
            figures[index + 1] = Figure(quantity=high, bound=ends[1])
    return figures


def _range_ends(low: Quantity, high: Quantity, text: str) -> tuple[Bound, Bound] | None:
    gap = text[low.end : high.start].strip()
    lead = text[max(0, low.start - 20) : low.start].lower()
    if gap == "and" and re.search(r"\bbetween\W*$", lead):
        return "low", "high"
    if low.unit not in {high.unit, "", "to", "and", "year"}:
        return None  # "rose 6% to €5 million"
    falls = gap == "to" and re.search(r"\bfrom\W*$", lead) and _CHANGE.search(text[: low.start])
    if falls and low.value >= high.value:
        return "from", "to"
    if gap not in {"-", "to"} or low.value >= high.value * _scale(high, low):
        return None
    if gap == "to" and re.search(r"\bfrom\W*$", lead) and _CHANGE.search(text[: low.start]):
        return "from", "to"
    return "low", "high"


def _scale(high: Quantity, low: Quantity) -> float:
    return 1e12 if _scale_word(high) > 1 and _scale_word(low) == 1 else 1.0


def _scale_word(quantity: Quantity) -> float:
    return max((SCALES.get(word, 1.0) for word in quantity.text.lower().split()), default=1.0)


def _like(low: Quantity, high: Quantity) -> Quantity:
    """Return the lower end with the unit and scale that stand only after the upper end."""
    scale = _scale_word(high)
    value = low.value
    if scale > 1 and _scale_word(low) == 1 and low.value < 1000:
        value *= scale
    unit = low.unit if low.unit not in {"", "to", "and", "year"} else high.unit
    return replace(low, value=value, unit=unit)
