"""Conditions: what a source says only "if", "unless" or "subject to" something."""

from __future__ import annotations

import re
from itertools import pairwise

from rag.answering.guards.lexicon import is_past
from rag.answering.guards.sentence import Sentence, read
from rag.words import containment

__all__ = ["CONDITION", "condition_dropped"]

CONDITION = re.compile(
    r"\b(?:(?<!even )(?<!as )if(?! not impossible)|unless|subject to|provided that|"
    r"provided,? however|on condition|"
    r"conditional (?:up)?on|contingent (?:up)?on|as long as|so long as|"
    r"in the event|in case of|depending on|assuming|pending|otherwise|except)\b",
    re.IGNORECASE,
)
_WHETHER = re.compile(
    r"\b(?:ask(?:ed|s|ing)?|know|knew|wonder(?:ed|s|ing)?|see|sure|determine[sd]?|decide[sd]?|"
    r"unclear|question)\b[^,;]{0,15}$",
    re.IGNORECASE,
)
_CONDITIONAL = re.compile(
    r"\b(?:when|whether|conditions?|apart from|other than|exceptions?|save (?:for|that)|only|"
    r"(?:every|any|all) (?:\w+ )?but|where)\b",
    re.IGNORECASE,
)
_PARTS = re.compile(
    r";|,\s(?:and|but|so|while|whereas|although|though|of which|which|who|yet)\b|"
    r"\sand\s(?=(?:may|shall|will|must|can|could|should|would|is|are|was|were|has|had)\b)",
    re.IGNORECASE,
)
_VERBS = frozenset(
    """may shall will must can could should would is are was were has had have do does did
    says""".split()  # noqa: SIM905 - a list of words
)
_NOT = re.compile(r"\b(?:not|no|never)\b", re.IGNORECASE)
_NEXT = 3
_OPENING = 10
_LEAST_SHARED = 0.5
_PROVISO = 0.5
_LEAST_STATED = 0.55
_LEAST_KEPT = 0.75


def condition_dropped(claim: Sentence, source: Sentence) -> str:
    """Return an objection if the source ties the claim to a condition that the claim leaves out.

    Args:
        claim: The claim.
        source: The sentence of the quotes that it is nearest to.

    Returns:
        The objection in words, or "".
    """
    turned = _turned(claim, source)
    if turned:
        return turned
    if CONDITION.search(claim.text) or _CONDITIONAL.search(claim.text):
        return ""
    for match in CONDITION.finditer(source.text):
        if _WHETHER.search(source.text[: match.start()]):
            continue
        if match.group().lower().startswith(("provided", "except")) and _is_proviso(
            source, match, claim
        ):
            continue
        if _kept(source, match, claim) or not _governs(source, match, claim):
            continue
        if containment(claim.stems, source.stems) >= _LEAST_SHARED:
            return (
                f"The source says it under a condition (“{match.group()}”); the sentence does not."
            )
    return ""


def _turned(claim: Sentence, source: Sentence) -> str:
    """Return an objection to "if it is locked" where the source says "unless it is locked"."""
    mine, theirs = _tied(claim), _tied(source)
    for said, other in (("if", "unless"), ("unless", "if")):
        shared = mine[said] & theirs[other]
        if shared and not shared & theirs[said]:
            return f"The sentence says “{said}” where the source says the reverse."
    return ""


def _tied(sentence: Sentence) -> dict[str, set[str]]:
    """Return the stems next after "if" and after "unless", which is "if not"."""
    found: dict[str, set[str]] = {"if": set(), "unless": set()}
    for index, word in enumerate(sentence.words):
        if word.lower not in {"if", "unless"}:
            continue
        clause = [w for w in sentence.words[index + 1 :] if w.clause == word.clause]
        text = sentence.text[word.end : clause[-1].end] if clause else ""
        turned = _NOT.search(text) is not None
        kind = "if" if (word.lower == "if") != turned else "unless"
        found[kind].update([w.stem for w in clause if w.content][:_NEXT])
    return found


def _kept(source: Sentence, condition: re.Match[str], claim: Sentence) -> bool:
    """Return whether the claim has the condition in words of its own."""
    rest = source.text[condition.end() :]
    stems = read(rest.partition(",")[0]).stems
    return bool(stems) and containment(stems, claim.stems) >= _LEAST_KEPT


def _is_proviso(source: Sentence, condition: re.Match[str], claim: Sentence) -> bool:
    """Return whether the claim is what is provided: "provided that each part is at least €5"."""
    return containment(claim.stems, read(source.text[condition.end() :]).stems) >= _PROVISO


def _governs(source: Sentence, condition: re.Match[str], claim: Sentence) -> bool:
    """Return whether the claim states what the source says under a condition.

    A condition holds for the part between ";", ", and", ", but" and the like in which it stands.
    """
    cuts = [0, *(match.start() for match in _PARTS.finditer(source.text)), len(source.text)]
    start, end = next(cut for cut in pairwise(cuts) if cut[0] <= condition.start() < cut[1])
    comma = source.text.find(",", condition.end(), end)
    after = comma if comma >= 0 else end
    governed = {
        word.stem
        for word in source.words
        if word.content and (start <= word.start < condition.start() or after <= word.start < end)
    } - _subject(source)
    return not governed or containment(governed, claim.stems) >= _LEAST_STATED


def _subject(source: Sentence) -> frozenset[str]:
    """Return the stems of the words before the first verb that can be told, names among them."""
    for index, word in enumerate(source.words[:_OPENING]):
        if word.lower in _VERBS or is_past(word.lower):
            return frozenset(word.stem for word in source.words[:index])
    return frozenset()
