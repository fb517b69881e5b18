"""How questions are turned into full-text queries, and texts into words, for SQLite's FTS5."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.words import STOP_WORDS

__all__ = ["indexed_words", "match_terms"]

# "May" is a month too, and worth finding.
_STOP_WORDS = STOP_WORDS - {"may", "might", "upon"}
# Han, kana and Thai are written without spaces; each character becomes a word of its own.
_UNSPACED = re.compile("([\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff])")
_WORD = re.compile(r"\w+")
_QUOTED = re.compile(r'["“”]([^"“”]+)["“”]')
_LONG = re.compile(r"\d{4,}")  # a year, or another number that says something by itself
_POSSESSIVE = re.compile(r"['’]s\b", re.IGNORECASE)
_MAX_TERMS = 200


def indexed_words(text: str) -> str:
    """Return the text as it is given to the full-text index.

    >>> indexed_words("東京 Tower").split()
    ['東', '京', 'Tower']
    """
    return _UNSPACED.sub(r" \1 ", text)


def match_terms(query: str, *, phrases: Sequence[str] = ()) -> list[str]:
    """Return the FTS5 strings of a query, any of which finds a chunk; none if it has no word.

    Numbers and codes ("1,400", "B-17") are searched whole, as are words between double quotes; a
    word that is said twice counts twice. English stop words are dropped unless the query has no
    other words. `phrases` are found too, each as words in a row.

    >>> match_terms('Is the co-design of the B-17 binding?')
    ['"co"', '"design"', '"B 17"', '"B"', '"binding"']
    >>> match_terms("ECB rates", phrases=["European Central Bank"])
    ['"ECB"', '"rates"', '"European Central Bank"']
    >>> match_terms("?!")
    []
    """
    plain = indexed_words(_POSSESSIVE.sub("", query))
    terms = [term for group in plain.split() for term in _terms(group)]
    content = [term for term in terms if term.casefold() not in _STOP_WORDS]
    said = [" ".join(_WORD.findall(phrase)) for phrase in _QUOTED.findall(plain)]
    rows = [" ".join(_WORD.findall(indexed_words(phrase))) for phrase in phrases]
    wanted = [*(phrase for phrase in said if " " in phrase), *(content or terms)][:_MAX_TERMS]
    wanted += (row for row in dict.fromkeys(rows) if row)
    return [f'"{term}"' for term in wanted]


def _terms(group: str) -> list[str]:
    """Return what is searched of characters without a space between them."""
    words = _WORD.findall(group)
    if len(words) < 2 or not any(character.isdigit() for character in group):
        return words
    return [" ".join(words), *(word for word in words if word.isalpha() or _LONG.fullmatch(word))]
