"""Measure retrieval on public collections, beside BM25, dense vectors and their plain fusion.

    python benchmarks/retrieval.py [EVAL_DATA] [--json FILE] [--work DIR] [--only COLLECTION …]
                                   [--half report|tune]

EVAL_DATA, or CITEPROOF_EVAL_DATA, is the folder of the evaluation data, which is not part of this
project. Corpora are kept in DIR, so a second run asks at once; the first takes about 8 minutes on
two cores. Figures are of the report half of the questions; those ending in `_all` are of all
questions, as the published figures of these collections are. No chat model runs. Exits 0 whatever
the figures, and 1 only when it cannot be run.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measures.asking import make_corpus
from benchmarks.measures.bm25 import BM25
from benchmarks.measures.collections import Collection, Query, load_classic, load_pooled
from benchmarks.measures.data import DataError, require_data
from benchmarks.measures.ledger import ROOT
from benchmarks.measures.options import data_parser
from benchmarks.scoring import write_report
from rag.assemble import build_embedder
from rag.catalog import CATALOG_FILE, Catalog
from rag.errors import QAError
from rag.evaluation.ranking import all_within, ndcg
from rag.evaluation.statistics import Metric, figure_metric, paired_metrics, share
from rag.protocols import ChunkHit, Embedder
from rag.retrieval.retriever import Retriever
from rag.settings import RetrievalSettings, load_settings
from rag.store import ChromaStore, index_address

__all__ = ["COLLECTIONS", "Found", "figures", "fused", "main", "measure"]

COLLECTIONS: Mapping[str, Callable[[Path, str], Collection]] = {
    "cran": load_classic,
    "cisi": load_classic,
    "cacm": load_classic,
    "npl": load_classic,
    "squad2": load_pooled,
    "hotpotqa": load_pooled,
}
POOLED = ("squad2", "hotpotqa")
SYSTEMS = ("ours", "bm25", "dense", "fusion")
DEPTH = 100
WORK = ROOT / "results" / "retrieval"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What each system ranked for one question, and the evidence that ours would show.

    Attributes:
        ranked: Document ids, best first, by system.
        evidence: The quotes of the evidence sentences that a relevant document holds too, by rank;
            None for the others. A pool may hold one text under several ids.
    """

    query: Query
    ranked: Mapping[str, Sequence[str]]
    evidence: Sequence[str | None]


def main(arguments: Sequence[str] | None = None, *, embedder: Embedder | None = None) -> int:
    """Run the benchmark; return the exit code.

    Args:
        arguments: Command line; that of the process when None.
        embedder: By default the one the settings name.
    """
    options = _options(arguments)
    if unknown := set(options.only) - set(COLLECTIONS):
        names = ", ".join(sorted(unknown))
        print(
            f"no collection is called {names}; there are {', '.join(COLLECTIONS)}", file=sys.stderr
        )
        return 2
    metrics: dict[str, Metric] = {}
    try:
        data = require_data(options.data)
        model = embedder or build_embedder(load_settings())
        for name, load in COLLECTIONS.items():
            if name in options.only or not options.only:
                found = measure(load(data, name), options.work, model)
                metrics |= figures(name, found, options.half)
                _print_missed(name, found)
    except (DataError, QAError) as exc:
        print(f"error: {exc}", file=sys.stderr)
        return 1
    print(f"{options.half} half; _all: both halves")
    for name, metric in metrics.items():
        print(
            f"{name:<34} {metric.value:.3f}  (n {metric.n}, {metric.low:.3f} to {metric.high:.3f})"
        )
    if options.json:
        write_report(options.json, metrics, more={"half": options.half})
    return 0


def measure(collection: Collection, work: Path, embedder: Embedder) -> list[Found]:
    """Take a collection in and rank its documents for each of its questions.

    Args:
        collection: Documents and questions.
        work: Where corpora are kept.
        embedder: Embeds documents and questions.

    Raises:
        QAError: If the collection cannot be taken in or asked.
    """
    corpus = make_corpus(work / collection.name, collection.documents, embedder=embedder)
    settings = load_settings(data=corpus.data)
    bm25 = BM25({document.id: document.content for document in collection.documents})
    return asyncio.run(_ask(collection, corpus.data, bm25, embedder, settings.retrieval))


async def _ask(
    collection: Collection,
    data: Path,
    bm25: BM25,
    embedder: Embedder,
    settings: RetrievalSettings,
) -> list[Found]:
    catalog = Catalog(data / CATALOG_FILE)
    store = ChromaStore(index_address(data, "embedded"), collection=catalog.collection() or "")
    retriever = Retriever(
        catalog, store, embedder, chunks=settings.chunks, evidence=settings.evidence
    )
    uris = {document.id: document.uri.removesuffix(".txt") for document in catalog.listings()}
    texts = {document.id: document.content for document in collection.documents}
    found: list[Found] = []
    try:
        for query in collection.queries:
            vector = (await embedder.embed([query.text]))[0]
            evidence = await retriever.retrieve(query.text, further=True)
            lexical = bm25.rank(query.text)
            dense = _documents(await store.query(vector, k=DEPTH), catalog, uris)
            found.append(
                Found(
                    query=query,
                    ranked={
                        "ours": _documents(await retriever.rank(query.text), catalog, uris),
                        "bm25": lexical,
                        "dense": dense,
                        "fusion": fused([lexical[:DEPTH], dense]),
                    },
                    evidence=[_held(passage.quote, query, texts) for passage in evidence],
                )
            )
    finally:
        await store.close()
        catalog.close()
    return found


