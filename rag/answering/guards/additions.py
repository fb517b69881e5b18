"""The guard of additions: no phrase or clause of the claim is wholly without its source."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answering.guards.alignment import align
from rag.answering.guards.negators import is_negator
from rag.answering.guards.sentence import Sentence, Word, closest_sentence, read
from rag.answering.guards.units import unit_family
from rag.types import Check

__all__ = ["check_additions"]

_JOINTS = frozenset(
    """which who whose that after before because while and but despite following due according
    although though when where whereas since until as so to by or with amid thanks unlike except
    making leading causing prompting resulting including given having being""".split()  # noqa: SIM905 - a list of words
)
_CLAUSES = frozenset({"which", "who", "whose", "because", "while", "and", "but"})
_SAYING = frozenset({"accord", "say", "state", "report", "announce", "note", "add", "mention"})
_MARK = re.compile(r"[,;:()]|\s-\s")
_LEAST_CLAUSE = 2
_LEAST_RUN = 3
_FUNCTIONAL = frozenset({"apart", "time", "per", "annum", "otherwise", "namely", "respectively"})
_ROOT = 5
_SHARE = 0.75
_COPY = 0.8
_LEAST_INSERTED = 3


def check_additions(claim: Sentence, evidence: Sequence[Sentence], known: str) -> Check | None:
    """Object if a stretch of the claim has only words that no text of the source has.

    Args:
        claim: The claim.
        evidence: The sentences of the quotes.
        known: Question, titles and headings.

    Returns:
        A check that failed, or None.
    """
    stems = frozenset[str]().union(read(known).stems, *(sentence.stems for sentence in evidence))
    roots = frozenset(stem[:_ROOT] for stem in stems if len(stem) >= _ROOT)
    new = {
        index
        for index, word in enumerate(claim.words)
        if word.content
        and not _given(word, stems, roots)
        and not is_negator(claim, word)  # compared by its own guard
    }
    for stretch in (*_stretches(claim, _CLAUSES), *_stretches(claim, _JOINTS)):
        content = [i for i in stretch if claim.words[i].content]
        invented = [i for i in content if i in new]
        enough = len(invented) >= max(_LEAST_CLAUSE, _SHARE * len(content))
        partial = len(content) < len(_content(claim)) or len(invented) > _LEAST_RUN
        if enough and partial:
            return _check(claim, stretch)
    inserted = _inserted(claim, evidence, new)
    if inserted:
        return _check(claim, inserted)
    run = _run(claim, new)
    return _check(claim, run) if run else None


def _check(claim: Sentence, places: Sequence[int]) -> Check:
    words = claim.text[claim.words[places[0]].start : claim.words[places[-1]].end]
    return Check(name="additions", passed=False, detail=f"“{words}” is not in the source.")


def _content(claim: Sentence) -> list[int]:
    return [i for i, word in enumerate(claim.words) if word.content]


def _given(word: Word, stems: frozenset[str], roots: frozenset[str]) -> bool:
    measure = unit_family(word.lower) is not None  # compared by the guard of numbers
    if (
        word.lower in _FUNCTIONAL
        or word.stem in stems
        or word.lower[0].isdigit()
        or word.stem in _SAYING
        or measure
    ):
        return True
    return len(word.stem) >= _ROOT and word.stem[:_ROOT] in roots


def _stretches(claim: Sentence, joints: frozenset[str]) -> list[list[int]]:
    """Return the words of the claim between marks and joining words."""
    parts: list[list[int]] = [[]]
    last = 0
    for index, word in enumerate(claim.words):
        marked = bool(_MARK.search(claim.text[last : word.start]))
        if (marked or word.lower in joints) and parts[-1]:
            parts.append([])
        parts[-1].append(index)
        last = word.end
    return parts


def _inserted(claim: Sentence, evidence: Sequence[Sentence], new: set[int]) -> list[int]:
    """Return a phrase with a new word that stands in a copy of a sentence, or nothing."""
    source = closest_sentence(claim, evidence)
    steps = align(source, claim)
    copied = sum(i2 - i1 for tag, i1, i2, _, _ in steps if tag == "equal")
    inserted = sum(end - start for tag, _, _, start, end in steps if tag == "insert")
    if copied < _COPY * (len(claim.words) - inserted) or copied < inserted:
        return []
    gone = {
        word.stem
        for tag, i1, i2, _, _ in steps
        for word in source.words[i1:i2]
        if tag in {"delete", "replace"} and word.content
    }
    places = [
        range(start, end)
        for tag, i1, _, start, end in steps
        if tag == "insert"
        or (tag == "replace" and end == len(claim.words) and _opens(source, i1))
        or (tag == "replace" and claim.words[start].lower in {"and", "but", "or"})
    ]
    fresh = [place for place in places if new & set(place)]
    for place in fresh:
        joined = {claim.words[place[0]].lower, claim.words[place[-1]].lower} & {"and", "or"}
        moved = len(new & set(place)) < _LEAST_CLAUSE and any(
            claim.words[index].stem in gone for index in place
        )
        if (joined or len(place) >= _LEAST_INSERTED) and not moved:
            return [place[0], place[-1]]
    return [fresh[0][0], fresh[-1][-1]] if len(fresh) > 1 else []


def _opens(source: Sentence, index: int) -> bool:
    """Return whether a word begins a clause, so that what stands for it follows a whole one."""
    return index > 0 and source.words[index].clause != source.words[index - 1].clause


def _run(claim: Sentence, new: set[int]) -> list[int]:
    """Return the first three new words in a row, function words and one known word between."""
    content = _content(claim)
    for first in range(len(content)):
        window = content[first : first + _LEAST_RUN + 1]
        invented = [i for i in window if i in new]
        if len(invented) >= _LEAST_RUN and window[0] in new:
            return [window[0], invented[-1]]
    return []
