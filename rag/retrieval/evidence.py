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

import numpy as np

from rag.protocols import AnswerCatalog, Reranker, Vectors
from rag.retrieval.candidates import Candidate, readable, whole_list
from rag.types import Document, Passage
from rag.words import content_stems, overlap_share

__all__ = ["EvidenceSelector"]

_TELLING = re.compile(r"\d|^[A-Z]|^(?:no|not|never|none|neither|nor|without|cannot)$|n['’]t$")
_LEXICAL_WEIGHT = 0.5
_SAME_WORDS = 0.8
_OPENING_CHARS = 90
_RERANKED = 4  # times the sentences wanted; enough to fill the places of copies

_Scored = tuple[float, Candidate]


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
        whole_lists: bool = False,
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
            whole_lists: Whether an item of a short list brings the others along, as one passage.

        Raises:
            ModelError: If the reranker failed.
            StoreError: If a chunk has not as many sentence vectors as sentences.
        """
        asked, most = content_stems(question), per_document or max(1, limit // 2)
        if self._reranker is None:
            return await asyncio.to_thread(
                self._chosen, asked, vector, chunks, limit, most, whole_lists
            )
        scored = await asyncio.to_thread(self._scored, asked, vector, chunks, whole_lists)
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
        whole_lists: bool,
    ) -> list[Passage]:
        return _passages(self._scored(asked, vector, chunks, whole_lists), asked, limit, most)

    def _scored(
        self,
        asked: Sequence[str],
        vector: Vectors,
        chunks: Mapping[str, Vectors],
        whole_lists: bool,
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
        scored.sort(key=_best_first)
        return _with_lists(scored) if whole_lists else scored

    def _candidates(self, chunks: Mapping[str, Vectors]) -> list[Candidate]:
        found: dict[tuple[str, int], Candidate] = {}
        held = self._catalog.chunks(list(chunks))
        ids = dict.fromkeys(chunk.document_id for chunk in held)
        documents = {each: self._catalog.document(each) for each in ids}
        for chunk in held:
            document = documents[chunk.document_id]
            if document is None:
                continue
            for candidate in readable(document, chunk, chunks[chunk.id]):
                found.setdefault((document.id, candidate.sentence.start), candidate)
        return list(found.values())


def _with_lists(scored: Sequence[_Scored]) -> list[_Scored]:
    """Return each short list once, whole, in the place of its best item; the rest as it is."""
    lists: set[tuple[str, int]] = set()
    kept: list[_Scored] = []
    for score, candidate in scored:
        whole = whole_list(candidate)
        place = (whole.document.id, whole.sentence.start)
        if candidate.listed is not None and place in lists:
            continue
        lists.add(place)
        kept.append((score, whole))
    return kept


def _best_first(scored: _Scored) -> tuple[float, str, int]:
    score, candidate = scored
    return -score, candidate.document.uri, candidate.sentence.start


def _weighted_shares(wanted: Sequence[str], candidates: Sequence[Candidate]) -> list[float]:
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
    seen: list[tuple[frozenset[str], Candidate]] = []
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


def _about(candidate: Candidate, asked: Sequence[str]) -> str:
    """Return the context, after what the document is about if only that names what is asked for."""
    about = _subject(candidate.document)
    missing = set(asked) - candidate.stems
    if not missing & set(content_stems(about)):
        return candidate.context
    return f"{about} — {candidate.context}" if candidate.context else about


def _read_with_context(candidate: Candidate, asked: Sequence[str]) -> str:
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


def _passage(candidate: Candidate, *, rank: int, score: float, asked: Sequence[str]) -> Passage:
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
