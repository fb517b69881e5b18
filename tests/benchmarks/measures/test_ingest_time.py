from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from benchmarks.measures.collections import Collection
from benchmarks.measures.data import SourceDocument
from benchmarks.measures.ingest_time import IngestTimes, chosen, ingest_figures, measure_ingest
from rag.errors import IngestError
from rag.models.fake import FakeEmbedder
from rag.protocols import SpannedText, SpanVectors


class Peer:
    """Takes twice as long where it embeds everything."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, bool]] = []

    def index(self, folder: Path, *, whole_text: bool) -> float:
        self.asked.append((folder.name, whole_text))
        return 20.0 if whole_text else 10.0


class Counting(FakeEmbedder):
    """Keeps the texts it was given, call by call."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[list[str]] = []

    async def embed_spans(self, texts: Sequence[SpannedText]) -> list[SpanVectors]:
        self.calls.append([each.text for each in texts])
        return await super().embed_spans(texts)


def _source(folder: Path, *texts: str) -> Path:
    folder.mkdir()
    for number, text in enumerate(texts):
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    return folder


def test_the_embedder_alone_gets_the_texts_of_the_ingest(tmp_path: Path) -> None:
    source = _source(tmp_path / "source", "Pumps lift water to a tank.", "Valves stop it.")
    embedder, peer = Counting(), Peer()
    times = measure_ingest(source, tmp_path, embedder, peer, rounds=2)
    assert [(each.peer, each.peer_same_text) for each in times] == [(10.0, 20.0)] * 2
    assert peer.asked == [("source", False), ("source", True)] * 2
    _, *calls = embedder.calls  # the first is of one document, before anything is timed
    assert len(calls) == 4
    assert all(sorted(call) == sorted(calls[0]) for call in calls)
    assert len(calls[0]) == 2
    assert list(tmp_path.iterdir()) == [source]


def test_a_document_that_is_not_taken_in_ends_the_measurement(tmp_path: Path) -> None:
    source = _source(tmp_path / "source", "Pumps lift water.")
    (source / "broken.txt").write_bytes(b"\x00\xff\x00\x00\xd8")
    with pytest.raises(IngestError, match=r"broken\.txt"):
        measure_ingest(source, tmp_path, FakeEmbedder(), Peer(), rounds=1)


def test_shares_and_ratios() -> None:
    times = [
        IngestTimes(ingest=10.0, embedder=9.0, peer=15.0, peer_same_text=20.0),
        IngestTimes(ingest=20.0, embedder=18.0, peer=30.0, peer_same_text=40.0),
        IngestTimes(ingest=10.0, embedder=9.0, peer=15.0, peer_same_text=20.0),
    ]
    metrics = ingest_figures(times)
    assert {name: metric.value for name, metric in metrics.items()} == {
        "ingest_share_of_embedder": 0.9,
        "ingest_ratio_to_llamaindex": 1.5,
        "ingest_ratio_to_llamaindex_same_text": 2.0,
    }
    assert all(metric.n == 3 for metric in metrics.values())


def test_each_collection_gives_as_many_documents_under_names_of_their_own() -> None:
    documents = tuple(
        SourceDocument(id=str(number), title="", text="Water." if number else " ")
        for number in range(9)
    )
    collections = {
        name: Collection(name=name, documents=documents, queries=()) for name in ("cran", "npl")
    }
    names = [each.id for each in chosen(collections, limit=6)]
    assert [name.partition("-")[0] for name in names] == ["cran"] * 3 + ["npl"] * 3
    assert len(set(names)) == 6
    assert not any(name.endswith("-0") for name in names)
