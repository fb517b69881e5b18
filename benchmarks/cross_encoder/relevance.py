"""Write questions beside documents, to learn relevance from.

    python -m benchmarks.cross_encoder.relevance EVAL_DATA OUT

Only questions of the tune half are read: each beside the documents that answer it and beside twice
as many that our retrieval puts among the first thirty and that do not. Writes what `prepare`
writes, for `train` to read.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

from benchmarks.cross_encoder.pair import Pair, is_dev, write_pairs
from benchmarks.cross_encoder.prepare import write_models
from benchmarks.measures.collections import Collection
from benchmarks.measures.data import require_data
from benchmarks.retrieval import COLLECTIONS, WORK, Found, measure
from rag.assemble import build_embedder
from rag.protocols import Embedder
from rag.settings import load_settings

__all__ = ["group_of", "main", "options", "rankings", "relevance_pairs"]

_SEED = 17
_NEAR = 30
_MOST_RELEVANT = 10


def main(argv: list[str] | None = None, *, embedder: Embedder | None = None) -> None:
    """Rank, make the pairs, write, print the counts.

    Args:
        argv: Arguments of the command; None takes those of the process.
        embedder: By default the one the settings name.

    Raises:
        DataError: The evaluation data is not there or a row has another shape.
    """
    given = options(__doc__, argv)
    pairs: list[Pair] = []
    for collection, found in rankings(given, embedder):
        pairs += relevance_pairs(collection, found)
    given.out.mkdir(parents=True, exist_ok=True)
    for name, dev in (("train", False), ("dev", True)):
        chosen = [pair for pair in pairs if is_dev(pair.group) == dev]
        write_pairs(given.out / f"{name}.jsonl", chosen)
        print(f"{name}: {dict(Counter(pair.holds for pair in chosen))}")
    write_models(given.out)


def options(description: str | None, argv: list[str] | None) -> argparse.Namespace:
    """Read the arguments of the two commands: `eval_data`, `out`, `work`, `only`."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("eval_data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--work", type=Path, default=WORK, help="corpora of benchmarks.retrieval")
    parser.add_argument("--only", nargs="+", default=list(COLLECTIONS), metavar="COLLECTION")
    return parser.parse_args(argv)


def rankings(
    given: argparse.Namespace, embedder: Embedder | None
) -> Iterator[tuple[Collection, list[Found]]]:
    """Yield the collections asked for, each with what we rank for its questions.

    Args:
        given: As from `options`.
        embedder: By default the one the settings name.

    Raises:
        DataError: The evaluation data is not there or a row has another shape.
    """
    data, model = require_data(given.eval_data), embedder or build_embedder(load_settings())
    for name in given.only:
        collection = COLLECTIONS[name](data, name)
        yield collection, measure(collection, given.work, model)


def relevance_pairs(collection: Collection, found: list[Found]) -> list[Pair]:
    """Return the pairs of a collection's questions of the tune half, the same each time.

    Args:
        collection: Holds the documents.
        found: What `benchmarks.retrieval.measure` ranked for its questions.
    """
    texts = {document.id: document.content for document in collection.documents}
    rng = Random(_SEED)  # noqa: S311 - no secret
    pairs: list[Pair] = []
    for each in found:
        if each.query.half != "tune":
            continue
        relevant = sorted(each.query.relevant, key=lambda name: (-each.query.relevant[name], name))
        near = [name for name in each.ranked["ours"][:_NEAR] if name not in each.query.relevant]
        right = [name for name in relevant if name in texts][:_MOST_RELEVANT]
        wrong = rng.sample(near, min(len(near), 2 * len(right)))
        group = group_of(collection, each)
        pairs += [
            Pair(
                id=f"{group}-{name}",
                source="gate",
                group=group,
                passage=texts[name],
                claim=each.query.text,
                holds=holds,
            )
            for names, holds in ((right, True), (wrong, False))
            for name in names
        ]
    return pairs


def group_of(collection: Collection, found: Found) -> str:
    """Return the name by which a question is trained on or held back."""
    return f"{collection.name}-{found.query.id}"


if __name__ == "__main__":
    main()
