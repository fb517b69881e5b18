"""How long a question takes on a large corpus: to its evidence, and all that is not a model."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.scaling.figures import p95_metric
from benchmarks.scaling.index import ROUNDS
from benchmarks.scaling.prepare import PIECES, QUESTIONS, prepare
from benchmarks.scaling.spread import PreparedEmbedder, Spread
from benchmarks.scaling.steps import Apart
from benchmarks.scaling.whole import Collection, built_whole
from rag.assemble import build_pipeline
from rag.catalog import CATALOG_FILE, Catalog
from rag.evaluation.statistics import Metric, median_metric
from rag.models.fake import FakeChat
from rag.pipeline import AnswerPipeline, Limits
from rag.protocols import Embedder, Vectors
from rag.settings import Settings, load_settings
from rag.store import ChromaStore, index_address

__all__ = ["EvidenceTimes", "evidence_figures", "measure_evidence"]

WARM_UP = 20
DRAFT = "It is as the source says [1]."


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceTimes:
    """Milliseconds of one question, the least of three rounds: what it takes, without the noise.

    Attributes:
        evidence: Until there is evidence.
        overhead: The same where the question's vector is there already.
        ask: A whole answer with models that answer at once.
    """

    evidence: float
    overhead: float
    ask: float


def measure_evidence(
    data: Path, work: Path, embedder: Embedder, *, chunks: int, run: Apart
) -> list[EvidenceTimes]:
    """Ask questions of the public collections on a corpus of their text.

    Args:
        data: The evaluation data.
        work: Keeps vectors and the corpus.
        embedder: Embeds the questions, and what of the corpus is not embedded yet.
        chunks: Size of the corpus; beyond the distinct pieces come copies with varied words.
        run: Runs the step that makes the corpus.

    Raises:
        DataError: If the data is missing or cannot be read.
        QAError: If the corpus cannot be made or asked.
    """
    with asyncio.Runner() as runner:

        def embed(texts: Sequence[str]) -> Vectors:
            return runner.run(embedder.embed(texts))

        collection = prepare(
            data,
            work / "embedded",
            embed,
            model_id=embedder.model_id,
            pieces=min(chunks, PIECES),
            questions=QUESTIONS,
            k=load_settings().retrieval.chunks,
            build=build_pipeline,
        )
        folder = work / f"evidence-{chunks}"
        built_whole(folder, collection, chunks, run=run)
        return runner.run(_ask(folder / "data", collection, embedder))


def evidence_figures(times: Sequence[EvidenceTimes]) -> dict[str, Metric]:
    """Return medians and 95th percentiles over the questions."""
    evidence = [each.evidence for each in times]
    return {
        "first_evidence_p50_ms": median_metric(evidence),
        "first_evidence_p95_ms": p95_metric(evidence),
        "overhead_p95_ms": p95_metric([each.overhead for each in times]),
        "ask_overhead_p95_ms": p95_metric([each.ask for each in times]),
    }


async def _ask(data: Path, collection: Collection, embedder: Embedder) -> list[EvidenceTimes]:
    vectors = collection.prepared.questions()
    known = PreparedEmbedder(
        collection.model_id, collection.questions, vectors, spread=Spread(vectors)
    )
    async with _opened(data, embedder, known) as (whole, without):
        for question in collection.questions[:WARM_UP]:
            await whole.retrieve(question)
            await without.answer(question)
        rounds = [
            [await _asked(whole, without, question) for question in collection.questions]
            for _ in range(ROUNDS)
        ]
    return [_least(times) for times in zip(*rounds, strict=True)]


async def _asked(whole: AnswerPipeline, without: AnswerPipeline, question: str) -> EvidenceTimes:
    return EvidenceTimes(
        evidence=await _ms(whole.retrieve(question)),
        overhead=await _ms(without.retrieve(question)),
        ask=await _ms(without.answer(question)),
    )


def _least(times: Sequence[EvidenceTimes]) -> EvidenceTimes:
    return EvidenceTimes(
        evidence=min(each.evidence for each in times),
        overhead=min(each.overhead for each in times),
        ask=min(each.ask for each in times),
    )


@asynccontextmanager
async def _opened(data: Path, *embedders: Embedder) -> AsyncGenerator[tuple[AnswerPipeline, ...]]:
    """Open one catalog and one index for pipelines that differ in the embedder alone."""
    settings = load_settings(data=data)
    catalog = Catalog(data / CATALOG_FILE)
    store = ChromaStore(index_address(data, "embedded"), collection=catalog.collection() or "")
    try:
        yield tuple(_pipeline(catalog, store, embedder, settings) for embedder in embedders)
    finally:
        await store.close()
        catalog.close()


def _pipeline(
    catalog: Catalog, store: ChromaStore, embedder: Embedder, settings: Settings
) -> AnswerPipeline:
    chat = FakeChat(reply=lambda _: DRAFT)
    limits = Limits(chunks=settings.retrieval.chunks, evidence=settings.retrieval.evidence)
    return AnswerPipeline(
        catalog=catalog, store=store, embedder=embedder, chat=chat, judge=chat, limits=limits
    )


async def _ms(work: Coroutine[object, object, object]) -> float:
    started = time.perf_counter()
    await work
    return (time.perf_counter() - started) * 1000
