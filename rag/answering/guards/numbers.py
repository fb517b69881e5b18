"""The guard of numbers: value, unit, bound, and what a figure counts or belongs to."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from rag.answering.guards.binding import areas, belongs_elsewhere
from rag.answering.guards.bounds import Figure, allows, denies, figures_of, turned
from rag.answering.guards.moments import moments
from rag.answering.guards.negators import NEGATOR
from rag.answering.guards.quantities import Quantity, is_currency, same_quantity
from rag.answering.guards.rates import period_words, rate_of
from rag.answering.guards.sentence import Sentence
from rag.answering.guards.units import unit_family
from rag.types import Check

__all__ = ["check_numbers", "check_rates"]

_LABELS = frozenset(
    """article section clause chapter page no number model version part step phase level grade
    type class figure table item room line stage round tier schedule annex appendix""".split()  # noqa: SIM905 - a list of words
)
_GENERIC = frozenset({"person", "thing", "item", "unit", "case", "other", "time", "total"})
_PAIR = re.compile(r"(?<![\w.,-])(\d{1,3})-(\d{1,3})(?![\w-]|[.,]\d)")
_CODE = re.compile(
    r"(?<![\w.])(?:\d+(?:\.\d+){2,}|\d+(?:\.\d+)*(?:\([a-z\d]{1,4}\))+)(?![\w]|\.\d)"
)
"""Finds "8.4.2" and "17(3)(a)", which are no values."""
_IS_ONE = re.compile(r"one\b", re.IGNORECASE)
_CLAUSE = re.compile(r"[,;:]|\b(?:and|but)\b")
_ROUNDED = frozenset({"about", "near", "more", "less"})


def check_numbers(
    claim: Sentence, evidence: Sequence[Sentence], context: str, question: str
) -> Check | None:
    """Compare the figures of a claim with those of its evidence.

    Args:
        claim: The claim.
        evidence: The sentences of the quotes.
        context: Titles and headings; only a number that is part of a name ("Model 3") may come
            from them.
        question: The question; likewise.

    Returns:
        The check, or None if the claim has no figure.
    """
    claimed = figures_of(claim)
    codes = _CODE.findall(claim.text)
    if not claimed and not codes:
        return None
    given = [(sentence, figures_of(sentence)) for sentence in evidence]
    known = " ".join([*(sentence.text for sentence in evidence), context, question])
    score = _other_score(claim, evidence) or next(
        (
            f"The sentence says {code}; the source does not."
            for code in codes
            if code not in _CODE.findall(known)
        ),
        "",
    )
    if score:
        return Check(name="numbers", passed=False, detail=score)
    for figure in claimed:
        objection = _objection(figure, claim, claimed, given, known)
        if objection:
            return Check(name="numbers", passed=False, detail=objection)
    texts = ", ".join(dict.fromkeys([*(figure.quantity.text for figure in claimed), *codes]))
    return Check(name="numbers", passed=True, detail=f"{texts} is in the source.")


def _objection(
    figure: Figure,
    claim: Sentence,
    claimed: Sequence[Figure],
    given: Sequence[tuple[Sentence, Sequence[Figure]]],
    known: str,
) -> str:
    quantity = figure.quantity
    if quantity.text.lower() == "one":
        return _lone(figure, claim, given)
    if _identifier(quantity, claim, known):
        return _moved(figure, claim, claimed, given)
    if _IS_ONE.match(quantity.text) and _has_article(quantity, given):
        return ""
    matches = [
        (sentence, other)
        for sentence, figures in given
        for other in figures
        if _same(figure, other) or _elided(figure, other, figures)
    ]
    if not matches:
        if any(_is_year_of(quantity, sentence) for sentence, _ in given):
            return ""
        every = [other.quantity.text for _, figures in given for other in figures]
        have = ", ".join(dict.fromkeys(every)) or "no figure"
        return f"The sentence says {quantity.text}; the source has {have}."
    if not any(
        _bound_allows(figure, claim, other, sentence) or _rounds(figure, other)
        for sentence, other in matches
    ):
        said = (
            f"{figure.bound} {quantity.text}".strip() if figure.bound else f"just {quantity.text}"
        )
        bound = matches[0][1].bound
        have = f"{bound} {matches[0][1].quantity.text}".strip()
        return f"The sentence says {said}; the source says {have}."
    return _counts_other(figure, claim, matches) or _moved(figure, claim, claimed, given)


def check_rates(claim: Sentence, evidence: Sequence[Sentence], context: str) -> Check | None:
    """Object where a figure is per month in the claim and per year in the source.

    Args:
        claim: The claim.
        evidence: The sentences of the quotes.
        context: Titles, headings and the question; a period that they name is not new.

    Returns:
        A check that failed, or None.
    """
    given = [(sentence, other) for sentence in evidence for other in figures_of(sentence)]
    known = " ".join([*(sentence.text for sentence in evidence), context])
    for figure in figures_of(claim):
        matches = [(sentence, other) for sentence, other in given if _same(figure, other)]
        detail = _other_rate(figure, claim, matches, known) if matches else ""
        if detail:
            return Check(name="rates", passed=False, detail=detail)
    return None


def _other_rate(
    figure: Figure, claim: Sentence, matches: Sequence[tuple[Sentence, Figure]], known: str
) -> str:
    """Return an objection if the figure is per month here and per year in every match."""
    rate = rate_of(claim, figure.quantity)
    if not rate:
        return ""
    theirs = [rate_of(sentence, other.quantity) for sentence, other in matches]
    measured = " of " in rate  # "per hectare", which may be said once for several figures
    if rate in theirs or ("" in theirs and (measured or period_words(rate).search(known))):
        return ""
    other = next((period for period in theirs if period), "")
    have = f"per {other}" if other else f"nothing per {rate}"
    return f"The sentence says {figure.quantity.text} per {rate}; the source says {have}."


def _other_score(claim: Sentence, evidence: Sequence[Sentence]) -> str:
    """Return an objection if two joined numbers ("3-1") are joined otherwise in the source."""
    given = {pair for sentence in evidence for pair in _PAIR.findall(sentence.text)}
    for pair in _PAIR.findall(claim.text):
        half_known = any(set(pair) & set(other) for other in given)
        if half_known and pair not in given and pair[::-1] not in given:
            have = ", ".join(sorted("-".join(other) for other in given))
            return f"The sentence says {'-'.join(pair)}; the source has {have}."
    return ""


def _bound_allows(claimed: Figure, claim: Sentence, given: Figure, source: Sentence) -> bool:
    """Return whether the source's bound carries the claim's, a "not" before either minded."""
    if {claimed.bound, given.bound} == {"", "more"} and _lasts(claim, claimed, source, given):
        return True
    mine, theirs = denies(claim, claimed), denies(source, given)
    if mine == theirs or claim.words[0].lower.endswith("ing"):  # "Going above 5 bar may ..."
        return allows(given.bound, claimed.bound)
    if theirs:
        flipped, other = allows(turned(given.bound), claimed.bound), claim
    else:
        flipped, other = allows(given.bound, turned(claimed.bound)), source
    figure = claimed if theirs else given
    clause = _CLAUSE.split(other.text[: figure.quantity.start])[-1]
    denied = NEGATOR.search(clause) is not None  # in words farther off: "it is prohibited to"
    return flipped or (denied and allows(given.bound, claimed.bound))


def _lasts(claim: Sentence, claimed: Figure, source: Sentence, given: Figure) -> bool:
    """Return whether "over 24 months" may say how long something lasted."""
    family = unit_family(claimed.quantity.unit)
    if family is None or family[0] not in {"time", "months"}:
        return False
    return any(
        sentence.text[: figure.quantity.start].rstrip().lower().endswith("over")
        for sentence, figure in ((claim, claimed), (source, given))
    )


def _same(claimed: Figure, given: Figure) -> bool:
    return (
        same_quantity(claimed.quantity, given.quantity)
        or _rounds(claimed, given)
        or _covers_vaguely(claimed.quantity, given.quantity)
    )


def _rounds(claimed: Figure, given: Figure) -> bool:
    """Return whether the claim says "about" of a rounded value of an exact figure."""
    if claimed.bound not in _ROUNDED or given.bound:
        return False
    one, two = claimed.quantity, given.quantity
    if one.unit != two.unit or not one.value or not two.value:
        return False
    digits = len(re.sub(r"\D", "", re.split(r"[A-Za-z]", one.text)[0]).rstrip("0")) or 1
    size = math.floor(math.log10(abs(two.value)))
    rounded = round(two.value, digits - 1 - size)
    if not math.isclose(rounded, one.value) or math.isclose(one.value, two.value):
        return False
    if claimed.bound == "more":
        return two.value > one.value
    return claimed.bound == "about" or two.value < one.value


def _elided(claimed: Figure, given: Figure, beside: Sequence[Figure]) -> bool:
    """Return whether the source leaves out a currency that it has named: "… of which 9 billion"."""
    one, two = claimed.quantity, given.quantity
    named = any(figure.quantity.unit == one.unit for figure in beside)
    return is_currency(one.unit) and not two.unit and named and math.isclose(one.value, two.value)


def _covers_vaguely(claimed: Quantity, given: Quantity) -> bool:
    if claimed.unit != "vague":
        return False
    if given.unit == "vague":
        return math.isclose(claimed.value, given.value)
    return 2 * claimed.value <= given.value < 1000 * claimed.value


def _has_article(quantity: Quantity, given: Sequence[tuple[Sentence, Sequence[Figure]]]) -> bool:
    """Return whether a text says "a year" for the claim's "one year"."""
    unit = re.escape(quantity.unit.removesuffix("s"))
    pattern = re.compile(rf"\b(?:a|an|per|each|every)\s(?:\w+\s)?{unit}\b", re.IGNORECASE)
    return bool(unit) and any(pattern.search(sentence.text) for sentence, _ in given)


