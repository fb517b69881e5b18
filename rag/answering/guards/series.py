"""The guard of series: words of which only one can be true in one place, such as monthly, annual.

Amounts of time and money with a number are compared by the guard of numbers.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.answering.guards.sentence import Sentence, Word
from rag.answering.guards.units import SCALES
from rag.types import Check

__all__ = ["check_series"]

_HOW_OFTEN = {
    "hourly": "hour", "daily": "day", "nightly": "night", "weekly": "week", "weekday": "weekday",
    "fortnightly": "fortnight", "monthly": "month", "quarterly": "quarter", "annual": "year",
    "annually": "year", "yearly": "year", "biannual": "half-year", "biennial": "two years",
}  # fmt: skip
_HOW_LONG = {
    "milliseconds": "millisecond", "seconds": "second", "minutes": "minute", "hours": "hour",
    "days": "day", "weeks": "week", "months": "month", "years": "year", "decades": "decade",
    "centuries": "century", "millennia": "millennium",
}  # fmt: skip
_HOW_LARGE = {f"multi{scale}": scale for scale in SCALES if len(scale) > 3}
_NUMERALS = frozenset(
    """a an one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty
    forty fifty sixty ninety hundred half per each every""".split()  # noqa: SIM905 - a list of words
)


def check_series(claim: Sentence, evidence: Sequence[Sentence]) -> Check | None:
    """Object where the claim has one word of a series and the source only another.

    Args:
        claim: The claim.
        evidence: The sentences of the quotes.

    Returns:
        A check that failed, or None.
    """
    for series in (_HOW_OFTEN, _HOW_LONG, _HOW_LARGE):
        mine = _members(claim, series)
        theirs: dict[str, str] = {}
        for sentence in evidence:
            theirs |= _members(sentence, series)
        new, left = mine.keys() - theirs.keys(), theirs.keys() - mine.keys()
        if new and left:
            said, given = mine[min(new)], theirs[min(left)]
            detail = f"The sentence says “{said}”; the source says “{given}”."
            return Check(name="series", passed=False, detail=detail)
    return None


def _members(sentence: Sentence, series: dict[str, str]) -> dict[str, str]:
    """Return the series' meanings in the sentence, each with its word; counted ones are left."""
    found: dict[str, str] = {}
    for index in range(len(sentence.words)):
        written = _joined(sentence.words, index)
        if written in series and not (series is _HOW_LONG and _counted(sentence.words, index)):
            found.setdefault(series[written], written)
    return found


def _joined(words: Sequence[Word], index: int) -> str:
    """Return the word in lower case; "multi-billion" as one word."""
    after_multi = index > 0 and words[index - 1].lower == "multi"
    return f"multi{words[index].lower}" if after_multi else words[index].lower


def _counted(words: Sequence[Word], index: int) -> bool:
    before = words[index - 1] if index else None
    return before is not None and (before.text[0].isdigit() or before.lower in _NUMERALS)
