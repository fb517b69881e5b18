"""The guard of modality: a plan stays a plan, a possibility a possibility, a duty a duty.

A claim may be weaker than its source, never stronger.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from rag.answering.guards.scope import Reach, reaches, same_place
from rag.answering.guards.sentence import Sentence, closest_sentence
from rag.types import Check
from rag.words import containment

__all__ = ["check_modality"]

_CUES: dict[str, str] = {
    "possible": r"may(?! \d)|might|could|can(?! not)|possibly|perhaps|maybe|potential(?:ly)?|"
        r"possible|likely|unlikely|probabl[ey]|appears? to|appeared to|seems? to|seemed to|"
        r"tends? to|risks?|is able to|are able to|capable of|sometimes",
    "future": r"will|would|shall|going to|about to|is to|are to|was to|were to|bound to",
    "advised": r"should|ought to|encouraged to|recommend(?:s|ed)?|supposed to",
    "planned": r"plan(?:s|ned|ning)?|expect(?:s|ed|ing)?|intend(?:s|ed|ing)?|"
        r"intention|aim(?:s|ed|ing)?|hope[sd]?|hoping|seek(?:s|ing)?|sought|target(?:s|ed|ing)?|"
        r"propos(?:e|es|ed|al|als|ing)|consider(?:s|ed|ing)?|scheduled|slated|"
        r"(?:is|are|was|were|be) due to(?= (?:be|open|start|begin|close|end|finish|take|"
        r"appear|go|come|arrive|expire|launch|return|play|run|make|leave|become)\b)|"
        r"set to|forecasts?|projected|anticipat(?:e|es|ed|ing)|"
        r"tr(?:y|ies|ied|ying) to|attempt(?:s|ed|ing)?(?: to)?|want(?:s|ed)? to|wish(?:es|ed)? to|"
        r"promis(?:e|es|ed|ing)|pledg(?:e|es|ed|ing)|prepar(?:e|es|ed|ing) to|"
        r"offer(?:s|ed|ing)? to|agree(?:s|d)? to|ask(?:s|ed)? to|vow(?:s|ed)?(?: to)?|"
        r"threaten(?:s|ed)? to|explor(?:e|es|ing)|goal of|eager to",
    "hearsay": r"reportedly|allegedly|alleged|purported(?:ly)?|supposed(?:ly)?|apparently|"
        r"rumou?red|presumably|presumed|suspected|so-called|believed|thought|"
        r"(?:is|are|was|were|been) (?:said|claimed|reported|considered|assumed|estimated|"
        r"understood) to|it (?:is|was|has|can|could|may)(?: \w+)?(?: been| be)?(?: \w+ly)? "
        r"(?:argued|claimed|"
        r"suggested|said|believed|thought|reported|estimated|assumed|alleged|rumou?red|speculated|"
        r"possible|likely|conceivable)|according to|suggest(?:s|ed|ing)?|"
        r"estimat(?:e|es|ed)(?! \$?\d)|claims?(?! to the)|claimed",
    "permitted": r"may(?! \d)|can(?! not)|allowed to|permitted to|entitled to|option(?:al|ally|s)?|"
        r"the right to|free to|at its discretion|at their discretion|eligible to|elects? to",
    "required": r"must|shall|required to|requires?|obliged to|obligated to|obligation|has to|"
        r"have to|had to|mandatory|compulsory|needs? to|bound to|duty to|needed to|"
        r"due(?= (?:by|within|no later|upon|on demand)\b)",
}  # fmt: skip
_PATTERNS = {kind: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for kind, words in _CUES.items()}
_MAY_MONTH = re.compile(r"\bMay\b(?! \w+)")

# What the claim may say instead, for each kind of the source.
_KEPT: dict[str, frozenset[str]] = {
    "possible": frozenset({"possible", "permitted", "hearsay"}),
    "future": frozenset({"future", "planned", "possible", "permitted", "advised"}),
    "advised": frozenset({"advised", "possible", "permitted"}),
    "planned": frozenset({"planned", "possible", "permitted"}),
    "hearsay": frozenset({"hearsay", "possible"}),
    "permitted": frozenset({"permitted", "possible"}),
    "required": frozenset({"required"}),
}
_REACH = {
    "possible": 2,
    "future": 2,
    "advised": 2,
    "planned": 2,
    "hearsay": 3,
    "permitted": 2,
    "required": 2,
}
_SAID = {
    "possible": "as a possibility",
    "future": "for the future",
    "advised": "as advice",
    "planned": "as a plan",
    "hearsay": "as what others say",
    "permitted": "as something allowed",
    "required": "as a duty",
}
_CONDITION = re.compile(
    r"\b(?:(?<!even )(?<!as )if(?! not impossible)|unless|subject to|provided that|"
    r"provided,? however|on condition|"
    r"conditional (?:up)?on|contingent (?:up)?on|as long as|so long as|"
    r"in the event|in case of|depending on|assuming|pending|otherwise|except)\b",
    re.IGNORECASE,
)
_SAYING = re.compile(r"\b(?:says?|said|tells?|told|argue[sd]?|report(?:s|ed))\b", re.IGNORECASE)
_WHETHER = re.compile(
    r"\b(?:ask(?:ed|s|ing)?|know|knew|wonder(?:ed|s|ing)?|see|sure|determine[sd]?|decide[sd]?|"
    r"unclear|question)\b[^,;]{0,15}$",
    re.IGNORECASE,
)
_CONDITION_SHARE = 0.5
_BE = frozenset({"is", "are", "was", "were", "be", "been", "being"})


def check_modality(claim: Sentence, evidence: Sequence[Sentence]) -> Check | None:
    """Compare hedges, plans, duties, permissions and conditions.

    Args:
        claim: The claim.
        evidence: The sentences of the quotes, at least one.

    Returns:
        The check, or None if neither has a word of reserve.
    """
    source = closest_sentence(claim, evidence)
    own = _kinds(claim)
    given = _kinds(source)
    for kind in given:
        objection = _stronger(kind, claim, own, source, given)
        if objection:
            return _check(objection)
    duty = _new_duty(claim, own, given, evidence)
    if duty:
        return _check(duty)
    condition = _condition_dropped(claim, source)
    if condition:
        return _check(condition)
    if not given:
        return None
    return Check(name="modality", passed=True, detail="It is said with the source's reserve.")


def _check(detail: str) -> Check:
    return Check(name="modality", passed=False, detail=detail)


@lru_cache(maxsize=1024)
def _kinds(sentence: Sentence) -> dict[str, list[Reach]]:
    found: dict[str, list[Reach]] = {}
    for kind, pattern in _PATTERNS.items():
        cues = reaches(sentence, pattern, _REACH[kind])
        cues = [cue for cue in cues if not _month(cue.cue) and _named(sentence, cue)]
        if cues:
            found[kind] = cues
    return found


def _month(cue: str) -> bool:
    return cue == "May"


def _named(sentence: Sentence, cue: Reach) -> bool:
    """Return whether the cue is an ordinary word, not part of a name ("Will Smith")."""
    return cue.start == 0 or not sentence.words[cue.start].capital


def _stronger(
    kind: str,
    claim: Sentence,
    own: dict[str, list[Reach]],
    source: Sentence,
    given: dict[str, list[Reach]],
) -> str:
    """Return an objection if a word under this kind of reserve lost it in the claim."""
    if kind == "hearsay" and _SAYING.search(claim.text):
        return ""
    kept = _KEPT[kind]
    cues = [cue for name in kept for cue in own.get(name, [])]
    for reach in given[kind]:
        places = _reached(source, reach)
        shared = [
            index
            for place in places
            for index in same_place(source, place, claim, source.words[place].stem)[:1]
            if place in same_place(claim, index, source, source.words[place].stem)
        ]
        if not shared:
            continue
        if any(
            index in cue.words or _verb_of(claim, cue, index) for cue in cues for index in shared
        ):
            continue
        others = [cue.cue.lower() for cues_ in given.values() for cue in cues_ if cue is not reach]
        if any(cue.cue.lower() not in others for cue in cues):
            continue
        word = claim.words[shared[0]].text
        return f"The source says “{reach.cue}” of “{word}”, {_SAID[kind]}; the sentence does not."
    return ""


def _reached(source: Sentence, reach: Reach) -> list[int]:
    """Return the reached words that carry the statement; behind a passive, those before it."""
    words = [place for place in reach.words if not source.words[place].numeral]
    words = [place for place in words if not source.words[place].capital] or words
    if reach.words:
        return words
    if reach.start and source.words[reach.start - 1].lower not in _BE:
        return []
    return [i for i in range(reach.start) if source.words[i].content][-2:]


def _verb_of(claim: Sentence, cue: Reach, index: int) -> bool:
    return 0 <= index - cue.start <= 3


def _new_duty(
    claim: Sentence,
    own: dict[str, list[Reach]],
    given: dict[str, list[Reach]],
    evidence: Sequence[Sentence],
) -> str:
    """Return an objection if the claim makes a duty of what no sentence of the source demands."""
    if "required" not in own or "required" in given:
        return ""
    if any("required" in _kinds(sentence) for sentence in evidence):
        return ""
    stems = frozenset[str]().union(*(sentence.stems for sentence in evidence))
    for reach in own["required"]:
        if any(claim.words[index].stem in stems for index in reach.words):
            return f"The sentence says “{reach.cue}”; the source does not demand it."
    return ""


def _condition_dropped(claim: Sentence, source: Sentence) -> str:
    """Return an objection if the source ties the claim to a condition that the claim leaves out."""
    if _CONDITION.search(claim.text) or re.search(r"\b(?:when|whether|conditions?)\b", claim.text):
        return ""
    for match in _CONDITION.finditer(source.text):
        if _WHETHER.search(source.text[: match.start()]):
            continue
        if containment(claim.stems, source.stems) >= _CONDITION_SHARE:
            return (
                f"The source says it under a condition (“{match.group()}”); the sentence does not."
            )
    return ""
