"""Which objections to a freely worded claim are certain.

A guard that compares place by place errs on a free rewording; what no text has at all, or what is
denied of the very words that a text says, is wrong however the claim is worded.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.answering.guards.bounds import Figure, denies, figures_of
from rag.answering.guards.denials import with_prefix
from rag.answering.guards.moments import Moment, moments
from rag.answering.guards.negators import is_negator
from rag.answering.guards.quantities import Quantity, every_quantity, same_quantity
from rag.answering.guards.sentence import Sentence, read
from rag.answering.guards.units import unit_family
from rag.types import Check

__all__ = ["Free", "certain"]

_MOSTLY_TAKEN = 0.6
_INVENTED = 0.8
_LEAST_INVENTED = 5
_MOST_NEW = 1
_HALF_COPY = 0.5
_LEAST_COPIED = 6
_DOZEN = 12
_OPEN_CENTURY = 100
_SLIGHT = frozenset({"between", "among", "during", "within", "both", "one", "two", "per"})
_SURE = frozenset({"definitely", "certainly", "undoubtedly", "surely", "guaranteed", "certain"})
_DUTIES = frozenset(
    """must shall required requires require obliged obligated obligation mandatory bound compelled
    duty""".split()  # noqa: SIM905 - a list of words
)
_STAND_INS = frozenset(
    """it its he him his she her they them their she this these that the who whom
    whose""".split()  # noqa: SIM905 - a list of words
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Free:
    """A freely worded claim and what is known.

    Attributes:
        claim: The claim.
        texts: Quotes, context and question, read as one sentence.
        taken: Largest share of the claim's words that one sentence has, 0–1.
        copied: Largest share of the claim's words that one sentence has in the same order, 0–1.
        reordered: Whether the claim's words are those of one sentence in another order.
        bare: Whether nothing is known of what the quotes are about.
        dated: Whether the date of the source is known.
    """

    claim: Sentence
    texts: Sentence
    taken: float
    copied: float
    reordered: bool
    bare: bool
    dated: bool


def certain(check: Check, free: Free) -> bool:
    """Return whether a guard's objection to a freely worded claim decides.

    Certain are a figure that no text has or allows, a date with a day, month or year that no text
    has, names that no text has (but where nothing is known of what the texts are about, "it" may
    stand for the name), a denial where the claim's words are mostly those of one sentence and all
    but one in the texts, a duty where no text speaks of one, another subject of the same words,
    parties that changed places in words that are otherwise the same, a rise of what fell by the
    source's figures, a figure per another period, a name that a thing goes to where it came from
    it, a duty made a choice or the reverse, a plan told as a fact, what is left out counted in, and
    an addition to words that are copied, or where most of the claim's words are in no text.

    Args:
        check: A check that failed.
        free: The claim and its texts.
    """
    decides = _BY_NAME.get(check.name)
    return bool(decides and decides(free))


def _figure(free: Free) -> bool:
    given = every_quantity(free.texts.text)
    figures = figures_of(free.texts)
    claimed = {figure.quantity.start: figure for figure in figures_of(free.claim)}
    for one in every_quantity(free.claim.text):
        digits = any(character.isdigit() for character in one.text)
        if not digits and not _differs_in_kind(one, free, given):
            continue
        if any(same_quantity(one, other) for other in given):
            figure = claimed.get(one.start)
            if figure and _bounded_otherwise(figure, free.claim, figures, free.texts):
                return True
            continue
        if one.start in claimed and _allowed(claimed[one.start], figures):
            continue
        if free.bare and _named(free.claim, one.start, one.end):
            continue
        return True
    return False


def _differs_in_kind(one: Quantity, free: Free, given: Sequence[Quantity]) -> bool:
    """Return whether a written-out figure is one of a kind that the texts have otherwise."""
    family = unit_family(one.unit)
    if family is None:
        return one.value >= _DOZEN and one.unit != "ordinal"
    if family[0] == "times" and "once" in free.texts.lowers:
        return True
    kinds = [unit_family(other.unit) for other in given]
    same_value = any(other.value == one.value and other.unit != one.unit for other in given)
    return same_value or any(kind and kind[0] == family[0] for kind in kinds)


def _bounded_otherwise(
    claimed: Figure, claim: Sentence, figures: Sequence[Figure], texts: Sentence
) -> bool:
    """Return whether the texts give the same figure as a minimum and the claim as a maximum."""
    same = [f for f in figures if same_quantity(claimed.quantity, f.quantity)]
    if denies(claim, claimed) or any(denies(texts, f) for f in same):
        return False
    theirs = [f.bound for f in same]
    low, high = {"at least", "more"}, {"at most", "less"}
    other = low if claimed.bound in high else high if claimed.bound in low else set[str]()
    return bool(theirs) and all(bound in other for bound in theirs)


def _allowed(claimed: Figure, figures: Sequence[Figure]) -> bool:
    """Return whether a figure of the texts lies beyond the bound that the claim gives."""
    one = claimed.quantity
    for other in figures:
        value = other.quantity.value
        if other.bound or other.quantity.unit != one.unit:
            continue
        if (claimed.bound == "more" and value > one.value) or (
            claimed.bound == "less" and value < one.value
        ):
            return True
    return False


def _named(claim: Sentence, start: int, end: int) -> bool:
    """Return whether a number stands beside a capitalised word, as in "Model 3"."""
    first, after = claim.at(start), claim.at(end)
    near = (*claim.words[max(0, first - 1) : first], *claim.words[after : after + 1])
    return any(word.capital and word.content and word.start > 0 for word in near)


def _date(free: Free) -> bool:
    given = moments(free.texts.text)
    return any(_unheard(moment, free, given) for moment in moments(free.claim.text))


def _unheard(moment: Moment, free: Free, given: Sequence[Moment]) -> bool:
    """Return whether no text has a day, month or year of the date, nor may mean it."""
    if moment.relative:
        words = {word.lower for word in read(moment.text).words}
        return any(other.relative for other in given) and bool(words - free.texts.lowers)
    if not (moment.year or moment.month or moment.day):
        return _other_of_kind(moment, given)
    figures = {word.lower for word in read(moment.text).words if word.lower[0].isdigit()}
    months = {other.month for other in given}
    if figures <= free.texts.lowers and (moment.month is None or moment.month in months):
        return False
    return free.dated or not any(other.relative or other.season for other in given)


def _other_of_kind(moment: Moment, given: Sequence[Moment]) -> bool:
    """Return whether the texts have a season, half or quarter, but not this one."""
    years = [other.year for other in given if other.year]
    centuries = {other.century for other in given} - {None}
    if (moment.decade or 0) > _OPEN_CENTURY and centuries and not years:
        return (moment.decade or 0) // 100 + 1 not in centuries
    derived = {
        "decade": {year // 10 * 10 for year in years},
        "century": {(year - 1) // 100 + 1 for year in years},
    }
    for name in ("weekday", "season", "half", "quarter", "decade", "century"):
        mine = getattr(moment, name)
        theirs = ({getattr(other, name) for other in given} | derived.get(name, set())) - {None}
        if mine is not None and theirs and mine not in theirs:
            return True
    return False


def _denial(free: Free) -> bool:
    known = free.texts.stems | {bare for _, bare in with_prefix(free.texts)}
    new = [
        word
        for word in free.claim.words
        if word.stem in free.claim.stems - known
        and word.lower not in _SLIGHT
        and not is_negator(free.claim, word)
    ]
    few = len(new) <= _MOST_NEW and not any(word.capital for word in new)
    return few and free.taken >= _MOSTLY_TAKEN


def _name(free: Free) -> bool:
    return not (free.bare and free.texts.lowers & _STAND_INS)


def _subject(free: Free) -> bool:
    return not free.bare


def _duty(free: Free) -> bool:
    if free.claim.lowers & _SURE - free.texts.lowers:
        return True
    return bool(free.claim.lowers & _DUTIES) and not free.texts.lowers & _DUTIES


def _addition(free: Free) -> bool:
    if free.copied >= _HALF_COPY and free.copied * len(free.claim.words) >= _LEAST_COPIED:
        return True
    new = len(free.claim.stems - free.texts.stems)
    return new >= max(_LEAST_INVENTED, _INVENTED * len(free.claim.stems))


_BY_NAME: dict[str, Callable[[Free], bool]] = {
    "numbers": _figure,
    "dates": _date,
    "names": _name,
    "subject": _subject,
    "parties": lambda free: free.reordered,
    "negation": _denial,
    "opposites": _denial,
    "series": _denial,
    "change": lambda _: True,
    "rates": lambda _: True,
    "direction": lambda _: True,
    "obligation": lambda _: True,
    "exclusions": lambda _: True,
    "modality": _duty,
    "plans": lambda _: True,
    "additions": _addition,
}
