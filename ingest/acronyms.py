"""Acronyms in parentheses and the words they are made of.

Source: Schwartz and Hearst, "A simple algorithm for identifying abbreviation definitions in
biomedical text", Pacific Symposium on Biocomputing 2003, section 3 and figure 1. Beside its rules,
a short form needs two capitals, or one and a figure, and most words of the long form begin with a
letter of it, since general text has more in parentheses than definitions. Where the first letters
of words are the short form exactly, those words are preferred to a shorter match.
"""

from __future__ import annotations

import re

from rag.words import STOP_WORDS

__all__ = ["is_acronym", "long_form"]

_LONGEST = 10
_MOST_WORDS = 2
_INITIALS = 0.6
_WORD = re.compile(r"\w+")


def is_acronym(text: str) -> bool:
    """Return whether a text has the shape of a short form.

    >>> [is_acronym(text) for text in ("ECB", "mRNA", "B2B", "Foxconn", "see", "1999")]
    [True, True, True, False, False, False]
    """
    if not 2 <= len(text) <= _LONGEST or not text[0].isalnum() or len(text.split()) > _MOST_WORDS:
        return False
    capitals = sum(letter.isupper() for letter in text)
    return capitals > 1 or (capitals == 1 and any(sign.isdigit() for sign in text))


def long_form(short: str, before: str) -> str | None:
    """Return the words at the end of a text that a short form stands for, or None.

    Args:
        short: A short form, as `is_acronym` accepts it.
        before: The text before the parenthesis, of the same sentence.

    >>> long_form("ECB", "It was said by the European Central Bank")
    'European Central Bank'
    >>> long_form("HMM", "we train hidden Markov models")
    'hidden Markov models'
    >>> long_form("WHO", "she saw a doctor with short hours of work") is None
    True
    """
    words = before.split()[-min(len(short) + 5, 2 * len(short)) :]
    text = " ".join(words).rstrip(" ,:;\"'“”‘’")
    start = _start_of_initials(short, text)
    if start is None:
        start = _start(short, text)
    found = text[start:].lstrip("\"'“‘[") if start is not None else ""
    return found if found and _is_made_of(short, found) else None


def _start_of_initials(short: str, text: str) -> int | None:
    """Return where words start whose first letters, function words left out, are the short form."""
    letters = [sign.lower() for sign in short if sign.isalnum()]
    content = [word for word in _WORD.finditer(text) if word[0].lower() not in STOP_WORDS]
    last = content[-len(letters) :]
    return last[0].start() if [word[0][0].lower() for word in last] == letters else None


def _start(short: str, text: str) -> int | None:
    """Return where the shortest long form starts, matching the short form from its last letter."""
    at = len(text)
    for number in range(len(short) - 1, -1, -1):
        sign = short[number].lower()
        if not sign.isalnum():
            continue
        at -= 1
        while at >= 0 and (
            text[at].lower() != sign or (number == 0 and at > 0 and text[at - 1].isalnum())
        ):
            at -= 1
        if at < 0:
            return None
    return text.rfind(" ", 0, at) + 1


def _is_made_of(short: str, long: str) -> bool:
    words = _WORD.findall(long)
    content = [word for word in words if word.lower() not in STOP_WORDS]
    if not content or words[0].lower() in STOP_WORDS or len(long) <= len(short):
        return False
    if short.lower() in {word.lower() for word in words} or "(" in long or ")" in long:
        return False
    letters = [sign.lower() for sign in short if sign.isalnum()]
    if len(letters) > 2 * len(content) + 1:
        return False
    if len(letters) == 2 and not all(word[0].isupper() for word in content):
        return False
    initials = 0
    for word in content:
        if word[0].lower() in letters:
            letters = letters[letters.index(word[0].lower()) + 1 :]
            initials += 1
    return initials >= _INITIALS * len(content)
