"""How questions are turned into full-text queries, and texts into words, for SQLite's FTS5."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.words import STOP_WORDS

__all__ = ["indexed_words", "match_expression"]

# "May" is a month too, and worth finding.
_STOP_WORDS = STOP_WORDS - {"may", "might", "upon"}
# Han, kana and Thai are written without spaces; each character becomes a word of its own.
_UNSPACED = re.compile("([\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff])")
_WORD = re.compile(r"\w+")
_POSSESSIVE = re.compile(r"['’]s\b", re.IGNORECASE)
_MAX_TERMS = 200


def indexed_words(text: str) -> str:
    """Return the text as it is given to the full-text index.

    >>> indexed_words("東京 Tower").split()
    ['東', '京', 'Tower']
    """
    return _UNSPACED.sub(r" \1 ", text)


def match_expression(query: str, *, phrases: Sequence[str] = ()) -> str | None:
    """Return an FTS5 expression that finds any word of the query, or None if it has no word.

    Words joined by punctuation are searched as a phrase and one by one. English stop words are
    dropped unless the query has no other words. `phrases` are found too, each as words in a row.

    >>> match_expression('Is the "co-design" binding?')
    '"co design" OR "co" OR "design" OR "binding"'
    >>> match_expression("ECB rates", phrases=["European Central Bank"])
    '"ECB" OR "rates" OR "European Central Bank"'
    >>> match_expression("?!") is None
    True
    """
    terms = _terms(indexed_words(_POSSESSIVE.sub("", query)))
    content = [term for term in terms if term.casefold() not in _STOP_WORDS]
    rows = (" ".join(_WORD.findall(indexed_words(phrase))) for phrase in phrases)
    unique = list(dict.fromkeys([*(content or terms)[:_MAX_TERMS], *filter(None, rows)]))
    if not unique:
        return None
    return " OR ".join('"' + term.replace('"', '""') + '"' for term in unique)


def _terms(query: str) -> list[str]:
    terms: list[str] = []
    for group in query.split():
        words = _WORD.findall(group)
        if len(words) > 1:
            terms.append(" ".join(words))
        terms += words
    return terms
