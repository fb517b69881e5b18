"""Groups sentences into chunks: the spans of a document that are indexed."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from rag.protocols import SpannedText
from rag.types import Chunk, Document, Sentence

__all__ = ["FORMAT", "MAX_CHARS", "chunk_document", "embedding_text", "heading_text"]

FORMAT = 4
"""Raised whenever what is stored of the same bytes changes."""

MAX_CHARS = 1000
"""Longest chunk, unless one sentence is longer: about 200 words, the embedder's 256 tokens."""

_HEADING_CHARS = 200
_ROWS_WITH_HEADER = 2
_MD_HEADING = re.compile(r"#{1,6}\s")
_HEADING_SIGNS = re.compile(r"^#{1,6}\s+|\s+#+$|^[*_]{1,3}(?=\S)|(?<=\S)[*_]{1,3}$")


@dataclass(slots=True)
class _Section:
    """Sentences under one heading, or of one question with its answer.

    Attributes:
        heading: The heading without signs.
        sentences: All but the heading, in order.
        question: The last question that stands on a line of its own.
        answered: Whether there is more than questions and boilerplate.
        goes_on: Whether no heading lies between the section before and this one.
    """

    heading: str | None
    sentences: list[Sentence] = field(default_factory=list[Sentence])
    question: Sentence | None = None
    answered: bool = False
    goes_on: bool = False


def heading_text(raw: str) -> str:
    """Return the words of a heading without signs.

    >>> heading_text("## Early Access: ##")
    'Early Access'
    """
    plain = _HEADING_SIGNS.sub("", " ".join(raw.split()))
    return _HEADING_SIGNS.sub("", plain).rstrip(": ")[:_HEADING_CHARS]


def chunk_document(document: Document, sentences: list[Sentence]) -> list[Chunk]:
    """Return the chunks of a document, in text order.

    Every sentence that is neither heading nor boilerplate lies in the span of exactly one chunk,
    and no chunk reaches over a heading or over a question that stands on a line of its own. A
    chunk that goes on with a table repeats the table's header row as its first sentence, which
    lies before the chunk's start; one that goes on with an answer has the question as heading.

    Args:
        document: The document.
        sentences: Its sentences, as `ingest.sentences.split` returns them.
    """
    stamp = hashlib.sha256(f"{FORMAT}:{document.sha256}".encode()).hexdigest()[:8]
    chunks: list[Chunk] = []
    for section in _answered(_sections(document.text, sentences)):
        headers = _table_headers(section.sentences)
        for group in _packed(_units(document.text, section.sentences)):
            header = headers.get(group[0].start)
            repeated = header is not None and header.end <= group[0].start
            chunks.append(
                Chunk(
                    id=f"{document.id}-{stamp}-{len(chunks):05d}",
                    document_id=document.id,
                    start=group[0].start,
                    end=group[-1].end,
                    heading=_heading_of(document.text, section, group[0]),
                    sentences=(header, *group) if header and repeated else tuple(group),
                )
            )
    return chunks


def embedding_text(chunk: Chunk, document_text: str) -> SpannedText:
    """Return the text that a chunk is embedded as: its heading and its sentences.

    Its spans are `chunk.embedded_sentences`, in order.
    """
    text = chunk.heading or ""
    spans: list[tuple[int, int]] = []
    end = -1
    for sentence in chunk.embedded_sentences:
        words = " ".join(document_text[sentence.start : sentence.end].split())
        same_line = 0 <= end <= sentence.start and "\n" not in document_text[end : sentence.start]
        if text:
            text += " " if same_line else "\n"
        spans.append((len(text), len(text) + len(words)))
        text += words
        end = sentence.end
    return SpannedText(text=text, spans=tuple(spans))


