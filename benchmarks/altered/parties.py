"""Alterations of who did what to whom: subject and object of a clause change places."""

from __future__ import annotations

import re
from random import Random

from benchmarks.altered.edit import Rule, chosen, lowered, raised, replaced, swap
from benchmarks.altered.names import same_kind
from benchmarks.altered.sentences import Sentence
from benchmarks.altered.verbs import BASE_OF_PAST, BASE_OF_THIRD, PAST_OF_BASE, THIRD_OF_BASE
from benchmarks.altered.words import words

__all__ = ["PARTY_RULES"]

_UNFIT = frozenset(
    words(
        "agree aim appeal apply argue attend base become believe belong claim combine consist "
        "contain continue decide declare depend die differ divide end ensure exist feel get go "
        "happen have join keep know last leave lie live make marry mean meet move name need note "
        "occur participate pass rely remain reside rise run sail say seem serve spend speak stand "
        "start state stay struggle suffer suggest take tend think travel try turn visit want work "
        "come fall fly grow arrive act admit affirm allege announce appear consider demand enter "
        "expect resemble reveal settle share stop survive trade understand vary warrant match"
    )
)
_PAST = [past for past, base in BASE_OF_PAST.items() if base not in _UNFIT] + words(
    "sued criticised criticized hired fired funded advised praised blamed betrayed overthrew "
    "killed arrested followed preceded beat rescued recognised challenged outnumbered overtook "
    "surpassed ruled elected persuaded convinced informed warned contacted forced invited "
    "nominated drove commissioned trained inspired represented dominated educated financed"
)
_THIRD = [third for third, base in BASE_OF_THIRD.items() if base not in _UNFIT]
_EITHER = words(
    "cause affect produce control inhibit activate regulate stimulate generate create precede "
    "shape dominate determine protect oppose replace contain surround influence threaten trigger "
    "follow weaken strengthen reduce attack defeat destroy support include attract exceed "
    "outnumber ban"
)
_EITHER_FORMS = {
    "past": [PAST_OF_BASE.get(one, one.rstrip("e") + "ed") for one in _EITHER],
    "third": [one + "s" for one in _EITHER],
    "plural": _EITHER,
}
_DETERMINER = r"(?:[Tt]he|[Aa]n?|[Ss]ome|[Mm]any|[Mm]ost|[Tt]wo|[Tt]hree)"
_STOP = (
    r"(?:is|are|was|were|be|been|has|have|had|will|would|can|could|may|might|should|must|do"
    r"|does|did"
    r"|in|on|at|for|by|with|from|to|of|and|or|but|that|which|who|whom|when|where|while|as"
    r"|than|into|it"
    r"|he|she|they|this|these|those|its|his|her|their|not|also|him|them|if|because|after"
    r"|before|during"
    r"|until|since|about|over|through|under|between|so|itself|himself|themselves|only|still|often"
    r"|later|first|then|both|all|more|most|each|other|one|such|there|what|how|against|among|out|up"
    r"|down|off|either|not|well|together|alone|above|below|back|much|once|you|fact|way|based|I|It"
    r"|He|She|They|This|These|Those|Its|His|Her|Their|In|On|At|For|By|With|From|To|As"
    r"|When|While|After|Before|During|Since|However|There|We|another|without|within|toward|towards)"
)
_WORD = rf"(?!{_STOP}\b)[A-Za-z][\w’'-]*(?<!ly)"
_NP = rf"(?:{_DETERMINER} )?{_WORD}(?: {_WORD}){{0,3}}(?: of (?:the )?{_WORD}(?: {_WORD})?)?"
_BARE = rf"(?:{_DETERMINER} )?{_WORD}(?: {_WORD}){{0,2}}"
_END = (
    r"(?=[.,;]| (?:in|on|at|for|with|from|during|after|before|when|while|by|because|through"
    r"|as|under"
    r"|and later|against|into|within|since|until)\b)"
)
_JOINT = r"(?:that|when|while|as|after|before|and|but|because|where|until|so|if|said|since)"
_LEAD = (
    r"(?:[A-Z][^,;“”\"]{2,70}, (?:and |but |however, )?|.{12,}?[,;] (?:and|but|while|as"
    r"|so) |.{8,}? that )?"
)


def _fit(subject: str, other: str) -> bool:
    """Whether the two may change places: both names or both not, and not the same."""
    names = [text.split()[-1][0].isupper() for text in (subject, other)]
    return names[0] == names[1] and subject.lower() != other.lower()


def _whole(text: str, match: re.Match[str]) -> bool:
    """Whether both groups are whole noun phrases that stand for themselves."""
    before, after = text[: match.start("a")], text[match.end("b") :]
    subject = before == "" or before.endswith((", ", "; ")) or re.search(rf"\b{_JOINT} $", before)
    common = match.group("a").split()[-1][0].islower()
    return bool(common or subject) and not re.match(
        r"['’]s?| [A-Z]| of [A-Z]|,? and [A-Z]|-", after
    )


