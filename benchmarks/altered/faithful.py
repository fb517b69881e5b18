"""Faithful restatements: the meaning is kept, or something is left out without harm."""

from __future__ import annotations

import re
from random import Random

from benchmarks.altered.dates import MONTHS
from benchmarks.altered.edit import Rule, lowered, raised, swap
from benchmarks.altered.figures import NUMBER_WORDS
from benchmarks.altered.sentences import Sentence

__all__ = ["FAITHFUL_RULES"]

_MONTHS = "|".join(MONTHS)
_HARMFUL = re.compile(
    r"\b(?:not|no|never|without|unless|if|except|but|only|may|might|could|although|though|however"
    r"|reportedly|allegedly|despite|according|instead|rather|until|than|or|while|whether)\b"
    r"|n['’]t\b"
)
_SYNONYMS: tuple[tuple[str, str], ...] = (
    ("purchased", "bought"),
    ("purchase", "buy"),
    ("approximately", "about"),
    ("began to", "started to"),
    ("large", "big"),
    ("more than (?=[$\\d])", "over "),
    ("(?<=for )over (?=[$£€]?\\d[\\d,]* )", "more than "),
    ("also known as", "also called"),
    ("in order to", "to"),
    ("obtained", "got"),
    ("located in", "situated in"),
    ("frequently", "often"),
    ("primarily", "mainly"),
    ("numerous", "many"),
    ("assistance", "help"),
    ("prior to", "before"),
    ("such as", "like"),
    ("due to", "because of"),
    ("entire", "whole"),
    ("resided", "lived"),
    ("constructed", "built"),
    ("attempted to", "tried to"),
    ("nearly", "almost"),
    ("rapidly", "quickly"),
    ("additional", "further"),
    ("roughly (?=\\d)", "about "),
    ("a number of", "several"),
)
_LEAD = re.compile(
    r"^((?:In|On|During|By|Since|At|After|Under) (?:[\w’'-]+ ){0,5}[\w’'-]+), ([^,;:]+)\.$"
)
_TRAIL = re.compile(r"^([^,;:]+) ((?:in|on|during|since) (?:[A-Z]\w+ )?(?:the )?\d[\w]*)\.$")
_APPOSITION = re.compile(
    r"^((?:The |A )?[\w’-]+(?: [A-Z][\w’-]+){0,3}), (?:which|who) (?:is|was|are|were) [^,]+, "
    r"(?!and|or|who|which)([^,]+\.)$"
)
_RELATIVE = re.compile(
    r"^(.{30,}), (?:(?:which|who|where|whose|making) [^,;“”\"]+|(?:including|such as) [^;“”\"]+)\.$"
)
_SAID = re.compile(
    r"^((?:[A-Z][\w.’'-]*|The|the|of|company|study|report)(?: [\w.’'-]+){0,4}) "
    r"(?:said|says|noted|notes|stated|reported|suggested) that ([^“”]+)\.$"
)
_LIST = re.compile(r"(?<= )([\w-]+), ([\w-]+),? and ([\w-]+)\.$")
_PASSIVE = re.compile(
    r"^((?:The |A )?[\w ]{3,40}) (?:was) (founded|built|designed|written|published|invented"
    r"|led|owned"
    r"|produced|discovered|directed|created|opened|acquired|developed|composed|introduced) by "
    r"((?:the |a )?[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+){0,3})\.$"
)
_ACTIVE = {"written": "wrote"}


def _moved(pattern: re.Pattern[str], *, to_front: bool) -> Rule:
    def rule(sentence: Sentence, _: Random) -> str | None:
        match = pattern.match(sentence.text)
        if match and to_front and re.search(r"\b(?:and|after|before|by|since)\b", match.group(1)):
            return None
        if match is None or _HARMFUL.search(sentence.text):
            return None
        if to_front:
            return f"{raised(match.group(2))}, {lowered(match.group(1))}."
        return f"{raised(match.group(2))} {lowered(match.group(1))}."

    return rule


def _cut(pattern: re.Pattern[str], template: str) -> Rule:
    """Leaves out a part that neither conditions nor negates the rest."""

    def rule(sentence: Sentence, _: Random) -> str | None:
        match = pattern.search(sentence.text)
        if match is None or _HARMFUL.search(sentence.text):
            return None
        return sentence.text[: match.start()] + match.expand(template)

    return rule


def _attribution(sentence: Sentence, _: Random) -> str | None:
    match = _SAID.match(sentence.text)
    if match is None or match.group(1) in {"It", "He", "She", "They"}:
        return None
    return f"According to {lowered(match.group(1))}, {lowered(match.group(2))}."


