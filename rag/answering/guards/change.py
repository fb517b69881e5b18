"""The guard of change: a rise or a fall that the claim tells, against two figures of the source.

"The dividend was raised" beside "a dividend of €0.80 a share; in 2024 it was €0.95" has every word
it needs and is wrong, and so it is beside "a dividend of €0.80 a share, unchanged from 2024". The
later figure is told from the earlier one by what links them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answering.guards.negators import NEGATOR
from rag.answering.guards.quantities import Quantity, quantities
from rag.answering.guards.sentence import Sentence
from rag.types import Check

__all__ = ["check_change"]

_UP = frozenset(
    {"rise", "raise", "increas", "grow", "climb", "higher", "gain", "larger", "greater"}
)
_DOWN = frozenset(
    {"fall", "lower", "decreas", "declin", "drop", "reduc", "shrink", "cut", "smaller"}
)
_OBJECT_WITHIN = 3
_SAME = re.compile(
    r"\b(?:unchanged|(?:kept|left|held|remain(?:s|ed)?|stay(?:s|ed)?) (?:flat|stable|steady|"
    r"constant|the same)|the same (?:as|amount|level)|as (?:much|many|high|low) as in)\b",
    re.IGNORECASE,
)
_EARLIER_NEXT = re.compile(
    r"(?:\bcompared (?:with|to)|\bversus|\bvs\.?|\b(?:up|down) from"
    r"|\b(?:in|for) (?:\w+ )?\d{4},? (?:it|they|this|that|the figure) "
    r"(?:was|were|had been|stood at))(?: (?:just|only|about|some|around|nearly|almost))?\s*$",
    re.IGNORECASE,
)
_EARLIER_BEHIND = re.compile(
    r"^[^,;.\d]{0,25}\b(?:the year before|a year (?:earlier|before|ago)|last year|"
    r"(?:in )?the (?:previous|preceding|prior) (?:year|quarter|month|period))\b",
    re.IGNORECASE,
)


def check_change(claim: Sentence, evidence: Sequence[Sentence]) -> Check | None:
    """Object where the claim tells a rise of what fell or stayed by the source, or a fall.

    Args:
        claim: The claim.
        evidence: The sentences of the quotes.

    Returns:
        A check that failed, or None: also where the source names the change itself, gives more
        than two figures of a kind, or does not say which of them was earlier.
    """
    told = _direction(claim)
    if not told:
        return None
    if NEGATOR.search(claim.text):
        told = -told
    elif stayed := _stayed(claim, evidence):
        word = "rise" if told > 0 else "fall"
        detail = f'The sentence tells of a {word}; the source says "{stayed}".'
        return Check(name="change", passed=False, detail=detail)
    for sentence in evidence:
        pair = _then_and_now(sentence)
        if pair is None or not _about(claim, sentence):
            continue
        earlier, later = pair
        if (later.value - earlier.value) * told < 0:
            word = "rise" if told > 0 else "fall"
            detail = (
                f"The sentence tells of a {word}; the source has {later.text} and "
                f"{earlier.text} before."
            )
            return Check(name="change", passed=False, detail=detail)
    return None


def _direction(sentence: Sentence) -> int:
    """Return 1 for a sentence that tells of a rise, -1 for a fall, 0 for neither or both."""
    stems = sentence.stems | sentence.lowers
    return bool(stems & _UP) - bool(stems & _DOWN)


def _stayed(claim: Sentence, evidence: Sequence[Sentence]) -> str:
    """Return the words that say of what the claim tells a change that there was none, or ""."""
    changed = _changed(claim)
    near = [sentence for sentence in evidence if changed in sentence.stems]
    if any(_direction(sentence) for sentence in near):
        return ""
    found = (_SAME.search(sentence.text) for sentence in near)
    return next((match.group() for match in found if match is not None), "")


def _changed(claim: Sentence) -> str:
    """Return the stem of what rose or fell: the next word that carries meaning, or the last."""
    words = claim.words
    moved = next(i for i, w in enumerate(words) if {w.stem, w.lower} & (_UP | _DOWN))
    telling = [w for w in words if w.content and not w.numeral]
    behind = words[moved + 1 : moved + 1 + _OBJECT_WITHIN]
    after = [w.stem for w in behind if w in telling]
    before = [w.stem for w in words[:moved] if w in telling and (w is words[0] or not w.capital)]
    return [*after[:1], *before[-1:], ""][0]


def _about(claim: Sentence, sentence: Sentence) -> bool:
    """Return whether the source's sentence has a word of the claim besides those of change."""
    return bool((claim.stems & sentence.stems) - _UP - _DOWN)


def _then_and_now(sentence: Sentence) -> tuple[Quantity, Quantity] | None:
    """Return the earlier and the later of a sentence's two figures of one kind, or None."""
    if _direction(sentence):
        return None
    figures = [q for q in quantities(sentence.text) if q.unit not in {"year", "ordinal", ""}]
    for first in figures:
        same = [figure for figure in figures if figure.unit == first.unit]
        if len(same) != 2:
            continue
        now, then = same
        between, behind = sentence.text[now.end : then.start], sentence.text[then.end :]
        if _EARLIER_NEXT.search(between) or _EARLIER_BEHIND.search(behind):
            return then, now
    return None
