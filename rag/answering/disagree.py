"""Disagreement: different values for the same question in different documents.

Opposite answers to yes/no questions are found by `rag.answering.polarity`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answering.asked import answer_type
from rag.answering.guards.quantities import quantities, same_quantity
from rag.answering.guards.units import same_unit, unit_family
from rag.answering.namesake import namesake
from rag.answering.values import PassageValue, same_value
from rag.types import Passage
from rag.words import content_stems, fold, tokens

__all__ = ["clearest_first", "group_values", "lists_more", "why_different"]

_PERIOD = re.compile(
    r"\b(?:in|by|for|during|since|until|through|as of|at the end of|fiscal|early|late|mid)[ -]"
    r"(?:[a-z]+ )?(?:\d{4}|q[1-4]|january|february|march|april|may|june|july|august|september|"
    r"october|november|december)(?: alone)?\b|\b(?:this|last|next) (?:year|quarter|month)\b",
    re.IGNORECASE,
)
_EXPECTED = re.compile(
    r"(?<!than )(?<!as )\b(?:estimated|plan(?:s|ned)?|expect(?:s|ed)?|target|forecast|could|"
    r"(?-i:may))\b",
    re.IGNORECASE,
)
_INEXACT = (
    r"\b(about|around|roughly|approximately|nearly|almost|more than|over|at least|up to|less than)"
)
_ITEM_END = re.compile(
    r"\s*;\s*(?:and\s+)?|\s*,\s+(?:and\s+|as\s+well\s+as\s+)?|\s+(?:and|as\s+well\s+as)\s+",
    re.IGNORECASE,
)
_JOINED = re.compile(r";|\b(?:and|as well as)\b", re.IGNORECASE)
_DAY_COMMA = re.compile(r"\b([A-Z][a-z]{2,8}\.? \d{1,2}), (?=\d{4}\b)")
_NOT_LISTED = re.compile(r"\b(?:not|no|nor|neither|never|except|excluding|without|but)\b", re.I)
_NO_MEASURE = frozenset({"times", "vague"})


def group_values(values: Sequence[PassageValue]) -> list[list[PassageValue]]:
    """Group values that say the same; one value per document, its first.

    Returns:
        Groups in order of their first passage; more than one group means that documents differ.
    """
    groups: list[list[PassageValue]] = []
    seen: set[str] = set()
    for item in values:
        if item.passage.document_id in seen:
            continue
        seen.add(item.passage.document_id)
        for group in groups:
            if same_value(group[0], item):
                group.append(item)
                break
        else:
            groups.append([item])
    return groups


def clearest_first(side: Sequence[PassageValue], others: Sequence[PassageValue]) -> list[Passage]:
    """Return the passages of a side, those that give a value of another side too at the end.

    Args:
        side: The values of one side.
        others: The values of all other sides.
    """
    passages = [item.passage for item in side]
    return sorted(passages, key=lambda passage: any(_gives(passage, other) for other in others))


def _gives(passage: Passage, value: PassageValue) -> bool:
    figure, quote = value.figure, fold(passage.quote)
    if figure is not None:
        return any(same_quantity(figure, found) for found in quantities(quote))
    return fold(value.text).casefold() in quote.casefold()


def lists_more(group: Sequence[PassageValue]) -> str:
    """Return a note where one source of a group lists everything that another lists, and more.

    Both values are lists of names or phrases, split at commas, semicolons and "and"; figures, a
    longer form of one name and a place within a place are none.

    Args:
        group: Values that were found to say the same, each of another document.

    Returns:
        One sentence that quotes each source, the longest list first; empty where none lists more.
    """
    lists = [(item, _items(item)) for item in group if item.figure is None]
    if not lists:
        return ""
    most, items = max(lists, key=lambda pair: len(pair[1]))
    fewer = [item for item, part in lists if part and part < items]
    named = [most, *fewer]
    if not fewer or not any(_JOINED.search(item.text) for item in named):
        return ""
    longest = sum(part == items for _, part in lists)
    has = ", ".join(f'"{_source(item, named)}" has “{item.text}”' for item in named)
    return f"{'One source lists' if longest == 1 else 'Some sources list'} more: {has}."


def why_different(
    side: Sequence[PassageValue], others: Sequence[PassageValue], *, question: str
) -> str:
    """Return what the side's text says and the others' does not, or "".

    In this order: another thing of the same name, a period (unless a date is asked for), a reserve
    ("estimated"), another currency or unit, a later or earlier date.

    Args:
        side: The values of one side.
        others: The values of all other sides.
        question: The question they answer.
    """
    own = " ".join(fold(item.passage.quote) for item in side)
    rest = " ".join(fold(item.passage.quote) for item in others).lower()
    entity = namesake(question, [v.passage for v in side], [v.passage for v in others])
    periods = [] if answer_type(question) == "date" else _PERIOD.findall(own)
    period = next((found for found in periods if found.lower() not in rest), "")
    reserve = next((found for found in _reserves(side, own) if found.lower() not in rest), "")
    notes = [
        f"it speaks of {entity}" if entity else "",
        f"it speaks of “{period}”" if period else "",
        f"it says “{reserve}”" if reserve else "",
        _unit_note(side, others),
        _date_note(side, others),
    ]
    told = ", ".join(note for note in notes if note)
    return f"This source differs: {told}." if told else ""


def _reserves(side: Sequence[PassageValue], own: str) -> list[str]:
    """Return the words by which the side's text holds back: of the value, or of all it says."""
    values = (re.escape(fold(item.text)) for item in side)
    inexact = (re.search(rf"{_INEXACT}\W+(?:\w+\W+)?{value}", own, re.I) for value in values)
    return [*_EXPECTED.findall(own), *(match[1] for match in inexact if match is not None)]


