"""From retrieved chunks to the evidence sentences that are shown, gated and cited.

A sentence is scored by the cosine of its vector, made when it was ingested, with the question's,
plus the share of the question's words (weighted by how rare they are among the candidates) that it
or its context has. A reranker, where there is one, reads the best of them with the question.
"""

from __future__ import annotations

import asyncio
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from rag.errors import StoreError
from rag.protocols import AnswerCatalog, Reranker, Vectors
from rag.types import Chunk, Document, Passage, Sentence
from rag.words import content_stems, overlap_share

__all__ = ["EvidenceSelector"]

_NEVER_EVIDENCE = frozenset({"heading", "question", "truncated", "boilerplate"})
_LIST_SIGNS = r"^(?:[•◦▪‣*+–-]\s+|\(?\d{1,2}[.)]\s+)*\W*"
_NEEDS_SUBJECT = re.compile(
    rf"{_LIST_SIGNS}(it|its|they|their|them|he|his|him|she|her|this|that|these|those|such|both|"
    r"the (?:deal|company|agreement|partnership|plan|move|project|firm|group|former|latter))\b"
    r"|^\W*(yes|no|neither|still|instead|however|also|in turn|then)\b[ ,.]",
    re.IGNORECASE,
)
_THE_NOUN = re.compile(rf"{_LIST_SIGNS}the ([a-z][\w'’-]+)\s+(?=[a-z])", re.IGNORECASE)
_TELLING = re.compile(r"\d|^[A-Z]|^(?:no|not|never|none|neither|nor|without|cannot)$|n['’]t$")
_LEXICAL_WEIGHT = 0.5
_SAME_WORDS = 0.8
_SHORTEST_WORDS = 2
_OPENING_CHARS = 90
_BARE_WORDS = 3
_RERANKED = 4  # times the sentences wanted; enough to fill the places of copies


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    document: Document
    sentence: Sentence
    context: str
    lead_start: int | None
    stems: frozenset[str]
    vector: Vectors

    @property
    def quote(self) -> str:
        return self.document.text[self.sentence.start : self.sentence.end]


_Scored = tuple[float, _Candidate]


