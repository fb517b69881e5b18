"""Whom a sentence speaks of that begins with a stand-in: "It", "Their", "The company".

The sentence before it says so, if its subject is one name. Where nothing is known of what the text
is about, it may be whom the claim speaks of.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.answering.guards.alignment import align
from rag.answering.guards.names import name_runs
from rag.answering.guards.sentence import Sentence, Word, closest_sentence, read
from rag.types import Check
from rag.words import containment

__all__ = ["check_subject", "resolved"]

_THINGS = frozenset({"it", "its", "they", "their"})
_PERSONS = frozenset({"he", "his", "she", "her"})
_POSSESSIVE = frozenset({"its", "their", "his", "her"})
_SAYS = frozenset(
    """said says say told tells added adds noted notes wrote writes argued argues believes believed
    thinks thought asked announced announces predicted warned""".split()  # noqa: SIM905 - a list of words
)
_JOINS = frozenset({"and", "or", "with"})
_IMPERSONAL = frozenset({"that", "whether", "if", "when"})
_OPENING = 8
_LEAST_REST = 3
_REST = 0.85
_AFTER = 2
_STAND_INS = _THINGS | _PERSONS | {"we", "you", "i", "those", "who"}


def resolved(
    claim: Sentence, quotes: Sequence[Sequence[Sentence]], before: Sentence | None, *, bare: bool
) -> list[Sentence]:
    """Return the sentences, names in place of the stand-ins that they begin with.

    A claim that does not begin with a name leaves them as they are.

    Args:
        claim: The claim.
        quotes: The sentences of each quote.
        before: What stands before the first sentence of every quote, if known.
        bare: Whether nothing is known of what the quotes are about.
    """
    lead = _lead(claim)
    if lead is None:
        return [sentence for quote in quotes for sentence in quote]
    found: list[Sentence] = []
    for quote in quotes:
        last = before
        for place, sentence in enumerate(quote):
            guess = lead if bare and not place else None
            last = _named(sentence, last, guess)
            found.append(last)
    return found


def check_subject(claim: Sentence, evidence: Sequence[Sentence]) -> Check | None:
    """Object if the claim says of one name what its source says of another.

    Both must begin with their names, and the rest of the claim must be the source's words.

    Args:
        claim: The claim.
        evidence: The sentences of the quotes, stand-ins resolved, at least one.

    Returns:
        A check that failed, or None.
    """
    source = closest_sentence(claim, evidence)
    other = _other_noun(claim, source, evidence)
    if other:
        return Check(name="subject", passed=False, detail=other)
    ours, theirs = _first_run(claim), _first_run(source)
    if not ours or not theirs or ours[-1].possessive or _same(ours, theirs):
        return None
    after = claim.at(ours[-1].end)
    opening = (*ours, *(word for word in claim.words[after : after + _AFTER] if word.capital))
    if any(word.lower in source.lowers for word in opening):
        return None
    rest = claim.stems - {word.stem for word in ours}
    if len(rest) < _LEAST_REST or containment(rest, source.stems) < _REST:
        return None
    one, two = (" ".join(word.text for word in run) for run in (ours, theirs))
    detail = f"The sentence says it of {one}; the source says it of {two}."
    return Check(name="subject", passed=False, detail=detail)


def _other_noun(claim: Sentence, source: Sentence, evidence: Sequence[Sentence]) -> str:
    """Return an objection to "Parents voted" where the source has the rest and no such word."""
    if not claim.words or _STAND_INS & source.lowers:
        return ""
    first = claim.words[0]
    known = any(first.stem in sentence.stems for sentence in evidence)
    noun = first.content and first.lower.endswith("s") and not first.lower.endswith(("ss", "us"))
    rest = {word.stem for word in claim.words[1:] if word.content}
    steps = align(source, claim)
    copied = sum(i2 - i1 for tag, i1, i2, _, _ in steps if tag == "equal")
    whole = len(rest) > _LEAST_REST and rest <= source.stems and copied >= len(claim.words) - 1
    if known or not noun or not whole:
        return ""
    return f"The sentence says it of {first.text}; the source does not speak of them."


def _same(ours: Sequence[Word], theirs: Sequence[Word]) -> bool:
    """Return whether one is an acronym of the other."""
    short, long = sorted((ours, theirs), key=len)
    initials = "".join(word.text[0] for word in long)
    return len(short) == 1 and len(long) > 1 and short[0].text.upper() == initials.upper()


def _named(sentence: Sentence, before: Sentence | None, guess: str | None) -> Sentence:
    """Return the sentence with a name in place of its stand-in, if one is known."""
    if len(sentence.words) < 3 or _impersonal(sentence):
        return sentence
    first, second = sentence.words[:2]
    if first.lower in _THINGS | _PERSONS:
        name = guess or (_subject(before, first.lower) if before else None)
        end, possessive = first.end, first.lower in _POSSESSIVE
    elif guess and first.lower == "the" and second.content and second.text.islower():
        name, end, possessive = guess, second.end, second.possessive
    else:
        return sentence
    if name is None:
        return sentence
    owner = f"{name}'s" if possessive else name
    return read(owner + sentence.text[end:])


def _impersonal(sentence: Sentence) -> bool:
    """Return whether its "it" may stand for no thing: "It has been argued that ..."."""
    opening = sentence.words[:_OPENING]
    return opening[0].lower == "it" and any(word.lower in _IMPERSONAL for word in opening)


def _lead(sentence: Sentence) -> str | None:
    """Return the name a sentence begins with."""
    run = _first_run(sentence)
    return sentence.text[run[0].start : run[-1].end].removesuffix("'s").rstrip() if run else None


def _first_run(sentence: Sentence) -> tuple[Word, ...]:
    runs = name_runs(sentence)
    if not runs or sentence.at(runs[0][0].start) > 1:
        return ()
    opening = sentence.words[: sentence.at(runs[0][0].start)]
    return runs[0] if all(word.lower in {"the", "a", "an"} for word in opening) else ()


def _subject(sentence: Sentence, stand_in: str) -> str | None:
    """Return the one name a sentence has as its subject, if the stand-in can mean it."""
    run = _first_run(sentence)
    if not run or run[-1].possessive:
        return None
    rest = sentence.words[sentence.at(run[-1].end) :]
    comma = sentence.text[run[-1].end : run[-1].end + 1] == ","
    if not rest or comma or rest[0].lower in _JOINS or rest[0].capital:
        return None
    if stand_in in _THINGS:
        speaks = any(word.lower in _SAYS for word in rest[:2])
        return None if speaks else _lead(sentence)
    return _lead(sentence) if len(run) > 1 and not any(w.text.isupper() for w in run) else None
