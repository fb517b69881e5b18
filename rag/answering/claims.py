"""From the writer's text to claims: one sentence each, with the evidence numbers it names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

__all__ = ["DraftClaim", "as_answer", "is_bare", "sentence_ends", "split_claims"]

_MARKERS = re.compile(r"\s*\[\s*(\d{1,3}(?:\s*(?:,|;|and|&|-|–)\s*\d{1,3})*)\s*\]")
_MARKER_LIST = re.compile(r"\]\s*(?:[,;&]|and)?\s*\[(?=\s*\d)")
_ABBREVIATION = re.compile(
    r"(?:\b(?:[A-Za-z]|Mr|Mrs|Ms|Dr|Prof|St|No|Nos|vs|etc|Inc|Corp|Ltd|Co|Jr|Sr|Fig|approx|est|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)|\b(?:[A-Za-z]\.)+[A-Za-z])\.$",
)
_LIST_NUMBER = re.compile(r"^\d{1,2}\.$")
_BOUNDARY = re.compile(r"[.!?][\"”’')\]]*(?=\s+[\"“‘(]?[A-Z0-9$€£])|\n+")
_LEAD = re.compile(
    r"^\s*(?:(?:[-*•]|\d{1,2}[.)])\s+|(?:answer|evidence \d+)\s*:\s*)+", re.IGNORECASE
)
_ENDING = 200
_BARE_BELOW = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftClaim:
    """A sentence as written, before any check.

    Attributes:
        text: The sentence without markers.
        numbers: Evidence numbers it names, 1-based, in order, without repeats.
    """

    text: str
    numbers: tuple[int, ...]


def split_claims(text: str) -> list[DraftClaim]:
    """Split a written answer into claims; a marker belongs to the sentence it stands in or after.

    >>> [(c.text, c.numbers) for c in split_claims("It rose 17% [1]. Dr. Lee left. [2][3]")]
    [('It rose 17%.', (1,)), ('Dr. Lee left.', (2, 3))]
    """
    drafts: list[DraftClaim] = []
    for sentence in _sentences(text):
        numbers = _numbers(sentence)
        bare = re.sub(r"\s+([.,;!?])", r"\1", _LEAD.sub("", _MARKERS.sub("", sentence))).strip()
        bare = re.sub(r"(?<!\.)\.\.$", ".", bare)
        if not any(character.isalnum() for character in bare):
            if numbers and drafts:
                last = drafts.pop()
                merged = tuple(dict.fromkeys(last.numbers + numbers))
                drafts.append(DraftClaim(text=last.text, numbers=merged))
            continue
        drafts.append(
            DraftClaim(text=bare if bare[-1] in ".!?”\"'’" else bare + ".", numbers=numbers)
        )
    return drafts


def as_answer(question: str, value: str) -> str:
    """Return a value as a statement that can be judged: the answer to the question.

    >>> as_answer("What is the fee?", "NOK 1,240")
    'The answer to "What is the fee?" is NOK 1,240.'
    """
    return f'The answer to "{question}" is {value.removesuffix(".")}.'


def is_bare(text: str) -> bool:
    """Return whether a text is a value rather than a sentence: fewer than five words.

    >>> is_bare("NOK 1,240 a year."), is_bare("The fee is NOK 1,240.")
    (True, False)
    """
    return len(text.split()) < _BARE_BELOW


def sentence_ends(text: str) -> Iterator[int]:
    """Yield the offset after each sentence but the last; a line break ends a sentence too.

    >>> text = "Dr. Lee left. It rose 17%."
    >>> [text[:end] for end in sentence_ends(text)]
    ['Dr. Lee left.']
    """
    start = 0
    for match in _BOUNDARY.finditer(text):
        near = max(start, match.end() - _ENDING)
        bare = _MARKERS.sub("", text[near : match.end()]).strip()
        if match.group()[0] == "." and (_ABBREVIATION.search(bare) or _LIST_NUMBER.match(bare)):
            continue
        yield match.end()
        start = match.end()


def _sentences(text: str) -> list[str]:
    """Return the sentences, each with the markers that follow its full stop."""
    text = _MARKER_LIST.sub("][", text)
    # Markers after a full stop are moved before it, so that they stay with their sentence.
    joined = re.sub(r"([.!?])((?:\s*\[[\d\s,;&–-]+\])+)", lambda m: f" {m[2].strip()}{m[1]}", text)
    ends = [0, *sentence_ends(joined), len(joined)]
    parts = [joined[start:end].strip() for start, end in pairwise(ends)]
    return [part for part in parts if part]


def _numbers(sentence: str) -> tuple[int, ...]:
    found: list[int] = []
    for match in _MARKERS.finditer(sentence):
        pieces = re.split(r"\s*(?:,|;|and|&)\s*", match[1])
        for piece in pieces:
            ends = [int(number) for number in re.split(r"\s*[-–]\s*", piece)]
            if len(ends) == 2 and 0 < ends[1] - ends[0] < 20:
                found += range(ends[0], ends[1] + 1)
            else:
                found += ends
    return tuple(dict.fromkeys(found))
