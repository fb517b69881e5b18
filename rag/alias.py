"""Two names of one thing, as a document gives them, and how names are compared."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

__all__ = ["Alias", "NamedElsewhere", "alias_key", "folded"]

_WORD = re.compile(r"\w+")
_POSSESSIVE = re.compile(r"['’]s?(?=\W|$)")
_PLURAL_ACRONYM = re.compile(r"\b([A-Z]{2,})s\b")
_ARTICLES = frozenset({"a", "an", "the"})
_LEGAL = frozenset(
    """
    ab ag as asa bv co company corp corporation gmbh inc incorporated kg kgaa limited llc llp lp
    ltd nv oy oyj plc pte pty sa sarl se spa srl
    """.split()  # noqa: SIM905 - a quoted list is three times as long
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """Two names of one thing.

    Attributes:
        name: One form, as written.
        other: The other form, as written.
    """

    name: str
    other: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedElsewhere:
    """What the catalog knows of a name that was looked up.

    Attributes:
        key: The name looked up, as `alias_key` gives it.
        name: The name as a document writes it.
        other: Another name of the same thing, as that document writes it.
        documents: Documents that say so, at least 1.
    """

    key: str
    name: str
    other: str
    documents: int


def alias_key(name: str) -> str:
    """Return the words by which a name is looked up and searched.

    They are lower-cased, without punctuation, diacritics, leading article, legal form at the end,
    and the plural of an acronym.

    >>> alias_key("the Hon Hai Precision Industry Co., Ltd."), alias_key("GPUs"), alias_key("AT&T")
    ('hon hai precision industry', 'gpu', 'at t')
    """
    if "'" in name or "’" in name:
        name = _POSSESSIVE.sub(" ", name)
    if not name.islower():
        name = _PLURAL_ACRONYM.sub(r"\1", name)
    words = _WORD.findall(folded(name))
    if len(words) > 1 and words[0] in _ARTICLES:
        words = words[1:]
    while len(words) > 1 and words[-1] in _LEGAL:
        words = words[:-1]
    return " ".join(words)


def folded(text: str) -> str:
    """Return the text lower-cased and without diacritics, as the full-text index compares it.

    >>> folded("Café")
    'cafe'
    """
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFD", text.lower())
    return "".join(c for c in apart if not unicodedata.combining(c))
