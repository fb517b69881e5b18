"""The second search of a question that no single passage answers.

"Where was the director of Blue Hill born?" finds "Blue Hill is a film directed by Anna Lind." The
name that the passage adds, with what the question asks and the passage does not say, is the next
thing to search for: "Anna Lind director born".
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.retrieval.capitals import names_in
from rag.types import Passage
from rag.words import STOP_WORDS, content_stems

__all__ = ["second_hop"]

_BEST = 3
_MOST_NAMES = 3
_MOST_MISSING = 8  # words; a text of which more is missing is not one step from its answer
_CALENDAR = frozenset(
    content_stems(
        "January February March April May June July August September October November December "
        "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
    )
)
_WORD = re.compile(r"\w+(?:['’]\w+)?")


def second_hop(question: str, passages: Sequence[Passage]) -> str | None:
    """Return what to search for next, or None if the best evidence leaves nothing or too much.

    That is names which the best passages have and the question lacks, those of the passage that
    has most of the question first, and then the words of the question that no such passage has.

    Args:
        question: The question.
        passages: The evidence found for it, best first; the first three are read.
    """
    asked = content_stems(question)
    read = [(passage, _stems(passage)) for passage in passages[:_BEST]]
    covered = {stem for _, stems in read for stem in stems}
    missing = [
        word
        for word in _WORD.findall(question)
        if word.lower() not in STOP_WORDS and not set(content_stems(word)) <= covered
    ]
    if len(missing) > _MOST_MISSING:
        return None
    nearest = sorted(read, key=lambda item: -len(set(asked) & item[1]))
    names = [
        name
        for passage, stems in nearest
        if set(asked) & stems
        for name in names_in(f" {_without_first_word(passage.quote)}")
        if _is_new(name, asked)
    ]
    chosen = list(dict.fromkeys(names))[:_MOST_NAMES]
    return " ".join(chosen + list(dict.fromkeys(missing))) if chosen and missing else None


def _stems(passage: Passage) -> set[str]:
    return set(content_stems(f"{passage.title} {passage.context} {passage.quote}"))


def _without_first_word(quote: str) -> str:
    """Return a quote without a first word that has its capital from the start of the sentence."""
    return re.sub(r"^\W*[A-Z][\w'’-]*(?=\W+[^A-Z\W])", "", quote)


def _is_new(name: str, asked: Sequence[str]) -> bool:
    """Return whether a name has a word of its own and none of the question's."""
    stems = set(content_stems(name))
    telling = {stem for stem in stems - _CALENDAR if not stem.isdigit()}
    return bool(telling) and not name[0].isdigit() and not stems & set(asked)
