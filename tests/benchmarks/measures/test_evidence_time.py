from __future__ import annotations

from pathlib import Path

from benchmarks.measures.evidence_time import EvidenceTimes, evidence_figures, measure_evidence
from rag.catalog import CATALOG_FILE, Catalog
from rag.models.fake import FakeEmbedder
from tests.small_evaluation import here, make_collections, make_data


def test_every_question_is_asked_on_a_corpus_of_the_size(tmp_path: Path) -> None:
    data = make_collections(make_data(tmp_path / "evaluation"))
    times = measure_evidence(data, tmp_path / "w", FakeEmbedder(), chunks=30, run=here)
    assert len(times) >= 16
    assert all(min(each.evidence, each.overhead, each.ask) > 0.0 for each in times)
    catalog = Catalog(tmp_path / "w" / "evidence-30" / "data" / CATALOG_FILE)
    assert catalog.chunk_count() == 30
    catalog.close()


def test_figures_are_medians_and_95th_percentiles() -> None:
    times = [EvidenceTimes(evidence=float(n), overhead=n / 2, ask=n * 2.0) for n in range(1, 101)]
    metrics = evidence_figures(times)
    assert {name: metric.value for name, metric in metrics.items()} == {
        "first_evidence_p50_ms": 50.5,
        "first_evidence_p95_ms": 95.0,
        "overhead_p95_ms": 47.5,
        "ask_overhead_p95_ms": 190.0,
    }
