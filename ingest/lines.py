"""The lines of a text, and what each one looks like by itself and beside its neighbours."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

__all__ = ["Line", "Shape", "marker_length", "read_lines", "shapes"]

Shape = Literal["plain", "list", "row", "heading", "underline", "rule", "verbatim"]


class Line(NamedTuple):
    """A line with something on it.

    Attributes:
        start: First character that is not white space.
        end: One past the last character that is not white space.
        indent: Columns of white space before it; a tab counts as four.
        body: The text from start to end.
        follows: Whether the line directly above it has something on it too.
    """

    start: int
    end: int
    indent: int
    body: str
    follows: bool


_LINE = re.compile("[^\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]+")
_MARKER = re.compile(
    r"(?:[•●▪■◦‣∙·○➤►✓✔]\s*"
    r"|[-*+–](?:\s+\[[ xX]\])?\s+"
    r"|\d{1,3}[.)]\s+"
    r"|\((?:\d{1,3}|[a-z]|[ivx]{1,5})\)\s+"
    r"|(?:[a-z]|[ivx]{2,5})[.)]\s+"
    r"|[A-Z]\)\s+)(?=\S)"
)
_MD_HEADING = re.compile(r"#{1,6}\s+\S")
_RULE = re.compile(r"[-_=*+|~.#:<>\\/·•—–\s]+")
_UNDERLINE = re.compile(r"={3,}|-{3,}")
_FENCE = re.compile(r"`{3,}|~{3,}")
_WIDE_GAP = re.compile(r"\S {3,}(?=\S)")
_FRONT_MATTER = re.compile(r"[\w.-]+\s*:(?:\s|$)|- |#")
_FRONT_MATTER_LINES = 60
_SETEXT_CHARS = 160


def read_lines(text: str) -> list[Line]:
    """Return the lines of a text that hold more than white space, in order."""
    lines: list[Line] = []
    previous_end = -2
    for match in _LINE.finditer(text):
        body, start, indent = match.group().rstrip(), match.start(), 0
        if body and body[0].isspace():
            stripped = body.lstrip()
            left = len(body) - len(stripped)
            body, start, indent = stripped, start + left, len(body[:left].expandtabs(4))
        if not body:
            continue
        gap = match.start() - previous_end
        follows = gap == 1 or (gap == 2 and text.startswith("\r\n", previous_end))
        lines.append(Line(start, start + len(body), indent, body, follows))
        previous_end = match.end()
    return lines


def marker_length(body: str) -> int:
    """Return how many characters a list marker and the space after it take; 0 without one.

    >>> marker_length("• early access"), marker_length("12. Term"), marker_length("No. 5")
    (2, 4, 0)
    """
    match = _MARKER.match(body)
    return match.end() if match else 0


def shapes(lines: list[Line]) -> list[Shape]:
    """Return the shape of each line."""
    found: list[Shape] = [_shape(line.body) for line in lines]
    _mark_rows(lines, found)
    _mark_underlined(lines, found)
    _mark_fenced(lines, found)
    _mark_front_matter(lines, found)
    return found


def _shape(body: str) -> Shape:
    first = body[0]
    if first.isalpha() and (len(body) < 2 or body[1] not in ".)"):
        return "plain"
    if first == "#" and _MD_HEADING.match(body):
        return "heading"
    if _RULE.fullmatch(body):
        return "rule"
    if first == "|" and body.count("|") > 1:
        return "row"
    return "list" if _MARKER.match(body) else "plain"


def _mark_rows(lines: list[Line], found: list[Shape]) -> None:
    """Lines whose cells are set apart alike, one below the other, are rows of a table."""
    cells = [
        _cells(line.body) if shape in ("plain", "list") else None
        for line, shape in zip(lines, found, strict=True)
    ]
    for index in range(1, len(lines)):
        if not lines[index].follows:
            continue
        above, here = cells[index - 1], cells[index]
        if here is not None and here == above:
            found[index - 1] = found[index] = "row"
        elif here and here[0] == "|" and _table_rule(lines[index - 1].body):
            found[index] = "row"
        elif above and above[0] == "|" and _table_rule(lines[index].body):
            found[index - 1] = "row"


def _cells(body: str) -> tuple[str, int] | None:
    if "\t" in body[marker_length(body) :]:
        return "\t", 0
    if " | " in body:
        return "|", body.count("|")
    if "   " in body and len(_WIDE_GAP.findall(body)) > 1:
        return " ", 0
    return None


def _table_rule(body: str) -> bool:
    return "|" in body and "-" in body and _RULE.fullmatch(body) is not None


def _mark_underlined(lines: list[Line], found: list[Shape]) -> None:
    """A single line with `===` or `---` directly below it is a heading."""
    for index in range(1, len(lines)):
        above = lines[index - 1]
        if (
            found[index] == "rule"
            and lines[index].follows
            and not above.follows
            and found[index - 1] == "plain"
            and len(above.body) <= _SETEXT_CHARS
            and above.body[-1] not in ".,;:"
            and _UNDERLINE.fullmatch(lines[index].body)
        ):
            found[index - 1], found[index] = "heading", "underline"


def _mark_fenced(lines: list[Line], found: list[Shape]) -> None:
    """Lines between code fences are left as they are; a fence that is never closed is none."""
    closers = {line.body[0]: i for i, line in enumerate(lines) if _FENCE.fullmatch(line.body)}
    opener = ""
    for index, line in enumerate(lines):
        fence = line.body[0] if line.body[0] in "`~" and _FENCE.match(line.body) else ""
        if opener:
            found[index] = "verbatim"
            if fence == opener and _FENCE.fullmatch(line.body):
                found[index], opener = "rule", ""
        elif fence and closers.get(fence, -1) > index:
            found[index], opener = "rule", fence


def _mark_front_matter(lines: list[Line], found: list[Shape]) -> None:
    if not lines or lines[0].body != "---":
        return
    for index in range(1, min(len(lines), _FRONT_MATTER_LINES)):
        line = lines[index]
        if line.body in ("---", "..."):
            for inner in range(1, index):
                found[inner] = "verbatim"
            found[index] = "rule"
            return
        if line.indent == 0 and not _FRONT_MATTER.match(line.body):
            return