class EvidenceSelector:
    """Chooses evidence sentences from chunks.

    Args:
        catalog: Gives chunks and documents.
        reranker: Scores the best sentences anew, if there is one.
    """

    def __init__(self, catalog: AnswerCatalog, reranker: Reranker | None = None) -> None:
        """Keep both."""
        self._catalog = catalog
        self._reranker = reranker

    async def select(
        self,
        question: str,
        vector: Vectors,
        chunks: Mapping[str, Vectors],
        *,
        limit: int,
        per_document: int | None = None,
    ) -> list[Passage]:
        """Return at most `limit` evidence sentences, best first, ties by place.

        Copies and near-copies of a sentence are returned once.

        Args:
            question: The question.
            vector: Its vector, shape (dim,).
            chunks: Chunks to look into, best first: by id the vectors of their embedded
                sentences, shape (n_sentences, dim).
            limit: At least 1.
            per_document: Most sentences of one document while others have some; None is half of
                the limit.

        Raises:
            ModelError: If the reranker failed.
            StoreError: If a chunk has not as many sentence vectors as sentences.
        """
        asked, most = content_stems(question), per_document or max(1, limit // 2)
        if self._reranker is None:
            return await asyncio.to_thread(self._chosen, asked, vector, chunks, limit, most)
        scored = await asyncio.to_thread(self._scored, asked, vector, chunks)
        scored = scored[: _RERANKED * limit]
        texts = [_read_with_context(candidate, asked) for _, candidate in scored]
        scores = await self._reranker.rerank(question, texts)
        scored = [(score, one) for score, (_, one) in zip(scores, scored, strict=True)]
        scored.sort(key=_best_first)
        return await asyncio.to_thread(_passages, scored, asked, limit, most)

    def _chosen(
        self,
        asked: Sequence[str],
        vector: Vectors,
        chunks: Mapping[str, Vectors],
        limit: int,
        most: int,
    ) -> list[Passage]:
        return _passages(self._scored(asked, vector, chunks), asked, limit, most)

    def _scored(
        self, asked: Sequence[str], vector: Vectors, chunks: Mapping[str, Vectors]
    ) -> list[_Scored]:
        candidates = self._candidates(chunks)
        if not candidates:
            return []
        cosines = np.stack([candidate.vector for candidate in candidates]) @ vector
        shares = _weighted_shares(asked, candidates)
        scored = [
            (float(cosine) + _LEXICAL_WEIGHT * share, candidate)
            for cosine, share, candidate in zip(cosines, shares, candidates, strict=True)
        ]
        return sorted(scored, key=_best_first)

    def _candidates(self, chunks: Mapping[str, Vectors]) -> list[_Candidate]:
        found: dict[tuple[str, int], _Candidate] = {}
        held = self._catalog.chunks(list(chunks))
        ids = dict.fromkeys(chunk.document_id for chunk in held)
        documents = {each: self._catalog.document(each) for each in ids}
        for chunk in held:
            document = documents[chunk.document_id]
            if document is None:
                continue
            for candidate in _readable(document, chunk, chunks[chunk.id]):
                found.setdefault((document.id, candidate.sentence.start), candidate)
        return list(found.values())


def _best_first(scored: _Scored) -> tuple[float, str, int]:
    score, candidate = scored
    return -score, candidate.document.uri, candidate.sentence.start


def _readable(document: Document, chunk: Chunk, vectors: Vectors) -> list[_Candidate]:
    """Return the chunk's sentences that can be evidence, each with the words needed to read it."""
    embedded = chunk.embedded_sentences
    if len(embedded) != len(vectors):
        raise StoreError(
            f"chunk {chunk.id!r} has {len(embedded)} sentences and {len(vectors)} sentence "
            "vectors; ingest its document again"
        )
    vector_of = dict(zip(embedded, vectors, strict=True))
    stems_of: dict[str, list[str]] = {}
    readable: list[_Candidate] = []
    header: Sentence | None = None
    before: Sentence | None = None
    for sentence in chunk.sentences:
        if sentence.kind == "table_row" and header is None:
            header = sentence
        elif sentence.kind not in _NEVER_EVIDENCE:
            lead = _lead(before, sentence, document)
            asked = before if before is not None and before.kind == "question" else None
            table = header if sentence.kind == "table_row" else None
            context = _context(document, chunk, table or asked or lead)
            quote = document.text[sentence.start : sentence.end]
            stems = content_stems(quote)
            if len(stems) >= (1 if asked else _SHORTEST_WORDS):
                if context not in stems_of:
                    stems_of[context] = content_stems(context)
                readable.append(
                    _Candidate(
                        document=document,
                        sentence=sentence,
                        context=context,
                        lead_start=lead.start if lead else None,
                        stems=frozenset(stems + stems_of[context]),
                        vector=vector_of[sentence],
                    )
                )
        if sentence.kind not in {"table_row", "boilerplate"}:
            header = None
        if sentence.kind not in {"boilerplate", "truncated", "heading"}:
            before = _joined(before, sentence, document)
    return readable


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
    parts = [chunk.heading or "", document.text[needed.start : needed.end] if needed else ""]
    return " — ".join(part for part in parts if part)


def _weighted_shares(wanted: Sequence[str], candidates: Sequence[_Candidate]) -> list[float]:
    """Return per candidate the share of the wanted stems it has, weighted by log(1 + N / df).

    Source of the weight: Spärck Jones, "A statistical interpretation of term specificity", 1972.
    """
    distinct = list(dict.fromkeys(wanted))
    total = len(candidates)
    weights = {
        stem: math.log(1 + total / max(1, sum(stem in c.stems for c in candidates)))
        for stem in distinct
    }
    whole = sum(weights.values())
    if not whole:
        return [0.0] * total
    return [
        sum(weight for stem, weight in weights.items() if stem in candidate.stems) / whole
        for candidate in candidates
    ]


def _distinct(scored: Sequence[_Scored], limit: int, per_document: int) -> list[_Scored]:
    """Return the first sentences without copies, at most `per_document` of each document.

    Where other documents have fewer sentences, the rest is filled up; the order stays.
    """
    unlike: list[_Scored] = []
    counts: Counter[str] = Counter()
    spare: list[_Scored] = []
    seen: list[tuple[frozenset[str], _Candidate]] = []
    for item in scored:
        if len(unlike) == limit:
            break
        candidate = item[1]
        words = frozenset(candidate.quote.lower().split())
        alike = [other for others, other in seen if overlap_share(words, others) >= _SAME_WORDS]
        if any(_say_the_same(candidate.quote, other.quote) for other in alike):
            continue
        seen.append((words, candidate))
        if counts[candidate.document.id] < per_document:
            counts[candidate.document.id] += 1
            unlike.append(item)
        else:
            spare.append(item)
    kept = [*unlike, *spare][:limit]
    return [item for item in scored if item in kept]


def _say_the_same(first: str, second: str) -> bool:
    """Return whether two sentences of like words differ in no figure, name or negation."""
    differ = {word.strip(".,;:!?\"'()“”’‘") for word in set(first.split()) ^ set(second.split())}
    return not any(_TELLING.search(word) for word in differ)


def _about(candidate: _Candidate, asked: Sequence[str]) -> str:
    """Return the context, after what the document is about if only that names what is asked for."""
    about = _subject(candidate.document)
    missing = set(asked) - candidate.stems
    if not missing & set(content_stems(about)):
        return candidate.context
    return f"{about} — {candidate.context}" if candidate.context else about


def _read_with_context(candidate: _Candidate, asked: Sequence[str]) -> str:
    about = _about(candidate, asked)
    return f"{about} — {candidate.quote}" if about else candidate.quote


def _subject(document: Document) -> str:
    """Return the title, or the first words of a document that has none but its file's name."""
    if document.title != document.uri.rsplit("/", 1)[-1]:
        return document.title
    opening = document.text[:_OPENING_CHARS].split()
    return " ".join(opening[:-1] if len(document.text) > _OPENING_CHARS else opening)


def _passages(
    scored: Sequence[_Scored], asked: Sequence[str], limit: int, per_document: int
) -> list[Passage]:
    distinct = _distinct(scored, limit, per_document)
    return [
        _passage(candidate, rank=rank, score=score, asked=asked)
        for rank, (score, candidate) in enumerate(distinct, start=1)
    ]


def _passage(candidate: _Candidate, *, rank: int, score: float, asked: Sequence[str]) -> Passage:
    document, sentence = candidate.document, candidate.sentence
    return Passage(
        document_id=document.id,
        uri=document.uri,
        title=document.title,
        start=sentence.start,
        end=sentence.end,
        quote=candidate.quote,
        context=_about(candidate, asked),
        lead_start=candidate.lead_start,
        published_at=document.published_at,
        rank=rank,
        score=score,
    )
