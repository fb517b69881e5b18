"""Disagreement: different values for the same question in different documents.

Opposite answers to yes/no questions are found by `rag.answering.polarity`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answering.values import PassageValue, same_value
from rag.words import fold

__all__ = ["group_values", "why_different"]

_PERIOD = re.compile(
    r"\b(?:in|by|for|during|since|until|through|as of|at the end of|fiscal|early|late|mid)[ -]"
    r"(?:[a-z]+ )?(?:\d{4}|q[1-4]|january|february|march|april|may|june|july|august|september|"
    r"october|november|december)(?: alone)?\b|\b(?:this|last|next) (?:year|quarter|month)\b",
    re.IGNORECASE,
)
_RESERVE = re.compile(
    r"\b(?:estimated|about|around|roughly|approximately|nearly|almost|more than|over|at least|"
    r"up to|less than|plan(?:s|ned)?|expect(?:s|ed)?|target|forecast|could|may)\b",
    re.IGNORECASE,
)


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


def why_different(side: Sequence[PassageValue], others: Sequence[PassageValue]) -> str:
    """Return what the side's text says and the others' does not: period, reserve, date, or ""."""
    own = " ".join(fold(item.passage.quote) for item in side)
    rest = " ".join(fold(item.passage.quote) for item in others).lower()
    notes: list[str] = []
    periods = [m.group() for m in _PERIOD.finditer(own) if m.group().lower() not in rest]
    if periods:
        notes.append(f"it speaks of “{periods[0]}”")
    reserves = [m.group() for m in _RESERVE.finditer(own) if m.group().lower() not in rest]
    if reserves:
        notes.append(f"it says “{reserves[0]}”")
    dates = sorted({item.passage.published_at for item in side if item.passage.published_at})
    if dates:
        notes.append(f"its date is {dates[-1]}")
    return ("This source differs: " + ", ".join(notes) + ".") if notes else ""