def _digits(sentence: Sentence, _: Random) -> str | None:
    pattern = rf"\b({'|'.join(NUMBER_WORDS[:11])}) (?=[a-z]+s\b)"
    match = re.search(pattern, sentence.text)
    if match is None:
        return None
    value = str(NUMBER_WORDS.index(match.group(1)) + 2)
    return sentence.text[: match.start(1)] + value + sentence.text[match.end(1) :]


def _word(sentence: Sentence, _: Random) -> str | None:
    match = re.search(r"(?<![\w.,$€£-])([2-9]|1[0-2]) (?=[a-z]{3,}s\b)", sentence.text)
    if match is None or re.search(rf"(?:{_MONTHS}) $", sentence.text[: match.start()]):
        return None
    word = NUMBER_WORDS[int(match.group(1)) - 2]
    return sentence.text[: match.start()] + word + sentence.text[match.end(1) :]


def _thousand(sentence: Sentence, _: Random) -> str | None:
    match = re.search(r"(?<![\w.,$€£])(\d{1,3}),000(?![,.\d]\d|\w)", sentence.text)
    if match is None:
        return None
    return (
        sentence.text[: match.start()] + f"{match.group(1)} thousand" + sentence.text[match.end() :]
    )


def _smaller_unit(sentence: Sentence, _: Random) -> str | None:
    """A trillion as a thousand billion, and a billion as a thousand million."""
    match = re.search(r"(?<=\$)(\d{1,3})(\.\d)? ([Tt]rillion|billion)\b", sentence.text)
    if match is None:
        return None
    value = round(float(match.group(1) + (match.group(2) or "")) * 1000)
    unit = "billion" if match.group(3).lower() == "trillion" else "million"
    return sentence.text[: match.start()] + f"{value:,} {unit}" + sentence.text[match.end() :]


def _active(sentence: Sentence, _: Random) -> str | None:
    match = _PASSIVE.match(sentence.text)
    if match is None:
        return None
    verb = _ACTIVE.get(match.group(2), match.group(2))
    return f"{raised(match.group(3))} {verb} {lowered(match.group(1))}."


def _synonym(old: str, new: str) -> Rule:
    return swap(rf"\b{old}" + ("" if ")" in old else r"\b"), new)


FAITHFUL_RULES: dict[str, Rule] = {
    **{f"synonym_{new.strip().replace(' ', '_')}": _synonym(old, new) for old, new in _SYNONYMS},
    "active": _active,
    "adverbial_to_end": _moved(_LEAD, to_front=False),
    "adverbial_to_front": _moved(_TRAIL, to_front=True),
    "apposition_dropped": _cut(_APPOSITION, r"\1 \2"),
    "attribution_moved": _attribution,
    "clause_dropped": _cut(_RELATIVE, r"\1."),
    "comma_dropped": swap(r"(?<![\w.$€£,])(\d{1,3}),(\d{3})(?![,\d])", r"\1\2"),
    "contracted": swap(
        r"\b(did|does|do|was|were|is|are|has|have|had|would|could|should) not\b(?! only)", r"\1n’t"
    ),
    "date_day_first": swap(rf"\b({_MONTHS}) (\d{{1,2}}), (\d{{4}})\b", r"\2 \1 \3"),
    "date_month_first": swap(rf"\b(\d{{1,2}}) ({_MONTHS}) (\d{{4}})\b", r"\2 \1, \3"),
    "dollars": swap(
        r"(?<![A-Z])\$(\d[\d.,]*(?: [mbt]r?illion)?)(?! [a-z]*(?:deal|plan|ini|loan|fine))"
        r"(?= [a-z]|[.,] )",
        r"\1 dollars",
    ),
    "expanded": swap(
        r"\b(did|does|do|was|were|is|are|has|have|had|would|could)n['’]t\b", r"\1 not"
    ),
    "however_dropped": swap(
        r"^(?:However|Moreover|Furthermore|Additionally|In addition), (?=[A-Z])", ""
    ),
    "however_word": swap(
        r", however,", "", unless=r"^(?:Before|After|On|In|When|At|By|During|For|As)\b"
    ),
    "list_shortened": _cut(_LIST, r"\1 and \3."),
    "number_digits": _digits,
    "number_word": _word,
    "percent_sign": swap(r"(\d) (?:percent|per cent)\b", r"\1%"),
    "percent_word": swap(r"(\d)%", r"\1 percent"),
    "quotes_dropped": swap(r"[“\"]([\w ’'-]{3,60})[”\"]", r"\1"),
    "smaller_unit": _smaller_unit,
    "thousand": _thousand,
    "verbatim": lambda sentence, _: sentence.text,
}
"""Name of each rule and the rule."""
