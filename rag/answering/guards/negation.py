"""The guard of negation: what the source denies the claim denies, what it says the claim says.

A negator reaches the next content words of its clause; two negators cancel each other. A word and
its opposite ("rise", "fall") count as one word with opposite signs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from rag.answering.guards.lexicon import CONVERSES, OPPOSITES, canonical
from rag.answering.guards.negators import NEGATOR, unmatched_negator
from rag.answering.guards.scope import Reach, reaches, same_place, segment
from rag.answering.guards.sentence import Sentence, Word, closest_sentence
from rag.types import Check
from rag.words import containment

__all__ = ["check_negation", "check_opposites"]

_REACH = 3
_WIDE = 9
_PREFIX = re.compile(
    r"^(?!unless|until|under|unit|union|income|import|inform|invest|intend|intent|insur|increas|"
    r"inland|insight|indeed|inside|into\b|install|instead|input|impact|impos|improv|imply|display|"
    r"discover|discount|discharg|dispos|dispatch)(?:un|in|im|ir|il|non|dis)(?=\w{4})"
)
_OF_A_NOUN = re.compile(r"no\b|none|neither|nor\b|non\b|zero|lack", re.IGNORECASE)
_OF_A_PHRASE = re.compile(
    r"(?:without|unlike|rather|instead|free|devoid|absent|absence|non|far|lack)\b", re.IGNORECASE
)
_EXCEED = canonical("exceed")
_ROOT = 3
_BE = frozenset({"is", "are", "was", "were", "be", "been", "being"})
_NEAR = 0.6
_IGNORED = frozenset({"true", "case", "thing", "way", "time"})


def check_negation(claim: Sentence, evidence: Sequence[Sentence]) -> Check | None:
    """Compare what is denied.

    Args:
        claim: The claim.
        evidence: The sentences of the quotes, at least one.

    Returns:
        The check, or None if neither denies anything.
    """
    ours = _signs(claim)
    near = [sentence for sentence in evidence if claim.stems & sentence.stems]
    source = closest_sentence(claim, evidence)
    denial = _denial(claim, source, near)
    if denial:
        return _check(denial)
    for denies, other, said in (
        (claim, source, "The sentence says “{}” where the source, in the same words, does not."),
        (source, claim, "The source says “{}” where the sentence, in the same words, does not."),
    ):
        negator = unmatched_negator(denies, other)
        if negator:
            return _check(said.format(negator))
    prefixed = _prefixed(claim, source, ours)
    if prefixed:
        return _check(prefixed)
    if not any(_denied(sentence) for sentence in (claim, source)):
        return None
    return Check(name="negation", passed=True, detail="Both deny the same, or neither denies.")


def _denial(claim: Sentence, source: Sentence, near: Sequence[Sentence]) -> str:
    """Return an objection if a word is denied by one and said by the other."""
    for denial in _denied(claim):
        group = denial.words
        for index in group[:1] if _shares(group, claim, source) else group:
            if _only_affirmed(claim, index, near):
                return f"The sentence denies “{claim.words[index].text}”; the source does not."
    for denial in _denied(source):
        group = denial.words
        if not _OF_A_NOUN.match(denial.cue) and not _speaks_of(claim, source, group):
            continue  # the claim says something else of what is denied
        for place in group[:1] if _shares(group, source, claim) else group:
            index = _counterpart(source, place, claim)
            if index is not None and _only_denied(claim, index, near):
                return f"The source denies “{source.words[place].text}”; the sentence does not."
    return ""


def _speaks_of(claim: Sentence, source: Sentence, group: Sequence[int]) -> bool:
    """Return whether the claim has the first denied word, or one of "assign, sublet or part"."""
    return any(
        source.words[place].stem in claim.stems
        for place in group
        if place == group[0]
        or source.words[place - 1].lower in {"or", "nor"}
        or source.words[place].clause != source.words[place - 1].clause
    )


def _check(detail: str) -> Check:
    return Check(name="negation", passed=False, detail=detail)


@lru_cache(maxsize=1024)
def _signs(sentence: Sentence) -> dict[int, int]:
    """Return for each content word that a negator reaches widely how many reach it."""
    counts: dict[int, int] = {}
    for reach in _negations(sentence, _WIDE):
        for index in reach.words:
            counts[index] = counts.get(index, 0) + 1
    return counts


@lru_cache(maxsize=2048)
def _negations(sentence: Sentence, most: int) -> tuple[Reach, ...]:
    """Return what each negator reaches; "neither ... nor" denies once, "is excluded" backwards."""
    found: list[Reach] = []
    neither = False
    for reach in reaches(sentence, NEGATOR, most):
        cue = reach.cue.lower()
        if cue == "nor" and neither:
            continue
        neither = neither or cue == "neither"
        passive = reach.start and sentence.words[reach.start - 1].lower in _BE
        words = _before(sentence, reach.start, most) if passive and cue.endswith("ed") else None
        if reach.words and sentence.words[reach.words[0]].stem == _EXCEED:
            words = reach.words[:1]  # "not exceeding 5 kg" bounds a figure
        found.append(reach if words is None else replace(reach, words=words))
    return tuple(found)


@lru_cache(maxsize=1024)
def _denied(sentence: Sentence) -> tuple[Reach, ...]:
    """Return each negator with the first words after it that are denied, not denied twice."""
    counts = _signs(sentence)
    found: list[Reach] = []
    for reach in _negations(sentence, _REACH):
        if reach.start and sentence.words[reach.start].capital and not reach.cue.isupper():
            continue
        words = reach.words or _before(sentence, reach.start, 1)
        words = tuple(i for i in words if _plain_word(sentence.words[i])) or words
        group = tuple(
            i for i in words if counts.get(i, 1) % 2 and sentence.words[i].stem not in _IGNORED
        )
        found += [replace(reach, words=group)] if group else []
    return tuple(found)


def _shares(group: Sequence[int], sentence: Sentence, other: Sentence) -> bool:
    """Return whether the other sentence denies the same next word, so that the rest may move.

    "Subletting is not permitted" denies what "the lease does not permit subletting" denies.
    """
    nearest = sentence.words[group[0]].stem
    return any(
        other.words[index].stem == nearest
        for theirs in _denied(other)
        for index in theirs.words[:2]
    )


def _before(sentence: Sentence, start: int, most: int) -> tuple[int, ...]:
    inner = [i for i in range(start) if sentence.words[i].content]
    clause = [i for i in inner if sentence.words[i].clause == sentence.words[start].clause]
    return tuple(reversed((clause or inner[-1:])[-most:]))


def _plain_word(word: Word) -> bool:
    return not word.capital and not word.lower[0].isdigit()


def _only_affirmed(claim: Sentence, index: int, near: Sequence[Sentence]) -> bool:
    """Return whether the source says the denied word and nowhere denies it."""
    agreed = _agreed(claim, index, near)
    return bool(agreed) and not any(agreed)


def _only_denied(claim: Sentence, index: int, near: Sequence[Sentence]) -> bool:
    """Return whether the source says the word that the claim affirms, and everywhere denies it."""
    if _signs(claim).get(index, 0) % 2:
        return False
    agreed = _agreed(claim, index, near)
    return bool(agreed) and not any(agreed)


def _agreed(claim: Sentence, index: int, near: Sequence[Sentence]) -> list[bool]:
    """Return for each place where the source has the word whether both say or deny it."""
    return [
        _agree(claim, index, sentence, place)
        for sentence in near
        for place in _likeliest(claim, index, sentence)
    ]


def _likeliest(claim: Sentence, index: int, source: Sentence) -> Sequence[int]:
    """Return where the source has the word, of several places those in the most similar clause."""
    places = same_place(claim, index, source, claim.words[index].stem, width=_WIDE)
    every = [
        place for place, word in enumerate(source.words) if word.stem == claim.words[index].stem
    ]
    if len(every) < 2:
        return every
    mine = _stems(claim, segment(claim, index))
    shared = {
        place: tuple(
            len(one & two)
            for one, two in zip(mine, _stems(source, segment(source, place)), strict=True)
        )
        for place in every
    }
    best = max(shared.values())
    likely = [place for place in every if shared[place] == best]
    return [place for place in likely if place in places] or likely


def _stems(sentence: Sentence, places: range) -> tuple[set[str], set[str]]:
    """Return the stems of the words that carry meaning at some places, and of all words there."""
    words = [sentence.words[place] for place in places]
    return {word.stem for word in words if word.content}, {word.stem for word in words}


def _agree(claim: Sentence, index: int, source: Sentence, place: int) -> bool:
    """Return whether a word is denied by both or neither, or each denies in the word's clause.

    "It carries no cars" and "it does not carry cars" put the negator beside different words.
    """
    if _signs(claim).get(index, 0) % 2 == _signs(source).get(place, 0) % 2:
        return True
    mine = _denials(claim, segment(claim, index), source)
    theirs = _denials(source, segment(source, place), claim)
    return bool(mine and theirs) and mine % 2 == theirs % 2


def _denials(sentence: Sentence, places: range, other: Sentence) -> int:
    """Return how often a clause denies, by negators and by prefixes of the other's words."""
    stems = [word.stem for word in other.words if word.content]
    prefixed = [
        index
        for index, bare in _with_prefix(sentence)
        if index in places and any(stem.startswith(_root(bare)) for stem in stems)
    ]
    cues = [reach for reach in _negations(sentence, _WIDE) if reach.start in places]
    return len(prefixed) + sum(not _OF_A_PHRASE.match(cue.cue) for cue in cues)


