"""The words that deny, and where one stands in a text that otherwise says the same."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from rag.answering.guards.alignment import Step, align
from rag.answering.guards.sentence import Sentence, Word

__all__ = ["NEGATOR", "is_negator", "unmatched_negator"]

NEGATOR = re.compile(
    r"\b(?:(?<!whether or )not(?! only\b| just\b| merely\b|"
    r" (?:\w+ ){0,4}?(?:more|less|fewer|greater|later|earlier) than\b|"
    r" (?:\w+ ){0,4}?(?:over|above|beyond) [$€£]?\d|"
    r" until\b| have to\b(?=[ ,]*(?:\.|$)))|"
    r"unless|no longer|no(?! (?:more|less|fewer|later|earlier|greater) than\b| doubt\b| \d)|"
    r"never|none|nobody|nothing|neither|nor|without|unlike|non(?=-)|g(?:i|a)ve(?:s|n)? up|"
    r"lack(?:s|ed|ing)?(?: of)?|den(?:y|ies|ied|ying)|"
    r"fail(?:s|ed|ing|ure)? to|refus(?:e|es|ed|ing|al)(?: to)?|"
    r"declin(?:e|es|ed|ing) to|reject(?:s|ed|ing)?|yet to|unable to|unwilling to|"
    r"inability to|incapable of|impossible|turn(?:s|ed|ing)? down|"
    r"zero(?=\s[a-z])|absence of|absent|free of|devoid of|"
    r"hardly|scarcely|barely|rarely|seldom|prevent(?:s|ed|ing)? (?:\w+ ){1,4}from|"
    r"prohibit(?:s|ed|ing)? (?:\w+ ){1,4}from(?= \w+ing\b)|ban(?:s|ned)? (?:\w+ ){1,4}from|"
    r"forb(?:id|ids|ade|idden)(?: \w+){1,3} (?:from|to)|stop(?:s|ped)?(?= \w+ing\b)|"
    r"(?:bar(?:s|red)?|kept|keep(?:s)?|block(?:s|ed)?) (?:\w+ ){1,8}?from(?= \w+ing\b)|"
    r"cease(?:s|d)? to|avoid(?:s|ed|ing)?|untrue|false|incorrect|instead of|rather than|"
    r"left out|leaves? out|omit(?:s|ted)?|exclusive of|"
    r"against(?= \w+ing\b)|little(?= chang)|"
    r"(?:drop(?:s|ped|ping)?|remov(?:e|es|ed|ing))(?= (?:\w+ )?support\b)|"
    r"miss(?:es|ed) out on|far from|anything but|exclud(?:e|es|ed|ing)|"
    r"(?:illegal|unlawful)(?= to\b)|"
    r"(?:prohibit(?:s|ed)?|forbid(?:s|den)?|ban(?:s|ned)?)"
    r"(?! (?:\w+ ){1,4}from \w+ing\b)|cannot)\b",
    re.IGNORECASE,
)
"""Finds a word or phrase that denies; "not only" and the like do not."""

_BARE = frozenset({"not", "never", "no", "non"})
_PLACE_HOLDERS = frozenset({"a", "an", "the", "any", "some", "do", "does", "did"})
_LEAST_ALIKE = 2


def unmatched_negator(denies: Sentence, other: Sentence) -> str:
    """Return a negator that stands in one sentence between words which the other has without it.

    It finds what a word's sign does not show: in "the first group can vote, the second cannot"
    the denied word is not repeated, or it is affirmed elsewhere in the same words.

    Args:
        denies: The sentence that may have the negator.
        other: The sentence that is laid beside it.

    Returns:
        The negator as written; empty if there is none, or if the other sentence denies in words
        of its own.
    """
    if not _BARE & denies.lowers:
        return ""
    steps = align(denies, other)
    for number, (tag, i1, i2, j1, j2) in enumerate(steps):
        if tag == "equal" or not _is_bare(denies, denies.words[i1:i2], other.words[j1:j2]):
            continue
        around = [steps[at] for at in (number - 1, number + 1) if 0 <= at < len(steps)]
        alike = all(_is_alike(step, len(denies.words)) for step in around)
        denied = any(is_negator(other, word) for step in steps for word in _theirs(step, other))
        if alike and not denied:
            return next(word.text for word in denies.words[i1:i2] if word.lower in _BARE)
    return ""


def _is_bare(denies: Sentence, words: Sequence[Word], instead: Sequence[Word]) -> bool:
    """Return whether all that differs is a negator, and what grammar puts beside or for it."""
    negators = [word for word in words if word.lower in _BARE]
    rest = {word.lower for word in (*words, *instead)} - _BARE
    return len(negators) == 1 and is_negator(denies, negators[0]) and rest <= _PLACE_HOLDERS


def _is_alike(step: Step, size: int) -> bool:
    """Return whether a step of equal words is long enough, or reaches an end of the sentence."""
    _, start, end, _, _ = step
    return end - start >= _LEAST_ALIKE or start == 0 or end == size


def _theirs(step: Step, other: Sentence) -> Sequence[Word]:
    """Return the words that the other sentence has in place of a step's, none of equal ones."""
    return () if step[0] == "equal" else other.words[step[3] : step[4]]


def is_negator(sentence: Sentence, word: Word) -> bool:
    """Return whether a word of a sentence is one that denies, or part of a phrase that does."""
    return any(start <= word.start < end for start, end in _negators(sentence))


@lru_cache(maxsize=1024)
def _negators(sentence: Sentence) -> tuple[tuple[int, int], ...]:
    return tuple(match.span() for match in NEGATOR.finditer(sentence.text))
