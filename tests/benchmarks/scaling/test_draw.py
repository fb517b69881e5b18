from __future__ import annotations

from pathlib import Path

from benchmarks.scaling.draw import draw
from rag.evaluation.statistics import Metric


def metric(value: float) -> Metric:
    return Metric(value=value, n=5, low=value * 0.9, high=value * 1.1)


def test_the_same_figures_give_the_same_bytes_and_a_missing_one_is_left_out(tmp_path: Path) -> None:
    metrics = {
        f"{name}_{size}": metric(value)
        for name, value in (("vector_p95_ms", 3.0), ("recall10", 0.98), ("bytes_per_chunk", 9e3))
        for size in ("1k", "10k")
    }
    files = [tmp_path / "img" / "a.svg", tmp_path / "img" / "b.svg"]
    for file in files:
        draw(metrics, [1000, 10_000, 1_000_000], file)
    first = files[0].read_bytes()
    assert first == files[1].read_bytes()
    assert first.startswith(b"<?xml") and b"<svg" in first
    draw(metrics | {"p95_ms_1k": metric(3.0)}, [1000, 10_000, 1_000_000], files[1])
    assert files[1].read_bytes() == first  # that of vectors alone under the common name
    draw(metrics | {"recall10_1m": metric(0.97)}, [1000, 10_000, 1_000_000], files[1])
    assert files[1].read_bytes() != first
