"""What a sentence denies: what each negator reaches, and whether two sentences agree on a word.

A negator reaches the next content words of its clause; two negators cancel each other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from rag.answering.guards.lexicon import canonical
from rag.answering.guards.negators import NEGATOR
from rag.answering.guards.scope import Reach, reaches, same_place, segment
from rag.answering.guards.sentence import Sentence, Word

__all__ = [
    "ADVERBS",
    "BE",
    "ELLIPSIS",
    "WIDE",
    "agreed",
    "denied_groups",
    "negations",
    "signs",
    "with_prefix",
]

_REACH = 3
WIDE = 9
_PREFIX = re.compile(
    r"^(?!unless|until|under|unit|union|income|import|inform|invest|intend|intent|insur|increas|"
    r"inland|insight|indeed|inside|into\b|install|instead|input|impact|impos|improv|imply|display|"
    r"discover|discount|discharg|dispos|dispatch)(?:un|in|im|ir|il|non|dis)(?=\w{4})"
)
_OF_A_PHRASE = re.compile(
    r"(?:without|unlike|rather|instead|free|devoid|absent|absence|non|far|lack)\b", re.IGNORECASE
)
ADVERBS = frozenset(
    {"further", "ever", "even", "yet", "also", "actually", "really", "fully", "necessarily"}
)
"""Words between a negator and what it denies."""
_PRONOUNS = frozenset({"nothing", "nobody", "none"})
_OPENERS = frozenset(
    {"when", "where", "if", "while", "because", "since", "although", "that", "and"}
)
_EXCEED = canonical("exceed")
_ROOT = 3
BE = frozenset({"is", "are", "was", "were", "be", "been", "being"})
"""Forms of "be", which a passive has before its participle."""
_IGNORED = frozenset({"true", "case", "thing", "way", "time"})
ELLIPSIS = re.compile(
    r"\b(?:but|and)(?: (?!(?:do|does|did|is|are|was|were|may|can|could|will|would|shall|should|"
    r"must|has|have|had)\b)\w+)? (?:not|none|no one)\b",
    re.IGNORECASE,
)
"""Finds "but not" and "and none", which deny again what was said before."""


@lru_cache(maxsize=1024)
def signs(sentence: Sentence) -> dict[int, int]:
    """Return for each content word that a negator reaches widely how many reach it."""
    counts: dict[int, int] = {}
    for reach in negations(sentence, WIDE):
        words = [i for i in reach.words if sentence.words[i].lower not in ADVERBS]
        for index in words[:1] if _OF_A_PHRASE.match(reach.cue) else reach.words:
            counts[index] = counts.get(index, 0) + 1
    return counts


@lru_cache(maxsize=2048)
def negations(sentence: Sentence, most: int) -> tuple[Reach, ...]:
    """Return what each negator reaches; "neither ... nor" denies once, "is excluded" backwards."""
    found: list[Reach] = []
    neither = False
    for reach in reaches(sentence, NEGATOR, most):
        cue = reach.cue.lower()
        if cue == "nor" and neither:
            continue
        neither = neither or cue == "neither"
        words = _reached(sentence, reach, most)
        found.append(reach if words is None else replace(reach, words=words))
    return tuple(found)


def _reached(sentence: Sentence, reach: Reach, most: int) -> tuple[int, ...] | None:
    """Return what a negator reaches where that is not what stands after it, else None."""
    cue = reach.cue.lower()
    if reach.words and sentence.words[reach.words[0]].stem == _EXCEED:
        return reach.words[:1]  # "not exceeding 5 kg" bounds a figure
    passive = reach.start and sentence.words[reach.start - 1].lower in BE
    if passive and cue.endswith(("ed", "turned down")):
        return _before(sentence, reach.start, most)
    return _before(sentence, reach.start, 1) if cue in _PRONOUNS and not reach.words else None


@lru_cache(maxsize=1024)
def denied_groups(sentence: Sentence) -> tuple[Reach, ...]:
    """Return each negator with the first words after it that are denied, not denied twice."""
    counts = signs(sentence)
    found: list[Reach] = []
    for reach in negations(sentence, _REACH):
        if reach.start and sentence.words[reach.start].capital and not reach.cue.isupper():
            continue
        words = reach.words or _before(sentence, reach.start, 1)
        plain = tuple(i for i in words if _plain_word(sentence.words[i]))
        if _OF_A_PHRASE.match(reach.cue) and reach.words:
            plain = tuple(i for i in plain if sentence.words[i].lower not in ADVERBS)[:1]
        words = plain or _beyond_names(sentence, reach) or words
        words = tuple(i for i in words if not sentence.words[i].numeral)
        group = tuple(
            i for i in words if counts.get(i, 1) % 2 and sentence.words[i].stem not in _IGNORED
        )
        found += [replace(reach, words=group)] if group else []
    return tuple(found)


def _beyond_names(sentence: Sentence, reach: Reach) -> tuple[int, ...]:
    """Return the plain words after "neither Acme nor Bolt"."""
    wide = next(each for each in negations(sentence, WIDE) if each.start == reach.start)
    return tuple(i for i in wide.words if _plain_word(sentence.words[i]))[:_REACH]


def _before(sentence: Sentence, start: int, most: int) -> tuple[int, ...]:
    opens = [i for i in range(start) if sentence.words[i].lower in _OPENERS]
    inner = [i for i in range(opens[-1] if opens else 0, start) if sentence.words[i].content]
    inner = inner or [i for i in range(start) if sentence.words[i].content]
    clause = [i for i in inner if sentence.words[i].clause == sentence.words[start].clause]
    return tuple(reversed((clause or inner[-1:])[-most:]))


def _plain_word(word: Word) -> bool:
    return not word.capital and not word.lower[0].isdigit()


def agreed(claim: Sentence, index: int, near: Sequence[Sentence]) -> list[bool]:
    """Return for each place where the source has the word whether both say or deny it."""
    return [
        _agree(claim, index, sentence, place)
        for sentence in near
        for place in _likeliest(claim, index, sentence)
    ]


def _likeliest(claim: Sentence, index: int, source: Sentence) -> Sequence[int]:
    """Return where the source has the word, of several places those in the most similar clause."""
    stem = claim.words[index].stem
    every = [place for place, word in enumerate(source.words) if word.stem == stem]
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
    places = same_place(claim, index, source, stem, width=WIDE)
    return [place for place in likely if place in places] or likely


def _stems(sentence: Sentence, places: range) -> tuple[set[str], set[str]]:
    """Return the stems of the words that carry meaning at some places, and of all words there."""
    words = [sentence.words[place] for place in places]
    return {word.stem for word in words if word.content}, {word.stem for word in words}


def _agree(claim: Sentence, index: int, source: Sentence, place: int) -> bool:
    """Return whether a word is denied by both or neither, or each denies in the word's clause.

    "It carries no cars" and "it does not carry cars" put the negator beside different words.
    """
    if signs(claim).get(index, 0) % 2 == signs(source).get(place, 0) % 2:
        return True
    if signs(claim).get(index, 0) % 2 and _denied_elsewhere(claim, index, source):
        return True
    mine = _denials(claim, index, source)
    theirs = _denials(source, place, claim)
    return bool(mine and theirs) and mine % 2 == theirs % 2


def _denied_elsewhere(claim: Sentence, index: int, source: Sentence) -> bool:
    """Return whether the claim denies a word of what the source denies without repeating it.

    "Copper may be used, but not near water" denies that it may be used near water.
    """
    for match in ELLIPSIS.finditer(source.text):
        first = source.at(match.start())
        rest = {word.stem for word in source.words[:first] if word.content}
        own = {word.stem for word in source.words[first:] if word.content} - rest
        if own & {claim.words[place].stem for place in segment(claim, index)}:
            return True
    return False


def _denials(sentence: Sentence, index: int, other: Sentence) -> int:
    """Return how often a word's clause denies, by negators and by prefixes of the other's words.

    "Without" and the like deny only the word that they reach.
    """
    places = segment(sentence, index)
    stems = [word.stem for word in other.words if word.content]
    prefixed = [
        index
        for index, bare in with_prefix(sentence)
        if index in places
        and sentence.words[index].lower not in other.lowers
        and any(stem.startswith(_root(bare)) for stem in stems)
    ]
    cues = [
        reach
        for reach in negations(sentence, WIDE)
        if reach.start in places
        and not (reach.words and sentence.words[reach.words[0]].stem == _EXCEED)
    ]
    counted = [cue for cue in cues if not _OF_A_PHRASE.match(cue.cue) or index in cue.words[:1]]
    return len(prefixed) + len(counted)


def _root(bare: str) -> str:
    """Return the first letters of a word without its prefix: "us" of "(un)usable"."""
    return bare.removesuffix("abl").removesuffix("able")[:_ROOT]


def with_prefix(sentence: Sentence) -> list[tuple[int, str]]:
    """Return the words with a denying prefix, each with the stem of the rest."""
    return [
        (index, canonical(_PREFIX.sub("", word.lower)))
        for index, word in enumerate(sentence.words)
        if word.content and _PREFIX.match(word.lower)
    ]
