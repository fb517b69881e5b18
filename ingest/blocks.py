"""Blocks: lines of a text joined into paragraphs, list items, table rows and headings.

Some files break lines inside a paragraph (mail, plain text of 72 columns), others write each
paragraph as one line. Which of the two a run of lines is, is read off their lengths: in wrapped
text the first word of the next line would not have fitted on the line above it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from ingest.headings import Candidate, mark_headings
from ingest.lines import Line, Shape, marker_length, read_lines, shapes

__all__ = ["Block", "BlockKind", "read_blocks"]

BlockKind = Literal["text", "list", "row", "heading", "rule", "verbatim"]


class Block(NamedTuple):
    """Lines that are read together.

    Attributes:
        start: First character.
        end: One past the last character.
        kind: What the lines are.
        marker: Length of the list marker at the start, 0 without one.
    """

    start: int
    end: int
    kind: BlockKind
    marker: int = 0


_MIN_WIDTH, _MAX_WIDTH = 40, 160
_FORCED_SHARE = 0.7
_TERMINALS = tuple(".!?:;…。！？")
_DANGLING = re.compile(
    r"(?:,|\b(?:a|an|and|as|at|but|by|for|from|in|into|is|its|of|on|or|that|the|their|this|to"
    r"|was|were|which|will|with))$"
)


def read_blocks(text: str) -> list[Block]:
    """Return the blocks of a text, in order; together they hold all that is not white space."""
    lines = read_lines(text)
    found = shapes(lines)
    width = _document_width(lines, found)
    blocks: list[Block] = []
    candidates: list[Candidate] = []
    for first, last in _runs(lines, found):
        for start, end in _paragraphs(lines, found, first, last, width):
            blocks.append(_block(lines, found[start], start, end))
            candidates.append(_candidate(lines, blocks[-1], start, end))
    return [
        block._replace(kind="heading", marker=0) if heading else block
        for block, heading in zip(blocks, mark_headings(candidates), strict=True)
    ]


def _block(lines: list[Line], shape: Shape, first: int, last: int) -> Block:
    kind: BlockKind = "text" if shape == "plain" else "rule" if shape == "underline" else shape
    marker = marker_length(lines[first].body) if shape == "list" else 0
    return Block(lines[first].start, lines[last].end, kind, marker)


def _candidate(lines: list[Line], block: Block, first: int, last: int) -> Candidate:
    return Candidate(
        body=lines[first].body if first == last else "",
        opening=lines[first].body,
        is_text=block.kind in ("text", "list"),
        is_list=block.kind == "list",
        is_heading=block.kind == "heading",
        length=block.end - block.start,
        apart_before=not lines[first].follows,
        apart_after=last + 1 == len(lines) or not lines[last + 1].follows,
    )


def _runs(lines: list[Line], found: list[Shape]) -> Iterator[tuple[int, int]]:
    """Yield first and last index of runs of running text, and every other line by itself."""
    first = 0
    while first < len(lines):
        last = first
        if found[first] in ("plain", "list"):
            while (
                last + 1 < len(lines)
                and lines[last + 1].follows
                and found[last + 1] in ("plain", "list")
            ):
                last += 1
        yield first, last
        first = last + 1


def _paragraphs(
    lines: list[Line], found: list[Shape], first: int, last: int, document_width: int
) -> Iterator[tuple[int, int]]:
    """Yield first and last index of the paragraphs and list items of a run."""
    width = _run_width(lines, found, first, last) or document_width
    begin = first
    for index in range(first, last):
        if not _joined(lines, found, begin, index, width):
            yield begin, index
            begin = index + 1
    yield begin, last


def _joined(lines: list[Line], found: list[Shape], begin: int, index: int, width: int) -> bool:
    """Whether the line after `index` goes on with the paragraph that starts at `begin`."""
    line, below = lines[index], lines[index + 1]
    open_ended = not line.body.endswith(_TERMINALS)
    if found[index + 1] == "list":
        # A number that wrapped to the start of a line is no list marker.
        numeral = below.body[0].isdigit() and not below.body.startswith("1")
        return numeral and found[begin] == "plain" and open_ended and _forced(line, below, width)
    if found[begin] == "list" and below.indent >= lines[begin].indent + 2:
        return True
    if _forced(line, below, width):
        return True
    if not open_ended:
        return False
    if _DANGLING.match(line.body) or _DANGLING.match(below.body):
        return True  # a line with nothing on it but "and", between two parties
    if not _MIN_WIDTH <= _width(line) <= _MAX_WIDTH:
        return False
    return below.body[0].islower() or _DANGLING.search(line.body) is not None


def _forced(line: Line, below: Line, width: int) -> bool:
    """Whether the first word of the line below would not have fitted into `width` columns."""
    return 0 < width < _width(line) + 1 + _first_word(below.body)


def _width(line: Line) -> int:
    return line.indent + len(line.body)


def _first_word(body: str) -> int:
    if body[0] >= "\u2e80":  # East Asian text breaks between any two characters
        return 1
    space = body.find(" ", 0, _MAX_WIDTH)
    return len(body) if space < 0 else space


def _run_width(lines: list[Line], found: list[Shape], first: int, last: int) -> int:
    """Return the column at which a run of lines is wrapped, 0 if it is not, or is too short."""
    breaks = [i for i in range(first, last) if found[i + 1] == "plain"]
    if len(breaks) < 2:
        return 0
    width = max(_width(lines[i]) for i in range(first, last + 1))
    return width if _is_wrapped(lines, breaks, width) else 0


def _document_width(lines: list[Line], found: list[Shape]) -> int:
    """Return the column at which most of the document is wrapped, 0 if it is not."""
    breaks = [
        i
        for i in range(len(lines) - 1)
        if lines[i + 1].follows and found[i] in ("plain", "list") and found[i + 1] == "plain"
    ]
    if len(breaks) < 3:
        return 0
    lengths = sorted(_width(lines[i]) for i in breaks)
    width = lengths[int(0.95 * (len(lengths) - 1))]
    return width if _is_wrapped(lines, breaks, width) else 0


def _is_wrapped(lines: list[Line], breaks: list[int], width: int) -> bool:
    if not _MIN_WIDTH <= width <= _MAX_WIDTH:
        return False
    if sum(lines[i + 1].body[0].isdigit() for i in breaks) > len(breaks) / 2:
        return False  # a log or a listing, whose lines only happen to be equally long
    forced = sum(_forced(lines[i], lines[i + 1], width) for i in breaks)
    return forced >= _FORCED_SHARE * len(breaks)
