"""Measure how retrieval grows: time, recall, memory and disk at 1,000 to 1,000,000 chunks.

    python -m benchmarks.scale [EVAL_DATA] [--json FILE] [--plot FILE] [--work DIR]
                               [--sizes 1k 10k 100k 1m] [--questions N] [--pieces N]
                               [--vectors-only] [--hnsw M EF_CONSTRUCTION EF_SEARCH]

EVAL_DATA, or CITEPROOF_EVAL_DATA, is the folder of the evaluation data, which is not part of this
project. Up to 100k, files with real text are taken in and the whole retrieval is asked; at every
size the vector index is also built and asked alone, and compared with exact search. The files hold
pieces of the public collections, embedded once; beyond their number come copies, with words and
vectors varied (`scaling/texts.py`, `scaling/spread.py`). Every step is kept in DIR, so a run that
was ended goes on where it was; a change of code or settings measures anew. The default sizes take
about 45 minutes on two cores, 1m an hour more. Exits 0 whatever the figures, and 1 only when it
cannot be run.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.measures.data import DataError, require_data
from benchmarks.measures.ledger import ROOT, fingerprint
from benchmarks.measures.options import data_parser
from benchmarks.scaling.draw import draw
from benchmarks.scaling.embedding import (
    Embedding,
    cosine_figures,
    embedding_figures,
    time_embedding,
)
from benchmarks.scaling.figures import index_figures, label, ratio_of_p95, whole_figures
from benchmarks.scaling.index import measure_index
from benchmarks.scaling.prepare import PIECES, QUESTIONS, prepare
from benchmarks.scaling.steps import Apart, apart, kept
from benchmarks.scaling.whole import Build, Collection, measure_whole
from benchmarks.scoring import write_report
from rag.assemble import build_embedder, build_pipeline
from rag.errors import QAError
from rag.evaluation.statistics import Metric
from rag.protocols import Embedder, Vectors
from rag.settings import Settings, load_settings
from rag.store import HnswSettings

__all__ = ["Parts", "main"]

WORK = ROOT / "results" / "scale"
WHOLE_UP_TO = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What to measure with.

    Attributes:
        embedder: Makes the embedder.
        build: Puts the pipeline together.
        run: Runs a step.
    """

    embedder: Callable[[Settings], Embedder] = build_embedder
    build: Build = build_pipeline
    run: Apart = apart


def main(arguments: Sequence[str] | None = None, *, parts: Parts | None = None) -> int:
    """Run the benchmark; return the exit code.

    Args:
        arguments: Command line; that of the process when None.
        parts: Parts to measure with; those the settings name when None.
    """
    options = _options(arguments)
    try:
        metrics = _measured(options, parts or Parts())
        for name, metric in metrics.items():
            print(
                f"{name:<40} {metric.value:>10.4g}  (n {metric.n}, "
                f"95 % interval {metric.low:.4g} to {metric.high:.4g})"
            )
        if options.json:
            write_report(options.json, metrics, more={"hnsw": options.hnsw})
        if options.plot:
            draw(metrics, options.sizes, options.plot)
    except (DataError, OSError, QAError) as exc:
        print(f"error: {exc}", file=sys.stderr)
        return 1
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = data_parser(__doc__, work=WORK, kept="vectors, indexes and results")
    parser.add_argument("--plot", type=Path, metavar="FILE", help="draw the curves here, as SVG")
    _add_amounts(parser)
    return parser.parse_args(arguments)


def _add_amounts(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--sizes",
        nargs="+",
        type=_size,
        default=[1000, 10_000, 100_000],
        metavar="SIZE",
        help="numbers of chunks; by default 1k 10k 100k",
    )
    parser.add_argument("--questions", type=_number, default=QUESTIONS, metavar="N")
    parser.add_argument(
        "--pieces", type=_number, default=PIECES, metavar="N", help="pieces of real text, at most"
    )
    parser.add_argument("--vectors-only", action="store_true", help="leave the whole retrieval out")
    default = HnswSettings()
    parser.add_argument(
        "--hnsw",
        nargs=3,
        type=_number,
        metavar=("M", "EF_CONSTRUCTION", "EF_SEARCH"),
        default=[default.max_neighbors, default.ef_construction, default.ef_search],
        help="graph of the index that is measured alone; by default the product's",
    )


def _size(text: str) -> int:
    found = re.fullmatch(r"(\d+)([km]?)", text)
    if found is None or int(found[1]) < 1:
        raise argparse.ArgumentTypeError(f"{text} is no size such as 10k or 1m")
    return int(found[1]) * {"": 1, "k": 1000, "m": 1_000_000}[found[2]]


def _number(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not at least 1")
    return number


def _measured(options: argparse.Namespace, parts: Parts) -> dict[str, Metric]:
    data, settings = require_data(options.data), load_settings()
    work = options.work / fingerprint(settings)
    collection, embedding = _embedded(options, data, settings, parts)
    real = np.load(collection.prepared.real)
    metrics = embedding_figures(embedding) | cosine_figures(real, collection.prepared.spread())
    work = work / f"{len(real)}-pieces"
    times: dict[int, Sequence[float]] = {}
    hnsw = HnswSettings(
        max_neighbors=options.hnsw[0], ef_construction=options.hnsw[1], ef_search=options.hnsw[2]
    )
    name = f"m{hnsw.max_neighbors}-c{hnsw.ef_construction}-s{hnsw.ef_search}"
    for size in sorted(set(options.sizes)):
        folder = work / f"vectors-{label(size)}-{name}"
        built, asked = measure_index(folder, collection.prepared, size, hnsw, run=parts.run)
        metrics |= index_figures(size, built, asked)
        times[size] = asked.ms
        if size <= WHOLE_UP_TO and not options.vectors_only:
            whole = measure_whole(work / f"whole-{label(size)}", collection, size, run=parts.run)
            metrics |= whole_figures(size, *whole)
    return metrics | _summary(metrics, times)


def _embedded(
    options: argparse.Namespace, data: Path, settings: Settings, parts: Parts
) -> tuple[Collection, Embedding]:
    """Embed what is not embedded yet; vectors do not depend on the rest of the code."""
    folder: Path = options.work / "embedded"
    embedder = parts.embedder(settings)
    with asyncio.Runner() as runner:

        def embed(texts: Sequence[str]) -> Vectors:
            return runner.run(embedder.embed(texts))

        collection = prepare(
            data,
            folder,
            embed,
            model_id=embedder.model_id,
            pieces=options.pieces,
            questions=options.questions,
            k=settings.retrieval.chunks,
            build=parts.build,
        )
        timed = kept(
            folder / "time.json", Embedding, lambda: time_embedding(collection.pieces, embed)
        )
        runner.run(embedder.close())
    return collection, timed


def _summary(metrics: dict[str, Metric], times: dict[int, Sequence[float]]) -> dict[str, Metric]:
    """Return the figures that are known by a shorter name, and the largest beside 10k."""
    found: dict[str, Metric] = {}
    for size, ms in times.items():
        name = label(size)
        if size > WHOLE_UP_TO:  # only the vectors were measured
            found[f"p95_ms_{name}"] = metrics[f"vector_p95_ms_{name}"]
        elif f"bytes_per_chunk_{name}" in metrics:
            found["bytes_per_chunk"] = metrics[f"bytes_per_chunk_{name}"]
        if size > 10_000 and 10_000 in times:
            pairs = list(zip(ms, times[10_000], strict=True))
            found[f"vector_p95_{name}_over_10k"] = ratio_of_p95(pairs)
    return found


if __name__ == "__main__":
    raise SystemExit(main())