def _root(bare: str) -> str:
    """Return the first letters of a word without its prefix: "us" of "(un)usable"."""
    return bare.removesuffix("abl").removesuffix("able")[:_ROOT]


def _counterpart(source: Sentence, place: int, claim: Sentence) -> int | None:
    stem = source.words[place].stem
    for index in same_place(source, place, claim, stem):
        if place in same_place(claim, index, source, stem):
            return index
    return None


def _prefixed(claim: Sentence, source: Sentence, ours: dict[int, int]) -> str:
    """Return an objection if one says "known" and the other "unknown" in the same place."""
    signs = _signs(source)
    for index, bare in _with_prefix(claim):
        for place, other in enumerate(source.words):
            if claim.words[index].lower in source.lowers:
                break
            same = ours.get(index, 0) % 2 == signs.get(place, 0) % 2
            if same and other.stem == bare and bare not in claim.stems:
                return _differs(claim.words[index], other)
    for place, bare in _with_prefix(source):
        for index, word in enumerate(claim.words):
            same = ours.get(index, 0) % 2 == signs.get(place, 0) % 2
            if same and word.stem == bare and not _stands_bare(source, claim, bare):
                return _differs(word, source.words[place])
    return ""


def _stands_bare(source: Sentence, claim: Sentence, stem: str) -> bool:
    """Return whether the source has the word without a prefix as often as the claim."""
    counts = [sum(word.stem == stem for word in text.words) for text in (source, claim)]
    return counts[0] >= counts[1]


