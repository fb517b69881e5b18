"""Questions whose nouns are several, taken apart where the grammar shows that they are.

"The revenue and the headcount" are two things; "research and development", "supply and demand" and
"the Health and Safety Act" may be one, and stay together. What shows it: a second article, a verb
in the plural with nouns in the singular, or a noun in the plural with two names.
"""

from __future__ import annotations

import re

from rag.retrieval.capitals import NAME
from rag.retrieval.comparison import singular

__all__ = ["coordinated_parts"]

_WHAT_ARE = re.compile(r"([Ww]hat|[Ww]hich|[Ww]ho) (is|are|was|were) (.+)")
_HOW_MANY = re.compile(
    r"how many ([a-z-]+s|people|men|women|children) and (?:how many )?([a-z-]+s|people) "
    r"((?:is|are|was|were|do|does|did|has|have|had|can|will|work|live)\b.+)",
    re.IGNORECASE,
)
_OWNED = re.compile(r"((?:the |an? )?\S.*?['’]s?) ([a-z][\w-]*) and ([a-z][\w-]*)")
_SHARED = re.compile(r"(the) ([a-z][\w-]*) and ([a-z][\w-]*)( (?:of|in|for|at) .+)")
_OF_NAMES = re.compile(
    rf"the ((?:[a-z-]+ )*[a-z-]+[a-rt-z])s ((?:of|in|for) )(?:both )?({NAME}) and ({NAME})"
)
_COMPLEMENT = re.compile(r" (?:of|in|for|at|from) .+$")
_NAMES_DID = re.compile(
    r"([Ww]hen|[Ww]here|[Hh]ow [a-z]+|(?:[Ii]n )?[Ww](?:hat|hich) [a-z]+) (were|are|have|do) "
    rf"({NAME}) and ({NAME}) ?(.*)"
)
# What two do together, or are to each other, is one question.
_TOGETHER = re.compile(
    r"\b(?:merged?|relat(?:e|ed|ion)|connected|linked|alike|different|similar|common|together|each|"
    r"another|marr(?:y|ied)|between|same|join(?:ed)?|meet|met|divorced|allied|agree|at war|fight|"
    r"fought|collaborat\w*|cooperat\w*|interact|share|divided|separated?|split)\b",
    re.IGNORECASE,
)


def coordinated_parts(question: str) -> list[str]:
    """Return the questions that are joined in the nouns of one, or none if it asks one thing.

    Args:
        question: One clause without its question mark.

    >>> coordinated_parts("What are the revenue of Acme and the headcount of Borel")
    ['What is the revenue of Acme?', 'What is the headcount of Borel?']
    >>> coordinated_parts("What is the relation between Acme and Borel")
    []
    """
    if _TOGETHER.search(question):
        return []
    many = _HOW_MANY.fullmatch(question)
    if many:
        return [f"How many {counted} {many[3]}?" for counted in (many[1], many[2])]
    match = _WHAT_ARE.fullmatch(question)
    if match:
        asked = [
            f"{match[1]} {_verb(match[2], thing)} {thing}?" for thing in _things(*match.groups())
        ]
        return asked if len(asked) > 1 else []
    match = _named(question)
    if match is None:
        return []
    auxiliary, rest = singular(match[2]), f" {match[5]}".rstrip()
    return [f"{match[1]} {auxiliary} {name}{rest}?" for name in (match[3], match[4])]


def _things(_: str, verb: str, body: str) -> list[str]:
    """Return the things that are asked for, each with what it is of."""
    plural = verb.lower() in {"are", "were"}
    items = [item for item in re.split(r", and |, | and ", body) if item]
    if len(items) > 1 and all(re.match(r"(?:the|an?) [a-z]", item) for item in items):
        return _with_complement(items)
    if not plural:
        return []
    names = _OF_NAMES.fullmatch(body)
    if names and _are_two(names[3], names[4]):
        noun = re.sub(r"ie$", "y", names[1])
        return [f"the {noun} {names[2]}{name}" for name in (names[3], names[4])]
    owned, shared = _OWNED.fullmatch(body), _SHARED.fullmatch(body)
    if owned and _are_single(owned[2], owned[3]):
        return [f"{owned[1]} {thing}" for thing in (owned[2], owned[3])]
    if shared and _are_single(shared[2], shared[3]):
        return [f"the {thing}{shared[4]}" for thing in (shared[2], shared[3])]
    return []


def _with_complement(items: list[str]) -> list[str]:
    """Give items without "of …" that of the last one that has it."""
    whose = [match[0] for item in items if (match := _COMPLEMENT.search(item))]
    return [item if _COMPLEMENT.search(item) or not whose else item + whose[-1] for item in items]


def _are_single(one: str, other: str) -> bool:
    return not any(word.endswith("s") and not word.endswith("ss") for word in (one, other))


def _verb(verb: str, thing: str) -> str:
    """Return the verb in the number of the thing's noun."""
    head = _COMPLEMENT.sub("", thing).split()[-1]
    return verb if not _are_single(head, head) else singular(verb)


def _are_two(name: str, other: str) -> bool:
    """Return whether names joined by "and" can be two: "the Health and Safety" has one "the"."""
    return name != other and name.startswith("the ") <= other.startswith("the ")


def _named(question: str) -> re.Match[str] | None:
    match = _NAMES_DID.fullmatch(question)
    return match if match and _are_two(match[3], match[4]) else None
