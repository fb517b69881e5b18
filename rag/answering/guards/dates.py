"""The guard of dates: every date of the claim is one of the source's, seen from the same side."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from rag.answering.guards.binding import Area, areas, belongs_elsewhere
from rag.answering.guards.moments import Moment, moments, resolve
from rag.answering.guards.sentence import Sentence
from rag.types import Check

__all__ = ["check_dates"]

_BEFORE = re.compile(
    r"\b(?P<before>before|prior to|until|till|earlier than|ahead of|no later than|by|through|"
    r"up to)|"
    r"\b(?P<after>after|since|following|later than|starting|as of|from|beginning)|"
    r"\b(?P<at>in|on|at|during)",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:(?:\sthe)?(?:\s(?:early|late|mid|end of|start of|beginning of|middle of|"
    r"spring|summer|autumn|fall|winter)))?"
    r"(?:\sthe)?(?:\syear)?[\s-]*$",
    re.IGNORECASE,
)
_SHIFTED = re.compile(r"\b(?:earlier|later|following|previous|before|after|same)\b", re.IGNORECASE)
_OPPOSED = {("before", "after"), ("after", "before"), ("at", "before"), ("at", "strictly after")}


def check_dates(
    claim: Sentence, evidence: Sequence[Sentence], context: str, published_at: str | None
) -> Check | None:
    """Compare the dates of a claim with those of its evidence.

    Args:
        claim: The claim.
        evidence: The sentences of the quotes.
        context: Titles and headings; they may supply years and months.
        published_at: ISO 8601 date of the source, or None.

    Returns:
        The check, or None if the claim has no date.
    """
    claimed = moments(claim.text)
    if not claimed:
        return None
    given = [moment for sentence in evidence for moment in moments(sentence.text)]
    around = [*moments(context), *_published(published_at)]
    for moment in claimed:
        if not _has(moment, given, around, published_at):
            have = ", ".join(dict.fromkeys(m.text for m in given)) or "no date"
            return _objection(f"The sentence says {moment.text}; the source has {have}.")
    for moment in claimed:
        objection = _turned(claim, moment, evidence) or _moved(claim, moment, evidence)
        if objection:
            return _objection(objection)
    texts = ", ".join(dict.fromkeys(moment.text for moment in claimed))
    return Check(name="dates", passed=True, detail=f"{texts} is in the source.")


def _objection(detail: str) -> Check:
    return Check(name="dates", passed=False, detail=detail)


def _published(published_at: str | None) -> tuple[Moment, ...]:
    return moments(published_at[:10]) if published_at else ()


def _has(
    moment: Moment, given: Sequence[Moment], around: Sequence[Moment], published_at: str | None
) -> bool:
    for other in given:
        if any(_covers(moment, meant) for meant in resolve(other, published_at)):
            return True
    years = {other.year for other in [*given, *around] if other.year}
    for other in given:
        open_year = other.year is None and moment.year in years and other.relative is None
        if (moment.half and not other.half) or (moment.quarter and not other.quarter):
            continue  # "in September" does not say which second half is meant
        named = other.month or other.quarter or other.season or other.half
        if open_year and named and _covers(_without_year(moment), other):
            return True
    return any(_covers(moment, other) for other in around if moment.day is None)


def _without_year(moment: Moment) -> Moment:
    return Moment(
        month=moment.month, day=moment.day, quarter=moment.quarter, season=moment.season,
        half=moment.half, weekday=moment.weekday,
    )  # fmt: skip


def _covers(claimed: Moment, given: Moment) -> bool:
    """Return whether everything the claimed moment says is said or implied by the given one."""
    if claimed.relative:
        same = claimed.relative == given.relative and claimed.season == given.season
        return same or (
            claimed.season is not None and claimed.season == given.season and bool(given.year)
        )
    pairs = [
        (claimed.year, given.year),
        (claimed.month, given.month),
        (claimed.day, given.day),
        (claimed.weekday, _weekday(given)),
        (claimed.season, given.season),
        (claimed.half, given.half or (given.month and (given.month > 6) + 1)),
        (claimed.quarter, given.quarter or (given.month and (given.month - 1) // 3 + 1)),
    ]
    if any(asked is not None and asked != got for asked, got in pairs):
        return False
    return _covers_span(claimed, given)


def _covers_span(claimed: Moment, given: Moment) -> bool:
    if claimed.decade and claimed.decade % 100 == 0 and given.century:  # "the 1200s"
        return claimed.decade // 100 + 1 == given.century
    if claimed.decade is not None:
        decade = given.decade if given.decade is not None else _decade(given.year)
        if decade is None or (claimed.decade % 100 != decade % 100):
            return False
        if claimed.decade > 100 and decade > 100 and claimed.decade != decade:
            return False
    if claimed.century is not None:
        year = given.year or given.decade
        if claimed.century != (given.century or (year and (year - 1) // 100 + 1)):
            return False
    return True


def _decade(year: int | None) -> int | None:
    return year // 10 * 10 if year else None


def _weekday(moment: Moment) -> int | None:
    if moment.weekday is not None or not (moment.year and moment.month and moment.day):
        return moment.weekday
    try:
        return date(moment.year, moment.month, moment.day).weekday()
    except ValueError:
        return None


def _side(sentence: Sentence, moment: Moment) -> str:
    """Return whether a date is looked at from `before`, `after` or `at`, or "" if no word says."""
    lead = _TAIL.sub("", sentence.text[max(0, moment.start - 40) : moment.start])
    last = None
    for match in _BEFORE.finditer(lead):
        last = match if match.end() == len(lead) else last
    return next((name for name, word in last.groupdict().items() if word), "") if last else ""


def _strict(sentence: Sentence, moment: Moment) -> str:
    lead = sentence.text[max(0, moment.start - 30) : moment.start].lower()
    return (
        "strictly after"
        if re.search(r"\b(?:after|following|later than)\b\W*(?:\w+\W+)?$", lead)
        else ""
    )


def _turned(claim: Sentence, moment: Moment, evidence: Sequence[Sentence]) -> str:
    """Return an objection if a date is "before" here and "after" wherever the source has it."""
    side = _side(claim, moment)
    sides: list[str] = []
    for sentence in evidence:
        for other in moments(sentence.text):
            if _covers(moment, other) and (moment.month, moment.day) == (other.month, other.day):
                sides.append(_side(sentence, other))
                if side == "at" and _strict(sentence, other):
                    sides[-1] = "strictly after"
                if side == "after" and sides[-1] == "at" and _strict(claim, moment):
                    sides[-1] = "before"
                if side == "before" and sides[-1] == "at":
                    sides[-1] = "after"
    if not side or not sides or not all((side, other) in _OPPOSED for other in sides):
        return ""
    word = {"before": "before or until", "after": "after or since", "at": "in or on"}[side]
    return f"The sentence says {word} {moment.text}; the source sees it from another side."


def _moved(claim: Sentence, moment: Moment, evidence: Sequence[Sentence]) -> str:
    """Return an objection if the source ties the date to something else of the same sentence."""
    if _SHIFTED.search(moment.text):
        return ""  # it stands for a year that the text has elsewhere
    for sentence in evidence:
        found = moments(sentence.text)
        own = [i for i, other in enumerate(found) if _covers(moment, other)]
        if not own:
            continue
        own += [i for i in range(len(found)) if any(_one_range(sentence, found, i, j) for j in own)]
        others = [i for i in range(len(found)) if i not in own and _kind(found[i]) == _kind(moment)]
        if not others or "respectively" in sentence.lowers:
            return ""
        around = areas(sentence, [(m.start, m.end) for m in found])
        mine = moments(claim.text)
        area = areas(claim, [(m.start, m.end) for m in mine])[mine.index(moment)]
        ours, theirs = [around[i] for i in own], [around[i] for i in others]
        if _follows_other(area, ours, theirs) or belongs_elsewhere(area.stems, ours, theirs):
            return (
                f"The sentence gives {moment.text} for what the source dates "
                f"{found[others[0]].text}."
            )
        return ""
    return ""


def _follows_other(area: Area, own: Sequence[Area], others: Sequence[Area]) -> bool:
    """Return whether the word before the date stands before another date in the source."""
    before = area.left[:1]
    known = {stem for each in own for stem in each.stems}
    return bool(before) and before[0] not in known and any(o.left[:1] == before for o in others)


def _one_range(sentence: Sentence, found: Sequence[Moment], one: int, other: int) -> bool:
    """Return whether two dates are the ends of one range: "between 1981 and 2020"."""
    first, last = sorted((one, other))
    if last - first != 1:
        return False
    joint = sentence.text[found[first].end : found[last].start].strip()
    lead = sentence.text[: found[first].start].split()[-1:]
    return joint in {"-", "to"} or (joint == "and" and lead == ["between"])


def _kind(moment: Moment) -> str:
    if moment.year:
        return "year"
    if moment.half:
        return "half"
    return "month" if moment.month else "other"
