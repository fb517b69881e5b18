"""The guard of modality: a plan stays a plan, a possibility a possibility, a duty a duty.

A claim may be weaker than its source, never stronger.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from rag.answering.guards.conditions import condition_dropped
from rag.answering.guards.denials import ADVERBS, BE
from rag.answering.guards.lexicon import is_past
from rag.answering.guards.negators import NEGATOR
from rag.answering.guards.scope import Reach, reaches, same_place, segment
from rag.answering.guards.sentence import Sentence, Word, closest_sentence
from rag.types import Check

__all__ = ["DUTIES", "check_modality", "denied_before", "reached", "reserve_cues"]

_CUES: dict[str, str] = {
    "possible": r"may(?! \d)|might|could|can(?! not)|possibly|perhaps|maybe|potential(?:ly)?|"
        r"possible|likely|unlikely|probabl[ey]|appears? to|appeared to|seems? to|seemed to|"
        r"tends? to|risks?|is able to|are able to|capable of|sometimes",
    "future": r"will|would|going to|about to|is to|are to|was to|were to|bound to",
    "advised": r"should|ought to|encouraged to|recommend(?:s|ed)?|supposed to",
    "planned": r"plan(?:s|ned|ning)?|expect(?:s|ed|ing)?|intend(?:s|ed|ing)?|"
        r"intention|aim(?:s|ed|ing)?|hope[sd]?|hoping|seek(?:s|ing)?|sought|"
        r"target(?:s|ed|ing)(?! of\b)|"
        r"propos(?:e|es|ed|al|als|ing)|consider(?:s|ed|ing)?|scheduled|slated|"
        r"(?:is|are|was|were|be) due to(?= (?:be|open|start|begin|close|end|finish|take|"
        r"appear|go|come|arrive|expire|launch|return|play|run|make|leave|become)\b)|"
        r"set to|forecasts?|projected|anticipat(?:e|es|ed|ing)|"
        r"tr(?:y|ies|ied|ying) to|attempt(?:s|ed|ing)?(?: to)?|want(?:s|ed)? to|wish(?:es|ed)? to|"
        r"promis(?:e|es|ed|ing)|pledg(?:e|es|ed|ing)|prepar(?:e|es|ed|ing) to|"
        r"offer(?:s|ed|ing)? to|agree(?:s|d)? to|ask(?:s|ed)? to|vow(?:s|ed)?(?: to)?|"
        r"threaten(?:s|ed)? to|explor(?:e|es|ing)|goal of|eager to|keen to|means? to|meant to|"
        r"looking to|would like to|envisag(?:es?|ed|ing)|aspir(?:es?|ed|ing) to|ambition",
    "hearsay": r"reportedly|allegedly|alleged|purported(?:ly)?|supposed(?:ly)?|apparently|"
        r"rumou?red|presumably|presumed|suspected|so-called|believed|thought|"
        r"(?:is|are|was|were|been) (?:said|claimed|reported|considered|assumed|estimated|"
        r"understood) to|it (?:is|was|has|can|could|may)(?: \w+)?(?: been| be)?(?: \w+ly)? "
        r"(?:argued|claimed|"
        r"suggested|said|believed|thought|reported|estimated|assumed|alleged|rumou?red|speculated|"
        r"possible|likely|conceivable)|suggest(?:s|ed|ing)?|"
        r"estimat(?:e|es|ed)(?! \$?\d)|claims?(?= (?:that|to(?! the)|it|they|he|she)\b)|claimed",
    "permitted": r"may(?! \d)|can(?! not)|(?:is|are|was|were|be|not) (?:allowed|permitted)(?! to)|"
        r"allowed to|permitted to|entitled to|option(?:al|ally|s)?|"
        r"the right to|free to|at its discretion|at their discretion|eligible to|elects? to",
    "stipulated": r"shall",
    "required": r"must|required(?= (?:by|in|on|at|for|to)\b)|"
        r"prohibit(?:s|ed)?|forbid(?:s|den)|barr?(?:s|ed)|requires?|"
        r"obliged to|obligated to|obligation|has to|"
        r"have to|had to|mandatory|compulsory|needs? to|bound to|duty to|needed to|"
        r"due(?= (?:by|within|no later|upon|on demand)\b)",
}  # fmt: skip
_PATTERNS = {kind: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for kind, words in _CUES.items()}

# What the claim may say instead, for each kind of the source.
_KEPT: dict[str, frozenset[str]] = {
    "possible": frozenset({"possible", "permitted", "hearsay"}),
    "future": frozenset({"future", "planned", "possible", "permitted", "advised"}),
    "advised": frozenset({"advised", "possible", "permitted"}),
    "planned": frozenset({"planned", "possible", "permitted"}),
    "hearsay": frozenset({"hearsay", "possible"}),
    "permitted": frozenset({"permitted", "possible"}),
    "stipulated": frozenset({"stipulated", "required", "future"}),
    "required": frozenset({"required", "stipulated"}),
}
DUTIES = ("required", "stipulated")
"""Kinds of reserve that say what has to be done."""
_REACH = {
    "possible": 2,
    "future": 2,
    "advised": 2,
    "planned": 2,
    "hearsay": 3,
    "permitted": 2,
    "stipulated": 2,
    "required": 2,
}
_SAID = {
    "possible": "as a possibility",
    "future": "for the future",
    "advised": "as advice",
    "planned": "as a plan",
    "hearsay": "as what others say",
    "permitted": "as something allowed",
    "stipulated": "as a duty",
    "required": "as a duty",
}
_TERMS = re.compile(
    r"\b(?:provided that|on condition|only (?:for|if|where|when|to)|subject to)\b",
    re.IGNORECASE,
)
_IMPERATIVE = re.compile(
    r"(?:Never|Do not|Always|Please|Ensure|Make sure|Store|Keep|Use|Check|Avoid|Wash|Remove|Take|"
    r"Call|Press|Turn|Place|Wear|Read|Apply|Allow|Open|Close|Insert|Replace|Clean|Contact|Set|Put|"
    r"Tighten|Isolate|Fit|Run|Start|Stop|Give|Hold|Add|Wait|Switch|Install|Connect|Disconnect|Select|Click|Enter|Handle|Dispose|Rinse)\b"
)
_ORDER = re.compile(r"(?:[,;]|\band)\s(?:never|do not|always)\b")
_LIMITED = re.compile(r"\b(?:no|not|only|at most|up to)\b", re.IGNORECASE)
_SAYING = re.compile(
    r"\b(?:according to|says?|said|tells?|told|argue[sd]?|report(?:s|ed))\b", re.IGNORECASE
)
_SUPPOSING = frozenset({"if", "unless", "when", "whether", "where"})
_DETERMINERS = frozenset(
    "a an the any each every no its his their our your my".split()  # noqa: SIM905 - a list of words
)


def check_modality(claim: Sentence, evidence: Sequence[Sentence]) -> Check | None:
    """Compare hedges, plans, duties, permissions and conditions.

    Args:
        claim: The claim.
        evidence: The sentences of the quotes, at least one.

    Returns:
        The check, named `plans` where a plan is told as a fact, or None if neither has a word of
        reserve.
    """
    source = closest_sentence(claim, evidence)
    own = reserve_cues(claim)
    given = reserve_cues(source)
    for kind in given:
        objection = _stronger(kind, claim, own, source, given)
        if objection:
            return _check(objection, name="plans" if kind == "planned" else "modality")
    duty = _new_duty(claim, own, given, evidence)
    if duty:
        return _check(duty)
    plan = _made_a_plan(claim, own, evidence)
    if plan:
        return _check(plan)
    condition = condition_dropped(claim, source)
    if condition:
        return _check(condition)
    if not given:
        return None
    return Check(name="modality", passed=True, detail="It is said with the source's reserve.")


def _check(detail: str, *, name: str = "modality") -> Check:
    return Check(name=name, passed=False, detail=detail)


@lru_cache(maxsize=1024)
def reserve_cues(sentence: Sentence) -> dict[str, list[Reach]]:
    """Return the words of reserve of a sentence by kind ("permitted", "required", ...)."""
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


def denied_before(sentence: Sentence, reach: Reach) -> bool:
    """Return whether a negator stands before a cue in its clause: "no member is obliged to"."""
    start = sentence.words[segment(sentence, reach.start)[0]].start
    return bool(NEGATOR.search(sentence.text[start : sentence.words[reach.start].start]))


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
    for reach in given[kind]:
        if kind in DUTIES and denied_before(source, reach):
            continue
        denied = _forbids(source, reach)
        kept = _KEPT[kind] | (set(DUTIES) if denied else set[str]())
        kept |= {"permitted", "possible"} if denied and _LIMITED.search(claim.text) else set[str]()
        cues = [cue for name in kept for cue in own.get(name, [])]
        shared = _shared(claim, source, reach)
        if not shared or _keeps(claim, shared, cues, own.get(kind, [])):
            continue
        if kind == "permitted" and _no_duty(claim, own, shared):
            continue
        if kind == "future" and denied and any(_refuses(claim, index) for index in shared):
            continue
        others = [cue.cue.lower() for cues_ in given.values() for cue in cues_ if cue is not reach]
        if any(cue.cue.lower() not in others for cue in cues):
            continue
        word = claim.words[shared[0]].text
        return f"The source says “{reach.cue}” of “{word}”, {_SAID[kind]}; the sentence does not."
    return ""


def _no_duty(claim: Sentence, own: dict[str, list[Reach]], shared: Sequence[int]) -> bool:
    """Return whether the claim only says that something need not be done."""
    duties = [cue for name in DUTIES for cue in own.get(name, []) if denied_before(claim, cue)]
    return any(index in cue.words for cue in duties for index in shared)


def _forbids(source: Sentence, reach: Reach) -> bool:
    """Return whether a cue is one of "must not", "may not", "prohibits"."""
    text = source.text[source.words[reach.start].start :]
    return text.startswith(f"{reach.cue} not") or reach.cue.lower().startswith(
        ("prohibit", "forbid", "bar")
    )


def _shared(claim: Sentence, source: Sentence, reach: Reach) -> list[int]:
    """Return where the claim states what the cue reaches in the source."""
    found = [
        index
        for place in reached(source, reach)
        for index in same_place(source, place, claim, source.words[place].stem)[:1]
        if place in same_place(claim, index, source, source.words[place].stem)
        and not (_noun(claim, index) and not _noun(source, place))
    ]
    return [index for index in found if not _supposed(claim, index)]


def _keeps(
    claim: Sentence, shared: Sequence[int], cues: Sequence[Reach], same: Sequence[Reach]
) -> bool:
    """Return whether a cue of the claim reaches the words, or one of the same kind is beside."""
    if any(index in cue.words or _verb_of(claim, cue, index) for cue in cues for index in shared):
        return True
    return any(cue.start in segment(claim, index) for cue in same for index in shared)


def reached(source: Sentence, reach: Reach) -> list[int]:
    """Return the reached words that carry the statement; behind a passive, those before it."""
    words = [place for place in reach.words if not source.words[place].numeral]
    words = [place for place in words if not source.words[place].capital] or words
    plain = [place for place in words if not _is_adverb(source.words[place])]
    words = plain or words
    if reach.words:
        return words[:1]
    if reach.start and source.words[reach.start - 1].lower not in BE:
        return []
    return [i for i in range(reach.start) if source.words[i].content][-2:]


def _is_adverb(word: Word) -> bool:
    return word.lower.endswith("ly") or word.lower in ADVERBS


def _supposed(claim: Sentence, index: int) -> bool:
    """Return whether a word stands in a clause that states nothing: "if you do not register"."""
    return claim.words[segment(claim, index)[0]].lower in _SUPPOSING


def _refuses(claim: Sentence, index: int) -> bool:
    """Return whether a negator stands in the word's clause."""
    places = segment(claim, index)
    start, end = claim.words[places[0]].start, claim.words[places[-1]].end
    return bool(NEGATOR.search(claim.text[start:end]))


