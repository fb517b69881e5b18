"""What a run measures: how many items, where it keeps them, and with which parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TypeVar

from benchmarks.measures.data import Half
from benchmarks.measures.ledger import Ledger, Record, complete
from benchmarks.peer import LlamaIndexPeer, PeerAnswer
from rag.assemble import build_judge, build_pipeline
from rag.evaluation.statistics import CurvePoint, Metric, count_metric
from rag.pipeline import AnswerPipeline
from rag.protocols import ChatModel, Embedder
from rag.settings import Settings, load_settings

__all__ = [
    "SECONDS",
    "SIZES",
    "TAKING_IN",
    "Findings",
    "Peer",
    "Plan",
    "Tools",
    "default_tools",
    "expected_seconds",
    "failures",
]

_I = TypeVar("_I")
_R = TypeVar("_R", bound=Record)

SIZES: Mapping[str, int] = {
    "altered": 450,
    "faithful": 100,
    "hand": 60,
    "reworded": 160,
    "near": 480,
    "fever": 100,
    "wice": 120,
    "bump": 20,
    "squad2": 48,
    "clapnq": 60,
    "ramdocs": 22,
    "hotpotqa": 8,
    "seeds": 18,
    "peer_squad2": 22,
    "peer_clapnq": 18,
}
"""Items of a run without `--full`, chosen for 45 minutes; bump counts pairs."""

SECONDS: Mapping[str, float] = {
    "altered": 0.05,
    "faithful": 0.7,
    "hand": 0.4,
    "reworded": 0.3,
    "near": 0.17,
    "fever": 1.6,
    "wice": 1.5,
    "bump": 13.5,
    "squad2": 7.7,
    "clapnq": 7.2,
    "ramdocs": 13.0,
    "hotpotqa": 13.0,
    "seeds": 9.0,
    "peer_squad2": 10.0,
    "peer_clapnq": 12.0,
}
"""What an item is expected to take on two cores with the embedded models."""

TAKING_IN: Mapping[str, float] = {
    "squad2": 12.0,
    "clapnq": 12.0,
    "ramdocs": 12.0,
    "hotpotqa": 12.0,
}
"""Seconds to take the documents of a set in, once."""


class Peer(Protocol):
    """What is needed of a system compared with."""

    def ask(self, question: str) -> PeerAnswer:
        """Return the peer's answer."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """The parts a run is made with; those with weights by default.

    Attributes:
        chat: Makes the judge model.
        build: Builds the pipeline over the settings' data directory.
        embedder: Embeds documents; None is the one the settings name.
        peer: Starts the peer over a folder of text files.
    """

    chat: Callable[[], ChatModel]
    build: Callable[[Settings], AnswerPipeline]
    embedder: Embedder | None
    peer: Callable[[Path], AbstractContextManager[Peer]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """The figures of one section.

    Attributes:
        metrics: By name.
        curves: Risk against coverage, by name of the set.
    """

    metrics: Mapping[str, Metric]
    curves: Mapping[str, Sequence[CurvePoint]] = field(
        default_factory=dict[str, Sequence[CurvePoint]]
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One run.

    Attributes:
        data: Folder of the evaluation data.
        work: Folder of records and corpora.
        half: Which half is measured.
        key: What the records depend on.
        tools: What it is measured with.
        threshold: Least P(supported) for `supported`, 0–1.
        full: Measure every item.
        cap: Most items of a section, or None.
        retry: Measure what failed again.
    """

    data: Path
    work: Path
    half: Half
    key: str
    tools: Tools
    threshold: float = 0.5
    full: bool = False
    cap: int | None = None
    retry: bool = False

    def take(self, name: str, items: Sequence[_I]) -> list[_I]:
        """Return the first items of a section, as many as the run is for."""
        sizes = [len(items) if self.full else SIZES[name]]
        return list(items[: min([*sizes, self.cap] if self.cap is not None else sizes)])

    def records(
        self,
        name: str,
        items: Mapping[str, _I],
        kind: type[_R],
        opening: Callable[[], AbstractContextManager[Callable[[_I], _R]]],
    ) -> list[_R]:
        """Return a record of every item, measured now or by an earlier run, in order.

        Raises:
            ConfigurationError: If nothing can be measured as things are set up.
            PeerError: If the peer has ended.
        """
        ledger = Ledger(self.work / f"{name}.jsonl", self.key, kind, retry=self.retry)
        return complete(name, items, ledger, opening)


def default_tools() -> Tools:
    """Return the parts that the settings name, and LlamaIndex as the peer."""
    return Tools(
        chat=lambda: build_judge(load_settings().models),
        build=build_pipeline,
        embedder=None,
        peer=LlamaIndexPeer,
    )


def expected_seconds(sections: Sequence[str]) -> float:
    """Return what a run at default sizes is expected to take on two cores, all told."""
    parts = {
        "altered": ("altered", "faithful", "hand", "reworded", "near"),
        "peer": ("peer_squad2", "peer_clapnq"),
    }
    names = [name for section in sections for name in parts.get(section, (section,))]
    return sum(SIZES[name] * SECONDS[name] + TAKING_IN.get(name, 0.0) for name in names)


def failures(name: str, records: Sequence[Record]) -> dict[str, Metric]:
    """Return how many items of a section failed."""
    return {f"{name}_failed": count_metric([bool(record.error) for record in records])}
