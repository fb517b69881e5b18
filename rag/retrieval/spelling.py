"""Words of a question that no document has, and the words of the documents they may stand for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.protocols import AnswerCatalog
from rag.words import STOP_WORDS

__all__ = ["Correction", "best_spelling", "corrections", "every_spelling"]

_GROUP = re.compile(r"\S+")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_POSSESSIVE = re.compile(r"['’]s?$", re.IGNORECASE)
# Numbers, codes, addresses and paths mean exactly what they say.
_EXACT = re.compile(r"[\d_@/\\]")
# What questions are made of, whether the documents have it or not.
_ASKING = STOP_WORDS | frozenset(
    """
    amount best between called common compare date describe did difference different during
    each earlier ever every explain find first give happen happened happens kind kinds know known
    large largest last later less list long made main many mean means most much name named names
    never number often people person place said several since state than thing things time times
    total type types used using want when without work works year years
    """.split()  # noqa: SIM905 - a quoted list is three times as long
)
_SHORTEST = 4
_MOST_WORDS = 12
_SPELLINGS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A word of a question that no document has.

    Attributes:
        start: Where it starts in the question.
        end: One past its end, a possessive not included.
        spellings: Words of the documents that it may stand for, the likeliest first; at least 1.
    """

    start: int
    end: int
    spellings: tuple[str, ...]


def corrections(question: str, catalog: AnswerCatalog) -> list[Correction]:
    """Return the words of a question that seem misspelt, in order.

    Only words of four letters or more are looked at, and at most the first twelve that no document
    has; one that is no slip of the pen away from a word of the documents is left as it is.

    Args:
        question: Any text.
        catalog: Knows the words of the documents.

    Raises:
        StoreError: If the catalog cannot be read.
    """
    spans = _words(question)
    # Where nothing is in small letters, a capital does not tell a name.
    tells = any(question[start:end].islower() for start, end in spans)
    unknown = catalog.unknown_words({question[start:end] for start, end in spans})
    found: list[Correction] = []
    for start, end in [span for span in spans if question[slice(*span)] in unknown][:_MOST_WORDS]:
        typed = question[start:end]
        name = tells and typed[0].isupper()
        spellings = catalog.nearest_words(typed, name=name, limit=_SPELLINGS)
        if spellings:
            kept = spellings[:1] if spellings[0] in _ASKING else spellings
            found.append(Correction(start=start, end=end, spellings=tuple(kept)))
    return found


def best_spelling(question: str, found: Sequence[Correction]) -> str:
    """Return the question with the likeliest spelling of each corrected word.

    >>> slip = Correction(start=8, end=16, spellings=("mortgage", "mortgaged"))
    >>> best_spelling("What is mortgqge?", [slip]), every_spelling("What is mortgqge?", [slip])
    ('What is mortgage?', 'What is mortgage mortgaged?')
    """
    return _replaced(question, [(one.start, one.end, one.spellings[0]) for one in found])


def every_spelling(question: str, found: Sequence[Correction]) -> str:
    """Return the question with all spellings of each corrected word in its place."""
    return _replaced(question, [(one.start, one.end, " ".join(one.spellings)) for one in found])


def _words(question: str) -> list[tuple[int, int]]:
    """Return the spans of the words that may be misspelt."""
    spans: list[tuple[int, int]] = []
    for group in _GROUP.finditer(question):
        if _EXACT.search(group[0]):
            continue
        for match in _WORD.finditer(group[0]):
            word = _POSSESSIVE.sub("", match[0])
            if len(word) >= _SHORTEST and word.isalpha() and word.lower() not in _ASKING:
                start = group.start() + match.start()
                spans.append((start, start + len(word)))
    return spans


def _replaced(question: str, edits: Sequence[tuple[int, int, str]]) -> str:
    parts: list[str] = []
    end = 0
    for start, until, words in edits:
        parts += [question[end:start], words]
        end = until
    return "".join([*parts, question[end:]])