def _noun(claim: Sentence, index: int) -> bool:
    """Return whether a word that may be a verb is a noun here: "a rent increase in May"."""
    if index == 0 or claim.words[index].lower.endswith(("ed", "ing")):
        return False
    before = claim.words[index - 1]
    if before.lower in _DETERMINERS:
        return True
    after = claim.words[index + 1] if index + 1 < len(claim.words) else None
    close = claim.text[before.end : claim.words[index].start] == " "
    alone = after is None or (not after.content and after.lower not in _DETERMINERS)
    modifies = before.content and not before.capital and not before.lower.endswith(("s", "ly"))
    return close and alone and modifies and not claim.words[index].lower.endswith("s")


def _verb_of(claim: Sentence, cue: Reach, index: int) -> bool:
    return 0 <= index - cue.start <= 3


def _made_a_plan(claim: Sentence, own: dict[str, list[Reach]], evidence: Sequence[Sentence]) -> str:
    """Return an objection if the claim only plans what the source says was done."""
    if any("planned" in reserve_cues(sentence) for sentence in evidence):
        return ""
    done = {w.stem for sentence in evidence for w in sentence.words if is_past(w.lower)}
    for reach in own.get("planned", ()):
        verb = claim.words[reach.words[0]] if reach.words else None
        lead = claim.text[: verb.start].rstrip() if verb else ""
        if verb and verb.stem in done and lead.endswith("to"):
            return f"The sentence says “{reach.cue}” of “{verb.text}”; the source says it was done."
    return ""


def _new_duty(
    claim: Sentence,
    own: dict[str, list[Reach]],
    given: dict[str, list[Reach]],
    evidence: Sequence[Sentence],
) -> str:
    """Return an objection if the claim makes a duty of what no sentence of the source demands."""
    if "required" not in own or set(DUTIES) & given.keys():
        return ""
    if any(_IMPERATIVE.match(s.text) or _ORDER.search(s.text) for s in evidence):
        return ""
    if any(
        set(DUTIES) & reserve_cues(sentence).keys() or _TERMS.search(sentence.text)
        for sentence in evidence
    ):
        return ""
    stems = frozenset[str]().union(*(sentence.stems for sentence in evidence))
    for reach in own["required"]:
        refused = claim.text[claim.words[reach.start].start :].startswith(f"{reach.cue} not")
        if refused or denied_before(claim, reach):
            continue
        if any(claim.words[index].stem in stems for index in reached(claim, reach)):
            return f"The sentence says “{reach.cue}”; the source does not demand it."
    return ""
