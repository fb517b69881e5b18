"""Alterations of certainty: plan to fact, hearsay to fact, some to all, bounds turned round."""

from __future__ import annotations

import re
from random import Random

from benchmarks.altered.edit import Rule, raised, swap
from benchmarks.altered.sentences import Sentence

__all__ = ["MODALITY_RULES"]

_NUMBER = (
    r"(?=(?:[$€£]?\d|an? (?:hundred|thousand|million|third|quarter)|half|two|three|four"
    r"|five|six|ten))"
)
_SPEECH = (
    r"(?:says?|said|notes?|noted|suggests?|suggested|argued?|argues|claims?|claimed|believes?)"
)
_WHO = (
    r"(?:[A-Z][\w.’'-]*|[Aa]nalysts|[Ss]ome|[Ee]xperts|[Rr]esearchers|[Cc]ritics"
    r"|[Hh]e|[Ss]he|[Tt]hey)"
)
_SAYS = re.compile(rf"^{_WHO}(?: [\w.’'-]+){{0,4}} {_SPEECH} that (?P<rest>.+)$")
_ACCORDING = re.compile(r"^According to [^,]{3,60}, (?P<rest>.+)$")
_TAIL = re.compile(rf"^(?P<rest>[^“”\"]+), (?:according to [^,“”\"]+|{_WHO} {_SPEECH})\.$")


def _unattributed(pattern: re.Pattern[str], end: str = "") -> Rule:
    def rule(sentence: Sentence, _: Random) -> str | None:
        match = pattern.match(sentence.text)
        return raised(match.group("rest")) + end if match else None

    return rule


MODALITY_RULES: dict[str, Rule] = {
    "about": swap(rf"\b(?:about|approximately|around|roughly|some) {_NUMBER}", "exactly "),
    "according_to": _unattributed(_ACCORDING),
    "allowed": swap(r"\b(?:allowed|permitted|encouraged|free|eligible) to\b", "required to"),
    "almost": swap(rf"\b(?:almost|nearly) {_NUMBER}", "well over "),
    "associated": swap(
        r"\b(is|are|was|were|been) (?:associated|correlated) with\b", r"\1 caused by"
    ),
    "at_least": swap(rf"\bat least {_NUMBER}", "at most "),
    "attempted": swap(r"\b(?:attempted|tried|sought|hoped) to(?= [a-z])", "managed to"),
    "believed": swap(
        r"\b(is|are|was|were) (?:believed|thought|said|assumed|reported|rumoured|alleged) to be\b",
        r"\1",
    ),
    "believed_have": swap(
        r"\b(?:are|were) (?:believed|thought|said|assumed|reported|considered) to have\b", "have"
    ),
    "can": swap(
        r"(?<=[a-z] )can (?=be [a-z]+ed\b|[a-z]+ [a-z])", "must ", unless="not|cannot|so|only"
    ),
    "contributed": swap(r"\b(?:contributed|helped) to\b", "alone led to"),
    "could": swap(r"\bcould (?=be [a-z]|(?!not|have|only)[a-z]+ [a-z])", "will ", "is certain to "),
    "estimated": swap(r"\ban estimated (?=[$€£\d])", "exactly "),
    "expected": swap(r"\b(?:is|are) (?:expected|likely|scheduled|intended|set|due) to\b", "will"),
    "expected_past": swap(r"\b(was|were) (?:expected|likely) to\b", r"\1 certain to"),
    "generally": swap(
        r"\b(?:generally|usually|often|typically|sometimes|commonly|frequently|occasionally)\b",
        "always",
        unless="more often|not|most commonly",
    ),
    "hearsay": swap(
        r"\b(?:[Aa]llegedly|[Rr]eportedly|[Ss]upposedly|[Pp]ossibly)\b", "certainly", unless="not"
    ),
    "less_than": swap(rf"\b(?:less|fewer) than {_NUMBER}", "more than "),
    "likely": swap(r"\b(?:most likely|probably|perhaps)\b", "certainly"),
    "many": swap(
        r"^(?:Many|Most|Some|Several) (?=[a-z]+s\b)", "All ", unless=r"^\w+ (?:years|times)"
    ),
    "many_inside": swap(r"(?<=[a-z] )(?:many|most|some) of (?=the|these|its)", "all of "),
    "may": swap(r"\b(?:may|might) (?!not|have|also|\d|of)(?=[a-z])", "will ", "must "),
    "may_have": swap(r"\b(?:may|might|could) have (?=[a-z]+e[dn]\b|been)", "definitely had "),
    "more_than": swap(rf"\b(?:more than|over) {_NUMBER}", "fewer than ", "at most "),
    "option": swap(r"\boption to\b", "obligation to"),
    "partly": swap(r"\b(?:partly|partially|largely|mostly|mainly|primarily)\b", "exclusively"),
    "plans": swap(
        r"\b(?:plans|plan|aims|aim|hopes|hope|intends|intend|seeks|seek|expects|expect) to"
        r"(?= [a-z])",
        "will",
    ),
    "possible": swap(r"\b(?:a|the) (?:possible|potential)\b", "the proven"),
    "said_that": _unattributed(_SAYS),
    "said_tail": _unattributed(_TAIL, "."),
    "seems": swap(r"\b(?:appears?|seems?) to be\b", "is certainly"),
    "should": swap(r"\bshould (?=be\b|[a-z]+ (?:the|an?|be|to|in|its|their)\b)", "will "),
    "suggests": swap(
        r"\b([Ss]tud(?:y|ies)|evidence|data|[Rr]esearch) suggest(s?)\b", r"\1 prove\2"
    ),
    "tend": swap(r"\btends? to be\b", "is always"),
    "up_to": swap(rf"\bup to {_NUMBER}", "at least ", "more than "),
    "would": swap(r"\bwould (?=likely|probably)(?:likely|probably) ", "would certainly "),
}
"""Class `modality`: the claim is surer, wider or differently bounded than the evidence."""
