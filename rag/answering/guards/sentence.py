"""A sentence as the guards read it: words with canonical stems, clauses and names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from rag.answering.guards.lexicon import canonical
from rag.answering.guards.units import SCALES
from rag.words import STOP_WORDS, containment, fold

__all__ = ["Sentence", "Word", "closest_sentence", "plain", "read", "sentences"]

_CONTRACTION = re.compile(r"\b(\w+?)n't\b", re.IGNORECASE)
_WHOLE = {"ca": "can", "wo": "will", "sha": "shall"}
_INITIALS = re.compile(r"\b(?:(?:[A-Za-z]\.){2,}|[A-Z]\.[A-Z]\b)")
_TITLES = re.compile(
    r"\b(Mr|Mrs|Ms|Dr|Prof|St|Inc|Corp|Ltd|Co|Jr|Sr|vs|No|Gen|Sen|Rep|Gov|c|ca|cf|approx|est|Fig|al|Jan|Feb|Mar|Apr|Jun|Jul|"
    r"Aug|Sept?|Oct|Nov|Dec)\.(?=\s|,|$)"
)
_END = re.compile(r"(?<=[.!?])[\"')\]]*\s+(?=[\"'(\[]?[A-Z0-9])")
_WORD = re.compile(r"\d[\d,.]*\d|\w+(?:'\w+)?")
_BREAK = re.compile(r"[,;:()?!|]|\s-\s|\.\s")
_CLAUSE_WORDS = frozenset(
    """but while whereas although though because which who whose unless despite however yet
    if""".split()  # noqa: SIM905 - a list of words
)

_INSERTED = frozenset({"yet", "however"})  # "has yet to rule" goes on, ", yet it ruled" does not


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One word of a sentence.

    Attributes:
        text: As written, possessives cut.
        lower: In lower case.
        stem: Canonical stem; a function word's is its lower case.
        content: Whether it carries meaning.
        start: Where it begins in the sentence's text.
        end: Where it ends.
        clause: Number of its clause, from 0.
        possessive: Whether "'s" followed it.
    """

    text: str
    lower: str
    stem: str
    content: bool
    start: int
    end: int
    clause: int
    possessive: bool

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.text[0].isupper()

    @property
    def numeral(self) -> bool:
        """Whether it is written in digits or names a power of ten."""
        return self.text[0].isdigit() or self.lower in SCALES


@dataclass(frozen=True, eq=False)
class Sentence:
    """A sentence that has been read; one text is read once, so sentences compare by identity.

    Attributes:
        text: Folded, contractions written out.
        words: In order.
    """

    text: str
    words: tuple[Word, ...]

    @cached_property
    def stems(self) -> frozenset[str]:
        """Canonical stems of the words that carry meaning."""
        return frozenset(word.stem for word in self.words if word.content)

    @cached_property
    def lowers(self) -> frozenset[str]:
        """All words in lower case."""
        return frozenset(word.lower for word in self.words)

    def at(self, start: int) -> int:
        """Return the index of the first word that begins at or after a place in the text."""
        return next(
            (i for i, word in enumerate(self.words) if word.start >= start), len(self.words)
        )


def plain(text: str) -> str:
    """Return the text folded, contractions written out and the dots of short forms removed.

    >>> plain("Dr. Lee can’t visit the U.S. plant")
    'Dr Lee can not visit the US plant'
    """
    folded = _TITLES.sub(r"\1", unicodedata.normalize("NFC", fold(text)))
    folded = _INITIALS.sub(_without_dots, folded)
    folded = re.sub(r"\b([Cc])annot\b", r"\1an not", folded)
    return _CONTRACTION.sub(lambda m: f"{_WHOLE.get(m[1].lower(), m[1])} not", folded)


def _without_dots(match: re.Match[str]) -> str:
    bare = match.group().replace(".", "")
    followed = match.string[match.end() :]
    ends = not followed.strip() or re.match(r"\s+(?:The|A|In|It|He|She|They|But|This)\b", followed)
    return f"{bare}." if ends else bare


@lru_cache(maxsize=2048)
def sentences(text: str) -> tuple[Sentence, ...]:
    """Return the sentences of a text, read."""
    return tuple(read(part) for part in _END.split(plain(text)) if part.strip())


@lru_cache(maxsize=4096)
def read(text: str) -> Sentence:
    """Read a text as one sentence."""
    folded = plain(text)
    words: list[Word] = []
    clause = last = 0
    for match in _WORD.finditer(folded):
        written = match.group()
        possessive = written.lower().endswith("'s")
        bare = written[:-2] if possessive else written
        lower = bare.lower()
        broken = bool(_BREAK.search(folded[last : match.start()]))
        if words and (broken or (lower in _CLAUSE_WORDS and lower not in _INSERTED)):
            clause += 1
        content = lower not in STOP_WORDS
        words.append(
            Word(
                text=bare or written,
                lower=lower,
                stem=canonical(lower) if content else lower,
                content=content,
                start=match.start(),
                end=match.end(),
                clause=clause,
                possessive=possessive,
            )
        )
        last = match.end()
    return Sentence(text=folded, words=tuple(words))


def closest_sentence(claim: Sentence, evidence: Sequence[Sentence]) -> Sentence:
    """Return the sentence with most of the claim's words, the first of equals.

    Args:
        claim: Any sentence.
        evidence: At least one.
    """
    return max(evidence, key=lambda sentence: containment(claim.stems, sentence.stems))
