"""The product: from a question to an answer whose every sentence was checked.

retrieve   dense ∥ lexical → rank fusion → evidence sentences      event: evidence
gate       do these sentences answer this question?
write      short sentences from numbered evidence (yes/no answers are built by grammar)
check      exact quote · guards · judge                            event: claim
mend       other evidence, the source's own words, or removal
disagree   different values or opposite answers → sides
Answer     stored with everything needed to check it again         event: done
"""

from __future__ import annotations

import asyncio
import fnmatch
import uuid
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime

from rag.answering.assess import Assessor
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
from rag.answering.standalone import standalone_question
from rag.answering.statements import statement_pair
from rag.answering.values import ValueReader
from rag.answering.write import Writer
from rag.answering.yes_no import YesNoAnswerer
from rag.protocols import (
    AnswerCatalog,
    ChatModel,
    ChunkHit,
    Embedder,
    Listing,
    Vectors,
    VectorStore,
)
from rag.retrieval.dense import DenseRetriever
from rag.retrieval.evidence import EvidenceSelector
from rag.retrieval.fusion import reciprocal_rank_fusion
from rag.retrieval.lexical import LexicalRetriever
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
        chunks: Chunks kept after rank fusion.
        evidence: Evidence sentences shown and considered.
        gate_threshold: Least P(passage answers the question) for a passage to be used, 0–1.
        support_threshold: Least P(supported) for a sentence to be shown, 0–1.
        own_words_threshold: Least P(passage answers the question) for a source's own words to
            replace a sentence that failed, 0–1.
        max_tokens: Longest draft.
    """

    chunks: int = 20
    evidence: int = 8
    gate_threshold: float = 0.3
    support_threshold: float = 0.5
    own_words_threshold: float = 0.5
    max_tokens: int = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """One question being answered: what was asked, searched and found."""

    question: str
    standalone: str
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
    ) -> None:
        """Keep the parts; nothing is opened or loaded."""
        self.catalog = catalog
        self._store = store
        self._embedder = embedder
        self._chat = chat
        self._judge = judge
        self._limits = limits
        self._dense = DenseRetriever(store)
        self._lexical = LexicalRetriever(catalog)
        self._evidence = EvidenceSelector(catalog, embedder)

    async def answer(
        self,
        question: str,
        *,
        history: Sequence[Message] = (),
        filters: Sequence[str] | None = None,
    ) -> Answer:
        """Return the checked answer.

        Args:
            question: Not empty.
            history: Earlier turns, oldest first.
            filters: Glob patterns over document uris; None searches all.

        Raises:
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
        filters: Sequence[str] | None = None,
    ) -> AsyncGenerator[StreamEvent]:
        """Yield the evidence, then each shown claim once it is checked, then the whole answer.

        Args and errors as `answer`.
        """
        meter = Meter()
        chat, judge = MeteredChat(self._chat, meter), MeteredChat(self._judge, meter)
        run = await self._begin(question, history, filters, chat, meter)
        yield EvidenceEvent(evidence=run.evidence)
        outcome = Outcome(status="not_found")
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
        self, question: str, *, filters: Sequence[str] | None = None
    ) -> list[Passage]:
        """Return the evidence sentences of a question, best first, without running a chat model.

        Args and errors as `answer`.
        """
        documents = None if filters is None else await self._searched(filters)
        return await self._retrieve(question, documents)

    async def close(self) -> None:
        """Release models, store and catalog. Closing twice does nothing."""
        await self._chat.close()
        if self._judge is not self._chat:
            await self._judge.close()
        await self._embedder.close()
        await self._store.close()
        await asyncio.to_thread(self.catalog.close)

    async def _begin(
        self,
        question: str,
        history: Sequence[Message],
        filters: Sequence[str] | None,
        chat: ChatModel,
        meter: Meter,
    ) -> _Run:
        generation = await asyncio.to_thread(self.catalog.generation)
        standalone = await standalone_question(question, history, chat)
        with meter.stage("retrieve"):
            documents = await self._searched(filters)
            evidence = await self._retrieve(standalone, documents if filters is not None else None)
        meter.evidence_found()
        return _Run(
            question=question,
            standalone=standalone,
            searched=searched_text(documents),
            evidence=evidence,
            generation=generation,
        )

    def _finished(self, run: _Run, outcome: Outcome, meter: Meter) -> Answer:
        return Answer(
            id=f"ans_{uuid.uuid4().hex[:16]}",
            question=run.question,
            standalone_question=run.standalone,
            status=outcome.status,
            text=answer_text(outcome.claims),
            claims=list(outcome.claims),
            removed=list(outcome.removed),
            sides=list(outcome.sides),
            closest=run.evidence[:_CLOSEST] if outcome.status == "not_found" else [],
            evidence=run.evidence,
            searched=run.searched,
            timings_ms=meter.timings,
            usage=meter.usage,
            models=ModelIds(
                chat=self._chat.model_id,
                judge=self._judge.model_id,
                embed=self._embedder.model_id,
            ),
            generation=run.generation,
            created_at=datetime.now(UTC).isoformat(timespec="seconds"),
        )

    async def _searched(self, filters: Sequence[str] | None) -> list[Listing]:
        documents = await asyncio.to_thread(self.catalog.listings)
        if filters is None:
            return documents
        return [d for d in documents if any(fnmatch.fnmatchcase(d.uri, f) for f in filters)]

    async def _retrieve(self, question: str, documents: Sequence[Listing] | None) -> list[Passage]:
        only = None if documents is None else [document.id for document in documents]
        if only is not None and not only:
            return []
        k = self._limits.chunks

        dense, lexical = await asyncio.gather(
            self._dense_hits(question, k, only),
            self._lexical.retrieve(question, k=k, document_ids=only),
        )
        vector, hits = dense
        fused = reciprocal_rank_fusion([hits, lexical], limit=k)
        return await self._evidence.select(
            question, vector, [hit.chunk_id for hit in fused], limit=self._limits.evidence
        )

    async def _dense_hits(
        self, question: str, k: int, only: Sequence[str] | None
    ) -> tuple[Vectors, list[ChunkHit]]:
        vector = (await self._embedder.embed([question]))[0]
        return vector, await self._dense.retrieve(vector, k=k, document_ids=only)

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
        checker = Checker(Assessor(judge, threshold=limits.support_threshold), citations)
        pair = statement_pair(question)
        if pair is not None:
            yes_no = YesNoAnswerer(PolarityJudge(judge, citations), checker, meter)
            return yes_no.answer(question, pair, evidence)
        parts = OpenParts(
            gate=Gate(judge),
            values=ValueReader(chat, judge, threshold=limits.support_threshold),
            writer=Writer(chat, max_tokens=limits.max_tokens),
            checker=checker,
            citations=citations,
            mender=Mender(checker, own_words_from=limits.own_words_threshold),
            meter=meter,
            gate_threshold=limits.gate_threshold,
        )
        return OpenQuestionAnswerer(parts).answer(question, evidence)