def _sections(text: str, sentences: list[Sentence]) -> Iterator[_Section]:
    section = _Section(None)
    for sentence in sentences:
        if sentence.kind == "heading":
            yield section
            section = _Section(heading_text(text[sentence.start : sentence.end]) or section.heading)
        elif sentence.kind == "question" and _stands_alone(text, sentence):
            if section.answered:
                yield section
                section = _Section(section.heading, goes_on=True)
            raw = text[sentence.start : sentence.end]
            if _MD_HEADING.match(raw):
                section.heading, section.goes_on = heading_text(raw), False
            section.sentences.append(sentence)
            section.question = sentence
        else:
            section.sentences.append(sentence)
            section.answered |= sentence.kind not in ("question", "boilerplate")
    yield section


def _answered(sections: Iterator[_Section]) -> Iterator[_Section]:
    """Put questions that nothing below answers at the end of the section before them."""
    held: _Section | None = None
    for section in sections:
        if held is not None and section.goes_on and not section.answered:
            held.sentences += section.sentences
            continue
        if held is not None:
            yield held
        held = section
    if held is not None:
        yield held


def _stands_alone(text: str, sentence: Sentence) -> bool:
    """Whether a sentence is a line of its own."""
    start, end = sentence.start, sentence.end
    while start > 0 and text[start - 1] in " \t\u00a0":
        start -= 1
    while end < len(text) and text[end] in " \t\u00a0":
        end += 1
    return (start == 0 or text[start - 1] == "\n") and (end == len(text) or text[end] == "\n")


def _table_headers(sentences: list[Sentence]) -> dict[int, Sentence]:
    """Map the start of every table row to the first row of its table."""
    headers: dict[int, Sentence] = {}
    header: Sentence | None = None
    for sentence in sentences:
        if sentence.kind == "table_row":
            header = header or sentence
            headers[sentence.start] = header
        elif sentence.kind != "boilerplate":
            header = None
    return headers


def _heading_of(text: str, section: _Section, first: Sentence) -> str | None:
    question = section.question
    if question is None or first.start <= question.start:
        return section.heading
    return heading_text(text[question.start : question.end])


def _units(text: str, sentences: list[Sentence]) -> Iterator[list[Sentence]]:
    """Yield runs of sentences that are not read apart.

    A question or a line ending in a colon keeps the sentence after it, a table's header row its
    first rows, and boilerplate stays with what is before it.
    """
    unit: list[Sentence] = []
    rows = 0
    for sentence in sentences:
        if sentence.kind == "boilerplate":
            if unit:
                unit.append(sentence)
            continue
        rows = rows + 1 if sentence.kind == "table_row" else 0
        within_header = 1 < rows <= _ROWS_WITH_HEADER
        if unit and not within_header and not _leads_on(text, unit) and not _signs(text, sentence):
            yield unit
            unit = []
        unit.append(sentence)
    if unit:
        yield unit


def _leads_on(text: str, unit: list[Sentence]) -> bool:
    last = next(s for s in reversed(unit) if s.kind != "boilerplate")
    if sum(s.end - s.start for s in unit) > MAX_CHARS:
        return False
    return last.kind == "question" or text[last.end - 1] in ":："


def _signs(text: str, sentence: Sentence) -> bool:
    """Whether a sentence names the speaker of the one before it."""
    return text[sentence.start] in "—―" and sentence.end - sentence.start < 120


def _packed(units: Iterator[list[Sentence]]) -> Iterator[list[Sentence]]:
    """Yield the sentences of each chunk of a section: as few chunks as fit, of like length."""
    sized = [(sum(s.end - s.start + 1 for s in unit), unit) for unit in units]
    total = sum(size for size, _ in sized)
    target = total / max(1, math.ceil(total / MAX_CHARS))
    group: list[Sentence] = []
    length = 0
    for size, unit in sized:
        if group and (length + size > MAX_CHARS or length + size / 2 > target):
            yield _trimmed(group)
            group, length = [], 0
        group += unit
        length += size
    if group:
        yield _trimmed(group)


def _trimmed(group: list[Sentence]) -> list[Sentence]:
    while group[-1].kind == "boilerplate":
        group = group[:-1]
    return group
