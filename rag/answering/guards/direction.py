"""The guard of direction: from whom is not to whom, and who is paid does not pay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from rag.answering.guards.lexicon import is_past
from rag.answering.guards.moments import moments
from rag.answering.guards.negators import NEGATOR
from rag.answering.guards.sentence import Sentence, Word, closest_sentence
from rag.types import Check

__all__ = ["check_direction"]

_TURNED = frozenset({("from", "to"), ("to", "from"), ("into", "from"), ("from", "into")})
_SIDES = {
    "before": "before",
    "until": "before",
    "by": "before",
    "since": "after",
    "after": "after",
    "once": "after",
}
_NEAR = 3
_ARTICLES = frozenset({"a", "an", "the", "its", "their", "his", "her"})


def check_direction(claim: Sentence, evidence: Sequence[Sentence]) -> Check | None:
    """Object where a name comes after "from" here and "to" there, or a receiver acts.

    Args:
        claim: The claim.
        evidence: The sentences of the quotes, at least one.

    Returns:
        A check that failed, or None.
    """
    source = closest_sentence(claim, evidence)
    detail = (
        _other_way(claim, source)
        or _receiver_acts(claim, source)
        or _other_side(claim, source)
        or _buyer_sells(claim, source)
    )
    return Check(name="direction", passed=False, detail=detail) if detail else None


def _other_way(claim: Sentence, source: Sentence) -> str:
    theirs = _led(source)
    for stem, (lead, word) in _led(claim).items():
        given = theirs.get(stem)
        if given is None or not _once(source, stem):
            continue
        turned = (lead, given[0]) in _TURNED
        agent = {lead, given[0]} == {"by", "to"} and _verb(claim, word) == _verb(source, given[1])
        if turned or agent:
            return (
                f"The sentence says “{lead} {word.text}”; the source says “{given[0]} {word.text}”."
            )
    return ""


def _once(sentence: Sentence, stem: str) -> bool:
    return sum(word.stem == stem for word in sentence.words) == 1


def _verb(sentence: Sentence, word: Word) -> str:
    """Return the stem of the word before a name's preposition, or ""."""
    place = sentence.at(word.start) - 1
    while place > 0 and sentence.words[place].lower in {*_ARTICLES, "by", "to"}:
        place -= 1
    return sentence.words[place].stem if place >= 0 else ""


def _led(sentence: Sentence) -> dict[str, tuple[str, Word]]:
    """Return by stem each capitalised word with the preposition before it or its article."""
    found: dict[str, tuple[str, Word]] = {}
    for index, word in enumerate(sentence.words):
        place = index - 1
        if place >= 0 and sentence.words[place].lower in _ARTICLES:
            place -= 1
        if word.capital and word.content and place >= 0:
            found.setdefault(word.stem, (sentence.words[place].lower, word))
    return found


def _other_side(claim: Sentence, source: Sentence) -> str:
    """Return an objection to "before the opening" where the source says "once the opening"."""
    denied = bool(NEGATOR.search(claim.text)) != bool(NEGATOR.search(source.text))
    theirs: dict[str, set[str]] = {}
    for lead, stem in _sided(source):
        theirs.setdefault(stem, set()).add(lead)
    for lead, stem in _sided(claim):
        leads = theirs.get(stem, set())
        other = next(iter(sorted(leads)), None)
        if other is None or any(_SIDES[lead] == _SIDES[each] for each in leads):
            continue
        if denied and "until" in {lead, other}:
            continue
        word = next(word.text for word in claim.words if word.stem == stem)
        return f"The sentence says “{lead}” of “{word}”; the source says “{other}”."
    return ""


def _sided(sentence: Sentence) -> Iterator[tuple[str, str]]:
    """Yield each "before", "after" and the like with the stems of the words next after it."""
    dates = {moment.start for moment in moments(sentence.text)}
    for index, word in enumerate(sentence.words):
        after = sentence.words[index + 1 : index + 1 + _NEAR]
        agent = word.lower == "by" and not any(other.start in dates for other in after[:1])
        if word.lower in _SIDES and not agent:
            for other in after:
                if other.content and other.clause == word.clause:
                    yield word.lower, other.stem


def _receiver_acts(claim: Sentence, source: Sentence) -> str:
    """Return an objection to "paid by the Mill" where the source says "pay the Mill"."""
    for by, (verb, cue) in enumerate(pairwise(claim.words), 1):
        if cue.lower != "by" or not verb.content:
            continue
        for word in claim.words[by + 1 : by + 3]:
            if word.capital and word.content and _object_of(source, verb.stem, word.stem):
                return (
                    f"The sentence says “{verb.text} by {word.text}”; in the source it is done to "
                    f"{word.text}."
                )
    return ""


def _buyer_sells(claim: Sentence, source: Sentence) -> str:
    """Return an objection to "Bolt sold it" where the source says "sold it to Bolt"."""
    led = _led(source)
    for index, word in enumerate(claim.words[:-1]):
        verb = claim.words[index + 1]
        given = led.get(word.stem) if word.capital else None
        if given is None or given[0] != "to" or not is_past(verb.lower):
            continue
        before = source.words[: source.at(given[1].start)]
        if _once(source, word.stem) and any(other.stem == verb.stem for other in before):
            return f"The sentence says {word.text} {verb.text}; the source says to {word.text}."
    return ""


def _object_of(source: Sentence, verb: str, receiver: str) -> bool:
    """Return whether a name directly follows a verb, an article between, and nothing is "by" it."""
    if "by" in source.lowers:
        return False
    for index, word in enumerate(source.words[:-1]):
        after = index + 1
        if source.words[after].lower in _ARTICLES and after + 1 < len(source.words):
            after += 1
        if word.stem == verb and source.words[after].stem == receiver:
            return True
    return False
