"""Questions that set two or more things side by side, taken apart by grammar into one of each."""

from __future__ import annotations

import re

from rag.retrieval.capitals import NAME

__all__ = ["compared_parts", "singular"]

_THING = r"(?!.*\b(?:who|which|that|when|where)\b)(.+?)"
_BY = (
    r"(?:,? (?:in terms of|with respect to|with regard to|regarding|by|on|in) "
    r"(?:their |the )?(.+))?"
)
_COMPARE = (
    re.compile(rf"compare {_THING},? (?:and|with|to|against|versus|vs\.?) {_THING}{_BY}", re.I),
    re.compile(
        r"(?:(?:what|which) (?:is|are|was|were) )?(?:the )?(?:\w+ )?"
        rf"(?:differences?|similarit(?:y|ies)) between {_THING} and {_THING}{_BY}",
        re.I,
    ),
    re.compile(
        rf"how (?:do|does|did) {_THING} (?:compare (?:to|with)|differ from) {_THING}{_BY}", re.I
    ),
    re.compile(rf"how (?:do|did) {_THING} and {_THING} (?:compare|differ){_BY}", re.I),
)
_CHOICE = re.compile(
    r"(?:which|who|what)(?: (?:one|of (?:them|the two)))?(?P<said> .+?)(?:[,:]| -)\s*"
    r"(?P<things>[^,:]+(?:, [^,:]+)*? or .+)",
    re.I,
)
# Without a comma, only a word of order or degree can end what is asked before the names.
_CLOSE_CHOICE = re.compile(
    r"(?:[Ww]hich|[Ww]ho|[Ww]hat)(?P<said> .+? (?:first|last|earlier|later|\w{2,}er)) "
    r"(?P<things>(?:the )?[A-Z0-9].* or (?:the )?[A-Z0-9].*)"
)
_CHOICE_FIRST = re.compile(
    r"(?:between )?(?P<things>[^,]+ (?:or|and) [^,]+), (?:which|who|what)"
    r"(?: (?:one|of (?:them|the two)))?(?P<said> .+)",
    re.I,
)
_ALIKE = re.compile(
    rf"([Aa]re|[Ww]ere|[Ii]s|[Ww]as|[Dd]o|[Dd]id|[Hh]ave|[Hh]as) ({NAME}|the [a-z -]+?) and "
    rf"({NAME}|the [a-z -]+?) ((?:both|all|each)\b.+|.*\bthe same\b.+)"
)
_ARTICLE_WORD = r"(?:an?|the) [\w-]+"
_SAME = re.compile(r"(?:(?P<how>.+) )?the same (?P<what>.+)")
_MOST_THINGS = 5
_MOST_WORDS = 8
_ONE = {"are": "is", "were": "was", "do": "does", "have": "has"}
_ADJECTIVES = {
    "better": "good", "closer": "close", "denser": "dense", "elder": "old", "farther": "far",
    "finer": "fine", "further": "far", "larger": "large", "later": "late", "nicer": "nice",
    "purer": "pure", "rarer": "rare", "safer": "safe", "simpler": "simple", "wider": "wide",
    "wiser": "wise", "worse": "bad",
}  # fmt: skip
_NO_COMPARATIVE = frozenset(
    "center computer number other over per under user water".split()  # noqa: SIM905 - easier to read
)
_ORDER = r"(?:first|last|earlier|earliest|later|latest|sooner|more recently|most recently)"
_IS = r"(?P<is>is|are|was|were)"
_NOUN = re.compile(
    r"^[a-z-]+ (?=(?:is|are|was|were|has|have|had|can|did|won|made|wrote|sold|built|"
    r"[a-z]+(?:ed|s))\b)"
)
_HAS = re.compile(
    r"(?:.*? )?(?:has|have|had) (?:the |an? )?"
    r"(?P<degree>more|most|fewer|fewest|less|least|\w+er|\w+est) (?P<what>[\w -]+)"
)


def compared_parts(question: str) -> list[str]:
    """Return a question about each of the things that a question compares, or none if it does not.

    Args:
        question: One clause without its question mark.

    >>> compared_parts("Which is larger, Ohio or Texas")
    ['How large is Ohio?', 'How large is Texas?']
    >>> compared_parts("Compare the revenue of Acme and Borel")
    ['What is the revenue of Acme?', 'What is the revenue of Borel?']
    >>> compared_parts("Which is larger")
    []
    """
    for pattern in _COMPARE:
        match = pattern.fullmatch(question)
        if match:
            return _each_of(match[1], match[2], match[3])
    alike = _ALIKE.fullmatch(question)
    if alike and _are_things([alike[2], alike[3]]):
        return [_alike(alike[1], thing, alike[4]) for thing in (alike[2], alike[3])]
    for pattern in (_CHOICE, _CLOSE_CHOICE, _CHOICE_FIRST):
        match = pattern.fullmatch(question)
        if match:
            things = re.split(r",\s*(?:or\s+|and\s+)?|\s+(?:or|and)\s+", match["things"])
            return [_chosen(thing, match["said"].strip()) for thing in things] * _are_things(things)
    return []


