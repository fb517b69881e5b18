"""Measure how long things take: starting, evidence, ingest, and answers beside plain LlamaIndex.

    python benchmarks/speed.py [EVAL_DATA] [--json FILE] [--work DIR] [--only SECTION …] [--full]
                               [--chunks N]

EVAL_DATA, or CITEPROOF_EVAL_DATA, is the folder of the evaluation data, which is not part of this
project. What is compared runs in turns, A B A B …, so that noise of the machine meets both, and
ratios are of one run. The sections:

import          what importing adds to a Python process that does nothing
cold            `citeproof ask` from the start of its process until it has the evidence
first_evidence  the same in a process that is warm, on a corpus of N chunks of real text; without
                the time in the embedder; and a whole answer with models that answer at once
ingest          a whole ingest beside its embedder alone and beside plain LlamaIndex, which is
                timed with its default chunks and with chunks of which the embedder reads all
answers         the questions on the sample articles, beside plain LlamaIndex; only with --full or
                --only answers, since it takes about 15 minutes and the chat model

Vectors and the corpus of `first_evidence` are kept in DIR: the first run takes about 40 minutes on
two cores, later ones about 15. Exits 0 whatever the figures, and 1 only when it cannot be run.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measures.asking import write_source
from benchmarks.measures.data import DataError, require_data
from benchmarks.measures.evidence_time import evidence_figures, measure_evidence
from benchmarks.measures.ingest_time import (
    IndexesFolders,
    chosen,
    ingest_figures,
    measure_ingest,
)
from benchmarks.measures.ledger import ROOT
from benchmarks.measures.options import data_parser
from benchmarks.measures.starting import StartError, cold_figures, import_figures
from benchmarks.peer import LlamaIndexIndexer, PeerError
from benchmarks.retrieval import COLLECTIONS
from benchmarks.scaling.steps import Apart, apart
from benchmarks.scoring import write_report
from benchmarks.seeds import QUESTIONS, SEEDS, Outcome, run
from ingest import Ingestor
from rag.assemble import build_embedder
from rag.errors import QAError
from rag.evaluation.dataset import load_questions
from rag.evaluation.statistics import Metric, median_metric, ratio_metric
from rag.protocols import Embedder
from rag.settings import Settings, load_settings

__all__ = ["SECTIONS", "Parts", "answer_figures", "main"]

WORK = ROOT / "results" / "speed"
STARTS = 20
COLD_STARTS = 9
DOCUMENTS = 600
ROUNDS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What to measure with.

    Attributes:
        embedder: Makes the embedder.
        indexer: Starts the system that an ingest is compared with.
        run: Runs a step.
    """

    embedder: Callable[[Settings], Embedder] = build_embedder
    indexer: Callable[[], AbstractContextManager[IndexesFolders]] = LlamaIndexIndexer
    run: Apart = apart


def main(arguments: Sequence[str] | None = None, *, parts: Parts | None = None) -> int:
    """Run the benchmark; return the exit code.

    Args:
        arguments: Command line; that of the process when None.
        parts: Parts to measure with; those the settings name when None.
    """
    options = _options(arguments)
    if unknown := set(options.only) - set(SECTIONS):
        names = ", ".join(sorted(unknown))
        print(f"no section is called {names}; there are {', '.join(SECTIONS)}", file=sys.stderr)
        return 2
    metrics: dict[str, Metric] = {}
    try:
        for name in _wanted(options):
            found = SECTIONS[name](options, parts or Parts())
            _print(found)
            metrics |= found
            if options.json:
                write_report(options.json, metrics, more={"chunks": options.chunks})
    except (DataError, OSError, PeerError, QAError, StartError) as exc:
        print(f"error: {exc}", file=sys.stderr)
        return 1
    return 0


def _wanted(options: argparse.Namespace) -> list[str]:
    if options.only:
        return [name for name in SECTIONS if name in options.only]
    return [name for name in SECTIONS if name != "answers" or options.full]


def _import(options: argparse.Namespace, parts: Parts) -> dict[str, Metric]:
    del options, parts
    return import_figures(rounds=STARTS)


def _cold(options: argparse.Namespace, parts: Parts) -> dict[str, Metric]:
    del options
    questions = [each.question for each in load_questions(QUESTIONS)[:COLD_STARTS]]
    with TemporaryDirectory(prefix="citeproof-cold-") as data:
        Ingestor(data, embedder=parts.embedder(load_settings())).ingest([SEEDS])
        return cold_figures(Path(data), questions)


def _first_evidence(options: argparse.Namespace, parts: Parts) -> dict[str, Metric]:
    data, embedder = require_data(options.data), parts.embedder(load_settings())
    times = measure_evidence(data, options.work, embedder, chunks=options.chunks, run=parts.run)
    return evidence_figures(times)


def _ingest(options: argparse.Namespace, parts: Parts) -> dict[str, Metric]:
    data, embedder = require_data(options.data), parts.embedder(load_settings())
    collections = {name: load(data, name) for name, load in COLLECTIONS.items()}
    documents = chosen(collections, limit=options.documents)
    source = write_source(options.work / f"ingest-{len(documents)}", documents)
    with parts.indexer() as peer:
        return ingest_figures(measure_ingest(source, options.work, embedder, peer, rounds=ROUNDS))


def _answers(options: argparse.Namespace, parts: Parts) -> dict[str, Metric]:
    del options, parts
    return answer_figures(run(load_questions(QUESTIONS), with_peer=True))


SECTIONS: Mapping[str, Callable[[argparse.Namespace, Parts], dict[str, Metric]]] = {
    "import": _import,
    "cold": _cold,
    "first_evidence": _first_evidence,
    "ingest": _ingest,
    "answers": _answers,
}


def answer_figures(outcomes: Sequence[Outcome]) -> dict[str, Metric]:
    """Return the times of both systems and their ratio; each outcome has the peer's answer."""
    pairs = [(each.seconds, each.peer.seconds) for each in outcomes if each.peer is not None]
    return {
        "answer_ratio_to_llamaindex": ratio_metric(pairs),
        "answer_seconds": median_metric([ours for ours, _ in pairs]),
        "peer_seconds": median_metric([theirs for _, theirs in pairs]),
    }


def _print(metrics: Mapping[str, Metric]) -> None:
    for name, metric in metrics.items():
        print(
            f"{name:<38} {metric.value:>9.4g}  (n {metric.n}, "
            f"95 % interval {metric.low:.4g} to {metric.high:.4g})",
            flush=True,
        )


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = data_parser(__doc__, work=WORK, kept="corpora")
    parser.add_argument(
        "--only", nargs="+", default=[], metavar="SECTION", help="measure these only"
    )
    parser.add_argument("--full", action="store_true", help="measure answers too")
    parser.add_argument(
        "--chunks", type=int, default=100_000, metavar="N", help="size of the large corpus"
    )
    parser.add_argument(
        "--documents", type=int, default=DOCUMENTS, metavar="N", help="documents of the ingest"
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    raise SystemExit(main())
