"""The sentences of a chunk that can be evidence, each with the words needed to read it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import takewhile

from rag.errors import StoreError
from rag.protocols import Vectors
from rag.types import Chunk, Document, Sentence
from rag.words import EMPTY_IT, content_stems

__all__ = ["Candidate", "ItemList", "readable", "whole_list"]

_NEVER_EVIDENCE = frozenset({"heading", "question", "truncated", "boilerplate"})
_LIST_SIGNS = r"^(?:[•◦▪‣*+–-]\s+|\(?\d{1,2}[.)]\s+)*\W*"
_NEEDS_SUBJECT = re.compile(
    rf"{_LIST_SIGNS}(it(?!{EMPTY_IT})|its|they|their|them|he|his|him|she|her|this|that|these|those|such|both|"
    r"the (?:deal|company|agreement|partnership|plan|move|project|firm|group|former|latter))\b"
    r"|^\W*(yes|no|neither|still|instead|however|also|in turn|then)\b[ ,.]",
    re.IGNORECASE,
)
_THE_NOUN = re.compile(rf"{_LIST_SIGNS}the ([a-z][\w'’-]+)\s+(?=[a-z])", re.IGNORECASE)
_HEADING_SIGNS = re.compile(r"^#{1,6}\s+")
_SHORTEST_WORDS = 2
_BARE_WORDS = 3
_LIST_CHARS = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemList:
    """A list and the sentence that introduces it: "The programme shall include:".

    Attributes:
        lead: The sentence.
        start: First character of the first item.
        end: One past the last character of the last item.
    """

    lead: Sentence
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A sentence that can be evidence.

    Attributes:
        document: Its document.
        sentence: Where it stands.
        context: The words needed to read it: heading, header, question or sentence before.
        lead_start: Where the sentence before begins, if it must be quoted along.
        stems: Stems of the words of the sentence and its context.
        vector: Its vector, shape (dim,).
        listed: The list it is an item of, if that has an introduction and is short.
    """

    document: Document
    sentence: Sentence
    context: str
    lead_start: int | None
    stems: frozenset[str]
    vector: Vectors
    listed: ItemList | None = None

    @property
    def quote(self) -> str:
        """The sentence as it stands in the document."""
        return self.document.text[self.sentence.start : self.sentence.end]


def readable(document: Document, chunk: Chunk, vectors: Vectors) -> list[Candidate]:
    """Return the chunk's sentences that can be evidence, each with the words needed to read it.

    Args:
        document: The chunk's document.
        chunk: The chunk.
        vectors: Of its embedded sentences, shape (n_sentences, dim).

    Raises:
        StoreError: If there are not as many vectors as sentences.
    """
    vector_of = _vectors_of(chunk, vectors)
    stems_of: dict[str, list[str]] = {}
    lists = _lists(document, chunk)
    readable: list[Candidate] = []
    header: Sentence | None = None
    before: Sentence | None = None
    for sentence in chunk.sentences:
        if sentence.kind == "table_row" and header is None:
            header = sentence
        elif sentence.kind not in _NEVER_EVIDENCE:
            lead = _lead(before, sentence, document)
            asked = before if before is not None and before.kind == "question" else None
            table = header if sentence.kind == "table_row" else None
            listed = lists.get(sentence.start)
            introduced = listed.lead if listed else None
            context = _context(document, chunk, table or asked or lead or introduced)
            quote = document.text[sentence.start : sentence.end]
            stems = content_stems(quote)
            if len(stems) >= (1 if asked else _SHORTEST_WORDS):
                if context not in stems_of:
                    stems_of[context] = content_stems(context)
                readable.append(
                    Candidate(
                        document=document,
                        sentence=sentence,
                        context=context,
                        lead_start=lead.start if lead else None,
                        stems=frozenset(stems + stems_of[context]),
                        vector=vector_of[sentence],
                        listed=listed,
                    )
                )
        if sentence.kind not in {"table_row", "boilerplate"}:
            header = None
        if sentence.kind not in {"boilerplate", "truncated", "heading"}:
            before = _joined(before, sentence, document)
    return readable


def _vectors_of(chunk: Chunk, vectors: Vectors) -> dict[Sentence, Vectors]:
    embedded = chunk.embedded_sentences
    if len(embedded) != len(vectors):
        raise StoreError(
            f"chunk {chunk.id!r} has {len(embedded)} sentences and {len(vectors)} sentence "
            "vectors; ingest its document again"
        )
    return dict(zip(embedded, vectors, strict=True))


def whole_list(candidate: Candidate) -> Candidate:
    """Return the candidate with its whole list in place of the one item, or as it is."""
    listed = candidate.listed
    if listed is None:
        return candidate
    whole = Sentence(start=listed.start, end=listed.end, kind="list_item")
    return replace(candidate, sentence=whole, lead_start=listed.lead.start)


def _lists(document: Document, chunk: Chunk) -> dict[int, ItemList]:
    """Return by the start of each item the short list it stands in, of those with a lead."""
    found: dict[int, ItemList] = {}
    for index, lead in enumerate(chunk.sentences):
        if lead.kind == "list_item" or not document.text[: lead.end].endswith(":"):
            continue
        rest = chunk.sentences[index + 1 :]
        items = list(takewhile(lambda sentence: sentence.kind == "list_item", rest))
        if len(items) > 1 and items[-1].end - items[0].start <= _LIST_CHARS:
            listed = ItemList(lead=lead, start=items[0].start, end=items[-1].end)
            found |= dict.fromkeys((item.start for item in items), listed)
    return found


def _joined(before: Sentence | None, sentence: Sentence, document: Document) -> Sentence:
    """Return the sentence, with the question it answers where it is a bare "No." or "Yes, …"."""
    words = document.text[sentence.start : sentence.end].split()
    if before is not None and before.kind == "question" and len(words) <= _BARE_WORDS:
        return Sentence(start=before.start, end=sentence.end, kind="question")
    return sentence


def _lead(before: Sentence | None, sentence: Sentence, document: Document) -> Sentence | None:
    """Return the sentence before, where this one cannot be read without it."""
    if before is None or sentence.kind == "table_row":
        return None
    if document.text[before.end : sentence.start].strip():
        return None
    quote = document.text[sentence.start : sentence.end]
    introduced = sentence.kind == "list_item" and document.text[: before.end].endswith(":")
    told = document.text[before.start : before.end]
    if introduced or _NEEDS_SUBJECT.match(quote) or _names_again(quote, told):
        return before
    return None


def _names_again(quote: str, told: str) -> bool:
    """Return whether a sentence is about "the plant" of the one before, which stands alone."""
    named = _THE_NOUN.match(quote)
    if named is None or _NEEDS_SUBJECT.match(told):
        return False
    return not set(content_stems(named[1])).isdisjoint(content_stems(told))


def _context(document: Document, chunk: Chunk, needed: Sentence | None) -> str:
    """Return the heading, then the table's header or the sentence before, joined by a dash."""
    heading = chunk.heading or ""
    before = document.text[needed.start : needed.end] if needed else ""
    before = _HEADING_SIGNS.sub("", before)
    if before.startswith(heading):  # a heading that is the question answered
        heading = ""
    return " — ".join(part for part in (heading, before) if part)
