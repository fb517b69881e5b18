"""Names before and after a place in a sentence: capitalised words in a row."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.words import STOP_WORDS

__all__ = ["Name", "is_role", "name_after", "name_before"]

_TOKEN = re.compile(r"\w[\w&.'’/+-]*|&|[^\w\s]")
_ARTICLES = frozenset({"the", "a", "an"})
_LINKS = frozenset(
    "& of the for de del van von der la le du di da dos al bin y".split()  # noqa: SIM905 - as below
)
_PREPOSITIONS = frozenset(
    {"of", "by", "in", "at", "for", "from", "with", "to", "on", "near", "as", "than", "like"}
)
_LEGAL = re.compile(
    r"^(?:Co|Inc|Corp|Ltd|LLC|LLP|LP|PLC|plc|GmbH|AG|SA|SE|NV|BV|AB|Oyj|SpA|Company|Corporation|"
    r"Incorporated|Limited|Pty|Pte)\.?$|^(?:[SN]\.[AV]\.|L\.P\.|S\.p\.A\.)$"
)
_TITLES = frozenset(
    """
    ceo cfo chair chairman chairwoman chief coo cto director founder governor head king mayor
    minister mr mrs ms president prime prince princess professor queen secretary senator sir vice
    """.split()  # noqa: SIM905 - a quoted list is three times as long
)
_ROLES = _TITLES | frozenset(
    """
    agreement authority bank board borrower bureau buyer city client commission committee company
    contract contractor corporation council court customer deal dean department editor employee
    employer firm fund government group jr landlord lender licensee licensor manager office officer
    parties partner party plan project purchaser seller sr state supplier tenant trust vendor
    """.split()  # noqa: SIM905 - a quoted list is three times as long
)
_CALENDAR = frozenset(
    """
    january february march april may june july august september october november december monday
    tuesday wednesday thursday friday saturday sunday
    """.split()  # noqa: SIM905 - a quoted list is three times as long
)
_GOES_ON = re.compile(
    r"^(?:[,.;:)(\"”’'–—?!]|is|was|are|were|has|had|have|and|or|in|from|until|till|before|after|"
    r"since|when|on|at|by|said|says|will|would|for|which|who|that|with|to|as|until|but)$"
)
_WINDOW = 200
_MOST_WORDS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name in a sentence.

    Attributes:
        text: As written, without article.
        after_preposition: Whether a preposition is before it: what follows the name may then speak
            of something named earlier.
        is_firm: Whether it ends in a legal form.
    """

    text: str
    after_preposition: bool
    is_firm: bool


def is_role(name: str) -> bool:
    """Return whether words name a role, a title or a time, which many things have.

    >>> is_role("Vice President"), is_role("the Company"), is_role("Monday"), is_role("Foxconn")
    (True, True, True, False)
    """
    words = [word.strip(".") for word in name.split()]
    return all(word in STOP_WORDS or word.lower() in _ROLES | _CALENDAR for word in words)


def name_before(text: str) -> Name | None:
    """Return the name that a text ends with, or None if it ends otherwise or in a list of names.

    >>> name_before("It is made by Hon Hai Precision Industry Co., Ltd.").text
    'Hon Hai Precision Industry Co., Ltd.'
    >>> name_before("He met the chief of Acme and Borel") is None
    True
    """
    tokens = list(_TOKEN.finditer(text, max(0, len(text) - _WINDOW)))
    first = len(tokens)
    while first and _belongs(tokens, first - 1):
        first -= 1
    if first > 1 and tokens[first - 1][0] == "and" and _is_name_word(tokens[first - 2][0]):
        return None
    first = _after_role(tokens, first)
    if first == 0 and tokens and tokens[0][0].lower() in STOP_WORDS:
        first = 1
    if first < len(tokens) and tokens[first][0].lower() in _ARTICLES:
        first += 1
    if not 0 < len(tokens) - first <= _MOST_WORDS or not _is_name_word(tokens[first][0]):
        return None
    name = text[tokens[first].start() : tokens[-1].end()]
    if text[tokens[-1].end() :].strip(" \"'") or ".." in name:
        return None
    earlier = [token[0].lower() for token in tokens[:first]]
    while earlier and earlier[-1] in _ARTICLES:
        earlier.pop()
    return Name(
        text=name,
        after_preposition=bool(earlier) and earlier[-1] in _PREPOSITIONS,
        is_firm=bool(_LEGAL.match(tokens[-1][0])),
    )


def name_after(text: str) -> str | None:
    """Return the name that a text begins with, or None if it begins otherwise or goes on oddly.

    >>> name_after('the "Big Blue", as some say'), name_after("Apple engineer and writer")
    ('Big Blue', None)
    """
    tokens = [t for t in _TOKEN.finditer(text, 0, _WINDOW)]
    first = 0
    while first < len(tokens) and tokens[first][0].lower() in {*_ARTICLES, '"', "'"}:
        first += 1
    last = first
    while last < len(tokens) and _continues(tokens, last, first):
        last += 1
    if not 0 < last - first <= _MOST_WORDS or not _is_name_word(tokens[first][0]):
        return None
    if tokens[first][0].lower() in _TITLES:
        return None
    words = text[tokens[first].start() : tokens[last - 1].end()]
    goes_on = last == len(tokens) or _GOES_ON.match(tokens[last][0])
    if not goes_on or re.search(r"['’]s?$", words):
        return None
    return words if _LEGAL.match(tokens[last - 1][0]) else words.rstrip(".'’")


def _is_name_word(token: str) -> bool:
    figure = token[0].isdigit() and any(sign.isupper() for sign in token)
    return token[0].isupper() or figure or bool(_LEGAL.match(token))


def _belongs(tokens: list[re.Match[str]], number: int) -> bool:
    """Return whether a token belongs to the name that ends the text."""
    word = tokens[number][0]
    last = number == len(tokens) - 1
    if not last and word.endswith(".") and not _is_abbreviation(word):
        return False
    if _is_name_word(word):
        return True
    if last or not number:
        return word.isdigit() and bool(number) and _is_name_word(tokens[number - 1][0])
    if word == ",":
        return bool(_LEGAL.match(tokens[number + 1][0])) and _is_name_word(tokens[number - 1][0])
    before = tokens[number - 1][0]
    return word in _LINKS and (_is_name_word(before) or (before in _LINKS and number > 1))


def _continues(tokens: list[re.Match[str]], number: int, first: int) -> bool:
    """Return whether a token belongs to the name that begins with the first one."""
    word = tokens[number][0]
    if number > first and tokens[number - 1][0].endswith("."):
        before = tokens[number - 1][0]
        if not _is_abbreviation(before):
            return False
    if _is_name_word(word) or (word.isdigit() and number > first):
        return True
    rest = [t[0] for t in tokens[number + 1 : number + 3]]
    if number == first or not rest:
        return False
    if word == ",":
        return bool(_LEGAL.match(rest[0]))
    if word not in _LINKS:
        return False
    return _is_name_word(rest[0]) or (rest[0] in _LINKS and _is_name_word(rest[-1]))


def _is_abbreviation(token: str) -> bool:
    return bool(_LEGAL.match(token)) or len(token) <= 4 or token.count(".") > 1


def _after_role(tokens: list[re.Match[str]], first: int) -> int:
    """Return where the name starts after a role and "of": "President of Acme" is about Acme."""
    for number in range(len(tokens) - 1, first, -1):
        if tokens[number][0] == "of" and tokens[number - 1][0].lower() in _TITLES:
            return number + 1
    while first < len(tokens) - 1 and tokens[first][0].strip(".").lower() in _TITLES:
        first += 1
    return first