def _is_year_of(quantity: Quantity, sentence: Sentence) -> bool:
    return any(moment.year == quantity.value for moment in moments(sentence.text))


def _identifier(quantity: Quantity, claim: Sentence, known: str) -> bool:
    """Return whether the number is part of a name that the texts have: "Model 3", "Article 5"."""
    if unit_family(quantity.unit) or not quantity.text[0].isdigit():
        return False
    index = claim.at(quantity.start) - 1
    if index < 0 or not (claim.words[index].capital or claim.words[index].lower in _LABELS):
        return False
    pattern = rf"\b{re.escape(claim.words[index].text)}[\s-]{re.escape(quantity.text)}\b"
    return bool(re.search(pattern, known, re.IGNORECASE))


def _counted(figure: Figure, sentence: Sentence) -> tuple[str, frozenset[str]]:
    """Return the plural noun after a figure, and the stems of the few words after it."""
    quantity = figure.quantity
    if unit_family(quantity.unit) and quantity.unit != "times":
        return "", frozenset()
    first = sentence.at(quantity.start + len(quantity.text))
    noun, stems, last = "", set[str](), quantity.start + len(quantity.text)
    for word in sentence.words[first : first + 4]:
        gap = sentence.text[last : word.start]
        if any(mark in gap for mark in ",;:.()") or not (word.content or word.lower == "of"):
            break
        last = word.end
        if word.content:
            stems.add(word.stem)
            plural = word.lower.endswith("s") and not word.lower.endswith(("ss", "us"))
            countable = plural and len(word.lower) > 3 and unit_family(word.lower) is None
            noun = noun or (word.stem if countable else "")
    return noun, frozenset(stems)


