"""The product: from a question to an answer whose every sentence was checked.

retrieve   dense ∥ lexical → fusion → evidence sentences           event: evidence
gate       do these sentences answer this question?
write      short sentences from numbered evidence (yes/no answers are built by grammar)
check      exact quote · guards · judge                            event: claim
mend       other evidence, the source's own words, one rewrite, or removal
disagree   different values or opposite answers → sides
Answer     stored with everything needed to check it again         event: done
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime

from rag.answering.asked import asks_for_several, asks_for_value
from rag.answering.assess import Assessor
from rag.answering.calibration import is_calibrated
from rag.answering.check_text import TextChecker, check_report, claims_of
from rag.answering.checker import Checker
from rag.answering.cite import CitationBuilder
from rag.answering.compose import answer_text, searched_text
from rag.answering.gate import Gate
from rag.answering.judge import Judge
from rag.answering.mend import Mender
from rag.answering.meter import Meter, MeteredChat
from rag.answering.open_question import OpenParts, OpenQuestionAnswerer
from rag.answering.outcome import Outcome
from rag.answering.polarity import PolarityJudge
from rag.answering.recheck import Rechecker, recheck_report
from rag.answering.request import NotAsked, not_asked
from rag.answering.standalone import standalone_question
from rag.answering.statements import statement_pair
from rag.answering.values import ValueReader
from rag.answering.write import Writer
from rag.answering.yes_no import YesNoAnswerer
from rag.check_report import CheckEvent, CheckReport, ReportEvent, SentenceEvent
from rag.filters import Filters, GivenFilters, Scope, parsed_filters
from rag.protocols import AnswerCatalog, ChatModel, Embedder, Reranker, VectorStore
from rag.recheck_report import RecheckReport
from rag.retrieval.retriever import Retriever
from rag.types import (
    Answer,
    Claim,
    ClaimEvent,
    DoneEvent,
    EvidenceEvent,
    Message,
    ModelIds,
    Passage,
    StreamEvent,
)

__all__ = ["AnswerPipeline", "Limits"]

_CLOSEST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The numbers that steer answering.

    Attributes:
        chunks: Chunks that evidence is chosen from.
        evidence: Evidence sentences shown and considered.
        risk_threshold: Least P(the evidence answers the question) for an answer, 0–1.
        support_threshold: Least P(supported) for a sentence to be shown, 0–1.
        value_threshold: Least P(yes) of the judge for a value to be an answer, 0–1.
        own_words_threshold: Least P(passage answers the question) for a source's own words to
            replace a sentence that failed, 0–1.
        max_tokens: Longest draft.
    """

    chunks: int = 20
    evidence: int = 8
    risk_threshold: float = 0.5
    support_threshold: float = 0.65
    value_threshold: float = 0.5
    own_words_threshold: float = 0.5
    max_tokens: int = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """One question being answered: what was asked, searched and found."""

    question: str
    standalone: str
    unasked: NotAsked | None
    searched: str
    evidence: list[Passage]
    generation: str


