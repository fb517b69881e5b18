"""What a cue word reaches: the content words after it, up to the end of its clause."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.guards.sentence import Sentence, Word

__all__ = ["Reach", "reaches", "same_place", "segment"]

_WHICH = re.compile(r" of (?:which|whom)\b", re.IGNORECASE)
_NEAR = 2
_ITEM = 2
_ENDS = frozenset(
    """and but while because until unless when where since before after except without
    so""".split()  # noqa: SIM905 - a list of words
)
_CHOICE = re.compile(r",\s*(?:[\w-]+\s*,\s*)*[\w-]+,?\s+(?:or|nor)\b")
_INSERTED = frozenset({"however", "therefore", "thus", "also"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """A cue and the indexes of the words it reaches.

    Attributes:
        cue: The cue as written.
        start: Index of its first word.
        words: Indexes of content words, nearest first.
    """

    cue: str
    start: int
    words: tuple[int, ...]


def reaches(sentence: Sentence, cue: re.Pattern[str], most: int) -> list[Reach]:
    """Return what each occurrence of a cue reaches.

    Args:
        sentence: The sentence.
        cue: A pattern of whole words.
        most: Most content words that are reached, at least 1.
    """
    found: list[Reach] = []
    for match in cue.finditer(sentence.text):
        first, after = sentence.at(match.start()), sentence.at(match.end())
        relative = _WHICH.match(sentence.text, match.end())
        after = sentence.at(relative.end()) if relative else after
        if sentence.text[match.end() : match.end() + 1] == "," and match.group() == "not":
            after = sentence.at(sentence.text.find(",", match.end() + 1))  # "not, if asked, sell"
            found.append(Reach(cue="not", start=first, words=_after(sentence, after, most, True)))
            continue
        found.append(Reach(cue=match.group(), start=first, words=_after(sentence, after, most)))
    return found


def _after(sentence: Sentence, index: int, most: int, inserted: bool = False) -> tuple[int, ...]:
    reached: list[int] = []
    for place in range(index, len(sentence.words)):
        word = sentence.words[place]
        goes_on = inserted and place == index
        ended = _begins_clause(sentence, place) or (word.lower in _ENDS and reached)
        if (ended and not goes_on) or len(reached) == most:
            break
        if word.content:
            reached.append(place)
    return tuple(reached)


def _begins_clause(sentence: Sentence, place: int) -> bool:
    """Return whether a word begins another clause, not the next item of "a, b or c"."""
    if not place or sentence.words[place].clause == sentence.words[place - 1].clause:
        return False
    if sentence.words[place].lower in _INSERTED or sentence.words[place - 1].lower in _INSERTED:
        return False
    return not _CHOICE.match(sentence.text, sentence.words[place - 1].end)


def segment(sentence: Sentence, index: int) -> range:
    """Return the places of the words that stand in one clause with a word, up to "and" or "but".

    Args:
        sentence: The sentence.
        index: Place of a word.
    """
    first, last = index, index + 1
    while first > 0 and not _parts(sentence, first):
        first -= 1
    while last < len(sentence.words) and not _parts(sentence, last):
        last += 1
    return range(first, last)


def _parts(sentence: Sentence, place: int) -> bool:
    joins = sentence.words[place].lower in {"and", "but"} and not _last_item(sentence, place)
    return joins or _begins_clause(sentence, place)


def _last_item(sentence: Sentence, place: int) -> bool:
    """Return whether "and" leads to one or two words that end the clause: "ski and sledge,"."""
    after = sentence.words[place + 1 : place + _ITEM + 2]
    ends = [i for i, word in enumerate(after) if word.clause != sentence.words[place].clause]
    size = ends[0] if ends else len(after)
    return sentence.words[place].lower == "and" and 0 < size <= _ITEM


def same_place(
    sentence: Sentence, index: int, other: Sentence, stem: str, *, width: int = 5
) -> Sequence[int]:
    """Return where the other sentence has a stem in the most similar surroundings.

    Args:
        sentence: A sentence.
        index: The word whose surroundings are compared.
        other: Another sentence.
        stem: What to find there.
        width: Words on each side that count as surroundings.
    """
    places = [place for place, word in enumerate(other.words) if word.stem == stem]
    if len(places) < 2:
        return places
    near, far = (_around(sentence.words, index, size) for size in (_NEAR, width))
    shared = {
        place: (
            len(near & _around(other.words, place, _NEAR)),
            len(far & _around(other.words, place, width)),
        )
        for place in places
    }
    best = max(shared.values())
    return [place for place, count in shared.items() if count == best]


def _around(words: Sequence[Word], index: int, width: int) -> set[str]:
    near = [*words[max(0, index - width) : index], *words[index + 1 : index + 1 + width]]
    return {word.stem for word in near if word.content}