def _counts_other(
    figure: Figure, claim: Sentence, matches: Sequence[tuple[Sentence, Figure]]
) -> str:
    """Return an objection if the figure counts one thing here and another in every match."""
    noun, _ = _counted(figure, claim)
    if not noun or noun in _GENERIC or figure.quantity.unit == "vague":
        return ""
    if all(other.quantity.unit == "score" for _, other in matches):
        counted = [f for f in figures_of(matches[0][0]) if _counted(f, matches[0][0])[0] == noun]
        if counted:
            shown = counted[0].quantity.text
            return f"The sentence says {figure.quantity.text}; the source has {shown}."
    for sentence, other in matches:
        theirs, stems = _counted(other, sentence)
        if (
            not theirs
            or theirs in _GENERIC
            or noun in stems
            or theirs in _counted(figure, claim)[1]
        ):
            return ""
    words = claim.words[claim.at(figure.quantity.start) :]
    shown = next((word.text for word in words if word.stem == noun), noun)
    return (
        f"The sentence counts {figure.quantity.text} {shown}; the source counts something else "
        f"with {matches[0][1].quantity.text}."
    )


def _kind(quantity: Quantity) -> str:
    family = unit_family(quantity.unit)
    if is_currency(quantity.unit):
        return "money"
    return (
        quantity.unit if quantity.unit in {"ordinal", "score"} else family[0] if family else "count"
    )