def _unit_note(side: Sequence[PassageValue], others: Sequence[PassageValue]) -> str:
    """Return the side's currency or unit where the others' figures measure something else."""
    own, rest = _measures(side), _measures(others)
    if not own or not rest or any(same_unit(mine, other) for mine in own for other in rest):
        return ""
    unit = next(iter(own.values()))
    return f"it counts in {'percent' if unit == '%' else unit}"


def _measures(values: Sequence[PassageValue]) -> dict[str, str]:
    """Return what the figures measure, such as `length` or `EUR`, each with its unit."""
    units = [item.figure.unit for item in values if item.figure is not None]
    families = [(unit_family(unit), unit) for unit in units if unit not in _NO_MEASURE]
    return {family[0]: unit for family, unit in families if family is not None}


def _date_note(side: Sequence[PassageValue], others: Sequence[PassageValue]) -> str:
    """Return whether the side is later or earlier than all others, else its date if it has one."""
    own = sorted(item.passage.published_at for item in side if item.passage.published_at)
    if not own:
        return ""
    rest = [item.passage.published_at or "" for item in others]
    common = min(len(date) for date in [own[-1], *rest])
    if rest and common:
        date, known = own[-1][:common], sorted(other[:common] for other in rest)
        if date > known[-1]:
            return f"it is later ({own[-1]})"
        if date < known[0]:
            return f"it is earlier ({own[-1]})"
        if known[0] == known[-1]:
            return ""
    return f"its date is {own[-1]}"


def _items(value: PassageValue) -> frozenset[frozenset[str]]:
    """Return the items of a list as their words; none where something is taken out of it."""
    text = fold(value.text)
    if _NOT_LISTED.search(text):
        return frozenset()
    parts = _ITEM_END.split(_DAY_COMMA.sub(r"\1 ", text))
    words = (frozenset(content_stems(part)) or frozenset(tokens(part)) for part in parts)
    return frozenset(item for item in words if item)


def _source(item: PassageValue, named: Sequence[PassageValue]) -> str:
    """Return a source's title, or its uri where the title is empty or that of another source."""
    title = fold(item.passage.title)
    shared = sum(fold(other.passage.title) == title for other in named) > 1
    return item.passage.uri if shared or not title else title
