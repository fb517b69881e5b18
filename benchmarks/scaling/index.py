"""The vector index alone: built of any number of vectors, then asked real questions."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks.scaling.spread import Spread, exact_neighbours
from benchmarks.scaling.steps import (
    Apart,
    Result,
    disk_bytes,
    kept,
    peak_bytes,
    resident_bytes,
)
from rag.protocols import Listing, Vectors
from rag.store import ChromaStore, HnswSettings

__all__ = ["AskedIndex", "BuiltIndex", "Exact", "Prepared", "measure_index"]

BEST = 10
ROUNDS = 3
_COLLECTION = "corpus-1"
_ROWS = 10_000
_TIE = 1e-5
_PER_DOCUMENT = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What was embedded, as files that every process reads.

    Attributes:
        real: Vectors of pieces, shape (n_pieces, dim), as `.npy`.
        asked: Vectors of questions, shape (n_questions, dim), as `.npy`.
        k: Chunks that the product asks the index for.
    """

    real: Path
    asked: Path
    k: int

    def spread(self) -> Spread:
        """Return the series of vectors."""
        return Spread(np.load(self.real))

    def questions(self) -> Vectors:
        """Return the questions' vectors."""
        return np.load(self.asked)


class BuiltIndex(Result):
    """How an index was built.

    Attributes:
        seconds: Time of the writes.
        peak_bytes: Most memory of the process.
        disk_bytes: What the index takes on the disk.
    """

    seconds: float
    peak_bytes: int
    disk_bytes: int


class Exact(Result):
    """What exact search finds.

    Attributes:
        tenth_cosines: Cosine of the tenth nearest vector, by question.
    """

    tenth_cosines: tuple[float, ...]


class AskedIndex(Result):
    """How an index answers.

    Attributes:
        ms: Least time of three rounds, by question.
        recalls: Share of the ten nearest that were among the first ten found, by question.
        memory_bytes: Memory of the process after the questions, less that before it opened the
            index.
    """

    ms: tuple[float, ...]
    recalls: tuple[float, ...]
    memory_bytes: int


def measure_index(
    folder: Path, prepared: Prepared, size: int, hnsw: HnswSettings, *, run: Apart
) -> tuple[BuiltIndex, AskedIndex]:
    """Build an index and ask it, unless the folder holds the results.

    Args:
        folder: Keeps the index and the results.
        prepared: What was embedded.
        size: Number of vectors.
        hnsw: How the index is made.
        run: Runs a step.
    """
    built = kept(
        folder / "built.json", BuiltIndex, lambda: run(_build, folder, prepared, size, hnsw)
    )
    exact = kept(folder / "exact.json", Exact, lambda: run(_exact, prepared, size))
    asked = kept(folder / "asked.json", AskedIndex, lambda: run(_ask, folder, prepared, exact))
    return built, asked


def _build(folder: Path, prepared: Prepared, size: int, hnsw: HnswSettings) -> BuiltIndex:
    return asyncio.run(_fill(folder / "chroma", prepared.spread(), size, hnsw))


async def _fill(index: Path, spread: Spread, size: int, hnsw: HnswSettings) -> BuiltIndex:
    shutil.rmtree(index, ignore_errors=True)
    store = ChromaStore(index, collection=_COLLECTION, create=True, hnsw=hnsw)
    seconds = 0.0
    await store.count()
    for start in range(0, size, _ROWS):
        rows = spread.rows(start, min(start + _ROWS, size))
        numbers = range(start, start + len(rows))
        started = time.monotonic()
        await store.upsert(
            [_chunk_id(number) for number in numbers],
            [_listing(number // _PER_DOCUMENT) for number in numbers],
            rows,
        )
        seconds += time.monotonic() - started
    await store.close()
    return BuiltIndex(seconds=seconds, peak_bytes=peak_bytes(), disk_bytes=disk_bytes(index))


def _exact(prepared: Prepared, size: int) -> Exact:
    """Search all vectors; in a process of its own, for the memory that takes."""
    vectors = prepared.spread().rows(0, size)
    cosines = exact_neighbours(vectors, prepared.questions(), k=min(BEST, size))[1]
    return Exact(tenth_cosines=tuple(cosines[:, -1].tolist()))


def _ask(folder: Path, prepared: Prepared, exact: Exact) -> AskedIndex:
    return asyncio.run(_query(folder / "chroma", prepared, exact.tenth_cosines))


async def _query(index: Path, prepared: Prepared, tenth: Sequence[float]) -> AskedIndex:
    questions = prepared.questions()
    await _warm_up()
    before = resident_bytes()
    store = ChromaStore(index, collection=_COLLECTION)
    times = np.empty((ROUNDS, len(questions)))
    recalls: list[float] = []
    for round_number in range(ROUNDS):
        for at, question in enumerate(questions):
            started = time.perf_counter()
            hits = await store.query(question, k=prepared.k)
            times[round_number, at] = (time.perf_counter() - started) * 1000
            if round_number == 0:
                right = sum(hit.score >= tenth[at] - _TIE for hit in hits[:BEST])
                recalls.append(right / BEST)
    memory = resident_bytes() - before
    await store.close()
    return AskedIndex(
        ms=tuple(times.min(axis=0).tolist()), recalls=tuple(recalls), memory_bytes=memory
    )


async def _warm_up() -> None:
    """Load Chroma, so that the memory of its code does not count."""
    with TemporaryDirectory() as folder:
        store = ChromaStore(Path(folder), collection=_COLLECTION, create=True)
        await store.count()
        await store.close()


def _listing(number: int) -> Listing:
    return Listing(id=f"doc-{number}", uri=f"{number:06d}.md", media_type="text/markdown")


def _chunk_id(number: int) -> str:
    return f"chunk-{number:09d}"
