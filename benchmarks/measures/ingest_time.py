"""How long an ingest takes beside its embedder alone, and beside plain LlamaIndex.

LlamaIndex is timed twice. Its default chunks have 1024 tokens, of which the embedder reads the
first 256: it embeds less than is in the documents, and that is what a user of the defaults waits
for. Chunks that the embedder reads whole make both sides embed the same text. Both have indexed a
first text before, since a process loads its parts once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from benchmarks.measures.collections import Collection
from benchmarks.measures.data import SourceDocument, spread
from benchmarks.measures.turns import in_turns, timed
from ingest import Ingestor
from rag.errors import IngestError
from rag.evaluation.statistics import Metric, ratio_metric
from rag.protocols import Embedder, SpannedText, SpanVectors, Vectors

__all__ = ["IndexesFolders", "IngestTimes", "chosen", "ingest_figures", "measure_ingest"]

BATCH = 128


class IndexesFolders(Protocol):
    """What the benchmark needs of a peer."""

    def index(self, folder: Path, *, whole_text: bool) -> float:
        """Index a folder and return the seconds that took."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestTimes:
    """Seconds of one round.

    Attributes:
        ingest: A whole ingest into a new data directory.
        embedder: The embedder alone, on the texts of that ingest.
        peer: Plain LlamaIndex.
        peer_same_text: The same with chunks that the embedder reads whole.
    """

    ingest: float
    embedder: float
    peer: float
    peer_same_text: float


class _Listening:
    """The embedder itself, noting which texts it is given."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.texts: list[SpannedText] = []

    @property
    def model_id(self) -> str:
        return self._embedder.model_id

    @property
    def dim(self) -> int:
        return self._embedder.dim

    async def embed(self, texts: Sequence[str]) -> Vectors:
        return await self._embedder.embed(texts)

    async def embed_spans(self, texts: Sequence[SpannedText]) -> list[SpanVectors]:
        self.texts += texts
        return await self._embedder.embed_spans(texts)

    async def close(self) -> None:
        await self._embedder.close()


def chosen(collections: Mapping[str, Collection], *, limit: int) -> list[SourceDocument]:
    """Return about as many documents of each collection, renamed so that names differ.

    Args:
        collections: By name.
        limit: How many in all, at most.
    """
    documents: list[SourceDocument] = []
    for name, collection in collections.items():
        written = [each for each in collection.documents if each.text.strip()]
        mixed = spread(written, name=lambda each: each.id, stratum=lambda each: 0)
        for document in mixed[: limit // len(collections)]:
            documents.append(document.model_copy(update={"id": f"{name}-{document.id}"}))
    return documents


def measure_ingest(
    source: Path, work: Path, embedder: Embedder, peer: IndexesFolders, *, rounds: int
) -> list[IngestTimes]:
    """Take the documents in, in turns with what it is compared with.

    Args:
        source: Folder of documents.
        work: Holds the new data directories, which are removed.
        embedder: The embedder of both.
        peer: The system compared with.
        rounds: How often each is timed, at least 1.

    Raises:
        QAError: If a document cannot be taken in.
        PeerError: If the peer has ended.
    """
    heard: list[SpannedText] = []

    def ingest() -> None:
        heard[:] = _take_in(source, work, embedder)

    _take_in(min(source.iterdir()), work, embedder)  # loads what a process loads once
    times = in_turns(
        rounds,
        timed(ingest),
        timed(lambda: asyncio.run(_embed(embedder, heard))),
        lambda: peer.index(source, whole_text=False),
        lambda: peer.index(source, whole_text=True),
    )
    return [
        IngestTimes(ingest=whole, embedder=alone, peer=theirs, peer_same_text=same)
        for whole, alone, theirs, same in times
    ]


def ingest_figures(times: Sequence[IngestTimes]) -> dict[str, Metric]:
    """Return the ratios, resampled round by round; above 1 the peer takes longer."""
    return {
        "ingest_share_of_embedder": ratio_metric([(t.embedder, t.ingest) for t in times]),
        "ingest_ratio_to_llamaindex": ratio_metric([(t.peer, t.ingest) for t in times]),
        "ingest_ratio_to_llamaindex_same_text": ratio_metric(
            [(t.peer_same_text, t.ingest) for t in times]
        ),
    }


def _take_in(source: Path, work: Path, embedder: Embedder) -> list[SpannedText]:
    """Take documents into a new data directory and return what was embedded, by length."""
    listening = _Listening(embedder)
    with TemporaryDirectory(dir=work, prefix="ingest-") as data:
        report = Ingestor(data, embedder=listening).ingest([source])
    if report.failed:
        raise IngestError(f"{report.failed[0].uri} was not taken in: {report.failed[0].reason}")
    return sorted(listening.texts, key=lambda each: len(each.text))


async def _embed(embedder: Embedder, texts: Sequence[SpannedText]) -> None:
    """Embed texts that are sorted by length, so that those of a batch need the same time."""
    for start in range(0, len(texts), BATCH):
        await embedder.embed_spans(texts[start : start + BATCH])
