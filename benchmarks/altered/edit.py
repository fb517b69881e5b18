"""How a rule edits a sentence: it finds one place and puts something else there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from random import Random

from benchmarks.altered.sentences import Sentence
from benchmarks.altered.words import words

__all__ = ["Rule", "chosen", "lowered", "raised", "replaced", "swap"]

Rule = Callable[[Sentence, Random], str | None]
"""Makes one claim of a sentence, or None where the rule has no place in it."""

_VOWEL = re.compile(
    r"(?:[aeioAEIO](?!ne\b|nce\b|uro)|u(?!ni|se|su|ti)|8|11\b|18\b|hour|honest|heir)"
)
_ARTICLE = re.compile(r"\b([Aa])n? $")
_LOWERED = frozenset(
    words(
        "The A An This These Those That It He She They We His Her Its Their Our In On At By For "
        "From With During After Before Since Under As Although While When Many Most Some Several "
        "Both Each Despite Throughout Following Until One Two Three Other Another There Early "
        "Over Between All Within Where Because Young Old If Such Among To Not No"
    )
)


def replaced(text: str, start: int, end: int, new: str) -> str:
    """The text with `new` in place of [start, end), and a fitting a/an before it.

    Example:
        >>> replaced("It is a large hall.", 8, 13, "old")
        'It is an old hall.'
    """
    before = text[:start]
    article = _ARTICLE.search(before)
    if article and new:
        word = article.group(1) + ("n " if _VOWEL.match(new) else " ")
        before = before[: article.start()] + word
    if start == 0:
        new = raised(new)
    return before + new + text[end:]


def raised(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]


def lowered(text: str) -> str:
    """The text for use inside a sentence: a common first word loses its capital."""
    first = text.split(" ", 1)[0].rstrip(",")
    return text[:1].lower() + text[1:] if first in _LOWERED else text


def chosen(sentence: Sentence, rng: Random, edits: Iterable[tuple[int, int, str]]) -> str | None:
    """One of the edits, carried out; None if there is none.

    Args:
        sentence: The sentence to edit.
        rng: Picks the edit.
        edits: Start, end and new text, in characters of the sentence.
    """
    found = [edit for edit in edits if sentence.text[edit[0] : edit[1]] != edit[2]]
    return replaced(sentence.text, *rng.choice(found)) if found else None


def swap(pattern: str, *choices: str, unless: str = "") -> Rule:
    r"""A rule that replaces a match of a pattern by one of the choices.

    Args:
        pattern: A regular expression; case matters.
        choices: Templates such as `\1 never`, as `re.Match.expand` takes them.
        unless: The rule stays away from sentences in which this is found.
    """
    compiled = re.compile(pattern)
    stop = re.compile(unless) if unless else None

    def rule(sentence: Sentence, rng: Random) -> str | None:
        if stop and stop.search(sentence.text):
            return None
        return chosen(
            sentence,
            rng,
            [
                (match.start(), match.end(), match.expand(choice))
                for match in compiled.finditer(sentence.text)
                for choice in choices
            ],
        )

    return rule
