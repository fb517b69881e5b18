"""What scores are worth: areas, acceptance at one half, and what a first stage would save."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from benchmarks.cross_encoder.items import Item, ItemSet
from rag.evaluation.statistics import Metric, area_under_roc, figure_metric, share_metric

__all__ = ["first_stage", "measured"]


def measured(listed: Sequence[Item], scores: Mapping[str, float]) -> dict[str, Metric]:
    """Return the figures of one system; items without a score are left out and so not in n.

    Shares and areas are 0–1. `altered_accepted` and `faithful_accepted` count log-odds above zero,
    which is P above .5. `bump_pairs` is the share of pairs whose true claim scores higher, ties
    half.

    Args:
        listed: Items of one half.
        scores: Log-odds by id.
    """
    known = [item for item in listed if item.id in scores]
    full = [item for item in known if item.kind != "partially_supported"]
    metrics = {
        "fever_auc": _area(known, scores, "fever_symmetric"),
        "wice_auc": _area(full, scores, "wice"),
        "wice_auc_with_partial": _area(known, scores, "wice"),
        "bump_auc": _area(known, scores, "bump"),
        "bump_pairs": _pairs(known, scores),
        "gate_auc": _area(known, scores, "gate"),
        "altered_auc": _area(known, scores, "altered"),
        "altered_accepted": _accepted(known, scores, holds=False),
        "faithful_accepted": _accepted(known, scores, holds=True),
    }
    classes = dict.fromkeys(item.kind for item in known if item.of == "altered" and not item.holds)
    for name in classes:
        of_class = [item for item in known if item.kind == name]
        metrics[f"altered_accepted_{name}"] = _accepted(of_class, scores, holds=False)
    return {name: metric for name, metric in metrics.items() if metric.n}


def first_stage(
    listed: Sequence[Item], scores: Mapping[str, float], threshold: float
) -> dict[str, Metric]:
    """Return what refusing below a threshold would do before any judge is asked.

    `refused_false` is the share of what does not hold that would be refused at once, so saved;
    `refused_true` the share of what holds that would be lost.

    Args:
        listed: Items of one half.
        scores: Log-odds by id.
        threshold: Log-odds.
    """
    known = [item for item in listed if item.id in scores]
    return {
        f"refused_{name}": share_metric(
            [scores[item.id] < threshold for item in known if item.holds == holds]
        )
        for name, holds in (("false", False), ("true", True))
    }


def _area(known: Sequence[Item], scores: Mapping[str, float], of: ItemSet) -> Metric:
    scored = [(scores[item.id], item.holds) for item in known if item.of == of]
    return figure_metric(scored, area_under_roc)


def _pairs(known: Sequence[Item], scores: Mapping[str, float]) -> Metric:
    twins: defaultdict[str, dict[bool, float]] = defaultdict(dict)
    for item in known:
        if item.of == "bump":
            twins[item.twin][item.holds] = scores[item.id]
    margins = [both[True] - both[False] for both in twins.values() if len(both) == 2]
    return figure_metric(margins, _ahead)


def _ahead(margins: Sequence[float]) -> float:
    won = sum(1.0 if margin > 0 else 0.5 if margin == 0 else 0.0 for margin in margins)
    return won / len(margins)


def _accepted(known: Sequence[Item], scores: Mapping[str, float], *, holds: bool) -> Metric:
    chosen = [item for item in known if item.of == "altered" and item.holds == holds]
    return share_metric([scores[item.id] > 0 for item in chosen])
