"""The words of all documents as they are spelt, and those that are spelt nearly like another.

The full-text index keeps stems, and counting them means reading it whole. Here each word stands
once, forwards and backwards: one slip of the pen leaves the first or the last letters as they were,
so two short ranges hold every word that is one slip away.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from rag.alias import folded

__all__ = ["add_words", "drop_words", "nearest_words", "plain_words", "unknown_words"]

_TOKEN = re.compile(r"\w+")
_CAPITAL_GOING_ON = re.compile(r"(?<=\w )[^\W\d_a-z]\w*")
_SMALL_LETTERS = re.compile(r"\b[^\W\d_A-Z]{4,}\b")
_SHORTEST, _LONGEST = 2, 40
_FIRST_LETTER_FROM, _TWO_SLIPS_FROM = 6, 8
_STARTS = (
    "SELECT word FROM vocabulary WHERE length IN (SELECT value FROM json_each(?2)) "
    "AND word >= ?1 AND word < ?1 || char(1114111) AND (named OR NOT (plain AND ?3))"
)
_ENDS = (
    "SELECT word FROM vocabulary WHERE length IN (SELECT value FROM json_each(?2)) "
    "AND reversed >= ?1 AND reversed < ?1 || char(1114111) AND (named OR NOT (plain AND ?3))"
)
_IN_ANY = "SELECT 1 FROM chunk_words WHERE chunk_words MATCH ? LIMIT 1"
_COUNT = "SELECT count(*) FROM (SELECT 1 FROM chunk_words WHERE chunk_words MATCH ? LIMIT 1000)"


@dataclass(slots=True)
class _Seen:
    """How a word is written.

    Attributes:
        plain: Somewhere in small letters.
        named: Somewhere with a capital that no start of a sentence explains.
    """

    plain: bool = False
    named: bool = False


def add_words(connection: sqlite3.Connection, texts: Iterable[str]) -> None:
    """Add the words of texts that are being indexed."""
    connection.executemany(
        "INSERT INTO vocabulary (word, length, reversed, plain, named) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (word) DO UPDATE SET plain = max(plain, excluded.plain), "
        "named = max(named, excluded.named) "
        "WHERE plain < excluded.plain OR named < excluded.named",
        (
            (word, len(word), word[::-1], seen.plain, seen.named)
            for word, seen in _words(texts).items()
        ),
    )


def drop_words(connection: sqlite3.Connection, texts: Iterable[str]) -> None:
    """Remove those words of texts, no longer indexed, that no document has any more."""
    gone = sorted(_in_no_chunk(connection, _words(texts)))
    connection.executemany("DELETE FROM vocabulary WHERE word = ?", ((word,) for word in gone))


def unknown_words(connection: sqlite3.Connection, words: Iterable[str]) -> set[str]:
    """Return the words that no document has, in no form of the same stem."""
    spelt = "SELECT 1 FROM vocabulary WHERE word = ?"  # five times as fast as the index of stems
    unseen = [w for w in words if connection.execute(spelt, (folded(w),)).fetchone() is None]
    return _in_no_chunk(connection, unseen)


def plain_words(connection: sqlite3.Connection, words: Iterable[str]) -> set[str]:
    """Return the words that some document writes in small letters."""
    statement = "SELECT 1 FROM vocabulary WHERE word = ? AND plain"
    return {word for word in words if connection.execute(statement, (folded(word),)).fetchone()}


def nearest_words(
    connection: sqlite3.Connection, word: str, *, name: bool, limit: int
) -> list[str]:
    """Return the words of the documents that differ from a word by a slip of the pen.

    A slip is a letter too many, too few or another, or two neighbours exchanged; words of eight
    letters or more may have two, if none of one is found. A slip in the first letter is rare; it is
    looked for as the only one of a word of six letters or more. Words of more chunks come first.

    Source: the restricted edit distance with transpositions of Damerau, "A technique for computer
    detection and correction of spelling errors", 1964.

    Args:
        connection: The catalog.
        word: Letters only, at least four.
        name: Whether it is written as a name; it then stands for no word that is never one.
        limit: Longest result.
    """
    typed = folded(word)
    for slips in (1, 2) if len(typed) >= _TWO_SLIPS_FROM else (1,):
        near = [
            found
            for found in _alike(connection, typed, slips, name=name)
            if OSA.distance(typed, found, score_cutoff=slips) == slips
        ]
        counted = sorted((-_chunks(connection, found), found) for found in near)
        usable = [found for chunks, found in counted if chunks]
        if usable:
            return usable[:limit]
    return []


def _alike(connection: sqlite3.Connection, typed: str, slips: int, *, name: bool) -> set[str]:
    """Return words of like length that begin or end as the typed one."""
    kept = (len(typed) - 1) // 2 if slips == 1 else len(typed) // 3
    anywhere = slips == 1 and len(typed) >= _FIRST_LETTER_FROM
    lengths = json.dumps(list(range(len(typed) - slips, len(typed) + slips + 1)))
    found: set[str] = set()
    for statement, start in ((_STARTS, typed[:kept]), (_ENDS, typed[::-1][:kept])):
        found |= {row[0] for row in connection.execute(statement, (start, lengths, name))}
    return {word for word in found if anywhere or word[0] == typed[0]}


def _chunks(connection: sqlite3.Connection, word: str) -> int:
    """Return in how many chunks a word stands, as far as that is worth counting."""
    return int(connection.execute(_COUNT, (_quoted(word),)).fetchone()[0])


def _in_no_chunk(connection: sqlite3.Connection, words: Iterable[str]) -> set[str]:
    return {
        word for word in words if connection.execute(_IN_ANY, (_quoted(word),)).fetchone() is None
    }


def _quoted(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'


def _words(texts: Iterable[str]) -> dict[str, _Seen]:
    tokens, going_on = set[str](), set[str]()
    for text in texts:
        tokens.update(_TOKEN.findall(text))
        # Where all long words have a capital, as in titles, capitals tell no names.
        if _SMALL_LETTERS.search(text):
            going_on.update(_CAPITAL_GOING_ON.findall(text))
    words: dict[str, _Seen] = {}
    for token in tokens:
        if token.isalpha() and _SHORTEST <= len(token) <= _LONGEST:
            seen = words.setdefault(folded(token), _Seen())
            seen.plain |= token.islower()
            seen.named |= token in going_on and token[0].isupper()
    return words