def fused(
    rankings: Sequence[Sequence[str]], *, weights: Sequence[float] | None = None
) -> list[str]:
    """Return the documents of several rankings by reciprocal rank fusion, best first.

    Args:
        rankings: Document ids, best first.
        weights: How much each ranking counts; all the same when None.

    Source: Cormack, Clarke and Büttcher, "Reciprocal rank fusion outperforms Condorcet and
    individual rank learning methods", SIGIR 2009, with their k of 60.

    >>> fused([["a", "b"], ["b", "c"]])
    ['b', 'a', 'c']
    """
    scores: dict[str, float] = defaultdict(float)
    for ranking, weight in zip(rankings, weights or [1.0] * len(rankings), strict=True):
        for rank, document in enumerate(ranking, 1):
            scores[document] += weight / (60 + rank)
    return sorted(scores, key=lambda document: (-scores[document], document))


def _documents(hits: Sequence[ChunkHit], catalog: Catalog, uris: Mapping[str, str]) -> list[str]:
    """Return the ids of the documents whose chunks were found, best first."""
    chunks = catalog.chunks([hit.chunk_id for hit in hits])
    return list(dict.fromkeys(uris[chunk.document_id] for chunk in chunks))


def _held(quote: str, query: Query, texts: Mapping[str, str]) -> str | None:
    return quote if any(quote in texts[name] for name in query.relevant) else None


def figures(name: str, found: Sequence[Found], half: str) -> dict[str, Metric]:
    """Return the figures of one collection, by name.

    Args:
        name: Of the collection.
        found: What was ranked for its questions.
        half: The half whose figures are wanted.
    """
    chosen = [each for each in found if each.query.half == half]
    metrics: dict[str, Metric] = {}
    for ending, sample in (("", chosen), ("_all", found)):
        gains = [_gains(each) for each in sample]
        for system in SYSTEMS:
            metrics[f"{name}_ndcg10_{system}{ending}"] = figure_metric(gains, _mean(system))
        if name == "squad2":
            metrics |= _shares(f"squad2_gold_at_5{ending}", sample, lambda each: _within(each, 5))
        for k in (1, 4, 8) if name in POOLED else ():
            metrics |= _shares(f"{name}_answer_in_evidence_{k}{ending}", sample, _answering(k))
        if name == "hotpotqa":
            metrics |= _shares(f"hotpot_both_at_10{ending}", sample, lambda each: _within(each, 10))
    pairs = [_gains(each) for each in chosen]
    for other in SYSTEMS[1:]:
        metrics |= paired_metrics(f"{name}_gain_over_{other}", pairs, _difference(other))
    return metrics


def _gains(found: Found) -> dict[str, float]:
    """Return nDCG@10 by system."""
    return {system: ndcg(found.ranked[system], found.query.relevant) for system in SYSTEMS}


def _mean(system: str) -> Callable[[Sequence[Mapping[str, float]]], float]:
    return lambda sample: sum(gains[system] for gains in sample) / max(1, len(sample))


def _difference(other: str) -> Callable[[Sequence[Mapping[str, float]]], float]:
    return lambda sample: _mean("ours")(sample) - _mean(other)(sample)


def _shares(
    name: str, sample: Sequence[Found], holds: Callable[[Found], bool]
) -> dict[str, Metric]:
    return {name: figure_metric([holds(each) for each in sample], share)}


def _within(found: Found, k: int) -> bool:
    return all_within(found.ranked["ours"], found.query.relevant, k=k)


def _answering(k: int) -> Callable[[Found], bool]:
    """Return what tells whether one of the first k evidence sentences says a right answer."""

    def answers(found: Found) -> bool:
        said = [f" {_plain(quote)} " for quote in found.evidence[:k] if quote is not None]
        wanted = [f" {_plain(answer)} " for answer in found.query.answers]
        return any(answer in quote for answer in wanted for quote in said)

    return answers


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _print_missed(name: str, found: Sequence[Found]) -> None:
    """Print the questions whose document is not among the first five, where that is measured."""
    if name != "squad2":
        return
    for each in found:
        if not _within(each, 5):
            place = next(
                (n for n, d in enumerate(each.ranked["ours"], 1) if d in each.query.relevant), None
            )
            print(f"squad2, {each.query.half} half, place {place}: {each.query.text}")


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = data_parser(__doc__, work=WORK, kept="corpora")
    parser.add_argument(
        "--only", nargs="+", default=[], metavar="COLLECTION", help="measure these only"
    )
    parser.add_argument(
        "--half", choices=("report", "tune"), default="report", help="tune: for development only"
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    raise SystemExit(main())
