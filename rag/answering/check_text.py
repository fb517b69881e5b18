"""Check any text: every sentence that makes a claim, by the checker that answers pass.

Of a sentence's passages the four that share most of its words are tried alone, then up to three
together; the first that supports it ends the search. The judge is asked at most six times a
sentence, and not at all where a guard objects or the words are the source's own.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from rag.answering.checker import Checker
from rag.answering.cite import CitationBuilder
from rag.answering.meter import Meter
from rag.answering.plain_text import PlainSentence, read_sentences
from rag.answering.reading import own_words, passage_text
from rag.check_report import (
    CheckedSentence,
    CheckReport,
    ClosestPassages,
    SentenceEvent,
    SkippedSentence,
)
from rag.errors import UsageError
from rag.types import Claim, ModelIds, Passage, Verdict
from rag.words import containment, content_stems, tokens

__all__ = ["Search", "TextChecker", "check_report", "claims_of"]

_ALONE = 4
_TOGETHER = 3
_CLOSEST = 3
_SCALES = frozenset({"hundred", "thousand", "million", "billion", "trillion", "percent"})
_LEAST_SHARED = 0.25
_SAME_SUBJECT = 0.5
_NOT_FOUND = "No passage of the documents is near it."
_UNRESOLVED = "It does not say what it is about, and no sentence before it does."
_RESTS_ON = "It rests on an earlier sentence that is not supported: “{lead}”"
_OFF_SUBJECT = "No passage is close enough to support or contradict it."

Search = Callable[[str], Awaitable[list[Passage]]]
"""Returns the evidence sentences nearest to some words, best first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tried:
    """What the checker said of a sentence against some passages; `shared` of its words, 0–1."""

    claim: Claim
    passages: Sequence[Passage]
    shared: float


def claims_of(text: str) -> list[PlainSentence]:
    """Return the sentences of a text, claims and others, in order.

    Raises:
        UsageError: If none of them is a claim.
    """
    sentences = read_sentences(text)
    if all(sentence.skipped for sentence in sentences):
        reasons = sorted({sentence.skipped for sentence in sentences})
        raise UsageError(
            "the text holds no sentence that can be checked"
            + (f" ({' '.join(reasons)})" if reasons else "; write at least one statement")
        )
    return sentences


class TextChecker:
    """Checks the sentences of one text, in order.

    Args:
        checker: The checker of answers.
        citations: Widens passages that need the sentence before them.
        search: Finds passages.
        meter: Where time is counted.
    """

    def __init__(
        self, checker: Checker, citations: CitationBuilder, search: Search, meter: Meter
    ) -> None:
        """Keep the parts; nothing has been proved yet."""
        self._checker = checker
        self._citations = citations
        self._search = search
        self._meter = meter
        self._proofs: dict[str, Sequence[Passage]] = {}
        self._failed: set[str] = set()

    async def check(self, sentences: Sequence[PlainSentence]) -> AsyncGenerator[SentenceEvent]:
        """Yield each sentence once it is checked or skipped, in order.

        A judge that fails gives `not_enough_evidence`.

        Raises:
            ModelError: If the embedding model failed.
            StoreError: If the catalog or the vector store failed.
        """
        for number, sentence in enumerate(sentences, start=1):
            closest: list[Passage] = []
            said: CheckedSentence | SkippedSentence
            if sentence.skipped:
                said = SkippedSentence(
                    text=sentence.text,
                    start=sentence.start,
                    end=sentence.end,
                    reason=sentence.skipped,
                )
            else:
                said, closest = await self._checked(sentence)
            yield SentenceEvent(number=number, total=len(sentences), sentence=said, closest=closest)

    async def _checked(self, sentence: PlainSentence) -> tuple[CheckedSentence, list[Passage]]:
        whole = f"{sentence.lead} {sentence.text}".strip()
        with self._meter.stage("retrieve"):
            found = await self._search(whole)
        near = sorted(found, key=lambda passage: -_shared(sentence.text, [passage]))
        if sentence.lead:
            near = [self._citations.with_lead(passage) or passage for passage in near]
        with self._meter.stage("check"):
            claim = await self._claim(sentence, whole, near)
        supported = claim.verdict.label == "supported"
        if not supported:
            self._failed.add(sentence.text)
        checked = CheckedSentence(
            text=sentence.text,
            citations=claim.citations,
            verdict=claim.verdict,
            start=sentence.start,
            end=sentence.end,
            lead=sentence.lead,
        )
        return checked, [] if supported else near[:_CLOSEST]

    async def _claim(self, sentence: PlainSentence, whole: str, near: list[Passage]) -> Claim:
        if sentence.unresolved:
            return _unfounded(sentence.text, _UNRESOLVED)
        if sentence.lead in self._failed:
            return _unfounded(sentence.text, _RESTS_ON.format(lead=sentence.lead))
        tried: list[_Tried] = []
        for passages in self._groups(sentence, whole, near):
            claim = await self._checker.check(whole, passages, question="")
            # Passages that say nothing of the lead contradict nothing that it is about.
            shared = min(_same_subject(words, passages) for words in (sentence.text, whole))
            attempt = _Tried(claim=claim, passages=passages, shared=shared)
            if claim.verdict.label == "supported" and not _outweighed(attempt, tried):
                self._proofs[sentence.text] = passages
                return claim
            tried.append(attempt)
        return _objection(sentence.text, tried)

    def _groups(
        self, sentence: PlainSentence, whole: str, near: Sequence[Passage]
    ) -> Iterable[list[Passage]]:
        """Yield the passages to read: some alone, then several where together they say more."""
        alone = [
            passage
            for rank, passage in enumerate(near[:_ALONE])
            if rank == 0 or _shared(whole, [passage]) >= _LEAST_SHARED
        ]
        for passage in alone:
            yield [passage]
        proved = [p for p in self._proofs.get(sentence.lead, ()) if p not in near[:1]][:1]
        together = [*near[:1], *proved]
        together += [passage for passage in near[1:] if passage not in together]
        together = together[:_TOGETHER]
        most = max((_shared(whole, [passage]) for passage in alone), default=0.0)
        if len(together) > 1 and _shared(whole, together) > most:
            yield together


