"""Alterations of names: another of the same kind, from the same document where it has one."""

from __future__ import annotations

import re
from itertools import pairwise
from random import Random

from benchmarks.altered.edit import Rule, chosen
from benchmarks.altered.sentences import Sentence
from benchmarks.altered.words import words

__all__ = ["NAME_RULES", "PERSON", "same_kind"]

_KINDS: dict[str, str] = {
    "country": (
        "France Germany Italy Spain Portugal Poland Russia China Japan India Brazil Mexico Canada "
        "Australia Egypt Kenya Nigeria Turkey Greece Sweden Norway Denmark Finland Iran Iraq "
        "Israel "
        "Belgium Austria Hungary Ukraine Vietnam Thailand Indonesia Pakistan Chile Peru Argentina "
        "Colombia Cuba Ireland Scotland Wales Taiwan Switzerland Netherlands Ethiopia Ghana Morocco"
    ),
    "city": (
        "London Paris Berlin Madrid Rome Vienna Warsaw Moscow Beijing Tokyo Delhi Mumbai "
        "Cairo Lagos "
        "Nairobi Sydney Melbourne Toronto Montreal Chicago Boston Seattle Houston Dallas Denver "
        "Philadelphia Detroit Miami Atlanta Baltimore Cleveland Dublin Edinburgh Glasgow "
        "Manchester "
        "Liverpool Birmingham Leeds Munich Hamburg Milan Naples Venice Florence Lisbon Athens "
        "Prague "
        "Budapest Istanbul Jerusalem Baghdad Shanghai Taipei Seoul Singapore Amsterdam Brussels "
        "Antwerp Stockholm Oslo Copenhagen Helsinki Geneva Zurich Newcastle Jacksonville Fresno"
    ),
    "state": (
        "California|Texas|Florida|Ohio|Michigan|Illinois|Virginia|Georgia|Pennsylvania|Oregon"
        "|Nevada"
        "|Arizona|Colorado|Kansas|Kentucky|Tennessee|Alabama|Louisiana|Minnesota|Wisconsin|Iowa"
        "|Missouri|Maryland|Massachusetts|Connecticut|New Jersey|North Carolina|Utah|Victoria"
        "|Queensland|Tasmania|Alaska|Hawaii|Montana|Oklahoma|Arkansas|Nebraska|Indiana"
    ),
    "demonym": (
        "French German Italian Spanish Portuguese Polish Russian Chinese Japanese Indian Brazilian "
        "Mexican Canadian Australian Egyptian Turkish Greek Swedish Norwegian Danish Dutch Belgian "
        "Austrian Hungarian Irish Scottish Welsh British American Persian Ottoman Mongol "
        "Roman Korean "
        "Vietnamese Kenyan European African Asian English Latin Arabic Norman"
    ),
    "continent": "Europe|Africa|Asia|South America|North America|Antarctica|Oceania",
    "faith": (
        "Catholic Protestant Lutheran Methodist Anglican Baptist Buddhist Muslim Jewish Hindu "
        "Islamic "
        "Christian Calvinist Orthodox"
    ),
    "company": (
        "Google|Apple|Microsoft|Amazon|Nvidia|AMD|Intel|IBM|Oracle|SoftBank|Foxconn|OpenAI|Broadcom"
        "|Samsung|Sony|Toyota|Honda|Ford|BBC|ABC|CBS|NBC|Fox|Netflix|Disney"
        "|Facebook|Twitter|Yahoo|Boeing|Airbus|Siemens|Philips|Nokia"
    ),
    "planet": "Mercury Venus Mars Jupiter Saturn Neptune Uranus",
    "element": "oxygen hydrogen nitrogen carbon helium chlorine sulfur iron copper zinc",
    "direction": ("northern southern eastern western"),
    "compass": ("northeast northwest southeast southwest north south east west"),
    "university": "Harvard|Yale|Princeton|Stanford|Oxford|Cambridge|MIT|Columbia|Cornell|UCLA",
    "president": (
        "Obama|Clinton|Bush|Reagan|Carter|Nixon|Kennedy|Truman|Roosevelt|Lincoln|Trump|Biden"
    ),
}
_FIRST = words(
    "John James William George Charles Thomas Robert David Michael Richard Henry Edward Peter "
    "Paul Mark Martin Steven Stephen Sam Samuel Joseph Daniel Andrew Alexander Albert Arthur "
    "Frank Fred Walter Louis Simon Anthony Kevin Brian Jeff Jim Tom Bill Bob Joe Jack Ben Chris "
    "Christopher Matthew Luke Patrick Philip Ronald Donald Kenneth Nikola Tony Max Karl Isaac "
    "Adam Eric Scott Ryan Mary Elizabeth Anne Anna Sarah Jane Alice Emma Susan Margaret Helen "
    "Laura Kate Maria Julia Jennifer Jessica Linda Barbara Nancy Lisa Karen Ruth Rachel Amy Emily "
    "Grace"
)
_WOMEN = frozenset(_FIRST[_FIRST.index("Mary") :])
_LAST = words(
    "Mercer Whitfield Okonkwo Lindqvist Barrett Castellano Pemberton Hargrove Novak Delacroix"
)
_TITLE = (
    r"(?:President|King|Queen|Pope|Emperor|Dr\.|Mr\.|Mrs\.|Ms\.|Sir|Professor|Prof\.|General|Judge)"
)

