"""Two names of one thing, where a document says so: acronyms, former, short and trading names.

A wrong pair would lead every later search astray, so a pair is taken only where the words around it
leave no other reading: "(ECB)" after words that spell it, "also known as" between two names. A name
in parentheses with nothing to explain it is taken only after a firm's full name, and only if the
document goes on to use it as a name of something other than a place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.acronyms import is_acronym, long_form
from ingest.name_spans import is_role, name_after, name_before
from rag.alias import Alias, alias_key
from rag.types import Sentence
from rag.words import STOP_WORDS, fold

__all__ = ["find_aliases"]

_PARENTHESIS = re.compile(r"\(([^()]{2,120})\)")
_LEAD_IN = re.compile(
    r"^(?:(?:or|hereafter|hereinafter|henceforth|abbreviated(?: as| to)?|abbr\.|in short|simply|"
    r"commonly|referred to as|herein)\s+)+",
    re.IGNORECASE,
)
_KNOWN_AS = re.compile(
    r"(?:,\s*|\s)\(?(?:who (?:is|was) |which (?:is|was) )?(?:"
    r"(?:also|formerly|previously|now|better|best|commonly|widely|popularly|originally|once|"
    r"sometimes|locally|officially|informally|formally|later|still|generally|often)\s+"
    r"(?:known|called|referred to|branded|named|trading|operating)(?:\s+as)?"
    r"|a\.?k\.?a\.?|A\.?K\.?A\.?|f/k/a|d/b/a|n/k/a|doing business as|trading as|"
    r"abbreviated (?:as|to)|short for|(?<=, )known as|(?<=\()known as)\s+"
)
_ONCE = re.compile(r",\s*formerly\s+|\(\s*(?:formerly|originally|now)[:,]?\s+")
_RENAMED = re.compile(
    r"\s(?:(?:was|were|has been|had been|is|being)\s+(?:later\s+|since\s+|officially\s+)?"
    r"(?:renamed|rebranded)(?:\s+(?:as|to))?|(?:has\s+|had\s+)?changed its name (?:to|from)|"
    r"stands for|(?:is|was) (?:also|formerly|commonly|better|now|officially) (?:known|called)"
    r"(?: as)?|(?:is|was) short for|does business as|trades as)\s+"
)
_NAME_OF = re.compile(
    r"(?:,\s*|\sis\s+|\swas\s+)(?:the|a|an)\s+(?:former\s+|full\s+|official\s+|original\s+|legal\s+)?"
    r"(?:trading|trade|brand|stage|pen|former|official|legal|full|original|birth|common|popular|"
    r"short|real|common|code)\s*name\s+(?:of|for)\s+"
)
_FOR_SHORT = re.compile(r",?\s+or\s+(?=[^,;()]{2,40}\bfor short\b)|\((?=[^()]{2,40} for short\))")
_OR_ACRONYM = re.compile(r",\s+or\s+[\"“]?(?:the\s+)?([A-Z][\w&-]{1,9})(?=[\"”]?[,.)])")
_TICKER = re.compile(
    r"\((?:NYSE|NASDAQ|Nasdaq|AMEX|LSE|TSE|TYO|TWSE|TPE|HKEX|SEHK|TSX|ASX|BSE|NSE|SSE|KRX|SGX|FWB|"
    r"ETR|SIX|BME|OTC|Euronext)(?: [A-Z][a-z]+)?:\s?([A-Z][A-Z.]{0,5})\)"
)
_TERM = r"[a-z][\w-]*(?: [a-z][\w-]*| [A-Z]\b){0,3}"
_TERMS = re.compile(
    rf"^(?:An? |The )?([A-Z][\w-]*(?: [a-z][\w-]*| [A-Z]\b){{0,3}}),? \(?(?:also|commonly|better) "
    rf"(?:known as|called|referred to as) (?:the |an? )?({_TERM})(?=[,)]| is\b| are\b| was\b)"
)
_PLACED = r"\b(?:in|from|at|near|across|throughout|outside|inside|around|of)\s+(?:the\s+)?"


def find_aliases(text: str, sentences: Sequence[Sentence]) -> list[Alias]:
    """Return the pairs of names that a document gives to one thing, each once, in text order.

    Args:
        text: The document's canonical text.
        sentences: Its sentences.
    """
    whole = fold(text)
    found: dict[frozenset[str], Alias] = {}
    for sentence in sentences:
        if sentence.kind == "boilerplate":
            continue
        words = fold(text[sentence.start : sentence.end]).replace("*", "").replace("`", "")
        for name, other in (*_in_parentheses(words, whole), *_in_words(words)):
            keys = frozenset((alias_key(name), alias_key(other)))
            if keys not in found and _is_pair(name, other, whole):
                found[keys] = Alias(name=name, other=other)
    return list(found.values())


def _in_parentheses(sentence: str, whole: str) -> Iterator[tuple[str, str]]:
    for match in _PARENTHESIS.finditer(sentence):
        before = sentence[: match.start()].rstrip(" \"'")
        quoted = match[1].lstrip().startswith(('"', "'", 'the "'))
        short = re.split(r"[;,]|\s+or\s+", _LEAD_IN.sub("", match[1]))[0].strip(" \"'")
        short = re.sub(r"^the[\s\"']+", "", short)
        yield from _acronym(short, before)
        yield from _spelt_out(before, match[1])
        name = name_before(before)
        if name is None or is_acronym(short) or name_after(short) != short:
            continue
        if (quoted and name.is_firm) or (
            (quoted or name.is_firm) and _is_used_as_name(short, whole)
        ):
            yield name.text, short
    for match in _TICKER.finditer(sentence):
        name = name_before(sentence[: match.start()].rstrip())
        if name is not None:
            yield name.text, match[1]


def _acronym(short: str, before: str) -> Iterator[tuple[str, str]]:
    long = long_form(short, before) if is_acronym(short) else None
    if long is not None:
        yield short, long


def _spelt_out(before: str, inner: str) -> Iterator[tuple[str, str]]:
    """Yield "IBM (International Business Machines)"."""
    short = before.rsplit(" ", 1)[-1].strip("\"'") if before else ""
    words = re.sub(r"^the ", "", re.split(r"[;,]", inner)[0].strip(" \"'"))
    if is_acronym(short) and long_form(short, words) == words:
        yield short, words


def _in_words(sentence: str) -> Iterator[tuple[str, str]]:
    for match in _KNOWN_AS.finditer(sentence):
        yield from _between(sentence, match)
    for match in (*_RENAMED.finditer(sentence), *_NAME_OF.finditer(sentence)):
        yield from _between(sentence, match)
    for match in _ONCE.finditer(sentence):
        yield from _between(sentence, match)
    for match in _FOR_SHORT.finditer(sentence):
        yield from _for_short(sentence, match)
    for match in _OR_ACRONYM.finditer(sentence):
        yield from _acronym(match[1], sentence[: match.start()])
    terms = _TERMS.match(sentence)
    if terms and not (STOP_WORDS - {"a"}) & set(f"{terms[1]} {terms[2]}".lower().split()):
        yield terms[1], terms[2]


def _between(sentence: str, match: re.Match[str]) -> Iterator[tuple[str, str]]:
    """Yield the name that ends before a wording with the one that begins after it."""
    apart = match[0].lstrip().startswith(",")
    name = name_before(sentence[: match.start()].rstrip(" \"'"))
    other = name_after(sentence[match.end() :])
    if name is None or other is None or (apart and name.after_preposition):
        return
    rest = sentence[match.end() :].partition(other)[2].lstrip(" \"'")
    if "(" not in match[0] or re.match(r"[),;]|(?:or|and)\b", rest):
        yield name.text, other


def _for_short(sentence: str, match: re.Match[str]) -> Iterator[tuple[str, str]]:
    before = sentence[: match.start()].rstrip(" \"'")
    short = sentence[match.end() :].partition(" for short")[0].strip(" ,\"'")
    name = name_before(before)
    if is_acronym(short):
        yield from _acronym(short, before)
    elif name is not None and name_after(short) == short:
        yield name.text, short


def _is_pair(name: str, other: str, whole: str) -> bool:
    """Return whether both are names of their own, and neither is only a part of the other."""
    one, two = (f" {alias_key(words)} " for words in (name, other))
    if one in two or two in one or min(len(one), len(two)) < len(" ab "):
        return False
    if is_role(name) or is_role(other):
        return False
    return not any(_is_everyday(words, whole) for words in (name, other))


def _is_everyday(name: str, whole: str) -> bool:
    """Return whether a name is one word that the document also writes in small letters."""
    if " " in name or not name[0].isupper() or is_acronym(name):
        return False
    return bool(re.search(rf"\b{re.escape(name.lower())}\b", whole))


def _is_used_as_name(short: str, whole: str) -> bool:
    """Return whether a document uses a name outside parentheses, and never as a place."""
    escaped = re.escape(short)
    bare = re.findall(rf"(?<!\()\b{escaped}\b(?!\))", whole)
    return bool(bare) and not re.search(rf"{_PLACED}{escaped}\b", whole)
