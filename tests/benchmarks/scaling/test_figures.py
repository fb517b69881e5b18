from __future__ import annotations

import pytest

from benchmarks.scaling.figures import index_figures, p95, ratio_of_p95, whole_figures
from benchmarks.scaling.index import AskedIndex, BuiltIndex
from benchmarks.scaling.whole import AskedWhole, BuiltWhole

TIMES = tuple(float(ms) for ms in range(1, 101))


def test_p95_is_a_time_that_was_measured() -> None:
    assert [p95([3.0]), p95([2.0, 1.0]), p95(TIMES[:20])] == [3.0, 2.0, 19.0]


def test_figures_of_an_index_name_its_size() -> None:
    built = BuiltIndex(seconds=2.0, peak_bytes=9, disk_bytes=40_000)
    asked = AskedIndex(ms=TIMES, recalls=(1.0,) * 50 + (0.9,) * 50, memory_bytes=20_000)
    found = index_figures(10_000, built, asked)
    assert found["vector_p95_ms_10k"].value == 95
    assert found["vector_p50_ms_10k"].value == 50.5
    assert found["vector_disk_bytes_per_chunk_10k"].value == 4
    assert found["vector_memory_bytes_per_chunk_10k"].value == 2
    recall = found["recall10_10k"]
    assert (recall.value, recall.n) == (pytest.approx(0.95), 100)
    assert 0.9 < recall.low < 0.95 < recall.high < 1
    p95_found = found["vector_p95_ms_10k"]
    assert p95_found.low <= p95_found.value <= p95_found.high


def test_figures_of_the_whole_count_the_chunks_there_are() -> None:
    built = BuiltWhole(seconds=3.0, chunks=950, peak_bytes=1, disk_bytes=1900, index_bytes=10)
    found = whole_figures(1000, built, AskedWhole(ms=TIMES, lexical_ms=TIMES[:10]))
    assert found["bytes_per_chunk_1k"].value == 2
    assert (found["p95_ms_1k"].value, found["lexical_p95_ms_1k"].value) == (95, 10)
    assert (found["build_s_1k"].n, found["build_s_1k"].low) == (1, 3)


def test_a_ratio_of_the_same_times_is_one() -> None:
    same = ratio_of_p95([(ms, ms) for ms in TIMES])
    assert (same.value, same.low, same.high) == (1, 1, 1)
    assert ratio_of_p95([(3 * ms, ms) for ms in TIMES]).value == 3
