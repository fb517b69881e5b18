"""The benchmark of times on small data with fakes; no time is looked at."""

from __future__ import annotations

import json
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.peer import PeerAnswer, PeerError
from benchmarks.seeds import QUESTIONS, Outcome
from benchmarks.speed import Parts, answer_figures, main
from rag.evaluation.dataset import load_questions
from rag.models.fake import FakeEmbedder
from tests.small_collections import write_classic, write_pooled
from tests.small_evaluation import here


class _Peer:
    def index(self, folder: Path, *, whole_text: bool) -> float:
        assert any(folder.iterdir())
        return 2.0 if whole_text else 1.0


@contextmanager
def _started() -> Generator[_Peer]:
    yield _Peer()


@contextmanager
def _broken() -> Generator[_Peer]:
    raise PeerError("the peer cannot be made")
    yield _Peer()


def _data(folder: Path) -> Path:
    for name in ("cran", "cisi", "cacm", "npl"):
        write_classic(folder, name)
    for name in ("squad2", "hotpotqa", "clapnq", "ramdocs"):
        write_pooled(folder, name)
    (folder / "judge").mkdir()
    return folder


PARTS = Parts(embedder=lambda settings: FakeEmbedder(), indexer=_started, run=here)


def test_sections_give_every_figure_with_n_and_interval(tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    arguments = [str(_data(tmp_path / "data")), "--only", "first_evidence", "ingest"]
    arguments += [f"--work={tmp_path / 'w'}", "--chunks=20", f"--json={report}"]
    assert main(arguments, parts=PARTS) == 0
    found = json.loads(report.read_text(encoding="utf-8"))
    assert found["chunks"] == 20
    assert set(found["metrics"]) == {
        "first_evidence_p50_ms",
        "first_evidence_p95_ms",
        "overhead_p95_ms",
        "ask_overhead_p95_ms",
        "ingest_share_of_embedder",
        "ingest_ratio_to_llamaindex",
        "ingest_ratio_to_llamaindex_same_text",
    }
    for metric in found["metrics"].values():
        assert metric["low"] <= metric["value"] <= metric["high"]
        assert metric["n"] >= 3


def test_a_wrong_section_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--only", "warm"]) == 2
    assert "warm" in capsys.readouterr().err


def test_without_the_data_or_the_peer_it_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path), "--only", "ingest"], parts=PARTS) == 1
    assert "no evaluation data" in capsys.readouterr().err
    arguments = [str(_data(tmp_path / "data")), "--only", "ingest", f"--work={tmp_path / 'w'}"]
    assert main(arguments, parts=replace(PARTS, indexer=_broken)) == 1
    assert "the peer cannot be made" in capsys.readouterr().err


def test_answers_are_compared_pair_by_pair() -> None:
    outcomes = [
        Outcome(
            question=question,
            wrong=(),
            seconds=4.0,
            answer=None,
            peer=PeerAnswer(text="", sources=(), seconds=8.0),
        )
        for question in load_questions(QUESTIONS)
    ]
    metrics = answer_figures(outcomes)
    assert {name: (metric.value, metric.n) for name, metric in metrics.items()} == {
        "answer_ratio_to_llamaindex": (0.5, len(outcomes)),
        "answer_seconds": (4.0, len(outcomes)),
        "peer_seconds": (8.0, len(outcomes)),
    }
