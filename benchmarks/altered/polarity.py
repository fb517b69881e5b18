"""Alterations of polarity: a negation put in, or one taken out, also where no "not" is written."""

from __future__ import annotations

import re
from random import Random

from benchmarks.altered.edit import Rule, chosen, swap
from benchmarks.altered.sentences import Sentence
from benchmarks.altered.verbs import BASE_OF_PAST, BASE_OF_THIRD, PAST_OF_BASE, THIRD_OF_BASE
from benchmarks.altered.words import words

__all__ = ["NEGATED", "NEGATION_ADDED_RULES", "NEGATION_REMOVED_RULES"]

NEGATED = re.compile(
    r"\b(?:not|never|no|none|nor|neither|nothing|nobody|without|cannot|hardly|rarely|seldom|lack\w*"
    r"|fail\w*|unable|den(?:y|ied|ies))\b|n[’']t\b"
)
"""Finds what already makes a sentence negative."""

_UNLESS = (
    NEGATED.pattern + r"|\bonly\b|\b(?:if|whether|than|unless)\b|^(?:All|Every|Each|Some|Many)\b"
)
_ADVERB = r"(?!not|also|only|just|even|both|either|all|still|already|always|been\b|too\b)"
_OBJECT = r"(?=(?:the|a|an|his|her|its|their|this|that|to|in|on|from|at|with|for|into)\b|[A-Z]|\d)"
_NOUN = (
    r"(?:[a-z]{3,}(?<!ing)(?<!ed)(?<!ly)|[A-Z][\w’'-]+|[Hh]e|[Ss]he|[Ii]t|[Tt]hey|which|who|[Ww]e)"
)
_NO_SUBJECT = frozenset(
    words(
        "was were is are been being be had has have and or by of with in the a an as for not from "
        "when while but also to at on than since after before if that newly first"
    )
)
_WORDS = re.compile(r"\w+")


def _did_not(sentence: Sentence, rng: Random) -> str | None:
    """The past verb after a subject: "X opened the" becomes "X did not open the"."""
    return _verb(sentence, rng, BASE_OF_PAST, "did not")


def _does_not(sentence: Sentence, rng: Random) -> str | None:
    return _verb(sentence, rng, BASE_OF_THIRD, "does not")


def _verb(sentence: Sentence, rng: Random, base_of: dict[str, str], words: str) -> str | None:
    """Negates the first verb after a subject, so that the main clause is hit."""
    if re.search(_UNLESS, sentence.text):
        return None
    for match in re.finditer(rf"\b({_NOUN}) ([a-z]+) {_OBJECT}", sentence.text):
        base = base_of.get(match.group(2))
        between = sentence.text[: match.start(2)]
        if re.search(r"[,;“\"]|\b(?:was|were|is|are|that|when|where|as)\b", between):
            return None
        if base and match.group(1).lower() not in _NO_SUBJECT:
            return chosen(sentence, rng, [(*match.span(2), f"{words} {base}")])
    return None


def _restored(pattern: str, forms: dict[str, str]) -> Rule:
    """A rule that puts a negated verb back: "did not open" becomes "opened"."""

    def rule(sentence: Sentence, rng: Random) -> str | None:
        edits = [
            (match.start(), match.end(), forms[match.group(1)])
            for match in re.finditer(pattern, sentence.text)
            if match.group(1) in forms and not re.search(r"\b(?:any|nor)\b", sentence.text)
        ]
        return chosen(sentence, rng, edits)

    return rule


def _added(pattern: str, *choices: str) -> Rule:
    return swap(pattern, *choices, unless=_UNLESS)


_LATER = r"(?! (?:only|just|merely|necessarily|until|so much|simply|yet|all|limited|but))"

NEGATION_ADDED_RULES: dict[str, Rule] = {
    "able": _added(r"\bable to\b", "unable to"),
    "accepted": _added(r"\b(accepted|approved)(?= (?:the|a|his|her|by)\b)", "rejected"),
    "admitted": _added(r"\b(?:admitted|confirmed) that\b", "denied that"),
    "agreed": _added(r"\bagreed to\b", "refused to"),
    "always": _added(r"\b(?:always|often|usually|frequently)\b", "never"),
    "be": _added(rf"(?<=[a-z] )(is|are|was|were) {_ADVERB}(?=[a-z]+)", r"\1 not "),
    "be_start": _added(rf"^((?:[A-Z][\w’'-]+|The \w+) (?:is|was|are|were)) {_ADVERB}", r"\1 not "),
    "did_not": _did_not,
    "does_not": _does_not,
    "had": _added(r"\b(?:had|has|have) an? (?=[a-z])", "lacked a "),
    "known": _added(r"(?<=\bis )well[ -]known\b", "little known"),
    "legal": _added(r"\b(legal|possible|likely|successful|common)(?= [a-z])", "far from \\1"),
    "modal": _added(rf"\b(will|would|could|should|must) {_ADVERB}(?=[a-z]+)", r"\1 not "),
    "modal_can": _added(rf"\bcan {_ADVERB}(?=[a-z]+)", "cannot "),
    "perfect": _added(r"\b(has|have|had) (been|become|made|taken|[a-z]+ed) ", r"\1 never \2 "),
    "succeeded": _added(r"\b(?:succeeded in|managed to)\b", "gave up on", "never got to"),
    "there": _added(r"\b([Tt]here (?:is|are|was|were)) (?:an?|many|several|some)\b", r"\1 no"),
    "with": _added(r"\bwith (?=(?:the help|the support|a|an)\b)", "without "),
}
"""Class `negation_added`: the claim denies what the evidence states."""