def singular(auxiliary: str) -> str:
    """Return the auxiliary as it is said of one thing.

    >>> singular("were"), singular("Do"), singular("did")
    ('was', 'does', 'did')
    """
    return _ONE.get(auxiliary.lower(), auxiliary.lower())


def _are_things(things: list[str]) -> bool:
    short = all(0 < len(t.split()) <= _MOST_WORDS and not t.isdigit() for t in things)
    return short and 1 < len(things) <= _MOST_THINGS and len(set(things)) == len(things)


def _each_of(first: str, second: str, by: str | None) -> list[str]:
    """Return what each of two things is, or what the thing compared by is of each."""
    first = re.sub(r"^both ", "", first)
    shared = re.fullmatch(r"((?:the |its |their )?[a-z][\w -]* (?:of|in|for|at) )(.+)", first)
    if shared and re.match(r"(?:the )?[A-Z0-9]", second):
        second = shared[1] + second
    if re.fullmatch(_ARTICLE_WORD, first) and re.fullmatch(rf"{_ARTICLE_WORD} \w+", second):
        first += second[second.rindex(" ") :]
    whose = re.fullmatch(r"[a-z][\w-]*( of .+)", second)
    if whose and " of " not in first:
        first, second = first + whose[1], f"the {second}"
    things = [first, second]
    if not _are_things(things):
        return []
    return [f"What is the {by} of {thing}?" if by else f"What is {thing}?" for thing in things]


def _alike(auxiliary: str, thing: str, said: str) -> str:
    same = _SAME.fullmatch(said)
    if same and (same["how"] is None or re.match(r"(?:have|has|had|share)\b", same["how"])):
        return f"What is the {same['what']} of {thing}?"
    if same:
        return f"What {same['what']} {singular(auxiliary)} {thing} {same['how']}?"
    rest = re.sub(r"^(?:both|all|each) ", "", said)
    if singular(auxiliary) in {"is", "was"} and re.fullmatch(r"[a-z]+(?: [a-z]+)?(?<!s)s", rest):
        rest = f"a {rest[:-1]}"
    return f"{singular(auxiliary).capitalize()} {thing} {rest}?"


def _chosen(thing: str, said: str) -> str:
    """Return what has to be known of one thing to choose it, for example by "is larger"."""
    match = re.fullmatch(
        rf"(?:.*? )?{_IS} (?:the )?(?:(?:more|less|most|least) (?P<long>\w+)|(?P<short>\w+er))"
        r"(?P<rest>(?: (?:in|by|on|at) .+)?)",
        said,
    )
    if match and (match["long"] or match["short"] not in _NO_COMPARATIVE | {"earlier", "later"}):
        adjective = match["long"] or _positive(match["short"])
        return f"How {adjective} {singular(match['is'])} {thing}{match['rest']}?"
    match = re.fullmatch(rf"(?:.*? )?{_IS} (?P<done>.*?) ?{_ORDER}", said)
    if match:
        return f"When {singular(match['is'])} {thing} {match['done']}".rstrip() + "?"
    match = re.fullmatch(rf"(?:.*? )?(?P<did>came|[a-z]+ed)(?P<rest>.*?) {_ORDER}", said)
    if match:
        return f"When was it that {thing} {match['did']}{match['rest']}?"
    match = _HAS.fullmatch(said)
    if match is None:
        return f"Is it {thing} that {_NOUN.sub('', said)}?"
    counted = match["degree"] in {"more", "most", "fewer", "fewest"} and match["what"][-1] == "s"
    return (
        f"How many {match['what']} does {thing} have?"
        if counted
        else (f"What is the {match['what']} of {thing}?")
    )


def _positive(comparative: str) -> str:
    """Return "big" for "bigger" and "heavy" for "heavier"."""
    stem = comparative[:-2]
    if comparative in _ADJECTIVES:
        return _ADJECTIVES[comparative]
    if stem.endswith("i"):
        return f"{stem[:-1]}y"
    doubled = len(stem) > 2 and stem[-1] == stem[-2] and stem[-1] not in "ls"
    return stem[:-1] if doubled else stem
