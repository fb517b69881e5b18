"""A table's row as words: with its columns, as it is shown, and as a statement to compare with.

"| Dry bulk | 2.67 | 2.98 |" below "| Cargo (million tonnes) | 2022 | 2021 |" states "Dry bulk: 2.98
million tonnes in 2021; 2.67 million tonnes in 2022."
"""

from __future__ import annotations

import re

from rag.answering.guards.quantities import quantities
from rag.answering.guards.units import CURRENCY_CODES, unit_family
from rag.types import Passage
from rag.words import fold

__all__ = ["row_text", "stated_row", "without_emphasis"]

_UNIT = re.compile(
    r"\s*[(\[](?P<aside>[^()\[\]]{1,40})[)\]]|^in (?P<whole>.{1,40})$", re.IGNORECASE
)
_BARE = re.compile(r"[-(]?\d[\d.,]*(?:\s?-\s?\d[\d.,]*)?\)?")
_MONEY = re.compile(
    r"(?P<sign>[A-Z]{3}|(?:US)?[$€£¥])\s?(?P<rest>(?:thousand|million|billion|trillion|"
    r"mn|bn|m|k|'?000)?s?\b.*)"
)
_SCALES = {"m": "million", "bn": "billion", "mn": "million", "k": "thousand", "000": "thousand"}
_PERIOD = re.compile(
    r"(?:(?:FY|Q[1-4]|H[12]|\d{1,2}|[A-Z][a-z]{2,8}\.?)[ /-]?){0,2}(?P<year>(?:19|20)\d\d)"
)
_SEASON = re.compile(r"(?:spring|summer|autumn|winter)\b", re.IGNORECASE)
_EMPHASIS = re.compile(r"(?<![\w*_])(\*{1,3}|_{1,3})(?=[^\s*_])([^*_]*[^\s*_])\1(?![\w*_])")
_LEAST_CELLS = 2


def row_text(passage: Passage) -> str:
    """Return a row with the names of its columns, or nothing if the quote is no row of a table.

    >>> row_text(Passage(document_id="d", uri="u", title="t", start=0, end=5, rank=1, score=1.0,
    ...     quote="| Winter | 3 |", context="Ferries — | Season | Departures |"))
    'Season: Winter; Departures: 3'
    """
    return "; ".join(f"{name}: {cell}" if name else cell for name, cell in _named_cells(passage))


def stated_row(passage: Passage) -> str:
    """Return what a row states, or nothing if the quote is no row of a table.

    A bare figure is given the unit that the row's name, its column or the first column has in
    brackets; figures of years stand in the order of time.
    """
    cells = _named_cells(passage)
    if not cells:
        return ""
    (first, label), rest = cells[0], cells[1:]
    parts: list[tuple[str, str]] = []
    for name, cell in rest:
        value = next(
            (told for unit in _units(label, name, first) if (told := _measured(cell, unit))), cell
        )
        column = _UNIT.sub("", name)
        period = _PERIOD.fullmatch(column)
        if period:
            parts.append((period["year"], f"{value} in {column}"))
        else:
            parts.append(("~", f"{column}: {value}" if column else value))
    parts.sort(key=lambda part: part[0])
    about = f"In {label}" if _PERIOD.fullmatch(label) or _SEASON.match(label) else label
    return f"{about}: {'; '.join(text for _, text in parts)}."


def without_emphasis(text: str) -> str:
    """Return a text without Markdown's signs of emphasis.

    >>> without_emphasis("**Total** of *a* and *b*, 2 * 3 * 4")
    'Total of a and b, 2 * 3 * 4'
    """
    return _EMPHASIS.sub(r"\2", text)


def _units(*names: str) -> list[str]:
    """Return what names have in brackets or behind "in", in order."""
    found = (_UNIT.search(name) for name in names)
    return [match["aside"] or match["whole"] for match in found if match]


def _measured(cell: str, unit: str) -> str:
    """Return a bare figure with a unit, or nothing if it is none or the words are no unit."""
    if not _BARE.fullmatch(cell):
        return ""
    cell = re.sub(r"^\((.*)\)$", r"-\1", cell)  # how accounts write a loss
    unit = re.sub(r"^in ", "", unit, flags=re.IGNORECASE)
    money = _MONEY.fullmatch(unit)
    if money and (not money["sign"].isalpha() or money["sign"] in CURRENCY_CODES):
        word, _, rest = money["rest"].partition(" ")
        scale = _SCALES.get(word.strip("'").removesuffix("s"), word.removesuffix("s"))
        return " ".join(part for part in (f"{money['sign']} {cell}", scale, rest) if part)
    told = f"{cell} {unit}"
    bare, found = quantities(cell), quantities(told)
    if len(bare) != 1 or len(found) != 1:
        return ""
    if unit.lower() in {"year", "years"} and found[0].unit == "year":
        return ""
    scaled = found[0].value != bare[0].value
    return told if scaled or unit_family(found[0].unit) else ""


def _named_cells(passage: Passage) -> list[tuple[str, str]]:
    """Return the cells of a row, each behind the name of its column; none for other text."""
    cells = _cells(passage.quote)
    header = _cells(passage.context.rpartition(" — ")[2])
    if len(cells) < _LEAST_CELLS or len(cells) != len(header):
        return []
    return list(zip(header, cells, strict=True))


def _cells(row: str) -> list[str]:
    """Return the cells of a table row without signs of emphasis, or none if it is no row."""
    separator = "|" if "|" in row else "\t"
    if separator not in row:
        return []
    return [without_emphasis(fold(cell)) for cell in row.strip().strip("|").split(separator)]
