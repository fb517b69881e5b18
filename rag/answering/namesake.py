"""Namesakes: different things of one name that two texts speak of.

A text says what a name stands for in its title ("Mercury (planet)", "Springfield, Ohio"), in a
definition ("Anna Weber was an Austrian rower") or in an apposition ("Anna Weber, a Swiss
chemist"). Descriptions without a common word speak of different things, as far as a text shows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.types import Passage
from rag.words import STOP_WORDS, content_stems, fold, tokens

__all__ = ["namesake"]

_MOST_WORDS = 8
_MOST_ADDED = 4
_MOST_AFTER_COMMA = 2
_CAPITAL = r"[A-Z][\w.'-]*"
_NO_START = r"(?!(?:A|An|At|He|Her|His|In|It|Its|On|She|That|The|There|They|This)\b)"
_NAMES = re.compile(
    rf"(?<![A-Za-z], )\b{_CAPITAL}(?: (?:(?:of|the|de|la|van|von) )*[A-Z0-9][\w.'-]*)*"
)
_LEAD = re.compile(r"(?:\b[A-Z](?:[\w'-]*|[a-z]{0,2}\.) ){1,2}$")
_TITLE_TAIL = re.compile(r" \(|, | [-|:] |: ")
_BRACKETS = re.compile(
    r" \((?!born|died|née|b\.|d\.|c\.|circa|aged?\b|also|formerly|abbreviated|see|or\b)"
    r"(?P<what>(?:[12]\d{3} )?[^()\d:;\"']{2,40})\)"
)
_END = re.compile(
    r"\s(?:who|whom|whose|which|that|where|when|while|after|before|until|since|because|but|for|"
    r"born|known|called|named|based|located|situated|founded)\b.*|\s-\s.*"
)
_NO_DESCRIPTION = frozenset(
    """ago bit day days decade earlier few hour later lot minute moment month months said says told
    week weeks year years brother child daughter descendant example fan father friend husband mother
    part relative result sister son style supporter way wife""".split()  # noqa: SIM905 - a list of words
)
_NO_SUBJECT_AFTER = frozenset(
    """about against and as at between by for from in into like near of on or than to under unlike
    with without""".split()  # noqa: SIM905 - a list of words
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Description:
    """What one text says that a name stands for.

    Attributes:
        shown: The text's words, for a note.
        stems: Its content words.
        titled: Whether a title, or the beginning of a text, tells the thing from others.
        named: Whether what the title adds is a name, such as that of a place.
    """

    shown: str
    stems: frozenset[str]
    titled: bool = False
    named: bool = False


def namesake(question: str, own: Sequence[Passage], others: Sequence[Passage]) -> str:
    """Return what `own` speaks of, where another passage means a different thing of that name.

    The name is one that the question asks about. Passages that do not say what the name stands
    for are never taken for different.

    Args:
        question: The question the passages answer.
        own: Passages that speak of one thing.
        others: Passages that may speak of another thing.

    Returns:
        Words of the text, such as `Anna Weber, “a Swiss chemist”` or `“Mercury (planet)”`; empty
        where no text tells the things apart.
    """
    for name in _asked_names(question, [*own, *others]):
        mine = [said for passage in own for said in _descriptions(name, passage)]
        for passage in others:
            theirs = _descriptions(name, passage)
            if mine and theirs and all(_differ(one, two) for one in mine for two in theirs):
                return mine[0].shown
    return ""


def _differ(first: _Description, second: _Description) -> bool:
    """Return whether two descriptions are of different things.

    Two titles that add different words to a name tell two things apart even where they share one:
    "Signal (1990 film)" and "Signal (2004 film)". A name in a title does not speak against what a
    text says the thing is: "Signal (Ohio)" may be "a weekly newspaper".
    """
    if first.titled and second.titled:
        return not (first.stems <= second.stems or second.stems <= first.stems)
    return not (first.named or second.named or first.stems & second.stems)


def _asked_names(question: str, passages: Sequence[Passage]) -> list[str]:
    """Return the names of the question: its capitalised words, and titles it has the words of."""
    folded = fold(question)
    asked = " ".join(tokens(folded))
    names = [_without_opener(match.group()) for match in _NAMES.finditer(folded)]
    for passage in passages:
        base = _TITLE_TAIL.split(fold(passage.title), maxsplit=1)[0]
        if f" {' '.join(tokens(base))} " in f" {asked} ":
            names.append(base)
    known = {name.lower(): name for name in reversed(names) if content_stems(name)}
    return [known[key] for key in dict.fromkeys(name.lower() for name in names) if key in known]


def _without_opener(run: str) -> str:
    """Return the words without "What", "In" and the like in front, and without a possessive."""
    words = run.split()
    while words and words[0].lower() in STOP_WORDS and not (words[0].isupper() and words[0] != "I"):
        words = words[1:]
    return " ".join(words).removesuffix("'s").rstrip(".'")


def _descriptions(name: str, passage: Passage) -> list[_Description]:
    """Return what the passage says that the name stands for: its text first, then its title."""
    texts = [fold(passage.quote), fold(passage.context)]
    found = [said for text in texts for said in _defined(name, text)]
    heads = [_opening(name, fold(passage.title)), *(_opening(name, text) for text in texts)]
    found += [said for said in heads if said is not None]
    longer = _longer_title(name, fold(passage.title), texts)
    return found if longer is None else [*found, longer]


def _defined(name: str, text: str) -> Iterator[_Description]:
    """Yield the definitions and appositions of the name in a text, in order."""
    for match in _definition(name).finditer(text):
        lead = _lead(name, text[: match.start()])
        before = re.search(r"(\w+) $", text[: match.start() - len(lead)])
        subject = before is None or before[1].lower() not in _NO_SUBJECT_AFTER
        what = " ".join(_END.sub("", match["what"]).split()[:_MOST_WORDS])
        said = set(tokens(what))
        stems = frozenset(content_stems(what))
        if stems and not said & _NO_DESCRIPTION and (subject or not match["verb"]):
            yield _Description(shown=f"{lead}{match['name']}, “{_trimmed(what)}”", stems=stems)


def _definition(name: str) -> re.Pattern[str]:
    """Return a pattern for "NAME is a …" and "NAME, a …", with further names within and after."""
    words = [rf"(?i:{re.escape(word)})" for word in name.split()]
    within = rf"(?: {_CAPITAL}){{0,2}} "
    return re.compile(
        rf"\b(?P<name>{within.join(words)}(?: {_NO_START}{_CAPITAL}){{0,2}})(?: \([^()]*\))?"
        r"(?:(?P<verb>(?:,? (?:who|which))? (?:is|was|are|were|remains|became)) "
        r"|, (?:\d{1,3}, )?| - | \()"
        r"(?P<what>(?:an?|one of) [^.,;:()]+)"
    )


def _lead(name: str, before: str) -> str:
    """Return the capitalised words before a name of one word that belong to it, and a space."""
    if " " in name:
        return ""
    match = _LEAD.search(before)
    words = match.group().split() if match is not None else []
    openers = [index for index, word in enumerate(words) if word.lower() in STOP_WORDS]
    return "".join(f"{word} " for word in words[openers[-1] + 1 if openers else 0 :])


def _opening(name: str, text: str) -> _Description | None:
    """Return what stands in brackets after the name at the beginning of a title or text."""
    match = _BRACKETS.match(text, len(name))
    if match is None or text[: len(name)].lower() != name.lower():
        return None
    initials = "".join(word[0] for word in name.split()).upper()
    stems = frozenset(content_stems(match["what"]))
    if not stems or match["what"] == initials:
        return None
    named = bool(re.search(r"\b[A-Z]", match["what"]))
    return _Description(shown=f"“{text[: match.end()]}”", stems=stems, titled=True, named=named)


def _longer_title(name: str, title: str, texts: Sequence[str]) -> _Description | None:
    """Return the title if it is a longer name: "Springfield, Ohio", "Mercury Records".

    Headlines are capitalised too, so that a title without a comma counts only where the text uses
    it as a name.
    """
    at = title.lower().find(name.lower())
    rest = f"{title[:at]} {title[at + len(name) :]}".replace(",", " ").split() if at >= 0 else []
    if not 0 < len(rest) <= _MOST_ADDED or not all(_part_of_name(word) for word in rest):
        return None
    placed = title[at + len(name) :].startswith(", ") and len(rest) <= _MOST_AFTER_COMMA
    stems = frozenset(content_stems(" ".join(rest))) - set(content_stems(name))
    if not stems or not (placed or any(title in text for text in texts)):
        return None
    return _Description(shown=f"“{title}”", stems=stems, titled=True, named=True)


def _part_of_name(word: str) -> bool:
    return word[0].isupper() or word in {"of", "the", "and", "de", "la", "van", "von"}


def _trimmed(what: str) -> str:
    """Return the words without function words at the end."""
    words = what.split()
    while len(words) > 1 and words[-1].lower() in STOP_WORDS:
        words = words[:-1]
    return " ".join(words)