def check_report(
    text: str,
    events: Iterable[SentenceEvent],
    *,
    searched: str,
    meter: Meter,
    models: ModelIds,
    generation: str,
) -> CheckReport:
    """Return the report of a text.

    Args:
        text: The text as given.
        events: What came of its sentences, in order; at least one was checked.
        searched: What was searched, in words.
        meter: What it cost.
        models: Ids of the models.
        generation: Index generation that was searched.
    """
    claims: list[CheckedSentence] = []
    skipped: list[SkippedSentence] = []
    closest: list[ClosestPassages] = []
    for event in events:
        if isinstance(event.sentence, SkippedSentence):
            skipped.append(event.sentence)
            continue
        if event.closest:
            closest.append(ClosestPassages(claim=len(claims), passages=event.closest))
        claims.append(event.sentence)
    return CheckReport(
        text_sha256=hashlib.sha256(text.encode()).hexdigest(),
        claims=claims,
        skipped=skipped,
        closest=closest,
        searched=searched,
        usage=meter.usage,
        timings_ms=meter.timings,
        models=models,
        generation=generation,
        created_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def _shared(text: str, passages: Sequence[Passage]) -> float:
    """Return the share of the text's content words that the passages have, 0–1."""
    return containment(content_stems(text), content_stems(passage_text(passages)))


def _same_subject(text: str, passages: Sequence[Passage]) -> float:
    """Return the share of the text's words, figures aside, that the quotes have, 0–1."""
    words = [word for word in tokens(text) if not word[0].isdigit() and word not in _SCALES]
    quoted = " ".join(own_words(passage) for passage in passages)
    return containment(content_stems(" ".join(words)), content_stems(quoted))


def _objection(text: str, tried: Sequence[_Tried]) -> Claim:
    """Return what tells the reader most: a contradiction on the subject, else the nearest miss."""
    tried = [one for one in tried if one.claim.verdict.label != "supported"]
    if not tried:
        return _unfounded(text, _NOT_FOUND)
    opposed = max(filter(_contradicts, tried), key=_share, default=None)
    others = (_share(one) for one in tried if one.claim.verdict.label != "contradicted")
    if opposed is not None and _share(opposed) > max(others, default=0.0):
        return opposed.claim
    nearest = max(tried, key=_share).claim.verdict
    if nearest.label == "contradicted":
        reason = f"{_OFF_SUBJECT} Of the closest: {nearest.reason}"
        nearest = nearest.model_copy(update={"label": "not_enough_evidence", "reason": reason})
    return Claim(text=text, verdict=nearest)


def _outweighed(support: _Tried, tried: Sequence[_Tried]) -> bool:
    """Return whether closer passages contradict what these support in words of their own."""
    if any(check.name == "quote" for check in support.claim.verdict.checks):
        return False
    return any(_contradicts(one) and one.shared > support.shared for one in tried)


def _share(tried: _Tried) -> float:
    return tried.shared


def _contradicts(tried: _Tried) -> bool:
    """Return whether the passages speak of the same things and people, and say otherwise.

    A passage without any figure is silent about a figure or a date; it does not deny it.
    """
    failed = {check.name for check in tried.claim.verdict.checks if not check.passed}
    silent = bool(failed & {"numbers", "dates"}) and not any(
        character.isdigit() for passage in tried.passages for character in passage.quote
    )
    opposed = tried.claim.verdict.label == "contradicted" and "names" not in failed
    return opposed and not silent and tried.shared >= _SAME_SUBJECT


def _unfounded(text: str, reason: str) -> Claim:
    return Claim(text=text, verdict=Verdict(label="not_enough_evidence", score=0.0, reason=reason))
