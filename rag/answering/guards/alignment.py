"""A claim laid beside its source: which words are the same and what stands between them."""

from __future__ import annotations

from collections import Counter
from difflib import SequenceMatcher
from functools import lru_cache

from rag.answering.guards.sentence import Sentence

__all__ = ["Step", "align", "reordered"]

Step = tuple[str, int, int, int, int]


@lru_cache(maxsize=512)
def align(source: Sentence, claim: Sentence) -> tuple[Step, ...]:
    """Return the steps from the source's words to the claim's, in order.

    Each step is `("equal" | "replace" | "delete" | "insert", i1, i2, j1, j2)`: source words
    `[i1, i2)` and claim words `[j1, j2)`, compared by their canonical stems.
    """
    theirs = [word.stem for word in source.words]
    mine = [word.stem for word in claim.words]
    return tuple(SequenceMatcher(None, theirs, mine, autojunk=False).get_opcodes())


def reordered(source: Sentence, claim: Sentence) -> bool:
    """Return whether the claim's words are a run of the source's words, in any order.

    >>> from rag.answering.guards.sentence import read
    >>> reordered(read("In May the dog bit the man."), read("The man bit the dog."))
    True
    """
    theirs = [word.stem for word in source.words]
    wanted = Counter(word.stem for word in claim.words)
    size = len(claim.words)
    return any(
        Counter(theirs[start : start + size]) == wanted for start in range(len(theirs) - size + 1)
    )
