"""The figures of the check itself: what it lets through, what it refuses, how well it ranks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benchmarks.measures.judging import Judged
from rag.evaluation.statistics import (
    Metric,
    Scored,
    area_under_roc,
    figure_metric,
    paired_metrics,
    share_metric,
)

__all__ = [
    "HARD",
    "Ranked",
    "accepted_metrics",
    "bump_metrics",
    "fever_metrics",
    "refused_metric",
    "wice_metrics",
]

HARD = ("number", "scale", "unit", "date", "negation_added", "negation_removed")
"""Classes of alterations that change a fact, which guards are meant to catch without exception."""
MIDDLE = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """A claim with its truth and what was made of it.

    Attributes:
        truth: Whether people say that the evidence supports it.
        label: What they say in full.
        judged: What the check says.
    """

    truth: bool
    label: str
    judged: Judged

    @property
    def checked(self) -> Scored:
        """Score of judge and guards; a failure scores as wrong as can be."""
        return self._scored(self.judged.score)

    @property
    def alone(self) -> Scored:
        """P(yes) of the judge alone; a failure scores as wrong as can be."""
        return self._scored(self.judged.alone or 0.0)

    def _scored(self, score: float) -> Scored:
        if self.judged.error:
            score = -1.0 if self.truth else 2.0
        return score, self.truth


def accepted_metrics(results: Sequence[tuple[str, Judged]]) -> dict[str, Metric]:
    """Return the share of altered claims that pass: of the hard classes, of all, and by class.

    Args:
        results: Class of the alteration and the verdict; a failure counts as accepted.
    """
    passed = [(cls, judged.accepted or bool(judged.error)) for cls, judged in results]
    classes = sorted({cls for cls, _ in passed})
    by_class = {
        f"altered_accepted_{each}": share_metric([ok for cls, ok in passed if cls == each])
        for each in classes
    }
    count = len(passed)
    return {
        "altered_accepted_hard": share_metric([ok for cls, ok in passed if cls in HARD]),
        "altered_accepted": share_metric([ok for _, ok in passed]),
        "altered_n": Metric(value=count, n=count, low=count, high=count),
        **by_class,
    }


def refused_metric(results: Sequence[Judged]) -> Metric:
    """Return the share of true claims that do not pass; a failure counts as refused."""
    return share_metric([not judged.accepted for judged in results])


def fever_metrics(ranked: Sequence[Ranked]) -> dict[str, Metric]:
    """Return area and accuracy of the check, and of the judge alone, with the paired difference."""
    return {
        **_areas("fever_auc", "fever_judge_auc", [(each,) for each in ranked]),
        "fever_accuracy": share_metric([_right(each.checked) for each in ranked]),
        "fever_judge_accuracy": share_metric([_right(each.alone) for each in ranked]),
    }


def wice_metrics(ranked: Sequence[Ranked]) -> dict[str, Metric]:
    """Return the area without the partly supported rows, and with them as not supported."""
    clear = [(each,) for each in ranked if each.label != "partially_supported"]
    return {
        **_areas("wice_auroc", "wice_judge_auroc", clear),
        **_areas("wice_auroc_all", "wice_judge_auroc_all", [(each,) for each in ranked]),
    }


def bump_metrics(pairs: Sequence[tuple[Ranked, ...]]) -> dict[str, Metric]:
    """Return the area, and the share of pairs whose true claim scores higher, ties half.

    Args:
        pairs: The true and the edited claim of one text; resampled together.
    """
    return {
        **_areas("bump_auc", "bump_judge_auc", pairs),
        "bump_pairs_right": figure_metric(pairs, _consistency),
    }


def _areas(name: str, alone: str, groups: Sequence[tuple[Ranked, ...]]) -> dict[str, Metric]:
    """Return both areas and the paired difference; groups are resampled whole."""
    n = sum(len(group) for group in groups)
    checked = _area(lambda each: each.checked)
    judge = _area(lambda each: each.alone)
    return {
        name: figure_metric(groups, checked, n=n),
        alone: figure_metric(groups, judge, n=n),
        **paired_metrics(f"{name}_gain", groups, lambda sample: checked(sample) - judge(sample)),
    }


def _area(scored: Callable[[Ranked], Scored]) -> Callable[[Sequence[tuple[Ranked, ...]]], float]:
    return lambda groups: area_under_roc([scored(each) for group in groups for each in group])


def _consistency(pairs: Sequence[tuple[Ranked, ...]]) -> float:
    return sum(area_under_roc([each.checked for each in pair]) for pair in pairs) / len(pairs)


def _right(scored: Scored) -> bool:
    score, truth = scored
    return (score >= MIDDLE) == truth
