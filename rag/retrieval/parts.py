"""Questions that ask several things, taken apart by grammar; each part can be asked alone.

Parts are for searching beside the whole question, not in its place: a passage that answers all of
it is the better find. Where grammar cannot tell, the question stays whole.
"""

from __future__ import annotations

import itertools
import re

from rag.retrieval.capitals import NAME, names_in
from rag.retrieval.comparison import compared_parts
from rag.retrieval.coordination import coordinated_parts
from rag.words import content_stems, fold

__all__ = ["question_parts"]

_AUXILIARY = (
    "(?:is|are|was|were|has|have|had|do|does|did|can|could|will|would|shall|should|may|might|must)"
)
_WH = "(?:what|which|who|whom|whose|when|where|why|how)"
_PREPOSITION = "(?:in|at|on|by|for|from|to|of|with|under|since|until)"
_WORD = (
    "(?!(?:the|an?|it|they|he|she|we|you|i|this|that|these|those|his|her|its|their|there|else|and|or|"
    r"to|of|in|on|for)\b)[a-z][\w'’-]*"
)
_WH_PHRASE = f"(?:{_PREPOSITION} )?{_WH}(?: {_WORD}){{0,3}}?"
_ASKS = (
    rf"(?:{_WH_PHRASE} {_AUXILIARY}\b|who {_WORD}|what {_WORD}(?<=s|d)\b"
    rf"|which {_WORD} {_WORD}(?<=s|d)\b"
    rf"|{_AUXILIARY} (?:the|an?|it|they|he|she|there|its|their|his|her|[A-Z][\w.&'’-]*)\b)"
)
_JOINED = re.compile(
    rf"(?:[,;]? (?:and|but|or)(?: also| then)?|;) (?={_ASKS})"
    rf"|, (?=(?:how|what|when|why|where)(?: {_WORD}){{0,2}}? {_AUXILIARY} )"
)
_REQUEST = re.compile(
    "((?:[Pp]lease )?(?:[Ee]xplain|[Dd]escribe|[Tt]ell me|[Ss]ay|[Ss]tate|[Ss]how me|[Ff]ind out|"
    rf"[Oo]utline)(?: to me)?) (?={_WH}\b)"
)
_JOINED_REQUEST = re.compile(rf",? and (?={_WH}\b)|, (?={_WH}\b)")
_TWO_WH = re.compile(
    rf"(when|where|why|how|what|who) and (when|where|why|how|by whom) ({_AUXILIARY} .+)"
)
_LAST_WH = re.compile("(.+?),? and (when|where|why|how|by whom)")
_INVERTED = re.compile(rf"(?:{_WH_PHRASE} )?({_AUXILIARY} .+)")
_DONE_BY = re.compile(r"who ([a-z]+ed) ((?:the |an? )?[\w.&'’ -]+)")
_WITHIN = re.compile(rf"(?<=[\w,] ){_WH}\b|\bthat\b")
_ITSELF = re.compile(r"\b(?:it|they|them|he|she|him)\b")
_OWNED = re.compile(r"\b(?:its|their|his|her)\b")
_EMPTY_IT = re.compile(
    r"\bit (?:take|takes|took|cost|costs|rain|snow)\b"
    r"|\b(?:is|was) it (?:true|possible|likely|that)\b"
)
_DEFINED = re.compile(
    r"(?:what|who) (?:is|are|was|were) ((?:the|an?) .+|[A-Z].*|[a-z][\w-]*(?: [a-z][\w-]*)?)"
    r"|what (.+) (?:is|are|was|were|means?)"
)
_SUBJECT = re.compile(rf"\b{_AUXILIARY} ({NAME})")
_LAST_THING = re.compile(r"\b((?:the|an?) [a-z][\w-]*(?: [a-z][\w-]*){0,2})$")
_MOST_PARTS = 6


def question_parts(question: str) -> list[str]:
    """Return the questions that a question consists of, or the question alone if it is one.

    Args:
        question: Any text.

    >>> question_parts("What is a heat pump and how does it work?")
    ['What is a heat pump?', 'How does a heat pump work?']
    >>> question_parts("Compare Acme and Borel.")
    ['What is Acme?', 'What is Borel?']
    >>> question_parts("Who wrote Pride and Prejudice?")
    ['Who wrote Pride and Prejudice?']
    """
    clauses = _clauses(fold(question))
    parts = _standing(clauses) if clauses else []
    split = [
        part
        for clause in parts
        for part in compared_parts(clause) or coordinated_parts(clause) or [clause]
    ]
    asked = list(dict.fromkeys(_asked(part) for part in split))
    return asked if 1 < len(asked) <= _MOST_PARTS else [question]


