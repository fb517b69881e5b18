"""Two parties that changed places in words that are otherwise the same."""

from __future__ import annotations

import re

from rag.answering.guards.alignment import align
from rag.answering.guards.lexicon import canonical
from rag.answering.guards.sentence import Sentence, Word
from rag.answering.guards.units import unit_family
from rag.types import Check

__all__ = ["ARTICLES", "OF_ONE_SIDE", "SYMMETRIC", "check_swaps", "entity", "objection"]

_EDGES = frozenset(
    """that when while as after before and but because where until so if since in on at for with
    from during by through under against into within""".split()  # noqa: SIM905 - a list of words
)
_MUTUAL = frozenset(
    canonical(word)
    for word in """meet marry partner agree collaborate merge equal differ compare compete border
    cooperate similar unite combine correspond talk negotiate relation relationship friend ally
    cousin neighbour link connect mix react interact""".split()  # noqa: SIM905 - a list of words
)
SYMMETRIC = _MUTUAL | frozenset(
    canonical(word)
    for word in """same together join sign agreement contract deal include name call know be is are
    both and between say tell""".split()  # noqa: SIM905 - a list of words
)
OF_ONE_SIDE = frozenset({"also", "only", "too", "mainly", "mostly", "first"})
_ITEMS = re.compile(r"\s*(?:,\s*(?:(?:and|or)\s+)?[\w'-]+\s*)*(?:,\s*)?(?:(?:and|or)\s+)?")
_MOST_NAMED = 6
_NO_ENTITIES = frozenset(
    """during since between among within until despite under without against monday tuesday
    wednesday thursday friday saturday sunday january february march april june july august
    september october november december year month week day quarter fiscal""".split()  # noqa: SIM905 - a list of words
)
ARTICLES = frozenset({"and", "or", "the", "a", "an", "both"})


def check_swaps(claim: Sentence, source: Sentence) -> Check | None:
    """Object where two words, names or sides of a verb stand in each other's places.

    Args:
        claim: The claim.
        source: The sentence of the quotes that it is nearest to.

    Returns:
        A check that failed, or None.
    """
    turned = _turned(claim, source)
    if turned:
        return None if _alike_both_ways(claim, *turned) else _exchanged(claim, *turned)
    return _swapped(claim, source) or _sides_swapped(claim, source)


def _sides_swapped(claim: Sentence, source: Sentence) -> Check | None:
    """Object to "tides affect winds" where the source says "winds affect tides"."""
    theirs = [word.stem for word in source.words]
    for index, word in enumerate(claim.words):
        if not word.content or word.capital or theirs.count(word.stem) != 1:
            continue
        place = theirs.index(word.stem)
        left, right = _sides(claim, index)
        if left and right and left != right and (right, left) == _sides(source, place):
            if word.stem in SYMMETRIC:
                continue
            return objection(word.text, claim.words[index - 1].text, claim.words[index + 1].text)
    return None


def _sides(sentence: Sentence, index: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the stems of the phrases before and after a word, articles left out."""
    words, clause = sentence.words, sentence.words[index].clause
    left: list[str] = []
    for word in reversed(words[:index]):
        if word.clause != clause or word.lower in _EDGES:
            break
        left.insert(0, word.stem)
    right: list[str] = []
    for word in words[index + 1 :]:
        if word.clause != clause or word.lower in _EDGES:
            break
        right.append(word.stem)
    skipped = {*ARTICLES, "of"}
    return tuple(s for s in left if s not in skipped), tuple(s for s in right if s not in skipped)


def _turned(claim: Sentence, source: Sentence) -> tuple[int, int] | None:
    """Return the places of two words that have changed places in an otherwise equal stretch."""
    mine = claim.words
    for start in range(len(source.words) - len(mine) + 1):
        theirs = source.words[start : start + len(mine)]
        places = [
            i for i, (one, two) in enumerate(zip(mine, theirs, strict=True)) if one.stem != two.stem
        ]
        if len(places) != 2:
            continue
        first, second = places
        if mine[first].stem == theirs[second].stem and mine[second].stem == theirs[first].stem:
            return first, second
    return None


def _swapped(claim: Sentence, source: Sentence) -> Check | None:
    """Object where each of two names or things stands where the source has the other."""
    steps = [step for step in align(source, claim) if step[0] == "replace"]
    for place, (_, i1, i2, j1, j2) in enumerate(steps):
        old, new = _named(source, i1, i2), _named(claim, j1, j2)
        for _, k1, k2, l1, l2 in steps[place + 1 :]:
            back = _named(source, k1, k2) == new and _named(claim, l1, l2) == old
            if old and new and old != new and back and not _alike_both_ways(claim, j1, l1):
                return _exchanged(claim, j1, l1)
    return None


def _named(sentence: Sentence, start: int, end: int) -> tuple[str, ...]:
    """Return the stems of a short stretch, articles left out, or nothing if it has a figure."""
    words = [word for word in sentence.words[start:end] if word.lower not in {*ARTICLES, "of"}]
    fit = 0 < len(words) <= _MOST_NAMED and all(entity(word) for word in words)
    return tuple(word.stem for word in words) if fit else ()


def _exchanged(claim: Sentence, first: int, second: int) -> Check:
    inner = claim.words[first + 1 : second]
    verb = next((w for w in inner if not w.capital and w.lower not in ARTICLES), inner[0])
    return objection(verb.text, claim.words[first].text, claim.words[second].text)


def _alike_both_ways(sentence: Sentence, first: int, second: int) -> bool:
    """Return whether two words may change places: items of a list, or sides of "met"."""
    words = sentence.words
    written = sentence.text[words[first].end : words[second].start]
    if _ITEMS.fullmatch(written):
        return True
    inner = words[first + 1 : second]
    if all(word.lower in ARTICLES for word in inner):
        return True
    if any(word.lower in OF_ONE_SIDE for word in inner):
        return False
    content = [word for word in inner if word.content and not word.capital]
    if not content and "with" in {word.lower for word in inner}:
        content = [word for word in words[:first] if word.content][-1:]
    return bool(content) and all(word.stem in _MUTUAL for word in content)


def objection(verb: str, first: str, second: str) -> Check:
    """Return the objection to two words on the wrong sides of a verb."""
    detail = (
        f"The sentence puts {first} before “{verb}” and {second} after it; in the source their "
        "parts are the other way round."
    )
    return Check(name="parties", passed=False, detail=detail)


def entity(word: Word) -> bool:
    """Return whether a word may name a party: no figure, unit, adverb or time."""
    plain = (
        not word.numeral
        and unit_family(word.lower) is None
        and not word.lower.endswith("ly")
        and word.lower not in _NO_ENTITIES
    )
    return word.content and plain