def _differs(word: Word, other: Word) -> str:
    return f"The sentence says “{word.text}”; the source says “{other.text}”."


def _with_prefix(sentence: Sentence) -> list[tuple[int, str]]:
    """Return the words with a denying prefix, each with the stem of the rest."""
    return [
        (index, canonical(_PREFIX.sub("", word.lower)))
        for index, word in enumerate(sentence.words)
        if word.content and _PREFIX.match(word.lower)
    ]


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
    ours, theirs = _signs(claim), _signs(source)
    for index, word in enumerate(claim.words):
        if word.stem in everywhere or word.capital or _bounds(claim, index):
            continue
        for place, other in enumerate(source.words):
            pair = (word.stem, other.stem)
            if pair not in OPPOSITES or pair in CONVERSES or other.stem in _all(claim):
                continue
            same_sign = ours.get(index, 0) % 2 == theirs.get(place, 0) % 2
            if same_sign and _same_rest(claim, index, source, place):
                detail = f"The sentence says “{word.text}”; the source says “{other.text}”."
                return Check(name="opposites", passed=False, detail=detail)
    return None


def _bounds(claim: Sentence, index: int) -> bool:
    """Return whether the word bounds a figure, which the guard of numbers compares."""
    return any(word.numeral for word in claim.words[index + 1 : index + 3])


def _all(sentence: Sentence) -> frozenset[str]:
    return frozenset(word.stem for word in sentence.words)


def _same_rest(claim: Sentence, index: int, source: Sentence, place: int) -> bool:
    rest = {word.stem for i, word in enumerate(claim.words) if word.content and i != index}
    if containment(rest, source.stems) < _NEAR:
        return False
    near = {word.stem for word in claim.words[max(0, index - 4) : index + 5]}
    return bool(near & {w.stem for w in source.words[max(0, place - 4) : place + 5] if w.content})