def _plural(text: str) -> bool:
    head = re.split(r" of ", text)[0].split()[-1]
    return (head.endswith("s") and not head.endswith(("ss", "us", "is"))) or head in {
        "people",
        "men",
        "women",
        "children",
        "police",
        "bacteria",
    }


def _swapped(pattern: str, *, agree: bool) -> Rule:
    """A rule that exchanges the groups `a` and `b`; with `agree` both are singular or plural."""
    compiled = re.compile(pattern)

    def rule(sentence: Sentence, _: Random) -> str | None:
        match = compiled.search(sentence.text)
        if match is None:
            return None
        a, b = match.group("a"), match.group("b")
        if (
            not _fit(a, b)
            or not _whole(sentence.text, match)
            or (agree and _plural(a) != _plural(b))
        ):
            return None
        text = sentence.text
        starts = match.start("a") == 0
        new_a = raised(b) if starts else b
        middle = text[match.end("a") : match.start("b")]
        new = text[: match.start("a")] + new_a + middle
        return new + (lowered(a) if starts else a) + text[match.end("b") :]

    return rule


def _clause(form: str, *, agree: bool) -> Rule:
    verb = rf"(?:(?:also|later|then|still) )?(?:{'|'.join(_EITHER_FORMS[form])})"
    return _swapped(rf"^{_LEAD}(?P<a>{_NP}) {verb} (?P<b>{_NP}){_END}", agree=agree)


_APART = re.compile(
    r"\b(?:is|are|was|were|has|had|will|would|became|took|led|won|lost|left|gave|made|sold|held|met"
    r"|said|wrote|began|built|sent|fell|\w{2,}ed|\w{3,}ing|than|to|over|against|by|under|from"
    r"|for)\b"
)


def _exchanged(sentence: Sentence, rng: Random) -> str | None:
    """Two names of one kind with a verb or a direction between them change places."""
    text, edits = sentence.text, list[str]()
    for a, b in same_kind(text):
        between = text[a[1] : b[0]]
        listed = re.match(r"(?:,? and |, (?=[A-Z])|,? or |[–/-])", between) or re.search(
            r"(?:\band |, |\bor |\blike |such as )$", between
        )
        tail = re.match(r"(?:,? and |,? or |, [A-Z]|[–/-])", text[b[1] :])
        if _APART.search(between) and not (listed or tail):
            first, second = text[slice(*a)], text[slice(*b)]
            if (
                first not in second
                and second not in first
                and text.count(first) == 1
                and text.count(second) == 1
            ):
                edits.append(replaced(replaced(text, *b, first), *a, second))
    return rng.choice(edits) if edits else None


_AGENT = (
    r"(?! (?:\d|about|nearly|almost|over|more|around|the (?:end|time|late|early|mid)|means"
    r"|way|[a-z]+ing\b"
    r"|an? (?:factor|quarter|third|half|vote)|percent|January|half|one|two|three|hand|[$£€]))"
)


def _active(be: str, words: str, verbs: dict[str, str]) -> Rule:
    """A rule that makes the one acted on the actor: "was sued by" becomes "sued"."""
    pattern = re.compile(rf"\b{be} (?:\w+ly )?({'|'.join(_PAST)}) by\b{_AGENT}")

    def rule(sentence: Sentence, rng: Random) -> str | None:
        edits = [
            (match.start(), match.end(), words + verbs.get(match.group(1), match.group(1)))
            for match in pattern.finditer(sentence.text)
            if match.group(1) in verbs or verbs is _SAME
        ]
        return chosen(sentence, rng, edits)

    return rule


_SAME: dict[str, str] = {}
_TURNED = (
    ("sons?", "father"),
    ("daughters?", "mother"),
    ("student", "teacher"),
    ("pupil", "teacher"),
    ("subsidiary", "parent company"),
    ("successor", "predecessor"),
    ("predecessor", "successor"),
    ("ancestors?", "descendants"),
    ("descendants?", "ancestors"),
    ("tributary", "source"),
)
_OPPOSED = dict(
    higher="lower",
    lower="higher",
    larger="smaller",
    smaller="larger",
    greater="smaller",
    older="younger",
    younger="older",
    earlier="later",
    later="earlier",
    better="worse",
    faster="slower",
    slower="faster",
    more="less",
    less="more",
    fewer="more",
    longer="shorter",
    shorter="longer",
    stronger="weaker",
    weaker="stronger",
    bigger="smaller",
    closer="farther",
    heavier="lighter",
    lighter="heavier",
    cheaper="dearer",
    richer="poorer",
    warmer="colder",
)


def _relation(sentence: Sentence, rng: Random) -> str | None:
    """The relation from the other side: the son of somebody is made the father."""
    edits = [
        (match.start(), match.end(), new)
        for old, new in _TURNED
        for match in re.finditer(rf"\b{old}(?= of [A-Z])", sentence.text)
    ]
    return chosen(sentence, rng, edits)


