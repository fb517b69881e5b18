"""The guard of obligation: what must be done is not left to choice, what may be done is no duty."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answering.guards.modality import DUTIES, denied_before, reached, reserve_cues
from rag.answering.guards.scope import segment
from rag.answering.guards.sentence import Sentence, closest_sentence, read
from rag.types import Check

__all__ = ["check_obligation"]

_OPTIONAL = re.compile(
    r"\b(?:may choose|chooses? whether|whether or not|not (?:obliged|required|bound|compelled|"
    r"mandatory|compulsory|obligatory)|need not|at (?:[\w']+ ){1,3}discretion|optional|"
    r"voluntary|if (?:it|he|she|they) (?:wish(?:es)?|chooses?|likes?|prefers?)|no obligation)\b",
    re.IGNORECASE,
)
_EITHER = re.compile(r"\beither\s(?P<one>[^,;.]{2,60}?)\sor\b", re.IGNORECASE)
_OPEN = re.compile(r"\b(?:either|or|may|might|could|whether|possibly)\b", re.IGNORECASE)


def check_obligation(claim: Sentence, evidence: Sequence[Sentence]) -> Check | None:
    """Object where the claim makes a choice of a duty, or a duty of a choice.

    Args:
        claim: The claim.
        evidence: The sentences of the quotes, at least one.

    Returns:
        A check that failed, or None.
    """
    source = closest_sentence(claim, evidence)
    detail = (
        _left_to_choice(claim, source)
        or _made_a_duty(claim, source, evidence)
        or _one_of_two(claim, source)
    )
    return Check(name="obligation", passed=False, detail=detail) if detail else None


def _left_to_choice(claim: Sentence, source: Sentence) -> str:
    choice = _OPTIONAL.search(claim.text)
    if choice is None or _OPTIONAL.search(source.text):
        return ""
    given = reserve_cues(source)
    for reach in (cue for kind in DUTIES for cue in given.get(kind, ())):
        if denied_before(source, reach):
            continue
        if any(source.words[place].stem in claim.stems for place in reached(source, reach)):
            return f"The source says “{reach.cue}”; the sentence says “{choice.group()}”."
    return ""


def _one_of_two(claim: Sentence, source: Sentence) -> str:
    """Return an objection if the claim takes one side of the source's "either A or B"."""
    match = _EITHER.search(source.text)
    if match is None or _OPEN.search(claim.text):
        return ""
    one = read(match["one"])
    other = read(source.text[match.end() :]).words[: len(one.words)]
    first, second = one.stems, {word.stem for word in other if word.content}
    if (first - second) & claim.stems and not (second - first) & claim.stems:
        return f"The source says “either {match['one'].strip()} or …”; the sentence takes one."
    return ""


def _made_a_duty(claim: Sentence, source: Sentence, evidence: Sequence[Sentence]) -> str:
    """Return an objection if the very verb that the source allows is demanded or foretold."""
    allowed = _verbs(source, ("permitted", "possible"))
    said = (*DUTIES, "future")
    demanded = frozenset[str]().union(*(_verbs(sentence, said) for sentence in evidence))
    own = reserve_cues(claim)
    for reach in (*own.get("required", ()), *own.get("future", ())):
        verb = claim.words[reach.words[0]] if reach.words else None
        refused = claim.text[claim.words[reach.start].end :].startswith(" not")
        refused = refused or denied_before(claim, reach)
        if not verb or refused or verb.stem not in allowed - demanded:
            continue
        ours = _beside(claim, verb.stem) - {word.lower for word in read(reach.cue).words}
        if not ours or ours & _beside(source, verb.stem):
            return f"The sentence says “{reach.cue} {verb.text}”; the source only allows it."
    return ""


def _beside(sentence: Sentence, verb: str) -> frozenset[str]:
    """Return the stems of the words that stand in a clause with a verb."""
    places = [place for place, word in enumerate(sentence.words) if word.stem == verb]
    return frozenset(
        sentence.words[i].stem
        for place in places
        for i in segment(sentence, place)
        if sentence.words[i].content
    ) - {verb}


def _verbs(sentence: Sentence, kinds: Sequence[str]) -> frozenset[str]:
    """Return the stems of the verbs that each cue reaches: both of "may copy and modify"."""
    cues = [cue for kind in kinds for cue in reserve_cues(sentence).get(kind, ())]
    found = {sentence.words[cue.words[0]].stem for cue in cues if cue.words}
    for cue in (cue for cue in cues if cue.words):
        after = sentence.words[cue.words[0] + 1 : cue.words[0] + 3]
        if len(after) > 1 and after[0].lower in {"and", "or"}:
            found.add(after[1].stem)
    return frozenset(found)
