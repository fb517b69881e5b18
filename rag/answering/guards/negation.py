"""The guard of negation: what the source denies the claim denies, what it says the claim says.

What a negator reaches is read in `denials`; this guard says where claim and source differ.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answering.guards.denials import (
    ADVERBS,
    ELLIPSIS,
    WIDE,
    agreed,
    denied_groups,
    negations,
    signs,
    with_prefix,
)
from rag.answering.guards.negators import unmatched_negator
from rag.answering.guards.scope import Reach, same_place, segment
from rag.answering.guards.sentence import Sentence, Word, closest_sentence
from rag.types import Check

__all__ = ["check_negation"]

_OF_A_NOUN = re.compile(r"no\b|none|neither|nor\b|non\b|zero|lack", re.IGNORECASE)
_PLAIN = frozenset({"not", "no", "never", "none", "nobody", "nothing", "neither", "nor", "without"})


def check_negation(claim: Sentence, evidence: Sequence[Sentence]) -> Check | None:
    """Compare what is denied.

    Args:
        claim: The claim.
        evidence: The sentences of the quotes, at least one.

    Returns:
        The check, or None if neither denies anything.
    """
    ours = signs(claim)
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
        if negator and not (denies is source and _names_the_deed(claim)):
            return _check(said.format(negator))
    prefixed = _prefixed(claim, source, ours)
    if prefixed:
        return _check(prefixed)
    if not any(denied_groups(sentence) for sentence in (claim, source)):
        return None
    return Check(name="negation", passed=True, detail="Both deny the same, or neither denies.")


def _denial(claim: Sentence, source: Sentence, near: Sequence[Sentence]) -> str:
    """Return an objection if a word is denied by one and said by the other."""
    for denial in denied_groups(claim):
        for index in _unshared(claim, source, near, denial):
            if _only_affirmed(claim, index, near):
                return f"The sentence denies “{claim.words[index].text}”; the source does not."
    for denial in denied_groups(source):
        group = denial.words
        if not _concerns(claim, source, denial):
            continue  # the claim says something else of what is denied
        for place in group[:1] if _shares(group, source, claim) else group:
            index = _counterpart(source, place, claim)
            if index is not None and _only_denied(claim, index, near):
                return f"The source denies “{source.words[place].text}”; the sentence does not."
    return ""


def _unshared(
    claim: Sentence, source: Sentence, near: Sequence[Sentence], denial: Reach
) -> Sequence[int]:
    """Return the words that the claim denies and that are to be found denied in the source."""
    group = denial.words
    also = any(any(agreed(claim, index, near)) for index in group[1:])
    if (
        denial.cue.lower() == "unless"
        or _said_alike(source, denial)
        or (also and not _OF_A_NOUN.match(denial.cue) and _other_verb(claim, source, group))
    ):
        return ()
    if also and denial.cue.lower() == "none":
        return ()  # "none of the cracks reduced it", "none of them reduced it"
    return group[:1] if also or _shares(group, claim, source) else group


def _concerns(claim: Sentence, source: Sentence, denial: Reach) -> bool:
    """Return whether the claim speaks of what the source denies, so that it must deny it too."""
    cue = denial.cue.lower()
    if cue in {"not", "never"} and _names_the_deed(claim):
        next_word = denial.start + len(denial.cue.split())
        if [word.stem for word in source.words[next_word : next_word + 1]] == [claim.words[0].stem]:
            return False  # "Exceeding 5 bar may harm it" exceeds nothing
    if cue == "unless":
        return False  # conditions are compared by their own guard
    if _said_alike(claim, denial) or (cue == "excluding" and not denial.start):
        return False
    for match in ELLIPSIS.finditer(source.text):
        first = source.at(match.start())
        if first <= denial.start < source.at(match.end()):
            before = {word.stem for word in source.words[:first] if word.content}
            return bool(before & claim.stems)
    return bool(_OF_A_NOUN.match(cue)) or _speaks_of(claim, source, denial.words)


def _names_the_deed(claim: Sentence) -> bool:
    """Return whether the claim begins with a deed as its subject: "Exceeding 5 bar may ..."."""
    return bool(claim.words) and claim.words[0].lower.endswith("ing")


def _other_verb(claim: Sentence, source: Sentence, group: Sequence[int]) -> bool:
    """Return whether the source has the first denied word only apart from the others.

    "It did not take up its option" may stand for "it took two ships but did not use its option".
    """
    first, *rest = (
        [place for place, word in enumerate(source.words) if word.stem == claim.words[i].stem]
        for i in group
    )
    near = {place for places in rest for each in places for place in segment(source, each)}
    return bool(first) and not near.intersection(first)


def _said_alike(other: Sentence, denial: Reach) -> bool:
    """Return whether both deny with one word that has a meaning of its own, such as "rejected"."""
    cue = denial.cue.lower()
    return cue not in _PLAIN and any(cue == own.cue.lower() for own in negations(other, WIDE))


def _speaks_of(claim: Sentence, source: Sentence, group: Sequence[int]) -> bool:
    """Return whether the claim has the first denied word, or one of "assign, sublet or part"."""
    plain = [place for place in group if source.words[place].lower not in ADVERBS] or group
    return any(
        source.words[place].stem in claim.stems
        for place in plain
        if place == plain[0]
        or source.words[place - 1].lower in {"or", "nor"}
        or source.words[place].clause != source.words[place - 1].clause
    )


def _check(detail: str) -> Check:
    return Check(name="negation", passed=False, detail=detail)


def _shares(group: Sequence[int], sentence: Sentence, other: Sentence) -> bool:
    """Return whether the other sentence denies the same next word, so that the rest may move.

    "Subletting is not permitted" denies what "the lease does not permit subletting" denies.
    """
    nearest = sentence.words[group[0]].stem
    return any(
        other.words[index].stem == nearest
        for theirs in denied_groups(other)
        for index in theirs.words[:2]
    )


def _only_affirmed(claim: Sentence, index: int, near: Sequence[Sentence]) -> bool:
    """Return whether the source says the denied word and nowhere denies it."""
    alike = agreed(claim, index, near)
    return bool(alike) and not any(alike)


def _only_denied(claim: Sentence, index: int, near: Sequence[Sentence]) -> bool:
    """Return whether the source says the word that the claim affirms, and everywhere denies it."""
    if signs(claim).get(index, 0) % 2:
        return False
    alike = agreed(claim, index, near)
    return bool(alike) and not any(alike)


def _counterpart(source: Sentence, place: int, claim: Sentence) -> int | None:
    stem = source.words[place].stem
    for index in same_place(source, place, claim, stem):
        if place in same_place(claim, index, source, stem):
            return index
    return None


def _prefixed(claim: Sentence, source: Sentence, ours: dict[int, int]) -> str:
    """Return an objection if one says "known" and the other "unknown" in the same place."""
    theirs = signs(source)
    for index, bare in with_prefix(claim):
        if claim.words[index].lower in source.lowers:
            continue
        for place, other in enumerate(source.words):
            same = ours.get(index, 0) % 2 == theirs.get(place, 0) % 2
            if same and other.stem == bare and bare not in claim.stems:
                return _differs(claim.words[index], other)
    for place, bare in with_prefix(source):
        for index, word in enumerate(claim.words):
            same = ours.get(index, 0) % 2 == theirs.get(place, 0) % 2
            if same and word.stem == bare and not _stands_bare(source, claim, bare):
                return _differs(word, source.words[place])
    return ""


def _stands_bare(source: Sentence, claim: Sentence, stem: str) -> bool:
    """Return whether the source has the word without a prefix as often as the claim."""
    counts = [sum(word.stem == stem for word in text.words) for text in (source, claim)]
    return counts[0] >= counts[1]


def _differs(word: Word, other: Word) -> str:
    return f"The sentence says “{word.text}”; the source says “{other.text}”."