def _clauses(text: str) -> list[str]:
    """Return the clauses that ask, without question marks; none if one of them does not ask."""
    sentences = [part.strip() for part in re.split(r"(?<=\?)\s+", text) if part.strip("?!. ")]
    if any(not sentence.endswith("?") for sentence in sentences[:-1]):
        return []
    clauses: list[str] = []
    for sentence in sentences:
        bare = re.sub(r"^(?:and|but|so|also)\s+", "", sentence.rstrip("?!. "), flags=re.IGNORECASE)
        if re.search(r"[.!]\s+[A-Z]", re.sub(r"\b(?:[A-Z]|[A-Z][a-z]{1,3})\.", "", bare)):
            return []
        clauses += _in_sentence(bare)
    return clauses


def _in_sentence(sentence: str) -> list[str]:
    sentence = _small(sentence)
    request = _REQUEST.match(sentence)
    if request:
        asked = _JOINED_REQUEST.split(sentence[request.end() :])
        return [f"{request[1]} {clause}" for clause in asked]
    two = _TWO_WH.fullmatch(sentence)
    if two:
        return [f"{word} {two[3]}" for word in (two[1], two[2])]
    last = _LAST_WH.fullmatch(sentence)
    if last:
        again = _with_word(last[1], last[2])
        return [last[1], again] if again else [sentence]
    clauses = [clause.strip(" ,;") for clause in _JOINED.split(sentence)]
    return clauses if _are_questions(clauses) else [sentence]


def _are_questions(clauses: list[str]) -> bool:
    """Return whether each clause asks by itself, and none goes on with what is said within another.

    "The firm which makes pumps and which was founded in Ohio" is one thing.
    """
    for before, after in itertools.pairwise(clauses):
        within = _WITHIN.search(before)
        if within and (after.startswith(within[0]) or before.endswith(within[0])):
            return False
    return all(len(clause.split()) > 2 and re.match(_ASKS, clause) for clause in clauses)


def _with_word(clause: str, word: str) -> str | None:
    """Return "when did Acme sign" for "did Acme sign" and "when", or None for another shape."""
    if _WITHIN.search(clause):
        return None
    done = _DONE_BY.fullmatch(clause)
    if done:
        return f"{word} was {done[2]} {done[1]}"
    inverted = _INVERTED.fullmatch(clause)
    return f"{word} {inverted[1]}" if inverted else None


def _standing(clauses: list[str]) -> list[str]:
    """Return the clauses with what they speak of named in each; none if that is not clear."""
    standing: list[str] = []
    for clause in clauses:
        named = _named(clause, standing[-1]) if standing else clause
        if named is None:
            return []
        standing.append(named)
    return standing


def _named(clause: str, before: str) -> str | None:
    """Return a clause with its pronouns replaced by what the one before is about."""
    spoken = _EMPTY_IT.sub(" ", clause)
    names = names_in(clause)
    pronouns = [match for pattern in (_OWNED, _ITSELF) if (match := pattern.search(spoken))]
    if pronouns:
        if any(name in spoken[: pronouns[0].start()] for name in names):
            return clause
        topic = _topic(before)
        if topic is None:
            return None
        owned = _OWNED.sub(lambda _: f"{topic}'s", clause)
        return _ITSELF.sub(lambda _: topic, owned)
    if names or len(content_stems(clause)) > 2:
        return clause
    about = ", ".join(names_in(before))
    return f"{clause} ({about})" if about else clause


def _topic(clause: str) -> str | None:
    """Return what a clause is about, if that is clear."""
    clause = _REQUEST.sub("", clause)
    if _WITHIN.search(clause):
        return None
    defined = _DEFINED.fullmatch(clause)
    if defined:
        return defined[1] or defined[2]
    subject = _SUBJECT.search(clause)
    if subject:
        return re.sub(r"['’]s$", "", subject[1])
    names = names_in(clause)
    if len(names) == 1:
        return names[0]
    thing = _LAST_THING.search(clause)
    return thing[1] if thing and not names else None


def _small(sentence: str) -> str:
    """Return a sentence without the capital that only its start explains."""
    begins = re.match(rf"(?:{_WH}|{_AUXILIARY}|{_PREPOSITION})\b", sentence, re.IGNORECASE)
    return sentence[:1].lower() + sentence[1:] if begins else sentence


def _asked(part: str) -> str:
    part = part[0].upper() + part[1:]
    if part.endswith("?"):
        return part
    return f"{part}." if _REQUEST.match(part) else f"{part}?"
