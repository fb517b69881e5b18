"""Markdown and plain text as blocks, each character with its place in the text as written.

Nothing is rendered: links are not followed, HTML is not interpreted, code is not run.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token

__all__ = ["Block", "BlockKind", "Placed", "read_blocks"]

BlockKind = Literal["text", "item", "heading", "row", "header", "code", "html", "other"]

_NESTING = 100
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n|\Z)")
_BULLET = re.compile(r"^([ \t]{0,12})[•▪◦‣●](?=[ \t])", re.MULTILINE)
_NOTE = re.compile(r"\[\^?[^\[\]\s]{1,40}\]:\s")
_URL = r"\((?:<[^<>\n]*>|[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)(?:\s+(?:\"[^\"]*\"|'[^']*'))?\)"
_INLINE = re.compile(
    rf"""
      ^(?:\[\^?[^\[\]\s]{{1,40}}\]:|\[[\ xX]\])\s+
    | \\(?P<escaped>[!-/:-@\[-`{{-~])
    | (?P<ticks>`+)(?P<code>[^`]{{1,500}})(?P=ticks)
    | [ \t]{{0,3}}(?:\[(?:\^[^\[\]\s]{{1,40}}
        | (?:(?:source|ref|note)\s)?\d{{1,3}}(?:\s?(?:,|;|and|&|-|–)\s?\d{{1,3}})*)\](?:{_URL})?
        | 【[^【】\n]{{0,60}}】)
    | !\[[^\[\]]*\](?:{_URL}|\[[^\[\]]*\])
    | \[(?P<link>(?:!\[[^\[\]]*\]{_URL}|[^\[\]])+)\](?:{_URL}|\[[^\[\]]*\])
    | <(?:https?://|mailto:)[^<>\s]+>
    | https?://[^\s<>()\[\]]*[^\s<>()\[\].,;:!?'"*_]
    | (?P<newline><br\s*/?>)
    | <!--[^<]{{0,500}}-->
    | </?[A-Za-z][^<>\n]*>
    | (?P<entity>&(?:\#\d{{1,7}}|\#[xX][0-9a-fA-F]{{1,6}}|[A-Za-z]\w{{1,31}});)
    | (?<![\d*])\*+(?=[^\s*]) | (?<=[^\s*])\*+(?![\d*])
    | (?<!\w)_{{1,3}}(?=\S) | (?<=\S)_{{1,3}}(?!\w)
    | ~~
    """,
    re.VERBOSE | re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Characters with their places.

    Attributes:
        text: The characters.
        places: For each its span `[start, end)` in the text as written; never overlapping, in
            order.
    """

    text: str
    places: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph, list item, heading, table row, or something that is not prose.

    Attributes:
        kind: What it is; `item` is a paragraph inside a list, `header` a table's first row,
            `other` what Markdown hides, such as the definition of a link.
        start: First code point of its content; markers of lists and headings stand before it.
        end: One past the last code point.
        depth: How many lists it stands in.
        content: Its words without markup; a line break only where one was asked for. Empty for
            rows, code, HTML and `other`.
        cells: The cells of a row, without markup.
        header: The cells of the header above a row, without markup.
    """

    kind: BlockKind
    start: int
    end: int
    depth: int = 0
    content: Placed
    cells: tuple[str, ...] = ()
    header: tuple[str, ...] = ()


_NOTHING = Placed(text="", places=())


def read_blocks(text: str) -> list[Block]:
    r"""Return the blocks of a text in order; each line that holds words lies in one of them.

    >>> [(b.kind, b.content.text) for b in read_blocks("# Pumps\n\nThey are **red** [1].")]
    [('heading', 'Pumps'), ('text', 'They are red.')]
    """
    return _Reader(text).blocks()


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._lines = [match.span() for match in _LINE.finditer(text)]

    def blocks(self) -> list[Block]:
        parser = MarkdownIt("commonmark", {"maxNesting": _NESTING}).enable("table")
        # A text file's indented lines are prose; what stands inside a line is read here.
        parser.disable(["code", "inline"])
        tokens = parser.parse(_BULLET.sub(r"\1-", self._text))
        found = list(self._read(tokens))
        covered: set[int] = set()
        for token in tokens:
            if token.map and (token.type in {"inline", "fence", "html_block", "table_open"}):
                covered.update(range(*token.map))
        for number in range(len(self._lines)):
            start, end = self._trimmed(number, number + 1)
            if number not in covered and any(c.isalnum() for c in self._text[start:end]):
                found.append(Block(kind="other", start=start, end=end, content=_NOTHING))
        return sorted(found, key=lambda block: block.start)

    def _read(self, tokens: Sequence[Token]) -> Iterator[Block]:
        kind: BlockKind = "text"
        header: tuple[str, ...] = ()
        depth = position = 0
        while position < len(tokens):
            token = tokens[position]
            if token.type in {"list_item_open", "list_item_close"}:
                depth += token.nesting
            elif token.type == "heading_open":
                kind = "heading"
            elif token.type == "paragraph_open":
                kind = "item" if depth else "text"
            elif token.type in {"fence", "html_block"}:
                yield self._opaque(token)
            elif token.type == "tr_open":
                row, position = self._row(tokens, position, header)
                header = row.cells if row.kind == "header" else header
                yield row
            elif token.type == "inline" and token.content.strip():
                yield self._prose(token, kind, depth)
            position += 1

    def _opaque(self, token: Token) -> Block:
        start, end = self._trimmed(*_lines_of(token))
        kind: BlockKind = "code" if token.type == "fence" else "html"
        return Block(kind=kind, start=start, end=end, content=_NOTHING)

    def _prose(self, token: Token, kind: BlockKind, depth: int) -> Block:
        raw = self._placed(token)
        clean = _without_markup(raw)
        start, end = raw.places[0][0], raw.places[-1][1]
        return Block(kind=kind, start=start, end=end, depth=depth, content=clean)

    def _row(
        self, tokens: Sequence[Token], position: int, header: tuple[str, ...]
    ) -> tuple[Block, int]:
        start, end = self._trimmed(*_lines_of(tokens[position]))
        cells: list[str] = []
        kind: BlockKind = "row"
        while tokens[position].type != "tr_close":
            token = tokens[position]
            if token.type == "th_open":
                kind = "header"
            elif token.type == "inline":
                places = tuple((start, end) for _ in token.content)
                clean = _without_markup(Placed(text=token.content, places=places))
                cells.append(" ".join(clean.text.split()))
            position += 1
        above = () if kind == "header" else header
        row = Block(
            kind=kind, start=start, end=end, content=_NOTHING, cells=tuple(cells), header=above
        )
        return row, position

    def _placed(self, token: Token) -> Placed:
        """Return the content of a paragraph with places, its lines joined by spaces."""
        first, last = _lines_of(token)
        # The parser drops leading lines of mere Unicode spaces, but counts them in the map.
        while first < last - 1 and not self._text[slice(*self._lines[first])].strip():
            first += 1
        text: list[str] = []
        places: list[tuple[int, int]] = []
        lines = token.content.split("\n")
        for number, line in zip(range(first, last), lines, strict=False):
            start, end = self._line(number, line)
            if text:
                broken = text[-1].endswith(("  ", "\\")) or _NOTE.match(line)
                text.append("\n" if broken else " ")
                places.append((places[-1][1], places[-1][1]))
            text.append(self._text[start:end])
            places += [(at, at + 1) for at in range(start, end)]
        return Placed(text="".join(text), places=tuple(places))

    def _line(self, number: int, words: str) -> tuple[int, int]:
        start, end = self._trimmed(number, number + 1)
        line_start, line_end = self._lines[number]
        found = self._text.rfind(words, line_start, line_end) if words.strip() else -1
        return (start, end) if found < 0 else (found, found + len(words))

    def _trimmed(self, first: int, last: int) -> tuple[int, int]:
        start = self._lines[first][0]
        end = self._lines[min(last, len(self._lines)) - 1][1]
        while start < end and self._text[start].isspace():
            start += 1
        while start < end and self._text[end - 1].isspace():
            end -= 1
        return start, end


def _lines_of(token: Token) -> tuple[int, int]:
    first, last = token.map or (0, 1)
    return first, last


def _part(placed: Placed, start: int, end: int) -> Placed:
    return Placed(text=placed.text[start:end], places=placed.places[start:end])


def _without_markup(raw: Placed) -> Placed:
    """Drop emphasis, citation markers, tags and addresses; keep what a link or an escape says."""
    text: list[str] = []
    places: list[tuple[int, int]] = []

    def keep(kept: Placed) -> None:
        text.append(kept.text)
        places.extend(kept.places)

    done = 0
    for match in _INLINE.finditer(raw.text):
        keep(_part(raw, done, match.start()))
        done = match.end()
        for group in ("escaped", "code"):
            if match[group] is not None:
                keep(_part(raw, match.start(group), match.end(group)))
        if match["link"] is not None:
            keep(_without_markup(_part(raw, match.start("link"), match.end("link"))))
        said = "\n" if match["newline"] else html.unescape(match["entity"] or "")
        if said:
            place = (raw.places[match.start()][0], raw.places[match.end() - 1][1])
            keep(Placed(text=said, places=(place,) * len(said)))
    keep(_part(raw, done, len(raw.text)))
    return Placed(text="".join(text), places=tuple(places))
