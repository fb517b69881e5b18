"""The guard of opposites: "rose" does not stand where the source says "fell"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answering.guards.denials import signs
from rag.answering.guards.lexicon import CONVERSES, OPPOSITES
from rag.answering.guards.sentence import Sentence, closest_sentence
from rag.types import Check
from rag.words import containment

__all__ = ["check_opposites"]

_IN = re.compile(r"\bincluding|\bincluded|\bincludes?\b|\binclusive of", re.IGNORECASE)
_OUT = re.compile(
    r"\b(?:except(?: for)?(?! that)|excepted|other than|apart from|excluding|excluded|"
    r"exclusive of|net of|plus(?= VAT| tax)|before(?= (?:VAT|tax|interest)))\b",
    re.IGNORECASE,
)
_BOUNDS = frozenset(
    "over under above below more less least most maximum minimum up down before after".split()  # noqa: SIM905 - a list of words
)
_SIDE = 3
_COMPARING = frozenset({"than", "before", "after"})
_COMPARED = 6
_NEAR = 0.6


def check_opposites(claim: Sentence, evidence: Sequence[Sentence]) -> Check | None:
    """Object where a word of the claim is the opposite of the source's word in the same place.

    Args:
        claim: The claim.
        evidence: The sentences of the quotes, at least one.

    Returns:
        A check that failed, or None.
    """
    source = closest_sentence(claim, evidence)
    everywhere = frozenset[str]().union(*(_all(sentence) for sentence in evidence))
    counted = _counted_otherwise(claim, source)
    if counted:
        return Check(name="exclusions", passed=False, detail=counted)
    ours, theirs = signs(claim), signs(source)
    for index, word in enumerate(claim.words):
        if (
            word.lower == "with"
            and claim.words[index + 1 : index + 2]
            and (claim.words[index + 1].lower == "no")
        ):
            continue
        if word.stem in everywhere or word.capital or _bounds(claim, index):
            continue
        for place, other in enumerate(source.words):
            pair = (word.stem, other.stem)
            if word.lower.endswith("ly") != other.lower.endswith("ly"):
                continue
            if _of_other_things(claim, index, source, place):
                continue
            if pair not in OPPOSITES or pair in CONVERSES or other.stem in _all(claim):
                continue
            same_sign = ours.get(index, 0) % 2 == theirs.get(place, 0) % 2
            if same_sign and _same_rest(claim, index, source, place):
                detail = f"The sentence says “{word.text}”; the source says “{other.text}”."
                return Check(name="opposites", passed=False, detail=detail)
    return None


def _counted_otherwise(claim: Sentence, source: Sentence) -> str:
    """Return an objection if one counts in what the other leaves out."""
    for inside, outside, said in (
        (claim, source, "The sentence counts “{}” in; the source leaves it out."),
        (source, claim, "The sentence leaves “{}” out; the source counts it in."),
    ):
        shared = _beside(inside, _IN) & _beside(outside, _OUT)
        if shared and not _beside(outside, _IN) & shared:
            return said.format(next(w.text for w in claim.words if w.stem in shared))
    return ""


def _beside(sentence: Sentence, cue: re.Pattern[str]) -> frozenset[str]:
    """Return the stems of the next words after each cue, before it for "included"."""
    found: set[str] = set()
    for match in cue.finditer(sentence.text):
        first, after = sentence.at(match.start()), sentence.at(match.end())
        back = match.group().lower().endswith("ed")
        words = sentence.words[max(0, first - _SIDE) : first] if back else sentence.words[after:]
        near = [word for word in words if word.clause == words[-1 if back else 0].clause]
        found |= {word.stem for word in near[:_SIDE] if word.content}
    return frozenset(found)


def _of_other_things(claim: Sentence, index: int, source: Sentence, place: int) -> bool:
    """Return whether "before" and "after", "less than" and "more than" have unlike objects.

    "The fall came before the rise" is "the rise came after the fall".
    """
    ours, theirs = _object(claim, index), _object(source, place)
    return bool(ours and theirs) and ours != theirs and theirs in claim.stems


def _object(sentence: Sentence, index: int) -> str:
    """Return the stem of the first content word after "before", "after" or "... than", or ""."""
    words = sentence.words[index : index + _COMPARED]
    than = next((i for i, word in enumerate(words) if word.lower in _COMPARING), None)
    after = words[than + 1 :] if than is not None else ()
    return next((word.stem for word in after if word.content), "")


def _bounds(claim: Sentence, index: int) -> bool:
    """Return whether the word bounds a figure, which the guard of numbers compares."""
    bounds = claim.words[index].lower in _BOUNDS
    return bounds and any(word.numeral for word in claim.words[index + 1 : index + 3])


def _all(sentence: Sentence) -> frozenset[str]:
    return frozenset(word.stem for word in sentence.words)


def _same_rest(claim: Sentence, index: int, source: Sentence, place: int) -> bool:
    rest = {word.stem for i, word in enumerate(claim.words) if word.content and i != index}
    if containment(rest, source.stems) < _NEAR:
        return False
    near = {word.stem for word in claim.words[max(0, index - 4) : index + 5]}
    return bool(near & {w.stem for w in source.words[max(0, place - 4) : place + 5] if w.content})
