"""Answers open questions: gate, values that differ, writer, checker, mend, completeness."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace

from rag.answering.asked import asks_for_value
from rag.answering.assess import strict_verdict
from rag.answering.checker import Checker
from rag.answering.cite import CitationBuilder, cited_passages
from rag.answering.claims import DraftClaim, is_bare
from rag.answering.complete import added_words, repeats
from rag.answering.disagree import clearest_first, group_values, lists_more, why_different
from rag.answering.echo import echoes
from rag.answering.gate import Gate, GatedPassage, answer_confidence
from rag.answering.mend import Mender
from rag.answering.meter import Meter
from rag.answering.outcome import Outcome
from rag.answering.reading import closest, is_table_row
from rag.answering.values import PassageValue, ValueReader
from rag.answering.write import Writer
from rag.types import Claim, Passage, Side, Verdict

__all__ = ["OpenParts", "OpenQuestionAnswerer"]

_MOST_WRITTEN = 4
_USABLE = 0.2
_MOST_OWN = 2
_MOST_READ = 3
_ECHO = Verdict(label="not_enough_evidence", score=0.0, reason="It says no more than the question.")


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
    risk_threshold: float


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
        usable, confidence = await self._usable(question, evidence)
        if not usable or confidence < self._parts.risk_threshold:
            yield Outcome(status="not_found", confidence=confidence)
            return
        groups = await self._groups(question, usable, evidence)
        notes = tuple(note for note in map(lists_more, groups) if note)
        outcome = self._conflict(question, groups)
        if outcome is not None:
            for claim in outcome.claims:
                yield claim
            yield replace(outcome, confidence=confidence, notes=notes)
            return
        async with aclosing(self._written(question, usable)) as written:
            async for found in written:
                if isinstance(found, Claim):
                    yield found
                else:
                    kept = notes if found.claims else ()
                    yield replace(found, confidence=confidence, notes=kept)

    async def _usable(
        self, question: str, evidence: Sequence[Passage]
    ) -> tuple[list[GatedPassage], float]:
        """Return the passages that may answer, best first, and P(they answer the question)."""
        with self._parts.meter.stage("gate"):
            gate = self._parts.gate
            weighed = await gate.weigh(question, evidence, every_document=asks_for_value(question))
            asked = [gated for gated in weighed if gated.judged]
            if not asked:
                return [], 0.0
            together = await gate.weigh_together(question, evidence)
        least = min(_USABLE, self._parts.risk_threshold)
        best_first = sorted(asked, key=lambda gated: (-gated.probability, gated.number))
        usable = [gated for gated in best_first if gated.probability >= least]
        # Sentences that answer only together are all offered to the writer.
        confidence = answer_confidence(best_first[0].judged, together, evidence)
        return usable or best_first[:_MOST_WRITTEN], confidence

    async def _groups(
        self, question: str, usable: Sequence[GatedPassage], evidence: Sequence[Passage]
    ) -> list[list[PassageValue]]:
        """Return the documents' values in groups that say the same; none without two documents."""
        documents = _by_document([gated.passage for gated in usable], evidence)
        if len(documents) < 2 or not asks_for_value(question):
            return []
        with self._parts.meter.stage("check"):
            return group_values(await self._parts.values.read(question, documents))

    def _conflict(self, question: str, groups: Sequence[Sequence[PassageValue]]) -> Outcome | None:
        if len(groups) < 2:
            return None
        sides: list[Side] = []
        claims: list[Claim] = []
        for group in groups:
            others = [item for other in groups if other is not group for item in other]
            with self._parts.meter.stage("check"):
                claim = self._side_claim(clearest_first(group, others))
            if claim is None:
                continue
            claims.append(claim)
            sides.append(
                Side(
                    value=group[0].text,
                    text=claim.text,
                    citations=claim.citations,
                    note=why_different(group, others, question=question),
                )
            )
        if len(sides) < 2:
            return None
        return Outcome(status="conflicting", claims=tuple(claims), sides=tuple(sides))

    def _side_claim(self, passages: Sequence[Passage]) -> Claim | None:
        """Return the side in the first source's own words, citing every source of the value."""
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
            if claim is not None and not repeats(claim, shown):
                shown.append(claim)
                yield claim
        if not shown:
            wrote = any(not echoes(question, draft.text) for draft in drafts)
            for quote in self._own_words(question, usable, wrote=wrote):
                shown.append(quote)
                yield quote
        for claim in added_words(question, shown, usable, self._parts.checker):
            shown.append(claim)
            yield claim
        status = "not_found" if not shown else "partly_answered" if removed else "answered"
        if shown and all(_replaced(failed, shown) for failed in removed):
            status = "answered"
        yield Outcome(status=status, claims=tuple(shown), removed=tuple(removed))

    def _own_words(
        self, question: str, usable: Sequence[GatedPassage], *, wrote: bool
    ) -> list[Claim]:
        """Return what the sources say where no written sentence held.

        That is the best passage, if it is sure. Else, where the writer found an answer: a table's
        row, whose columns are easily confused; for a question that asks for more than a value, the
        best document's sentences in their order.
        """
        best = self._parts.mender.quote_best(usable)
        if best is None and wrote and is_table_row(usable[0].passage):
            best = self._parts.checker.quote(usable[0].passage)
        if best is not None:
            return [best]
        if not wrote or asks_for_value(question):
            return []
        document = usable[0].passage.document_id
        near = [gated.passage for gated in usable if gated.passage.document_id == document]
        near = sorted(near[:_MOST_OWN], key=lambda passage: passage.start)
        quotes = (self._parts.checker.quote(passage) for passage in near)
        return [quote for quote in quotes if quote is not None]

    async def _checked(
        self,
        draft: DraftClaim,
        offered: Sequence[Passage],
        usable: Sequence[GatedPassage],
        question: str,
    ) -> tuple[Claim | None, Claim | None]:
        """Return the claim to show, if any, and the drafted claim if it failed.

        A sentence that the judge accepts and a guard doubts gives way to the words it cites.
        """
        with self._parts.meter.stage("check"):
            passages = cited_passages(draft, offered)
            if echoes(question, draft.text):
                citations = self._parts.citations.build(passages)
                return None, Claim(text=draft.text, citations=citations, verdict=_ECHO)
            free = await self._parts.checker.check(draft.text, passages, question=question)
            claim = free.model_copy(update={"verdict": strict_verdict(free.verdict)})
            if claim.verdict.label == "supported":
                return self._whole(claim, passages), None
            if free.verdict.label == "supported":
                cited = self._cited_words(claim, passages)
                if cited is not None:
                    return cited, claim
            mended = await self._parts.mender.mend(
                claim, usable, question=question, evidence=offered
            )
            # On other evidence it is the same sentence, and nothing was removed.
            kept = mended is not None and mended.text == claim.text
            if mended is not None:
                mended = self._whole(mended, _cited_by(mended, usable))
            return mended, None if kept else claim

    def _whole(self, claim: Claim, passages: Sequence[Passage]) -> Claim:
        """Return the claim, or the source's sentence in place of a bare value such as "17%."."""
        if not passages or not is_bare(claim.text):
            return claim
        return self._cited_words(claim, passages) or claim

    def _cited_words(self, claim: Claim, passages: Sequence[Passage]) -> Claim | None:
        """Return a passage's own words, the nearest if they can stand alone, or None."""
        nearest, _ = closest(claim.text, passages)
        quotes = (self._parts.checker.quote(p) for p in (nearest, *passages))
        return next((quote for quote in quotes if quote is not None), None)


def _by_document(usable: Sequence[Passage], evidence: Sequence[Passage]) -> list[list[Passage]]:
    """Return by document its usable passages, filled up with others to `_MOST_READ`."""
    documents: dict[str, list[Passage]] = {}
    for passage in usable:
        documents.setdefault(passage.document_id, []).append(passage)
    for passage in evidence:
        known = documents.get(passage.document_id)
        if known is not None and passage not in known and len(known) < _MOST_READ:
            known.append(passage)
    return list(documents.values())


def _cited_by(claim: Claim, usable: Sequence[GatedPassage]) -> list[Passage]:
    cited = _places(claim)
    passages = [gated.passage for gated in usable]
    return [passage for passage in passages if (passage.document_id, passage.end) in cited]


def _replaced(failed: Claim, shown: Sequence[Claim]) -> bool:
    """Return whether a shown claim rests on evidence that the failed one named."""
    return any(not _places(failed).isdisjoint(_places(claim)) for claim in shown)


def _places(claim: Claim) -> set[tuple[str, int]]:
    """Return where what a claim cites ends, which a lead quoted along does not change."""
    return {(citation.document_id, citation.end) for citation in claim.citations}
