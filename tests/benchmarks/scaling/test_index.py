from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np

from benchmarks.scaling.index import Prepared, measure_index
from rag.store import ChromaStore, HnswSettings
from tests.small_evaluation import here


def prepared(folder: Path) -> Prepared:
    rows = np.random.default_rng(5).normal(size=(40, 16)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    np.save(folder / "real.npy", rows[:30])
    np.save(folder / "asked.npy", rows[30:])
    return Prepared(real=folder / "real.npy", asked=folder / "asked.npy", k=12)


async def test_an_index_is_built_once_and_finds_what_exact_search_finds(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    settings = HnswSettings(max_neighbors=8)
    built, asked = measure_index(folder, prepared(tmp_path), 120, settings, run=here)
    assert asked.recalls == (1.0,) * 10
    assert len(asked.ms) == 10
    assert built.disk_bytes > 120 * 16 * 4
    store = ChromaStore(folder / "chroma", collection="corpus-1")
    assert await store.count() == 120
    await store.close()
    shutil.rmtree(folder / "chroma")
    assert measure_index(folder, prepared(tmp_path), 120, settings, run=here) == (built, asked)
