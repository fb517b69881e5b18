"""Evaluation data of a few rows, in the shape of the real, and parts that need no weights."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from benchmarks.measures.data import half_of
from benchmarks.measures.plan import Plan, Tools
from benchmarks.peer import PeerAnswer
from rag.models.fake import FakeChat, FakeEmbedder
from rag.pipeline import AnswerPipeline
from rag.settings import Settings
from rag.types import Message
from tests.corpus import first_evidence, opened_pipeline

__all__ = [
    "SmallPeer",
    "here",
    "make_collections",
    "make_data",
    "make_plan",
    "make_tools",
    "reported",
]

PLACES = ("Arden", "Brill", "Corve", "Dunmore")
_T = TypeVar("_T")
_P = ParamSpec("_P")
Probability = Callable[[Sequence[Message]], float]


def reported(stem: str) -> str:
    """Return an id that begins with the stem and belongs to the report half."""
    return next(name for n in range(99) if half_of(name := f"{stem}-{n}") == "report")


def make_data(folder: Path) -> Path:
    """Write a folder of evaluation data and return it."""
    for name in ("squad2", "clapnq"):
        rows = [_question(name, place, answerable=at % 2 == 0) for at, place in enumerate(PLACES)]
        _write(folder / "qa" / f"{name}.jsonl", rows)
    _write(folder / "qa" / "hotpotqa.jsonl", [_question("hop", "Arden", answerable=True)])
    _write(folder / "qa" / "ramdocs.jsonl", [_disagreeing()])
    labels = ("supported", "contradicted", "supported", "contradicted")
    _write(folder / "judge" / "fever_symmetric.jsonl", _judged("fever", labels))
    parts = ("supported", "partially_supported", "not_enough_evidence", "supported")
    _write(folder / "judge" / "wice.jsonl", _judged("wice", parts))
    _write(folder / "judge" / "bump.jsonl", [row for place in PLACES for row in _pair(place)])
    return folder


def make_collections(folder: Path) -> Path:
    """Add the retrieval collections to evaluation data and return it."""
    for name in ("cacm", "cisi", "cran", "npl"):
        texts = [
            f"The {name} survey tells how relays in {place} switch currents." for place in PLACES
        ]
        asked = [f"How do relays in {place} switch in {name}?" for place in PLACES]
        for file, rows in (("corpus", texts), ("queries", asked)):
            lines = [{"_id": str(at), "text": text} for at, text in enumerate(rows, start=1)]
            _write(folder / "ir" / name / f"{file}.jsonl", lines)
    return folder


def here(work: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> _T:
    """Run a step in this process, where fakes can be had; also inside a running loop."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work, *args, **kwargs).result()


def make_tools(probability: Probability | None = None) -> Tools:
    """Return parts without weights; the judge says yes unless it is told otherwise."""
    return Tools(
        chat=lambda: FakeChat(probability=probability),
        build=lambda settings: _pipeline(settings, probability),
        embedder=FakeEmbedder(),
        peer=SmallPeer.start,
    )


def make_plan(folder: Path, *, tools: Tools | None = None, cap: int | None = None) -> Plan:
    """Return a plan over new small data that keeps its records in `folder`."""
    return Plan(
        data=make_data(folder / "eval"),
        work=folder / "work",
        half="report",
        key="k1",
        tools=tools or make_tools(),
        full=True,
        cap=cap,
    )


@dataclass
class SmallPeer:
    """Declines every question about Brill, and else copies the start of a file."""

    folder: Path
    asked: list[str] = field(default_factory=list[str])

    def ask(self, question: str) -> PeerAnswer:
        self.asked.append(question)
        if "Brill" in question:
            return PeerAnswer(text="The sources do not mention it.", sources=(), seconds=1.0)
        held = [path.read_text(encoding="utf-8") for path in sorted(self.folder.glob("*.txt"))]
        found = next((text for text in held if question.split()[-2] in text), "Nothing.")
        return PeerAnswer(text=f"{found} [1]", sources=("a.txt",), seconds=2.0)

    @classmethod
    @contextmanager
    def start(cls, folder: Path) -> Generator[SmallPeer]:
        yield cls(folder)


def _pipeline(settings: Settings, probability: Probability | None) -> AnswerPipeline:
    chat = FakeChat(reply=first_evidence, probability=probability)
    return opened_pipeline(settings.data, chat)


def _question(stem: str, place: str, *, answerable: bool) -> Mapping[str, Any]:
    name = reported(f"{stem}-{place}")
    built = f"The stone bridge in {place} was built by Lewis {place}son in the spring."
    return {
        "id": name,
        "question": f"Who built the stone bridge in {place} ?",
        "documents": [{"id": f"doc-{name}", "title": "", "text": built}],
        "answers": [f"Lewis {place}son"] if answerable else [],
        "answerable": answerable,
        "wrong_answers": [],
        "gold_document_ids": [f"doc-{name}"] if answerable else [],
    }


def _disagreeing() -> Mapping[str, Any]:
    plain = _question("ram", "Arden", answerable=True)
    other = "The stone bridge in Arden was built by Maud Hill in the spring."
    documents = [*plain["documents"], {"id": "doc-other", "title": "", "text": other}]
    return {**plain, "documents": documents, "wrong_answers": ["Maud Hill"]}


def _judged(stem: str, labels: Sequence[str]) -> list[Mapping[str, Any]]:
    return [
        {
            "id": reported(f"{stem}-{place}"),
            "claim": f"{'Grain' if label == 'supported' else 'Salt'} is sold in {place}.",
            "evidence": f"In {place} the traders sell grain on every market day of the year.",
            "label": label,
        }
        for place, label in zip(PLACES, labels, strict=True)
    ]


def _pair(place: str) -> list[Mapping[str, Any]]:
    stem = reported(f"bump-{place}")
    evidence = f"In {place} the traders sell grain on every market day. The mill stands idle."
    rows = (("reference", "Grain", "supported", ""), ("edited", "Salt", "not_enough_evidence", "E"))
    return [
        {
            "id": f"{stem}-{end}",
            "claim": f"{what} is sold in {place}. The mill is idle.",
            "evidence": evidence,
            "label": label,
            "error_type": error,
        }
        for end, what, label, error in rows
    ]


def _write(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