NEGATION_REMOVED_RULES: dict[str, Rule] = {
    "absence": swap(r"\babsence of\b", "presence of"),
    "auxiliary": swap(
        rf"\b(is|are|was|were|has|have|had|will|would|could|should|must|may|might|did|does|do)"
        rf" not{_LATER} ",
        r"\1 ",
        unless=r"\bnot\b[^.;]*\bbut\b|\bnor\b|\bany\b",
    ),
    "can": swap(
        rf"\b(?:cannot|can not|can['’]t){_LATER}",
        "can",
        unless=r"\bcan or\b|\bnor\b"
        r"|\bany\b",
    ),
    "contracted": swap(
        r"\b(is|are|was|were|has|have|had|would|could|should|did|does)n['’]t(?! (?:just|only))",
        r"\1",
    ),
    "denied": swap(r"\bdenied (?=that|any|the|having)", "confirmed "),
    "did": _restored(r"\bdid(?: not|n['’]t) ([a-z]+)\b", PAST_OF_BASE),
    "does": _restored(r"\bdoes(?: not|n['’]t) ([a-z]+)\b", THIRD_OF_BASE),
    "except": swap(r"\b(?:except for|except|excluding)\b", "including"),
    "failed": swap(r"\bfailed to\b", "managed to"),
    "fails": swap(r"\bfails? to\b", "is able to"),
    "few": swap(r"(?<!\ba )(?<!the )(?<!past )(?<!last )\bfew(?= [a-z]+s\b)", "many"),
    "hardly": swap(r"\b(?:rarely|hardly|seldom|scarcely) (?!ever)(?=[a-z])", "regularly "),
    "impossible": swap(r"\b(?:impossible|unable)(?= to\b)", "able"),
    "instead": swap(r"(?<=[a-z] )(?:instead of|rather than)(?= [a-z])", "as well as"),
    "in_adjective": swap(
        r"\b(?:un(?=(?:common|successful|known|likely|popular|able|related|clear|certain|willing"
        r"|available|usual|necessary|safe|stable|paid|official|published|changed)\b)"
        r"|in(?=(?:complete|capable|sufficient|accurate|effective|visible)\b)|il(?=legal\b))",
        "",
    ),
    "lack": swap(r"\b(?:a|the) lack of\b", "an abundance of"),
    "lacks": swap(r"\blacks\b", "has"),
    "lacked": swap(r"\blacked\b", "had"),
    "little": swap(
        r"(?<!a )\blittle(?= (?:evidence|known|effect|impact|control|interest))", "much"
    ),
    "neither": swap(r"\bneither ([^,.]{2,40}?) nor\b", r"both \1 and"),
    "never": swap(r"\bnever(?= [a-z])", "repeatedly"),
    "never_be": swap(r"\b(is|are|was|were|has|have|had|would|will|could) never ", r"\1 "),
    "no": swap(
        r"\b(has|have|had|with|was|were|is|are|be|make|made|bears?) no (?=[a-z])", r"\1 some "
    ),
    "no_longer": swap(r"\bno longer\b", "still"),
    "no_subject": swap(r"^No (?=[a-z]+s? )", "At least one "),
    "non": swap(r"\bnon-(?=[a-z]+)", ""),
    "nor_any": swap(r"\b(?:is|are|was|were) not (?=any )", "are "),
    "opposed": swap(r"\b(?:opposed|objected to) (?=the|a|any|his|her|its)", "supported "),
    "prohibited": swap(
        r"\b(?:prohibited|banned|forbidden|barred|prevented)(?= (?:from|by|in)\b)", "exempted"
    ),
    "refused": swap(r"\b(?:refused|declined) (?=to )", "agreed "),
    "rejected": swap(r"\brejected (?=the|a|by|this|his)", "accepted "),
    "unlike": swap(r"^Unlike\b", "Just like"),
    "unlike_inside": swap(r", unlike\b", ", like"),
    "without": swap(r"\bwithout (?=(?:the|a|an|any|its|their|his|her)\b)", "with "),
    "without_bare": swap(r"\bwithout (?=[a-z]+(?<!ing)[ .,])", "with "),
    "without_verb": swap(r"\bwithout (?=[a-z]+ing\b)", "by "),
}
"""Class `negation_removed`: what the evidence denies is stated as so."""
