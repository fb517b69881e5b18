"""Rerank with what was trained on relevance.

    python -m benchmarks.cross_encoder.rerank EVAL_DATA OUT

Our first documents are ranked again by reciprocal rank fusion of our ranks and the model's. How
many of them, and how much the model's ranks count, is chosen on the questions of the tune half that
were held back; the figures are of the report half.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.cross_encoder.pair import is_dev
from benchmarks.cross_encoder.relevance import group_of, options, rankings
from benchmarks.cross_encoder.scorer import Scorer
from benchmarks.measures.collections import Collection
from benchmarks.retrieval import Found, fused
from rag.evaluation.ranking import ndcg
from rag.evaluation.statistics import figure_metric, paired_metrics
from rag.protocols import Embedder

__all__ = ["Scored", "chosen_mix", "main", "reranked"]

_DEPTHS = (10, 20, 50)
_WEIGHTS = (0.1, 0.2, 0.35, 0.5, 0.75, 1.0)

Mix = tuple[int, float]
"""How many documents are ranked again, and the model's share of the fused score, 0 to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """A question with our ranking and the model's log-odds of its first documents.

    Attributes:
        report: Whether it is of the report half; else it was held back from the tune half.
        ms: What scoring took.
    """

    collection: str
    report: bool
    relevant: Mapping[str, float]
    ranked: Sequence[str]
    logits: Mapping[str, float]
    ms: float


def main(argv: list[str] | None = None, *, embedder: Embedder | None = None) -> None:
    """Score, choose the mix, print the figures.

    Args:
        argv: Arguments of the command; None takes those of the process.
        embedder: By default the one the settings name.

    Raises:
        DataError: The evaluation data is not there or a row has another shape.
    """
    given = options(__doc__, argv)
    files = json.loads((given.out / "models.json").read_text(encoding="utf-8"))
    scorer = Scorer(given.out / "cross_encoder.onnx", Path(files["tokenizer"]))
    scored: list[Scored] = []
    for collection, found in rankings(given, embedder):
        scored += _scored(collection, found, scorer)
    mix = chosen_mix([each for each in scored if not each.report])
    print(f"{mix[0]} documents, weight {mix[1]}")
    for name in given.only:
        _print(name, [each for each in scored if each.report and each.collection == name], mix)
    ms = [each.ms * mix[0] / max(_DEPTHS) for each in scored]
    print(f"ms a question, one thread: {statistics.median(ms):.0f}")


def reranked(scored: Scored, mix: Mix) -> list[str]:
    """Return our documents, the first of them in the order of the mix."""
    depth, weight = mix
    first = list(scored.ranked[:depth])
    by_model = sorted(first, key=lambda name: -scored.logits[name])
    mixed = fused([first, by_model], weights=[1 - weight, weight])
    return [*mixed, *scored.ranked[depth:]]


def chosen_mix(held_back: Sequence[Scored]) -> Mix:
    """Return the mix with the best mean nDCG@10 over the collections of some questions."""
    names = sorted({each.collection for each in held_back})

    def quality(mix: Mix) -> float:
        return statistics.mean(
            statistics.mean(_ndcg(each, mix) for each in held_back if each.collection == name)
            for name in names
        )

    return max(((depth, weight) for depth in _DEPTHS for weight in _WEIGHTS), key=quality)


def _scored(collection: Collection, found: Sequence[Found], scorer: Scorer) -> list[Scored]:
    texts = {document.id: document.content for document in collection.documents}
    scored: list[Scored] = []
    for each in found:
        report = each.query.half == "report"
        if not report and not is_dev(group_of(collection, each)):
            continue
        started = time.perf_counter()
        first = each.ranked["ours"][: max(_DEPTHS)]
        logits = {name: scorer.logit(texts[name], each.query.text) for name in first}
        scored.append(
            Scored(
                collection=collection.name,
                report=report,
                relevant=each.query.relevant,
                ranked=each.ranked["ours"],
                logits=logits,
                ms=(time.perf_counter() - started) * 1000,
            )
        )
    return scored


def _ndcg(scored: Scored, mix: Mix | None) -> float:
    return ndcg(reranked(scored, mix) if mix else list(scored.ranked), scored.relevant)


def _print(name: str, sample: Sequence[Scored], mix: Mix) -> None:
    pairs = [(_ndcg(each, None), _ndcg(each, mix)) for each in sample]
    before = figure_metric(pairs, lambda rows: statistics.mean(old for old, _ in rows))
    after = figure_metric(pairs, lambda rows: statistics.mean(new for _, new in rows))
    gain = paired_metrics("gain", pairs, lambda rows: statistics.mean(b - a for a, b in rows))
    difference = gain["gain"]
    print(
        f"{name:<10} n {len(pairs):<4} {before.value:.3f} -> {after.value:.3f}  "
        f"{difference.value:+.3f} ({difference.low:+.3f} to {difference.high:+.3f})"
    )


if __name__ == "__main__":
    main()
