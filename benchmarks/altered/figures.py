"""Alterations of quantities: the number itself, its scale and its unit."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from random import Random

from benchmarks.altered.edit import Rule, chosen, swap
from benchmarks.altered.sentences import Sentence
from benchmarks.altered.words import words

__all__ = ["NUMBER_RULES", "NUMBER_WORDS", "SCALE_RULES", "UNIT_RULES"]

NUMBER_WORDS = words(
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety"
)
"""Written-out numbers in rising order; "one" is left out, because it is also a pronoun."""

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_LABEL = r"(?:No\.|[Ss]ection|[Cc]hapter|Article|Route|Highway|World War|Apollo|Type|Windows|Psalm)"
_FIGURE = re.compile(
    r"(?<![\w.,/:–-])(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?![\w:/°–-]|[.,]\d| (?:BC|AD|BCE|CE)\b)"
)
_RANGE = re.compile(r"(?<![\w.,/])(\d{1,3})( ?[–-] ?| to | and )(\d{1,3})(?![\w:/]|[.,]\d)")
_WORD = re.compile(rf"\b(?:{'|'.join(NUMBER_WORDS)})\b(?!-| (?:hundred|thousand|million|billion))")
_ORDINALS = words("second third fourth fifth sixth seventh eighth ninth tenth")
_ORDINAL = re.compile(
    rf"\b(the|its|his|her|their) ({'|'.join(_ORDINALS)})\b(?! (?:century|of|and|in command))"
)
_SCALES = ("thousand", "million", "billion", "trillion")
_N = rf"(\d[\d,.]*|{'|'.join(NUMBER_WORDS)}|several|many|few|dozen|an?|hundred)"


def _figures(sentence: Sentence) -> Iterator[re.Match[str]]:
    """Numbers in digits that count something: no years, days, labels, zero or one."""
    for match in _FIGURE.finditer(sentence.text):
        text, before = match.group(), sentence.text[: match.start()]
        year = re.fullmatch(r"1\d{3}|20\d\d", text) and not before.endswith(("$", "€", "£"))
        day = re.search(rf"{_MONTH} $", before) or re.match(rf" {_MONTH}", _after(sentence, match))
        label = re.search(rf"{_LABEL} $", before)
        if not (year or day or label) and float(text.replace(",", "")) > 1:
            yield match


def _after(sentence: Sentence, match: re.Match[str]) -> str:
    return sentence.text[match.end() :]


def _written(value: float, like: str) -> str:
    decimals = len(like.split(".")[1]) if "." in like else 0
    comma = "," if "," in like or (value >= 1000 and decimals == 0 and len(like) < 4) else ""
    return f"{value:{comma}.{decimals}f}"


def _on_figures(change: Callable[[str, Random], str], *, percent: bool = True) -> Rule:
    """A rule that changes one number; percentages stay at most 100, the new one is new."""

    def rule(sentence: Sentence, rng: Random) -> str | None:
        edits: list[tuple[int, int, str]] = []
        for match in _figures(sentence):
            new = change(match.group(), rng)
            is_percent = bool(re.match(r"\s?(?:%|percent|per cent)", _after(sentence, match)))
            fits = percent if is_percent else True
            if is_percent and float((new or "0").replace(",", "")) > 100:
                fits = False
            known = re.search(rf"(?<![\w,.]){re.escape(new)}(?![\w]|[.,]\d)", sentence.text)
            if new and fits and not known:
                edits.append((match.start(), match.end(), new))
        return chosen(sentence, rng, edits)

    return rule


def _near(text: str, rng: Random) -> str:
    """The last digit that is not a trailing zero, one up or down."""
    digits = text.rstrip("0,.") if "." not in text else text
    place = max(len(digits) - 1, 0)
    up = text[place] != "9" and (text[place] in "012" or rng.random() < 0.5)
    new = text[:place] + str(int(text[place]) + (1 if up else -1)) + text[place + 1 :]
    return "" if float(new.replace(",", "")) < 2 else new


def _turned(text: str, _: Random) -> str:
    """Two neighbouring digits exchanged, as a typing slip does."""
    for place in range(len(text) - 1, 0, -1):
        left = place - 1 if text[place - 1].isdigit() else place - 2
        a, b = text[left], text[place]
        if left >= 0 and a.isdigit() and b.isdigit() and b not in {a, "0"}:
            return text[:left] + b + text[left + 1 : place] + a + text[place + 1 :]
    return ""


def _far(text: str, rng: Random) -> str:
    value = float(text.replace(",", "")) * rng.choice((0.4, 0.6, 1.5, 1.8, 2.5, 3.2))
    zeros = len(text) - len(text.rstrip("0")) if text.replace(",", "").isdigit() else 0
    unit = 10 ** max(zeros - 1, 0)
    return _written(max(round(value / unit) * unit, 2) if "." not in text else value, text)


def _word(sentence: Sentence, rng: Random) -> str | None:
    def other(word: str) -> str:
        place = NUMBER_WORDS.index(word)
        near = [
            NUMBER_WORDS[at]
            for at in range(max(place - 2, 0), min(place + 4, len(NUMBER_WORDS)))
            if NUMBER_WORDS[at] not in sentence.text.split() and at != place
        ]
        return rng.choice(near) if near else word

    text = sentence.text
    places = [(match.start(), match.end(), match.group()) for match in _WORD.finditer(text)]
    return chosen(sentence, rng, [(start, end, other(word)) for start, end, word in places])


def _ordinal(sentence: Sentence, rng: Random) -> str | None:
    edits: list[tuple[int, int, str]] = []
    for match in _ORDINAL.finditer(sentence.text):
        others = [one for one in _ORDINALS if one not in sentence.text]
        edits.append((*match.span(2), rng.choice(others[:4])))
    return chosen(sentence, rng, edits)


def _range(sentence: Sentence, rng: Random) -> str | None:
    edits: list[tuple[int, int, str]] = []
    for match in _RANGE.finditer(sentence.text):
        low, high = int(match.group(1)), int(match.group(3))
        before = sentence.text[: match.start()]
        apart = match.group(2) != " and " or before.endswith("between ")
        if apart and 0 < low < high and not re.search(rf"{_MONTH} $", before):
            new = high + rng.choice((1, 2, 5)) if rng.random() < 0.7 else max(low + 1, high - 1)
            edits.append((*match.span(3), str(new)))
    return chosen(sentence, rng, edits)


def _factor(text: str, rng: Random) -> str:
    """Ten times as much or a tenth, for round numbers and numbers with a decimal point."""
    value = float(text.replace(",", ""))
    if "." in text:
        whole, part = text.split(".")
        return _written(value * 10, "1") if len(part) == 1 and whole != "0" else ""
    if value < 100:
        return ""
    up = _written(value * 10, text)
    return _written(value / 10, text) if value % 10 == 0 and rng.random() < 0.5 else up


def _scale_word(sentence: Sentence, rng: Random) -> str | None:
    edits: list[tuple[int, int, str]] = []
    for match in re.finditer(rf"\b({'|'.join(_SCALES)})(s?)\b", sentence.text):
        place = _SCALES.index(match.group(1))
        for at in (place - 1, place + 1):
            if 0 <= at < len(_SCALES) and _SCALES[at] not in sentence.text:
                edits.append((match.start(), match.end(), _SCALES[at] + match.group(2)))
    return chosen(sentence, rng, edits)


def _of(one: str, many: str, new: str) -> dict[str, Rule]:
    """Rules for a counted unit: "three years" and "a three-year plan"."""
    return {
        many: swap(rf"\b{_N} (?:{many}|{one})\b", rf"\1 {new}s", unless="degrees"),
        one: swap(rf"\b{_N}-{one}\b", rf"\1-{new}"),
    }


NUMBER_RULES: dict[str, Rule] = {
    "digits_far": _on_figures(_far),
    "digits_near": _on_figures(_near),
    "digits_turned": _on_figures(_turned),
    "fraction": swap(r"\b(?:[Hh]alf of|a quarter of|(?:one|a)[ -]third of)\b", "two-fifths of"),
    "fraction_two": swap(r"\btwo[ -]thirds\b", "three-quarters"),
    "multiple": swap(r"\btwice (?=as|the|that)", "three times "),
    "multiple_verb": swap(r"\b([Dd])oubled\b", "tripled", "quadrupled"),
    "ordinal": _ordinal,
    "range": _range,
    "word": _word,
}
"""Class `number`: another value of the same kind."""

SCALE_RULES: dict[str, Rule] = {
    "dozens": swap(r"\bdozens of\b", "thousands of"),
    "factor": _on_figures(_factor, percent=False),
    "factor_percent": _on_figures(lambda text, rng: _factor(text, rng) if "." in text else ""),
    "hundreds": swap(r"\bhundreds of(?= [a-z])", "dozens of", unless="thousand|million|billion"),
    "hundred_word": swap(rf"\b({'|'.join(NUMBER_WORDS[:8])}) hundred\b", r"\1 thousand"),
    "multi": swap(r"\bmulti-?billion\b", "multi-million"),
    "prefix_giga": swap(r"(?<=\d[ -])giga(?=[a-z])", "mega"),
    "prefix_kilo": swap(r"(?<=\d[ -])kilo(?=gram|met)", "milli"),
    "prefix_mega": swap(r"(?<=\d[ -])mega(?=[a-z])", "giga"),
    "prefix_symbol": swap(r"(?<=\d )(?:GHz|kHz)\b", "MHz"),
    "prefix_watt": swap(r"\bgigawatts\b", "megawatts"),
    "word": _scale_word,
    "word_dropped": swap(r"(?<=\b\d)(\d{1,2}) (?:thousand|million)(?= (?!dollar)[a-z])", r"\1"),
}
"""Class `scale`: the same digits, another power of ten."""

UNIT_RULES: dict[str, Rule] = {
    **_of("year", "years", "month"),
    **_of("month", "months", "week"),
    **_of("week", "weeks", "day"),
    **_of("day", "days", "week"),
    **_of("hour", "hours", "day"),
    **_of("minute", "minutes", "hour"),
    **_of("second", "seconds", "minute"),
    **_of("decade", "decades", "year"),
    **_of("century", "centuries", "decade"),
    **_of("mile", "miles", "kilometre"),
    **_of("kilometer", "kilometers", "mile"),
    **_of("kilometre", "kilometres", "mile"),
    **_of("meter", "meters", "kilometre"),
    **_of("metre", "metres", "kilometre"),
    **_of("acre", "acres", "hectare"),
    **_of("hectare", "hectares", "acre"),
    **_of("ton", "tons", "pound"),
    **_of("tonne", "tonnes", "pound"),
    **_of("gallon", "gallons", "litre"),
    "annual": swap(r"\bannual\b", "monthly"),
    "annually": swap(r"\bannually\b", "monthly", "every ten years"),
    "daily": swap(r"\bdaily\b", "weekly"),
    "dollar_sign": swap(r"(?<![A-Za-z])\$(?=\d)", "€", "£"),
    "dollar_us": swap(r"\bUS\$ ?(?=\d)", "€"),
    "dollars": swap(r"(?<=[\dn] )dollars\b", "euros", "pounds"),
    "euro_sign": swap(r"€(?=\d)", "$"),
    "euros": swap(r"\beuros\b", "dollars"),
    "feet": swap(rf"\b{_N} (?:feet|ft)\b", r"\1 metres", unless=r"\bm\b|met|[mc]m\b|in\)"),
    "inches": swap(rf"\b{_N} inches\b", r"\1 centimetres"),
    "kg": swap(r"(?<=\d )kg\b", "pounds", unless=r"\blb"),
    "km": swap(r"(?<=\d )km\b(?!/)", "miles", unless=r"\bmi(?:les?)?\b"),
    "monthly": swap(r"\bmonthly\b", "weekly", "yearly"),
    "per_year": swap(r"\b(?:per|a|each|every) year\b", "a month", "a week", unless="once"),
    "per_day": swap(r"\bper day\b", "per week", "per month"),
    "per_second": swap(r"\bper second\b", "per minute"),
    "centimetres": swap(r"(?<=\d )cm\b", "mm", "m"),
    "decade_past": swap(r"\b(past|last|next) decade\b", r"\1 century"),
    "for_years": swap(r"\b(for|over|after) (many |several )?years\b", r"\1 \2weeks"),
    "half_century": swap(r"\bhalf a century\b", "half a decade"),
    "metre": swap(r"(?<=\d )m\b(?![ /.]\w)", "km", unless=r"\bft\b"),
    "millimetres": swap(r"(?<=\d )mm\b", "cm"),
    "mph": swap(r"(?<=\d )mph\b", "km/h", unless="km"),
    "per_hour": swap(r"\bmiles per hour\b", "kilometres per hour", unless="km"),
    "percent_fall": swap(
        r"\b(rose|fell|grew|gained|increased|decreased|dropped|risen|up|down|by) "
        r"(by )?(\d[\d.]*)(?:%| percent| per cent)(?! of)",
        r"\1 \2\3 percentage points",
    ),
    "points": swap(r"percentage points", "percent"),
    "pound_sign": swap(r"£(?=\d)", "$", "€"),
    "pounds": swap(r"(?<=[\dn] )pounds\b", "kilograms", unless="[$£€]|kg"),
    "quarterly": swap(r"\b([Qq])uarterly\b", "annual"),
    "square": swap(r"\bsquare miles?\b", "square kilometres", "acres", unless="km|kilo"),
    "square_km": swap(r"\bsquare (?:kilometers|kilometres)\b", "square miles", unless="mile"),
    "temperature": swap(r"°C\b", "°F", unless="°F"),
    "weekly": swap(r"\bweekly\b", "monthly", "daily"),
}
"""Class `unit`: the same number, another currency, measure or period."""
