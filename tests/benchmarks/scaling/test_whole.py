from __future__ import annotations

from pathlib import Path

import numpy as np

from benchmarks.scaling.index import Prepared
from benchmarks.scaling.texts import Piece
from benchmarks.scaling.whole import Collection, measure_whole
from rag.catalog import CATALOG_FILE, Catalog
from rag.models.fake import FakeEmbedder
from tests.small_evaluation import here, make_tools

PLACES = ("Arden", "Brill", "Corve", "Dunmore")


async def _vectors(texts: list[str], path: Path) -> Path:
    np.save(path, await FakeEmbedder().embed(texts))
    return path


async def test_files_are_taken_in_once_and_asked(tmp_path: Path) -> None:
    pieces = [
        Piece(
            heading=f"Bridge of {place}", text=f"The stone bridge in {place} was built in spring."
        )
        for place in PLACES
    ]
    questions = [f"Who built the bridge in {place}?" for place in PLACES]
    collection = Collection(
        model_id=FakeEmbedder().model_id,
        pieces=pieces,
        questions=questions,
        prepared=Prepared(
            real=await _vectors([piece.embedded for piece in pieces], tmp_path / "real.npy"),
            asked=await _vectors(questions, tmp_path / "asked.npy"),
            k=20,
        ),
        build=make_tools().build,
    )
    folder = tmp_path / "whole"
    built, asked = measure_whole(folder, collection, 25, run=here)
    assert built.chunks == 25
    assert built.disk_bytes > built.index_bytes > 0
    assert (len(asked.ms), len(asked.lexical_ms)) == (4, 4)
    catalog = Catalog(folder / "data" / CATALOG_FILE)
    assert (catalog.chunk_count(), len(catalog.documents())) == (25, 3)
    catalog.close()
    assert measure_whole(folder, collection, 25, run=here) == (built, asked)