class AnswerPipeline:
    """Answers questions over one data directory.

    Args:
        catalog: The truth: documents, chunks, sentences, answers.
        store: Vectors of the current index generation.
        embedder: The model the index was built with.
        chat: Writes.
        judge: Judges; may be the same model.
        limits: Numbers.
        reranker: Orders the evidence, if there is one.
    """

    def __init__(
        self,
        *,
        catalog: AnswerCatalog,
        store: VectorStore,
        embedder: Embedder,
        chat: ChatModel,
        judge: ChatModel,
        limits: Limits,
        reranker: Reranker | None = None,
    ) -> None:
        """Keep the parts; nothing is opened or loaded."""
        self.catalog = catalog
        self._store = store
        self.embedder = embedder
        self._reranker = reranker
        self._chat = chat
        self.judge = judge
        self._limits = limits
        self._retriever = Retriever(
            catalog,
            store,
            embedder,
            chunks=limits.chunks,
            evidence=limits.evidence,
            reranker=reranker,
        )

    async def answer(
        self,
        question: str,
        *,
        history: Sequence[Message] = (),
        filters: GivenFilters | None = None,
    ) -> Answer:
        """Return the checked answer.

        Args:
            question: Not empty.
            history: Earlier turns, oldest first.
            filters: As `rag.filters.parsed_filters` takes them; None searches all documents.

        Raises:
            UsageError: If the filters are not usable.
            ModelError: If a model failed.
            StoreError: If the catalog or the vector store failed.
        """
        async with aclosing(self.stream(question, history=history, filters=filters)) as events:
            async for event in events:
                if isinstance(event, DoneEvent):
                    return event.answer
        raise AssertionError("a stream ends with a done event")

    async def stream(
        self,
        question: str,
        *,
        history: Sequence[Message] = (),
        filters: GivenFilters | None = None,
    ) -> AsyncGenerator[StreamEvent]:
        """Yield the evidence, then each shown claim once it is checked, then the whole answer.

        Args and errors as `answer`.
        """
        meter = Meter()
        chat, judge = MeteredChat(self._chat, meter), MeteredChat(self.judge, meter)
        run = await self._begin(question, history, parsed_filters(filters), chat, meter)
        yield EvidenceEvent(evidence=run.evidence)
        outcome = Outcome(status="not_found")
        if run.unasked is None:
            async with aclosing(self._answered(run, chat, judge, meter)) as answered:
                async for found in answered:
                    if isinstance(found, Outcome):
                        outcome = found
                    else:
                        yield ClaimEvent(claim=found)
        answer = self._finished(run, outcome, meter)
        await asyncio.to_thread(self.catalog.save_answer, answer)
        yield DoneEvent(answer=answer)

    async def retrieve(
        self, question: str, *, filters: GivenFilters | None = None
    ) -> list[Passage]:
        """Return the evidence sentences of a question, best first, without running a chat model.

        Args and errors as `answer`.
        """
        scope = await self._retriever.scope(parsed_filters(filters))
        return await self._evidence(question, scope)

    async def check(self, text: str, *, filters: GivenFilters | None = None) -> CheckReport:
        """Check every sentence of any text against the documents.

        Args:
            text: Markdown or plain text.
            filters: As `answer`.

        Raises:
            UsageError: If the text holds no sentence that can be checked.
            ModelError: If the embedding model failed; a judge that fails supports nothing.
            StoreError: As `answer`.
        """
        async with aclosing(self.check_stream(text, filters=filters)) as events:
            async for event in events:
                if isinstance(event, ReportEvent):
                    return event.report
        raise AssertionError("a check ends with a report")

    async def check_stream(
        self, text: str, *, filters: GivenFilters | None = None
    ) -> AsyncGenerator[CheckEvent]:
        """Yield each sentence of a text once it is checked or skipped, then the whole report.

        Args and errors as `check`.
        """
        meter, done, chosen = Meter(), list[SentenceEvent](), parsed_filters(filters)
        sentences = await asyncio.to_thread(claims_of, text)
        generation = await asyncio.to_thread(self.catalog.generation)
        scope = await self._retriever.scope(chosen)
        searched = await self._retriever.searched(scope)
        judge, citations = Judge(MeteredChat(self.judge, meter)), CitationBuilder(self.catalog)
        checker = self._checker(judge)

        async def search(words: str) -> list[Passage]:
            return await self._retriever.retrieve(words, scope=scope)

        texts = TextChecker(checker, citations, search, meter)
        async with aclosing(texts.check(sentences)) as events:
            async for event in events:
                done.append(event)
                yield event
        report = check_report(
            text,
            done,
            searched=searched_text(searched),
            meter=meter,
            models=self._model_ids(),
            generation=generation,
        )
        yield ReportEvent(report=report)

    async def recheck(
        self, answer: Answer, *, filters: GivenFilters | None = None
    ) -> RecheckReport:
        """Check an old answer against today's documents, and ask its question again.

        Args:
            answer: From the catalog or from anywhere else; its quotes are looked up, not believed.
            filters: As `answer`; the documents it cites are looked into in any case.

        Raises:
            UsageError: If it has too many claims.
            ModelError: As `answer`.
            StoreError: As `answer`.
        """
        chosen = parsed_filters(filters)
        scope = await self._retriever.scope(chosen)

        async def search(words: str, only: Sequence[str] | None) -> list[Passage]:
            kept = scope if only is None else Scope(document_ids=tuple(only))
            return await self._retriever.retrieve(words, scope=kept)

        judge, citations = Judge(self.judge), CitationBuilder(self.catalog)
        checker = self._checker(judge)
        rechecker = Rechecker(self.catalog, checker, PolarityJudge(judge, citations), search)
        claims = await rechecker.claims(answer)
        now = await self.answer(answer.standalone_question, filters=chosen)
        return recheck_report(answer, claims, now=now)

    async def close(self) -> None:
        """Release models, store and catalog. Closing twice does nothing."""
        await self._chat.close()
        if self.judge is not self._chat:
            await self.judge.close()
        await self.embedder.close()
        if self._reranker is not None:
            await self._reranker.close()
        await self._store.close()
        await asyncio.to_thread(self.catalog.close)

    async def _begin(
        self,
        question: str,
        history: Sequence[Message],
        filters: Filters | None,
        chat: ChatModel,
        meter: Meter,
    ) -> _Run:
        generation = await asyncio.to_thread(self.catalog.generation)
        unasked = not_asked(question)
        if unasked is None:
            standalone = await standalone_question(question, history, chat)
        else:
            standalone = question
        with meter.stage("retrieve"):
            scope = await self._retriever.scope(filters)
            evidence, searched = await asyncio.gather(
                self._evidence(standalone, scope), self._retriever.searched(scope)
            )
        meter.evidence_found()
        return _Run(
            question=question,
            standalone=standalone,
            unasked=unasked,
            searched=searched_text(searched),
            evidence=evidence,
            generation=generation,
        )

    async def _evidence(self, question: str, scope: Scope | None) -> list[Passage]:
        return await self._retriever.retrieve(
            question,
            scope=scope,
            every_document=asks_for_value(question),
            whole_lists=asks_for_several(question),
            further=True,
        )

    def _finished(self, run: _Run, outcome: Outcome, meter: Meter) -> Answer:
        return Answer(
            id=f"ans_{uuid.uuid4().hex[:16]}",
            question=run.question,
            standalone_question=run.standalone,
            status=outcome.status,
            text=answer_text(outcome.claims, unasked=run.unasked),
            claims=list(outcome.claims),
            removed=list(outcome.removed),
            sides=list(outcome.sides),
            notes=list(outcome.notes),
            closest=run.evidence[:_CLOSEST] if outcome.status == "not_found" else [],
            evidence=run.evidence,
            searched=run.searched,
            confidence=outcome.confidence,
            timings_ms=meter.timings,
            usage=meter.usage,
            models=self._model_ids(),
            generation=run.generation,
            created_at=datetime.now(UTC).isoformat(timespec="seconds"),
        )

    def _model_ids(self) -> ModelIds:
        return ModelIds(
            chat=self._chat.model_id,
            judge=self.judge.model_id,
            embed=self.embedder.model_id,
            rerank=self._reranker.model_id if self._reranker else "",
            calibrated=is_calibrated(self.judge.model_id),
        )

    def _checker(self, judge: Judge) -> Checker:
        assessor = Assessor(judge, threshold=self._limits.support_threshold)
        return Checker(assessor, CitationBuilder(self.catalog))

    def _answered(
        self,
        run: _Run,
        chat: ChatModel,
        judge_model: ChatModel,
        meter: Meter,
    ) -> AsyncGenerator[Claim | Outcome]:
        limits = self._limits
        question, evidence = run.standalone, run.evidence
        judge = Judge(judge_model)
        citations = CitationBuilder(self.catalog)
        checker = self._checker(judge)
        pair = statement_pair(question)
        if pair is not None:
            yes_no = YesNoAnswerer(
                PolarityJudge(judge, citations),
                Gate(judge),
                checker,
                meter,
                risk_threshold=limits.risk_threshold,
            )
            return yes_no.answer(question, pair, evidence)
        writer = Writer(chat, max_tokens=limits.max_tokens)
        parts = OpenParts(
            gate=Gate(judge),
            values=ValueReader(chat, judge, threshold=limits.value_threshold),
            writer=writer,
            checker=checker,
            citations=citations,
            mender=Mender(checker, writer, own_words_from=limits.own_words_threshold),
            meter=meter,
            risk_threshold=limits.risk_threshold,
        )
        return OpenQuestionAnswerer(parts).answer(question, evidence)