PERSON = re.compile(rf"\b({'|'.join(_FIRST)}) (?:[A-Z]\. )?([A-Z][a-z]+(?:[A-Z][a-z]+)?)\b")
"""First and last name of a person."""

_SURNAME = re.compile(rf"\b{_TITLE} ([A-Z][a-z]{{2,}})\b(?! [A-Z]| of\b)")
_BODY = (
    "University|College|Institute|School|Museum|Library|Park|River|Street|Church|Company"
    "|Party|Council"
    "|Island|Islands|County|Stadium|Bridge|Hospital|Theatre|Theater|Prize|Award|Empire"
    "|Dynasty|Valley"
    "|Lake|Mountains|Bank|Commission|Foundation|Society|Association|Committee|Agency|Group|Station"
)
_NAMED = re.compile(rf"\b((?:[A-Z][a-z]{{3,}} ){{1,2}})({_BODY})\b(?! of)")
_RUN = (
    r"(?:[A-Z][\w-]+ (?:of (?:the )?)?){0,3}[A-Z][\w-]*[a-z]"
    r"(?=[,;)]|\.$| (?:in|on|and|at|by|with|from|to|for|as|is|was|were|had|has|who|that|which|after"
    r"|when|during|while|between|before|into|under|against|until|but)\b)"
)
_AFTER = [
    re.compile(rf"(?<= {word} ){_RUN}")
    for word in (
        "in",
        "by",
        "at",
        "from",
        "to",
        "for",
        "with",
        "against",
        "in the",
        "by the",
        "to the",
    )
]
_LASTNAME = re.compile(r"\b[A-Z][a-z]{3,}(?=['’]s [a-z])")
_OWNERS = words(
    "Harlow Kessler Westbrook Ashford Lindgren Castleton Redfern Marlowe Penrose Dunmore"
)
_BODY_OF = re.compile(
    r"\b(?:University|Bank|Bishop|Duke|Mayor|Governor|City) of ([A-Z][a-z]{3,})\b"
)
_NOT_OWNERS = frozenset(
    words("The This That These His Her Its Their National High Central State City In")
)


def same_kind(text: str) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Pairs of neighbouring names of one kind in a text: the spans of each, first one first."""
    pairs: list[tuple[tuple[int, int], tuple[int, int]]] = []
    patterns = [_pattern(kind) for kind in _KINDS.values()] + [PERSON, _LASTNAME, *_AFTER]
    for pattern in patterns:
        spans = [match.span() for match in pattern.finditer(text)]
        pairs += list(pairwise(spans))
    return pairs


def _names(kind: str) -> list[str]:
    return kind.split("|") if "|" in kind else kind.split()


def _pattern(kind: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![-\w])({'|'.join(_names(kind))})(?![-\w]| [A-Z])")


def _listed(kind: str) -> Rule:
    names, pattern = _names(kind), _pattern(kind)

    def rule(sentence: Sentence, rng: Random) -> str | None:
        text = sentence.text
        near = [name for name in names if name not in text and _stands(name, sentence.document)]
        far = [name for name in names if name not in text]
        edits = [
            (match.start(), match.end(), rng.choice(near or far))
            for match in pattern.finditer(text)
            if not re.search(r"[A-Z][\w’'-]* $", text[: match.start()]) or match.start() == 0
        ]
        return chosen(sentence, rng, edits) if near or far else None

    return rule


def _stands(name: str, document: str) -> bool:
    return re.search(rf"(?<![-\w]){re.escape(name)}(?![-\w])", document) is not None


def _person(sentence: Sentence, rng: Random) -> str | None:
    """Another person of the document, or an invented one with a first name of the same sex."""
    edits: list[tuple[int, int, str]] = []
    for match in PERSON.finditer(sentence.text):
        woman = match.group(1) in _WOMEN
        others = [
            other.group()
            for other in PERSON.finditer(sentence.document)
            if other.group(2) not in sentence.text and (other.group(1) in _WOMEN) == woman
        ]
        names = [n for n in _FIRST if (n in _WOMEN) == woman and n not in sentence.text]
        new = rng.choice(others) if others else f"{rng.choice(names)} {rng.choice(_LAST)}"
        edits.append((match.start(), match.end(), new))
    return chosen(sentence, rng, edits)


def _renamed(pattern: re.Pattern[str], group: int, choices: list[str], space: str = "") -> Rule:
    def rule(sentence: Sentence, rng: Random) -> str | None:
        edits = [
            (*match.span(group), rng.choice(choices) + space)
            for match in pattern.finditer(sentence.text)
            if match.group(group).split()[0] not in _NOT_OWNERS
        ]
        return chosen(sentence, rng, edits)

    return rule


NAME_RULES: dict[str, Rule] = {
    **{kind: _listed(names) for kind, names in _KINDS.items()},
    "body": _renamed(_NAMED, 1, _OWNERS, " "),
    "body_of": _renamed(_BODY_OF, 1, _KINDS["city"].split()),
    "person": _person,
    "surname": _renamed(_SURNAME, 1, _LAST),
}
"""Class `name`: somebody or somewhere else of the same kind."""
