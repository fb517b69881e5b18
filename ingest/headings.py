"""Which single lines of plain text are headings.

A line taken for a heading is never evidence, so a line that may state a fact stays prose: one
with numbers needs a paragraph below it, and four short lines in a row are a listing.
"""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = ["Candidate", "is_title_like", "mark_headings"]


class Candidate(NamedTuple):
    """A block as far as the question whether it is a heading goes.

    Attributes:
        body: Its text if it is a single line, else empty.
        opening: Its first line.
        is_text: Whether it is running text or a list item.
        is_list: Whether it is a list item.
        is_heading: Whether its markup says that it is a heading.
        length: Number of characters.
        apart_before: Whether an empty line, or nothing, is above it.
        apart_after: Whether an empty line, or nothing, is below it.
    """

    body: str
    opening: str
    is_text: bool
    is_list: bool
    is_heading: bool
    length: int
    apart_before: bool
    apart_after: bool


_MAX_CHARS, _MAX_WORDS, _TITLE_WORDS = 120, 16, 25
_MOST_COMMAS = 2
_WEAK_WORDS = 6
_PROSE_CHARS = 60
_LISTING = 4
_NUMBERED = re.compile(r"(?P<number>\d{1,3})[.)]\s+(?P<title>.+)")
_NUMBERED_WORDS = 8
_WORD = re.compile(r"[^\W\d_][\w’'&.-]*")
_ACRONYM_END = re.compile(r"\b(?:[A-Z]\.){2,}$")
_ADDRESS = re.compile(r"@|://|www\.")
_SPLIT_LABEL = re.compile(r":\S")
_SENTENCE_END = tuple(".!?…。！？”\"')")


def is_title_like(body: str) -> bool:
    """Whether most of the longer words of a line start with a capital.

    >>> is_title_like("Why Foxconn Matters"), is_title_like("Foxconn has gained 25% this year")
    (True, False)
    """
    words = _WORD.findall(body)
    long = [word for word in words if len(word) > 3] or words
    capitals = sum(word[0].isupper() for word in long)
    return bool(long) and words[0][0].isupper() and capitals >= 0.75 * len(long)


def mark_headings(blocks: list[Candidate]) -> list[bool]:
    """Return, for each block, whether it is a heading."""
    marks = [_could_be(block) for block in blocks]
    if blocks and _is_opening_title(blocks[0]):
        marks[0] = True
    _unmark_labels(blocks, marks)
    _unmark_listings(blocks, marks)
    for index in reversed(range(len(blocks))):
        if blocks[index].is_heading:
            marks[index] = True
        elif marks[index] and not _has_body(blocks, marks, index):
            marks[index] = False
        marks[index] = marks[index] or _is_numbered_title(blocks, index)
    return marks


def _is_numbered_title(blocks: list[Candidate], index: int) -> bool:
    """Whether a list item is the title of a clause: "2. TERM", or "2. Term" above "2.1 …"."""
    block = blocks[index]
    match = _NUMBERED.fullmatch(block.body)
    if match is None or not block.is_list or index + 1 == len(blocks):
        return False
    title, below = match["title"], blocks[index + 1].opening
    if len(title.split()) > _NUMBERED_WORDS or title[-1] in ".!?,:;…":
        return False
    if below.startswith(f"{match['number']}.1"):
        return True
    return title.isupper() and len(title) > 1 and not _NUMBERED.match(below)


def _could_be(block: Candidate) -> bool:
    body = block.body
    if not body or block.is_list or not block.is_text or len(body) > _MAX_CHARS:
        return False
    if body[0].islower():
        return False
    if not _starts_like_heading(body) or not _ends_like_heading(block):
        return False
    words = len(body.split())
    if words > _MAX_WORDS or body.count(", ") > _MOST_COMMAS:
        return False
    if _ADDRESS.search(body) or _SPLIT_LABEL.search(body):
        return False
    return is_title_like(body) or _is_weak(block, words)


def _is_weak(block: Candidate, words: int) -> bool:
    """A few words set apart by empty lines, the first one with a capital."""
    apart = block.apart_before and block.apart_after
    return apart and words <= _WEAK_WORDS and block.body[0].isupper() and not _has_digit(block.body)


def _starts_like_heading(body: str) -> bool:
    return body[0].isalnum() or body[0] in "“\"'‘([¿¡$€£"


def _ends_like_heading(block: Candidate) -> bool:
    last = block.body[-1]
    if last == ":":
        return block.apart_before and block.apart_after and len(block.body.split()) <= 4
    return last not in ".!?,;…。！？，" or _ACRONYM_END.search(block.body) is not None


def _is_opening_title(block: Candidate) -> bool:
    """The first line may be a title of several sentences."""
    body = block.body
    return (
        block.is_text
        and not block.is_list
        and bool(body)
        and len(body.split()) <= _TITLE_WORDS
        and len(body.split()) > 3
        and _starts_like_heading(body)
        and is_title_like(body)
    )


def _unmark_labels(blocks: list[Candidate], marks: list[bool]) -> None:
    """Lines such as "Apologies: Ada Lee" directly below each other state facts."""
    for index in range(1, len(blocks)):
        above, below = blocks[index - 1], blocks[index]
        if not below.apart_before and ": " in above.opening and ": " in below.opening:
            marks[index - 1] = marks[index] = False


def _unmark_listings(blocks: list[Candidate], marks: list[bool]) -> None:
    """Of many short lines in a row only the first of the text and the last can be headings."""
    first = 0
    while first < len(marks):
        last = first
        while last + 1 < len(marks) and marks[first] and marks[last + 1]:
            last += 1
        limit = _LISTING if blocks[min(first + 1, last)].apart_before else _LISTING - 1
        if marks[first] and last - first + 1 >= limit:
            for index in range(max(first, 1), last):
                marks[index] = False
        first = last + 1


def _has_body(blocks: list[Candidate], marks: list[bool], index: int) -> bool:
    """Whether the text below a line lets it be a heading."""
    if index + 1 == len(blocks):
        return False
    below = blocks[index + 1]
    titled = is_title_like(blocks[index].body)
    plain_title = titled and not _has_digit(blocks[index].body)
    if marks[index + 1] or below.is_heading:
        return plain_title
    if below.is_list or not below.is_text:
        return titled
    if below.length >= _PROSE_CHARS or below.body.endswith(_SENTENCE_END):
        return True
    return plain_title and below.apart_before


def _has_digit(body: str) -> bool:
    return any(character.isdigit() for character in body)