def _compared(sentence: Sentence, rng: Random) -> str | None:
    """The comparison the other way round, so that the two exchange their places in it."""
    found = re.finditer(
        rf"\b(?<!no )(?<!not )({'|'.join(_OPPOSED)})(?= (?:[a-z]+ ){{0,2}}than (?!just|merely"
        rf"|[$£€]?\d|an? |one|half))",
        sentence.text,
    )
    edits = [(match.start(), match.end(), _OPPOSED[match.group(1)]) for match in found]
    return chosen(sentence, rng, edits)


_BE = r"(?:is|are|was|were|has been|have been|had been|being)"
_DONE = (
    rf"(?:(?:\w+ly )?(?:{'|'.join(_PAST)}|led|written|given|driven|made|built|won|taken"
    rf"|owned|[a-z]{{3,}}ed))"
)
_PROPER = rf"(?!{_STOP}\b)(?:the )?[A-Z][\w-]+(?: (?:of (?:the )?)?[A-Z][\w-]+){{0,3}}"
_SIMPLE = r"(?!the )[a-z]{3,}(?<!ly)(?: [a-z]{3,}(?<!ly))?"

PARTY_RULES: dict[str, Rule] = {
    "active": _active("(?:was|were)", "", _SAME),
    "active_perfect": _active("been", "", _SAME),
    "active_plural": _active("are", "", BASE_OF_PAST),
    "active_third": _active("is", "", {p: THIRD_OF_BASE[b] for p, b in BASE_OF_PAST.items()}),
    "active_will": _active("(?<!to )be", "", BASE_OF_PAST),
    "clause_modal": _swapped(
        rf"^{_LEAD}(?P<a>{_NP}) (?:will|would|can|could|may|might|should|must|did) "
        rf"(?:{'|'.join(_EITHER)}) (?P<b>{_NP}){_END}",
        agree=False,
    ),
    "clause_past": _clause("past", agree=False),
    "clause_plural": _clause("plural", agree=True),
    "clause_third": _clause("third", agree=True),
    "compared": _compared,
    "exchanged": _exchanged,
    "from_to": _swapped(
        rf"\b(?:moved|transferred|spread|changed|shifted|migrated|travelled|traveled|sent|ran"
        rf"|runs|flew"
        rf"|sailed|converted|returned|came|went|extends|extended|exported|flows|passed|going"
        rf"|moving)\b"
        rf"[^.,;]{{0,40}}? from (?P<a>{_PROPER}) (?:to|into) (?P<b>{_PROPER})\b",
        agree=False,
    ),
    "from_to_common": _swapped(
        rf"\bfrom (?P<a>{_SIMPLE}) (?:to|into|toward|towards) (?P<b>{_SIMPLE})(?=[.,;])",
        agree=False,
    ),
    "part_of": _swapped(
        rf"^{_LEAD}(?P<a>{_NP}) (?:is|was|are|were) (?:also )?(?:an? )?(?:part|subsidiary|branch"
        rf"|division|suburb|subset|kind|type|student|pupil|member|son|daughter|successor"
        rf"|predecessor"
        rf"|product|cause|result|source|component|supporter|critic) of (?P<b>{_NP}){_END}",
        agree=False,
    ),
    "passive": _swapped(rf"^{_LEAD}(?P<a>{_NP}) {_BE} {_DONE} by (?P<b>{_NP}){_END}", agree=True),
    "passive_names": _swapped(
        rf"(?P<a>{_PROPER}) (?:was|were|is|had been|has been) {_DONE} by "
        rf"(?P<b>{_PROPER})\b(?! and)",
        agree=False,
    ),
    "preceded": swap(r"\b(?:followed|succeeded) by\b", "preceded by"),
    "relation": _relation,
    "said_of": _swapped(
        rf"^(?P<a>{_PROPER}) (?:told|asked|informed|warned|thanked|taught|married off|sued"
        rf"|succeeded"
        rf"|owes|paid|gave|sold|lent|sent) (?P<b>{_PROPER})\b",
        agree=False,
    ),
    "to_whom": _swapped(
        rf"(?P<a>{_PROPER}) (?:sold|gave|lent|leased|ceded|granted|transferred|donated|lost"
        rf"|surrendered"
        rf"|supplies|supplied|introduced|reported|belongs|belonged)"
        rf" (?:[^.,;]{{0,40}} )?to (?P<b>{_PROPER})\b(?!['’])",
        agree=False,
    ),
    "verb_names": _swapped(
        rf"(?P<a>{_PROPER}) (?:has |had |would |will |later |then )?(?:{'|'.join(_PAST + _THIRD)}) "
        rf"(?P<b>{_PROPER})\b(?!['’]s| and)",
        agree=False,
    ),
}
"""Class `party`: the roles of two parties are exchanged."""
