"""Words of a text as they are compared: lower-cased, stemmed, without function words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any, cast

import Stemmer

__all__ = [
    "EMPTY_IT",
    "STOP_WORDS",
    "containment",
    "content_stems",
    "fold",
    "initialisms",
    "overlap_share",
    "tokens",
]

EMPTY_IT = (
    r"\s+(?:is|was|has\s+been|had\s+been|can\s+be|may\s+be|will\s+be)\s+(?:not\s+|\w+ly\s+|also\s+)?"
    r"(?!(?:a|an|the|this|his|her|its|their|one)\s)\w+\s+(?:that|whether)\b"
)
"""What follows an "it" that stands for nothing: "it is believed that", "it was Ada that"."""
STOP_WORDS = frozenset(
    """
    a about after all also am an and any are as at be been before being but by can could did do
    does doing done for from had has have having he her here hers him his how i if in into is it
    its itself just may me might more most my no nor not of off on once only or other our ours out
    over own please same shall she should so some such tell than that the their theirs them then
    there these they this those through to too under until up upon very was we were what when where
    which while who whom whose why will with would you your yours s t ll ve re d m
    """.split()  # noqa: SIM905 - a quoted list is three times as long
)

_WORD = re.compile(r"\d[\d,.]*\d|\w+(?:['’]\w+)?")
_FOLDS = str.maketrans(
    {
        "‘": "'", "’": "'", "‚": "'", "‛": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
        "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-",
        "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u00ad": None, "\u200b": None,
    }
)  # fmt: skip
_DOTTED = re.compile(r"\b(?:[A-Z]\.\s?){1,5}[A-Z]\b")
_CAPITALS = re.compile(r"\b[A-Z]{2,6}\b")
_NAMES = re.compile(r"\b[A-Z][a-z]+(?: [A-Z][a-z]+)+\b")
_HYPHENATION = re.compile(r"(?<=[a-z])-\s*\n\s*(?=[a-z])")


@lru_cache(maxsize=1)
def _stemmer() -> Callable[[Sequence[str]], list[str]]:
    made = cast("Any", Stemmer).Stemmer("english")  # a compiled module without types
    return cast("Callable[[Sequence[str]], list[str]]", made.stemWords)


def fold(text: str) -> str:
    r"""Fold white space, quotes, dashes and line-end hyphenation; nothing else.

    >>> fold("an “inter-\n national”   deal — now")
    'an "international" deal - now'
    """
    joined = _HYPHENATION.sub("", text) if "\n" in text else text
    return " ".join((joined if joined.isascii() else joined.translate(_FOLDS)).split())


def tokens(text: str) -> list[str]:
    """Return the words of a text in order, lower-cased, possessives cut.

    >>> tokens("Foxconn’s 1,400 racks")
    ['foxconn', '1,400', 'racks']
    """
    folded = fold(text)
    words = [word.lower() for word in _WORD.findall(folded)]
    return [word.removesuffix("'s") for word in words] if "'" in folded else words


def content_stems(text: str) -> list[str]:
    """Return the stems of the words that carry meaning, in order, with repeats.

    >>> content_stems("Is there a purchase commitment?")
    ['purchas', 'commit']
    """
    words = [word for word in tokens(text) if word not in STOP_WORDS]
    return _stemmer()(words)


def initialisms(text: str) -> set[str]:
    """Return the initialisms of a text, lower-cased: those it writes, and those of its names.

    >>> sorted(initialisms("U.S. and EU plants")), initialisms("the United States")
    (['eu', 'us'], {'us'})
    """
    folded = fold(text)
    dotted = {re.sub(r"\W", "", match.group()) for match in _DOTTED.finditer(folded)}
    written = {match.group() for match in _CAPITALS.finditer(folded)}
    named = {
        "".join(word[0] for word in match.group().split()) for match in _NAMES.finditer(folded)
    }
    return {word.lower() for word in dotted | written | named}


def containment(part: Iterable[str], whole: Iterable[str]) -> float:
    """Return the share of distinct words of `part` that `whole` has, 0–1; 0 if `part` is empty."""
    wanted = set(part)
    return len(wanted & set(whole)) / len(wanted) if wanted else 0.0


def overlap_share(first: Iterable[str], second: Iterable[str]) -> float:
    """Return the Jaccard index of two sets of words, 0–1; 0 if both are empty.

    Source: Jaccard, "The distribution of the flora in the alpine zone", 1912.
    """
    one, two = set(first), set(second)
    union = one | two
    return len(one & two) / len(union) if union else 0.0
