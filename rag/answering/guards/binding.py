"""Which words of a sentence a figure or a date belongs to, where there are several of a kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.guards.sentence import Sentence

__all__ = ["Area", "areas", "belongs_elsewhere"]

_JOINTS = frozenset({"and", "or", "while", "but", "whereas", "than", "then", "with"})

_PREPOSITIONS = frozenset("over in by at for from on during within after before".split())  # noqa: SIM905 - a list of words


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """The words of a sentence that belong to one figure.

    Attributes:
        left: Content stems before it, nearest first.
        right: Content stems after it, nearest first.
    """

    left: tuple[str, ...]
    right: tuple[str, ...]

    @property
    def stems(self) -> frozenset[str]:
        """All of them."""
        return frozenset((*self.left, *self.right))


def areas(sentence: Sentence, spans: Sequence[tuple[int, int]]) -> list[Area]:
    """Return for each span the content stems that belong to it and to no other span.

    Between two spans the words up to a joint (a comma, "and", "while") go to the first.

    Args:
        sentence: The sentence.
        spans: Places in its text, in order, not overlapping.
    """
    left: list[list[str]] = [[] for _ in spans]
    right: list[list[str]] = [[] for _ in spans]
    for word in sentence.words:
        if not word.content or any(start <= word.start < end for start, end in spans):
            continue
        after = next((i for i, (start, _) in enumerate(spans) if start > word.start), len(spans))
        if after == len(spans):
            right[-1].append(word.stem)
        elif after == 0 or word.start >= _joint(sentence, spans[after - 1][1], spans[after][0]):
            left[after].insert(0, word.stem)
        else:
            right[after - 1].append(word.stem)
    return [
        Area(left=tuple(before), right=tuple(behind))
        for before, behind in zip(left, right, strict=True)
    ]


def _joint(sentence: Sentence, start: int, end: int) -> int:
    """Return the place between two spans where the second one's words begin."""
    inner = [word for word in sentence.words if start <= word.start < end]
    for before, word in zip([None, *inner], inner, strict=False):
        gap = sentence.text[before.end if before else start : word.start]
        if word.lower in _JOINTS or any(mark in gap for mark in ",;:("):
            return word.start
    if inner and inner[0].lower in _PREPOSITIONS and inner[-1].lower not in _PREPOSITIONS:
        return end
    if inner and inner[-1].lower in _PREPOSITIONS:
        return inner[-1].start
    return end if len(inner) < 4 else inner[len(inner) // 2].start


def belongs_elsewhere(claim: frozenset[str], own: Sequence[Area], others: Sequence[Area]) -> bool:
    """Return whether a claim's words fit the area of another figure and not its own.

    Args:
        claim: Content stems around the figure in the claim.
        own: Areas of the figure in the source, one for each place it stands.
        others: Areas of the other figures of its kind.
    """
    mine = frozenset[str]().union(*(area.stems for area in own))
    shared = frozenset[str]().union(*(area.stems for area in others))
    for area in own:
        for side in (area.left, area.right):
            nearest = next((stem for stem in side if stem not in shared), None)
            if nearest in claim:
                return False
    return bool(claim & (shared - mine))
