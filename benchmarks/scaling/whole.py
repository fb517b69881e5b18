"""The whole retrieval: files taken in by the product, then questions asked through its pipeline."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.scaling.index import ROUNDS, Prepared
from benchmarks.scaling.spread import PreparedEmbedder
from benchmarks.scaling.steps import Apart, Result, disk_bytes, kept, peak_bytes
from benchmarks.scaling.texts import Piece, write_folder
from ingest import Ingestor
from rag.catalog import CATALOG_FILE, Catalog
from rag.pipeline import AnswerPipeline
from rag.settings import Settings, load_settings
from rag.store import index_address

__all__ = ["AskedWhole", "Build", "BuiltWhole", "Collection", "built_whole", "measure_whole"]

Build = Callable[[Settings], AnswerPipeline]


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """Text with its vectors.

    Attributes:
        model_id: Id of the model that embedded it.
        pieces: Pieces, in the order of their vectors.
        questions: Questions, in the order of theirs.
        prepared: The vectors.
        build: Puts the pipeline together.
    """

    model_id: str
    pieces: Sequence[Piece]
    questions: Sequence[str]
    prepared: Prepared
    build: Build


class BuiltWhole(Result):
    """How a data directory was built.

    Attributes:
        seconds: Time of the ingest, whose vectors were there.
        chunks: Number of chunks.
        peak_bytes: Most memory of the process.
        disk_bytes: What the data directory takes on the disk.
        index_bytes: What of it is the vector index.
    """

    seconds: float
    chunks: int
    peak_bytes: int
    disk_bytes: int
    index_bytes: int


class AskedWhole(Result):
    """How retrieval answers.

    Attributes:
        ms: Least time of three rounds, by question: embedding it, both searches, evidence.
        lexical_ms: Of the full-text search alone.
    """

    ms: tuple[float, ...]
    lexical_ms: tuple[float, ...]


def measure_whole(
    folder: Path, collection: Collection, size: int, *, run: Apart
) -> tuple[BuiltWhole, AskedWhole]:
    """Take in files of a number of pieces and ask, unless the folder holds the results.

    Args:
        folder: Keeps the data directory and the results.
        collection: Text and vectors.
        size: Number of pieces, each of one chunk.
        run: Runs a step.
    """
    built = built_whole(folder, collection, size, run=run)
    asked = kept(folder / "asked.json", AskedWhole, lambda: run(_ask, folder, collection))
    return built, asked


def built_whole(folder: Path, collection: Collection, size: int, *, run: Apart) -> BuiltWhole:
    """Take in files of a number of pieces into `folder/data`, unless it holds the result.

    Args:
        folder: Keeps the data directory and the result.
        collection: Text and vectors.
        size: Number of pieces, each of one chunk.
        run: Runs the step.
    """
    return kept(folder / "built.json", BuiltWhole, lambda: run(_build, folder, collection, size))


def _build(folder: Path, collection: Collection, size: int) -> BuiltWhole:
    data, source = folder / "data", folder / "source"
    for old in (data, source):
        shutil.rmtree(old, ignore_errors=True)
    write_folder(source, collection.pieces, size)
    embedder = PreparedEmbedder(
        collection.model_id,
        [piece.embedded for piece in collection.pieces],
        np.load(collection.prepared.real),
        spread=collection.prepared.spread(),
    )
    report = Ingestor(data, settings=_settings(data), embedder=embedder).ingest(source)
    shutil.rmtree(source)
    index = index_address(data, "embedded")
    return BuiltWhole(
        seconds=report.seconds,
        chunks=report.chunks,
        peak_bytes=peak_bytes(),
        disk_bytes=disk_bytes(data),
        index_bytes=disk_bytes(Path(index)),
    )


def _ask(folder: Path, collection: Collection) -> AskedWhole:
    settings = _settings(folder / "data")
    return asyncio.run(_asked(collection.build(settings), settings, collection))


async def _asked(
    pipeline: AnswerPipeline, settings: Settings, collection: Collection
) -> AskedWhole:
    catalog = Catalog(settings.data / CATALOG_FILE)
    whole = np.empty((ROUNDS, len(collection.questions)))
    lexical = np.empty_like(whole)
    for round_number in range(ROUNDS):
        for at, question in enumerate(collection.questions):
            started = time.perf_counter()
            await pipeline.retrieve(question)
            whole[round_number, at] = time.perf_counter() - started
            started = time.perf_counter()
            catalog.search(question, k=settings.retrieval.chunks)
            lexical[round_number, at] = time.perf_counter() - started
    catalog.close()
    await pipeline.close()
    return AskedWhole(
        ms=tuple((whole.min(axis=0) * 1000).tolist()),
        lexical_ms=tuple((lexical.min(axis=0) * 1000).tolist()),
    )


def _settings(data: Path) -> Settings:
    return load_settings(data=data).model_copy(update={"chroma": "embedded"})
