from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.scale import Parts, main
from rag.models.fake import FakeEmbedder
from tests.small_evaluation import here, make_collections, make_data, make_tools

PARTS = Parts(
    embedder=lambda settings: FakeEmbedder(),
    build=lambda settings: make_tools().build(settings),
    run=here,
)


def test_a_run_gives_every_figure_with_n_and_interval_and_is_resumed(tmp_path: Path) -> None:
    data = make_collections(make_data(tmp_path / "evaluation"))
    arguments = [
        str(data),
        "--sizes",
        "20",
        "30",
        "--questions",
        "4",
        "--work",
        str(tmp_path / "w"),
    ]
    first, second = tmp_path / "first.json", tmp_path / "second.json"
    assert (
        main([*arguments, "--json", str(first), "--plot", str(tmp_path / "s.svg")], parts=PARTS)
        == 0
    )
    report = json.loads(first.read_text(encoding="utf-8"))
    metrics = report["metrics"]
    for name in ("p50_ms", "p95_ms", "recall10", "bytes_per_chunk", "build_s", "vector_p95_ms"):
        for size in ("20", "30"):
            found = metrics[f"{name}_{size}"]
            assert found["low"] <= found["value"] <= found["high"]
            assert found["n"] in (1, 4)
    assert metrics["recall10_30"]["value"] == 1
    assert metrics["bytes_per_chunk"] == metrics["bytes_per_chunk_30"]
    assert report["hnsw"][0] >= 2
    assert (tmp_path / "s.svg").is_file()
    assert main([*arguments, "--json", str(second)], parts=PARTS) == 0
    assert second.read_text(encoding="utf-8") == first.read_text(encoding="utf-8")


def test_the_vectors_can_be_measured_alone(tmp_path: Path) -> None:
    data = make_collections(make_data(tmp_path / "evaluation"))
    arguments = [str(data), "--sizes", "20", "--questions", "4", "--work", str(tmp_path / "w")]
    arguments += ["--vectors-only", "--hnsw", "4", "50", "50", "--json", str(tmp_path / "f.json")]
    assert main(arguments, parts=PARTS) == 0
    report = json.loads((tmp_path / "f.json").read_text(encoding="utf-8"))
    assert report["hnsw"] == [4, 50, 50]
    assert "vector_p95_ms_20" in report["metrics"]
    assert "p95_ms_20" not in report["metrics"]


def test_data_that_is_not_there_is_an_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path)], parts=PARTS) == 1
    assert "evaluation data" in capsys.readouterr().err


@pytest.mark.parametrize("size", ["0", "k", "1g", "-5", "1.5k"])
def test_a_size_that_is_none_is_wrong_usage(size: str) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["--sizes", size], parts=PARTS)
    assert caught.value.code == 2
