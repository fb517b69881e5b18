"""Names in a question, and what else the documents call the same things."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.alias import NamedElsewhere, alias_key
from rag.protocols import AnswerCatalog
from rag.words import STOP_WORDS, content_stems

__all__ = ["other_names"]

_WORD = re.compile(r"\w+")
_POSSESSIVE = re.compile(r"['’]s\b", re.IGNORECASE)
_LONGEST_NAME = 8
_MOST_NAMES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class _Span:
    """Words in a row of a question: their numbers, as typed, and as names are looked up."""

    first: int
    last: int
    typed: str
    key: str


def other_names(question: str, catalog: AnswerCatalog) -> list[str]:
    """Return the other names of what a question names, as words to be searched in a row.

    The longest name counts where several overlap. A name is left out if it is an everyday word of
    the documents, if the question has it already, and if the documents give the thing named more
    than two further names: they then mean different things by it.

    Args:
        question: Any text.
        catalog: Knows what the documents call by two names.

    Raises:
        StoreError: If the catalog cannot be read.
    """
    spans = _spans(_POSSESSIVE.sub("", question))
    known: dict[str, list[NamedElsewhere]] = {}
    for found in catalog.named_elsewhere({span.key for span in spans}):
        known.setdefault(found.key, []).append(found)
    if not known:
        return []
    keys = {key for found in known.values() for one in found for key in _keys(one)}
    everyday = {key for key in keys if key in STOP_WORDS} | catalog.plain_words(
        {key for key in keys if " " not in key}
    )
    taken: set[int] = set()
    names: list[str] = []
    for span in spans:
        places = set(range(span.first, span.last + 1))
        meant = [one for one in known.get(span.key, []) if _is_meant(span, one, everyday)]
        if meant and not places & taken:
            taken |= places
            names += _distinct([alias_key(one.other) for one in meant])
    asked = f" {alias_key(question)} "
    kept = (name for name in names if name not in everyday and f" {name} " not in asked)
    return list(dict.fromkeys(kept))


def _spans(question: str) -> list[_Span]:
    """Return all runs of words that may be a name, the longest first."""
    words = list(_WORD.finditer(question))
    return [
        _Span(first=first, last=first + size - 1, typed=typed, key=alias_key(typed))
        for size in range(min(_LONGEST_NAME, len(words)), 0, -1)
        for first in range(len(words) - size + 1)
        for typed in [question[words[first].start() : words[first + size - 1].end()]]
    ]


def _keys(found: NamedElsewhere) -> tuple[str, str]:
    return found.key, alias_key(found.other)


def _is_meant(span: _Span, found: NamedElsewhere, everyday: set[str]) -> bool:
    """Return whether typed words are the name, and not an everyday word spelt like it."""
    return span.key not in everyday or span.typed == found.name


def _distinct(names: Sequence[str]) -> list[str]:
    """Return names that say different things, or none if there are too many to be one thing.

    Of a name and a longer one that has all its words in a row, the shorter stays, since it finds
    the longer as well.
    """
    kept: list[tuple[str, str]] = []
    for name in sorted(dict.fromkeys(names), key=lambda name: (len(name.split()), name)):
        stems = f" {' '.join(content_stems(name)) or name} "
        if not any(shorter in stems for shorter, _ in kept):
            kept.append((stems, name))
    return [name for _, name in kept] if len(kept) <= _MOST_NAMES else []
