"""The retrieval benchmark on small collections with the fake embedder."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.measures.collections import Query
from benchmarks.measures.data import half_of
from benchmarks.retrieval import Found, figures, fused, main
from rag.models.fake import FakeEmbedder
from tests.small_collections import write_classic, write_pooled


def test_it_ranks_and_reports(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_classic(tmp_path, "cran")
    write_pooled(tmp_path, "squad2")
    (tmp_path / "judge").mkdir()
    report = tmp_path / "report.json"
    code = main(
        [str(tmp_path), "--only", "cran", "squad2", "--json", str(report), f"--work={tmp_path}"],
        embedder=FakeEmbedder(),
    )
    assert code == 0
    metrics = json.loads(report.read_text())["metrics"]
    assert metrics["cran_ndcg10_ours_all"] == {"value": 1.0, "n": 2, "low": 1.0, "high": 1.0}
    assert metrics["squad2_gold_at_5_all"]["value"] == 1.0
    assert metrics["squad2_answer_in_evidence_1_all"]["value"] == 1.0
    report_half = [half_of(name) for name in ("q1", "q2")].count("report")
    assert metrics["cran_ndcg10_ours"]["n"] == report_half
    assert metrics["cran_ndcg10_fusion_all"]["value"] > 0.5
    assert "cran_gain_over_bm25" in capsys.readouterr().out


def test_a_wrong_collection_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--only", "cranfield"]) == 2
    assert "cranfield" in capsys.readouterr().err


def test_without_the_data_it_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path)], embedder=FakeEmbedder()) == 1
    assert "no evaluation data" in capsys.readouterr().err


def test_fusion_adds_up_reciprocal_ranks() -> None:
    assert fused([["a", "b", "c"], ["c", "d"], []]) == ["c", "a", "b", "d"]
    assert fused([["b"], ["a"]]) == ["a", "b"]  # of equals the first by name


def found(query: str, *ours: str, relevant: str, quote: str | None = None) -> Found:
    ranked = {"ours": list(ours), "bm25": list(ours[::-1]), "dense": [], "fusion": list(ours)}
    return Found(
        query=Query(id=query, text="?", relevant={relevant: 1.0}, answers=("forty",)),
        ranked=ranked,
        evidence=[None, quote],
    )


def test_figures_are_of_one_half_and_of_all() -> None:
    sample = [found(str(n), "a", "b", relevant="a", quote="It costs forty.") for n in range(20)]
    tune = sum(each.query.half == "tune" for each in sample)
    metrics = figures("squad2", sample, "tune")
    assert (metrics["squad2_gold_at_5"].n, metrics["squad2_gold_at_5_all"].n) == (tune, 20)
    assert metrics["squad2_answer_in_evidence_1"].value == 0.0
    assert metrics["squad2_answer_in_evidence_4"].value == 1.0
    assert metrics["squad2_gain_over_dense"].value == 1.0
    assert 0 < metrics["squad2_gain_over_bm25"].value < 1
