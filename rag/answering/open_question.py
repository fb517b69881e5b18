"""Answers open questions: gate, values that differ, writer, checker, mend, completeness."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from rag.answering.asked import asks_for_several, asks_for_value
from rag.answering.checker import Checker
from rag.answering.cite import CitationBuilder, cited_passages
from rag.answering.claims import DraftClaim
from rag.answering.disagree import group_values, why_different
from rag.answering.gate import SURE, Gate, GatedPassage
from rag.answering.mend import Mender
from rag.answering.meter import Meter
from rag.answering.outcome import Outcome
from rag.answering.values import PassageValue, ValueReader
from rag.answering.write import Writer
from rag.types import Claim, Passage, Side
from rag.words import STOP_WORDS, content_stems, fold, overlap_share, tokens

__all__ = ["OpenParts", "OpenQuestionAnswerer"]

_MOST_GATED = 8
_MOST_WRITTEN = 4
_NEAR = 0.6
_MOST_ADDED = 1
_SAME_CLAIM = 0.7
_WHOLE_WORDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenParts:
    """The parts that answer open questions, made for one answer."""

    gate: Gate
    values: ValueReader
    writer: Writer
    checker: Checker
    citations: CitationBuilder
    mender: Mender
    meter: Meter
    gate_threshold: float


class OpenQuestionAnswerer:
    """Answers questions that are not yes/no.

    Args:
        parts: What does the work.
    """

    def __init__(self, parts: OpenParts) -> None:
        """Keep the parts."""
        self._parts = parts

    async def answer(
        self, question: str, evidence: Sequence[Passage]
    ) -> AsyncGenerator[Claim | Outcome]:
        """Yield each shown claim, then the outcome.

        Args:
            question: The standalone question.
            evidence: Passages, best first.

        Raises:
            ModelError: If the gate's judge or the writer failed.
        """
        usable = await self._usable(question, evidence)
        if not usable:
            yield Outcome(status="not_found")
            return
        documents = {gated.passage.document_id for gated in usable}
        if len(documents) > 1 and asks_for_value(question):
            outcome = await self._disagreement(question, usable)
            if outcome is not None:
                for claim in outcome.claims:
                    yield claim
                yield outcome
                return
        async with aclosing(self._written(question, usable)) as written:
            async for found in written:
                yield found

    async def _usable(self, question: str, evidence: Sequence[Passage]) -> list[GatedPassage]:
        with self._parts.meter.stage("gate"):
            weighed = await self._parts.gate.weigh(
                question, _near(evidence), every_document=asks_for_value(question)
            )
        usable = [g for g in weighed if g.probability >= self._parts.gate_threshold]
        return sorted(usable, key=lambda gated: (-gated.probability, gated.number))

    async def _disagreement(self, question: str, usable: Sequence[GatedPassage]) -> Outcome | None:
        with self._parts.meter.stage("check"):
            passages = _one_each([gated.passage for gated in usable])
            groups = group_values(await self._parts.values.read(question, passages))
            if len(groups) < 2:
                return None
            sides: list[Side] = []
            claims: list[Claim] = []
            for group in groups:
                others = [item for other in groups if other is not group for item in other]
                claim = self._side_claim(group)
                if claim is None:
                    continue
                claims.append(claim)
                sides.append(
                    Side(
                        value=group[0].text,
                        text=claim.text,
                        citations=claim.citations,
                        note=why_different(group, others),
                    )
                )
        if len(sides) < 2:
            return None
        return Outcome(status="conflicting", claims=tuple(claims), sides=tuple(sides))

    def _side_claim(self, group: Sequence[PassageValue]) -> Claim | None:
        """Return the side in the first source's own words, citing every source of the value."""
        passages = [item.passage for item in group]
        for passage in passages:
            quote = self._parts.checker.quote(passage)
            if quote is not None:
                break
        else:
            return None
        shared = self._parts.citations.build([p for p in passages if p is not passage])
        return quote.model_copy(update={"citations": [*quote.citations, *shared]})

    async def _written(
        self, question: str, usable: Sequence[GatedPassage]
    ) -> AsyncGenerator[Claim | Outcome]:
        shown: list[Claim] = []
        removed: list[Claim] = []
        offered = [gated.passage for gated in usable[:_MOST_WRITTEN]]
        with self._parts.meter.stage("write"):
            drafts = await self._parts.writer.write(question, offered)
        for draft in drafts:
            claim, failed = await self._checked(draft, offered, usable, question)
            removed += [failed] if failed is not None else []
            if claim is not None and not _repeats(claim, shown):
                shown.append(claim)
                yield claim
        if not drafts:
            quote = self._parts.mender.quote_best(usable)
            if quote is not None:
                shown.append(quote)
                yield quote
        for claim in self._left_out(question, shown, usable):
            shown.append(claim)
            yield claim
        status = "not_found" if not shown else "partly_answered" if removed else "answered"
        if shown and all(_replaced(failed, shown) for failed in removed):
            status = "answered"
        yield Outcome(status=status, claims=tuple(shown), removed=tuple(removed))

    async def _checked(
        self,
        draft: DraftClaim,
        offered: Sequence[Passage],
        usable: Sequence[GatedPassage],
        question: str,
    ) -> tuple[Claim | None, Claim | None]:
        """Return the claim to show, if any, and the drafted claim if it failed."""
        with self._parts.meter.stage("check"):
            passages = cited_passages(draft, offered)
            claim = await self._parts.checker.check(draft.text, passages, question=question)
            if claim.verdict.label == "supported":
                return self._whole(claim, passages), None
            mended = await self._parts.mender.mend(claim, usable, question=question)
            return mended, claim

    def _whole(self, claim: Claim, passages: Sequence[Passage]) -> Claim:
        """Return the claim, or the source's sentence in place of a bare value such as "17%."."""
        if len(claim.text.split()) >= _WHOLE_WORDS:
            return claim
        quotes = (self._parts.checker.quote(passage) for passage in passages)
        return next((quote for quote in quotes if quote is not None), claim)

    def _left_out(
        self, question: str, shown: Sequence[Claim], usable: Sequence[GatedPassage]
    ) -> list[Claim]:
        """Return the own words of sure passages that name an item the shown claims do not."""
        if not shown or not asks_for_several(question):
            return []
        left: list[Claim] = []
        known = {word for claim in shown for word in tokens(claim.text)} | set(tokens(question))
        for gated in usable:
            names = _names(gated.passage.quote)
            quote = self._parts.checker.quote(gated.passage)
            if quote is None or _repeats(quote, [*shown, *left]):
                continue
            if len(left) < _MOST_ADDED and gated.probability >= SURE and names - known:
                left.append(quote)
                known |= names
        return left


def _one_each(passages: Sequence[Passage]) -> list[Passage]:
    """Return the first passage of each document."""
    first: dict[str, Passage] = {}
    for passage in passages:
        first.setdefault(passage.document_id, passage)
    return list(first.values())


def _near(evidence: Sequence[Passage]) -> list[Passage]:
    """Return the first passages whose retrieval score is not far below the best."""
    return [p for p in evidence[:_MOST_GATED] if p.score >= _NEAR * evidence[0].score]


def _names(text: str) -> set[str]:
    found = re.findall(r"(?<=[a-z0-9,] )[A-Z][\w’'-]+", fold(text))
    return {word for name in found for word in tokens(name)} - STOP_WORDS


def _repeats(claim: Claim, shown: Sequence[Claim]) -> bool:
    words = content_stems(claim.text)
    return any(overlap_share(words, content_stems(s.text)) >= _SAME_CLAIM for s in shown)


def _replaced(failed: Claim, shown: Sequence[Claim]) -> bool:
    """Return whether a shown claim rests on evidence that the failed one named."""
    cited = {(citation.document_id, citation.start) for citation in failed.citations}
    return any((c.document_id, c.start) in cited for claim in shown for c in claim.citations)
