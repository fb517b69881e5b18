"""Real text with its vectors, embedded once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.scaling.index import Prepared
from benchmarks.scaling.spread import Embed, embedded_once
from benchmarks.scaling.texts import load_asked, load_pieces
from benchmarks.scaling.whole import Build, Collection

__all__ = ["PIECES", "QUESTIONS", "prepare"]

PIECES = 12_288
QUESTIONS = 256


def prepare(
    data: Path,
    folder: Path,
    embed: Embed,
    *,
    model_id: str,
    pieces: int,
    questions: int,
    k: int,
    build: Build,
) -> Collection:
    """Return pieces and questions of the public collections, embedding what is not embedded yet.

    Args:
        data: The evaluation data.
        folder: Keeps the vectors, which depend on the model alone.
        embed: Gives texts their vectors.
        model_id: Id of the model.
        pieces: Pieces of real text, at most.
        questions: Questions, at most.
        k: Chunks that the product asks the index for.
        build: Puts the pipeline together.

    Raises:
        DataError: If the data is missing or cannot be read.
    """
    text = load_pieces(data, limit=pieces)
    asked = load_asked(data, limit=questions)

    def saved(name: str, texts: Sequence[str]) -> Path:
        path = folder / f"{name}-{len(texts)}.npy"
        np.save(path, embedded_once(texts, embed, folder, model_id=model_id))
        return path

    prepared = Prepared(
        real=saved("pieces", [piece.embedded for piece in text]),
        asked=saved("questions", asked),
        k=k,
    )
    return Collection(
        model_id=model_id, pieces=text, questions=asked, prepared=prepared, build=build
    )
