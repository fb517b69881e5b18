"""Follow-up questions by grammar: what they lack is taken from the question before.

A part of the same kind is replaced ("And for 2026?"), a bare question word is put before the
previous question ("Why?"), a pronoun is replaced when there is exactly one thing it can stand for.
Where grammar cannot tell, the answer is None and nothing is guessed.
"""

from __future__ import annotations

import re

from rag.answering.claims import split_claims
from rag.answering.statements import statement_pair
from rag.words import fold

__all__ = ["is_fragment", "refers_back", "resolved", "topic_of"]

_LEAD = re.compile(
    r"^(?:(?:and|but|so|or|also|then|ok|okay|what about|how about|what of)\b[\s,]*)+", re.IGNORECASE
)
_WH = r"who|whom|whose|what|which|when|where|why|how"
_AUXILIARY = (
    r"is|are|was|were|am|has|have|had|do|does|did|can|could|will|would|shall|should|may|might|must"
)
_BEGINS_QUESTION = re.compile(
    rf"^(?:(?:(?:in|at|on|by|for|from|to|of|with|under|since|until)\s+)?(?:{_WH})|{_AUXILIARY})\b",
    re.IGNORECASE,
)
_BEGINS_REQUEST = re.compile(
    r"^(?:please\b|tell|list|name|give|show|find|explain|describe|summari[sz]e|compare|outline|"
    r"define|count|enumerate|translate|write|say)\b",
    re.IGNORECASE,
)
_BARE = re.compile(r"^(why|how|when|where)(?: so| not| exactly| then)?$", re.IGNORECASE)
_PREPOSITION = re.compile(
    r"^(in|at|on|by|for|from|to|of|with|under|near|since|until|before|after|during)\s+",
    re.IGNORECASE,
)
_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
_PERIOD = re.compile(
    rf"\b(?:(?:fiscal(?: year)? |FY ?|Q[1-4] |H[12] |(?:\d{{1,2}} )?(?:{_MONTH}) (?:\d{{1,2}}, )?)?"
    rf"(?:1[5-9]|20|21)\d\d|Q[1-4]|H[12])\b|\b(?:{_MONTH})(?= \d|\W*$)"
)
_NAME = re.compile(
    r"(?<![\w.])[A-Z0-9][\w&’'.-]*[A-Z\w](?:\s+(?:(?:of|and|de|van|von|the|&)\s+(?=[A-Z]))?"
    r"[A-Z][\w&’'.-]*\w)*|(?<![\w.])[A-Z]\b"
)
_PHRASE = re.compile(
    r"\b(?:the|an?)\s+((?!(?:first|second|third|last|other|same|latter|former)\b)"
    rf"(?:(?!(?:{_WH}|{_AUXILIARY}|of|in|on|at|for|from|to|with|by|and|or|the|an?|that|between|"
    r"under|not|be|been|this|last|next|per|each|every|before|after|during|since)\b)[\w’'-]+\s*)+)",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(r"\b(its|their)\b(?=\s+\w)", re.IGNORECASE)
_OBJECT = re.compile(r"\b(it|they|them)\b", re.IGNORECASE)
_PERSON = re.compile(r"\b(he|she|him)\b", re.IGNORECASE)
_EMPTY_IT = re.compile(
    r"\bit\s+(?:true|possible|likely|necessary|clear|known|correct|important|allowed|legal|"
    r"the case|take|takes|took)\b"
    r"|\b(?:how long|how much|what) (?:does|did|would|will) it (?:take|cost) to\b",
    re.IGNORECASE,
)
_POINTS = re.compile(
    r"\b(?:this|that|these|those)(?=\W*$|\s+(?:is|are|was|were|has|have|had|do|does|did|can|could|"
    r"will|would|mean|happen|change|apply|work|hold|cost|cover|include|one|ones)s?\b)"
    r"|\b(?:the )?(?:former|latter)\b"
    r"|\bthe (?:first|second|third|last|other|same|next)(?: ones?)?\W*$"
    r"|\bwhich(?: one| ones)?(?: of (?:them|these|those|the two))?(?=\W*$| (?:is|are|was|were)\b)"
    r"|\b(?:them|him|he|she)\b|\bones?\W*$|(?<!is )(?<!are )(?<!was )(?<!were )\bthere\W*$"
    r"|\bthe same\b|^(?:really|how so|why not)\b",
    re.IGNORECASE,
)
_SUBORDINATE = re.compile(
    r"^(?:when|if|after|before|since|while|although|because|once)\b.*,", re.IGNORECASE
)
_MOST_FRAGMENT_WORDS = 6
_MOST_PHRASE_WORDS = 3
_FIRM = re.compile(
    r"\b(?:Inc|Corp|Corporation|Ltd|LLC|GmbH|AG|SA|plc|Group|Holdings?|Company|Co|Industries|"
    r"Bank|University|Institute|City|County|States?|Kingdom|Union|Plant|and|&)\b"
)
_SMALL = frozenset({"there", "the", "a", "an", "it", "they", "he", "she", "this", "that"})


def is_fragment(question: str) -> bool:
    """Return whether the words are less than a question: "And for 2026?", "Borel?", "Why?".

    >>> is_fragment("And in Texas?"), is_fragment("revenue 2025"), is_fragment("And who signed it?")
    (True, False, False)
    """
    rest, led = _bare(question)
    if not rest or _BARE.match(rest) or re.fullmatch(_WH, rest, re.IGNORECASE):
        return bool(rest) or led
    if _BEGINS_QUESTION.match(rest) and not _PERIOD.fullmatch(rest):
        return False
    if led:
        return len(rest.split()) <= _MOST_FRAGMENT_WORDS and not _BEGINS_REQUEST.match(rest)
    value = re.sub(r"^the\s+", "", _PREPOSITION.sub("", rest))
    named = question.rstrip().endswith("?") or _PREPOSITION.match(rest)
    return bool(_PERIOD.fullmatch(value) or (named and _NAME.fullmatch(value)))


def refers_back(question: str) -> bool:
    """Return whether a word of the question stands for something that is not in it.

    >>> refers_back("When was it built?"), refers_back("Does Acme keep its patents?")
    (True, False)
    """
    rest, _ = _bare(question)
    if _POINTS.search(rest):
        return True
    outside = _EMPTY_IT.sub(" ", rest)
    if _SUBORDINATE.match(outside):
        return False
    possessive = re.search(r"\b(?:its|their|his|her)\b", outside, re.IGNORECASE)
    if possessive and not (_names(outside[: possessive.start()]) or _phrases(outside)):
        return True
    return bool(re.search(r"\b(?:it|they)\b", outside, re.IGNORECASE))


def resolved(question: str, previous: str, said: str) -> str | None:
    """Return the follow-up as a question of its own, or None if grammar cannot tell.

    Args:
        question: The follow-up.
        previous: The question before it, standing alone.
        said: What was answered to that from the documents; may be empty.

    >>> resolved("And for 2026?", "What was Acme's revenue in 2025?", "")
    "What was Acme's revenue in 2026?"
    >>> resolved("Why?", "Did Acme sign the pact?", "No, Acme did not sign the pact. [1]")
    'Why did Acme not sign the pact?'
    >>> resolved("When was it signed?", "Who negotiated the pact?", "")
    'When was the pact signed?'
    """
    rest, led = _bare(question)
    bare = _BARE.match(rest)
    if bare:
        return _framed(bare[1].capitalize(), previous, said)
    if re.fullmatch(rf"(?:{_WH}\b)?.*\bof (?:them|these|those)\b.*|{_WH}", rest, re.IGNORECASE):
        return None
    if is_fragment(question):
        lone = not led and re.fullmatch(r"[A-Z][a-z]+(?: [A-Z][a-z]+)*", rest)  # "Profit?"
        return None if lone else _replaced(rest, previous)
    if not refers_back(question):
        return None
    return _named(fold(question), previous, said)


def topic_of(question: str) -> str:
    """Return what a question is about: its words without question word and auxiliary.

    A question word that is the subject stays.

    >>> topic_of("What was Acme's revenue in 2025?")
    "Acme's revenue in 2025"
    >>> topic_of("How many people does Acme employ?"), topic_of("Who won the contract?")
    ('people Acme employ', 'who won the contract')
    """
    bare = _bare(question)[0]
    head = rf"^(?:(?:{_WH})\b(?:\s+(?:much|many|long))?\s*)?(?:(?:{_AUXILIARY})\b\s*)?(?:there\s+)?"
    rest = re.sub(head, "", bare, count=1, flags=re.IGNORECASE)
    if re.match(rf"(?:who|what)\s(?!(?:{_AUXILIARY})\b)", bare, re.IGNORECASE):
        return bare[0].lower() + bare[1:]
    return re.sub(r"\b(?:do|does|did)\s", "", rest, count=1, flags=re.IGNORECASE) or bare


def _bare(question: str) -> tuple[str, bool]:
    """Return the question without a leading "and", "what about", … and whether it had one."""
    text = fold(question).rstrip("?!. ")
    rest = _LEAD.sub("", text)
    return rest, rest != text


def _framed(word: str, previous: str, said: str) -> str | None:
    """Return a bare question word with the previous question, or with its answer, behind it."""
    answer = next((draft.text for draft in split_claims(said)), "")
    pair = statement_pair(previous)
    asked = fold(previous).rstrip("?!. ")
    if pair is not None:
        if answer.lower().startswith("no,") and word in {"Why", "How"}:
            asked = _denied(pair.no) or asked
        return f"{word} {asked[0].lower()}{asked[1:]}?"
    if not answer:
        return None
    return f"{word} is it that {_inside(answer.rstrip('.!?'))}?"


def _denied(statement: str) -> str | None:
    """Return "did Acme not sign" for "Acme did not sign.", or None for any other shape."""
    match = re.fullmatch(rf"(.+?) ({_AUXILIARY}) (no(?:t)?) (.+)\.", statement, re.IGNORECASE)
    if match is None:
        return None
    return f"{match[2]} {_inside(match[1])} {match[3]} {match[4]}"


def _inside(words: str) -> str:
    """Return the words as they read inside a sentence."""
    first = words.split(maxsplit=1)[0].lower()
    return first + words[len(first) :] if first in _SMALL else words


def _replaced(fragment: str, previous: str) -> str | None:
    """Return the previous question with the one part of the fragment's kind replaced by it."""
    asked = fold(previous).rstrip("?!. ")
    preposition = _PREPOSITION.match(fragment)
    value = _PREPOSITION.sub("", fragment)
    if _PERIOD.fullmatch(value):
        spans = [match.span() for match in _PERIOD.finditer(asked)]
    elif _NAME.fullmatch(re.sub(r"^the\s+", "", value)):
        spans = _name_spans(asked, preposition[1] if preposition else "")
    else:
        return _other_noun(value, asked) if preposition is None else None
    if len(spans) == 1:
        start, end = spans[0]
        if asked[:start].lower().endswith("the "):
            value = re.sub(r"^the\s+", "", value)
        return f"{asked[:start]}{value}{asked[end:]}?"
    return f"{asked} {fragment}?" if preposition and not spans else None


def _name_spans(asked: str, preposition: str) -> list[tuple[int, int]]:
    """Return where names stand; after a preposition of place, those that follow the same one."""
    spans = _names(asked)
    if preposition and preposition.lower() not in {"for", "of", "with"}:
        return [span for span in spans if asked[: span[0]].lower().endswith(f" {preposition} ")]
    return spans


def _other_noun(value: str, asked: str) -> str | None:
    """Return "What was Acme's profit" for "the profit?" after "What was Acme's revenue?"."""
    noun = re.sub(r"^(?:the|its|their)\s+", "", value)
    simple = re.fullmatch(r"[a-z-]+(?: [a-z-]+)?", noun) and not _POINTS.search(value)
    match = re.match(
        r"(?:what|how much|who)\s+(?:is|was|are|were)\s+"
        r"(?:the\s+|(?:[A-Z][\w&.-]*\s+)*[A-Z][\w&.-]*['’]s\s+)"
        r"([a-z-]+(?: [a-z-]+)?)(?=\s+(?:of|in|for|at|on)\b|$)",
        asked,
        re.IGNORECASE,
    )
    if not simple or match is None:
        return None
    return f"{asked[: match.start(1)]}{noun}{asked[match.end(1) :]}?"


def _named(question: str, previous: str, said: str) -> str | None:
    """Return the question with its pronouns replaced by the only thing they can stand for."""
    for pattern, possible in _candidates(question, previous, said):
        if pattern.search(_EMPTY_IT.sub(" ", question)):
            if len(possible) != 1:
                return None
            suffix = "'s" if pattern is _POSSESSIVE else ""
            question = pattern.sub(possible[0].replace("\\", "") + suffix, question)
    rest, _ = _bare(question)
    ending = "?" if question.endswith("?") else ""
    return None if refers_back(question) else rest[0].upper() + rest[1:] + ending


def _candidates(question: str, previous: str, said: str) -> list[tuple[re.Pattern[str], list[str]]]:
    """Return per kind of pronoun what it can stand for, none of it named in the question itself."""
    names = list(dict.fromkeys(previous[start:end] for start, end in _names(previous)))
    things = _phrases(previous)
    alone = [name for name in names if not any(name in thing for thing in things)]
    owned = re.findall(r"['’]s\s+[\w-]+", previous)
    several = bool(re.search(r"\b(?:they|them|their)\b", question, re.IGNORECASE))
    kinds = (
        (_PERSON, _people(previous, said, names)),
        (_POSSESSIVE, alone or things),
        (_OBJECT, alone + things + owned),
    )
    return [
        (
            pattern,
            [
                thing
                for thing in possible
                if thing not in question and (several or " and " not in thing)
            ],
        )
        for pattern, possible in kinds
    ]


def _people(previous: str, said: str, names: list[str]) -> list[str]:
    """Return who "he" or "she" can be: the answer to a "who", else a full name of the question."""
    if re.match(r"who\b", previous, re.IGNORECASE):
        first = next((draft.text for draft in split_claims(said)), "")
        found = [first[start:end] for start, end in _names(first)]
        several = any(" and " in name for name in found)
        return [] if several else [n for n in dict.fromkeys(found) if n not in previous]
    return [name for name in names if len(name.split()) > 1 and not _FIRM.search(name)]


def _names(text: str) -> list[tuple[int, int]]:
    """Return the spans of names, without a question word that only begins the sentence."""
    spans: list[tuple[int, int]] = []
    for match in _NAME.finditer(text):
        start, end = match.span()
        first = re.match(rf"(?:{_WH}|{_AUXILIARY}|the|in|for|tell|list|name)\b\s*", match[0], re.I)
        if start == 0 and first:
            start += first.end()
        found = re.sub(r"['’]s$", "", text[start:end])
        if found.strip() and not _PERIOD.fullmatch(found) and not found[0].isdigit():
            spans.append((start, start + len(found)))
    return spans


def _phrases(text: str) -> list[str]:
    """Return the things named by an article and at most three words, each once."""
    words = [match[1].split() for match in _PHRASE.finditer(fold(text).rstrip("?!. "))]
    return list(dict.fromkeys("the " + " ".join(w) for w in words if len(w) <= _MOST_PHRASE_WORDS))