def _moved(
    figure: Figure,
    claim: Sentence,
    claimed: Sequence[Figure],
    given: Sequence[tuple[Sentence, Sequence[Figure]]],
) -> str:
    """Return an objection if the source ties the figure to something else of the sentence."""
    for sentence, figures in given:
        own = [i for i, other in enumerate(figures) if _same(figure, other)]
        if not own:
            continue
        kind = _kind(figures[own[0]].quantity)
        own += [
            i
            for i, other in enumerate(figures)
            if any(_ends_of_one_change(sentence, other, figures[j]) for j in own)
        ]
        others = [i for i, f in enumerate(figures) if i not in own and _kind(f.quantity) == kind]
        if not others or "respectively" in sentence.lowers or kind in {"ordinal", "score"}:
            return ""
        around = areas(sentence, [_span(other) for other in figures])
        words = areas(claim, [_span(other) for other in claimed])[claimed.index(figure)].stems
        if belongs_elsewhere(words, [around[i] for i in own], [around[i] for i in others]):
            return (
                f"The sentence gives {figure.quantity.text} for what the source gives "
                f"{figures[others[0]].quantity.text}."
            )
        return ""
    return ""


def _ends_of_one_change(sentence: Sentence, one: Figure, other: Figure) -> bool:
    """Return whether two figures share their words: "from A to B", "between A and B"."""
    first, second = sorted((_span(one), _span(other)))
    before = sentence.text[: first[0]].split()[-1:]
    between = sentence.text[first[1] : second[0]].split()
    words = sorted(word.lower() for word in (*before, *between))
    if not between or (between[0] == "of" and len(between) <= 2):
        return True  # "31 minutes 7 seconds", "two of the three"
    return words in (["from", "to"], ["and", "between"]) or [b.lower() for b in between] == ["to"]


def _span(figure: Figure) -> tuple[int, int]:
    return figure.quantity.start, figure.quantity.end


def _lone(
    figure: Figure, claim: Sentence, given: Sequence[tuple[Sentence, Sequence[Figure]]]
) -> str:
    """Return an objection if the claim says "one" of what the source counts otherwise."""
    noun, stems = _counted(figure, claim)
    following = claim.text[figure.quantity.end : figure.quantity.end + 4]
    if following.startswith(" of") or not stems:
        return ""
    for sentence, figures in given:
        if "one" in sentence.lowers or any(f.quantity.value == 1 for f in figures):
            return ""
    for sentence, figures in given:
        for other in figures:
            theirs, their_stems = _counted(other, sentence)
            if stems & their_stems and (theirs or noun or stems == their_stems):
                return f"The sentence says one; the source has {other.quantity.text}."
    return ""
