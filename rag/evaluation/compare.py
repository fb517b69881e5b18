"""Two runs on the same questions: what differs, and whether the difference means anything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from math import comb
from typing import Literal

import numpy as np
from pydantic import BaseModel, ConfigDict

from rag.evaluation.bootstrap import SEED, ratio_interval
from rag.evaluation.results import RunFolder, RunInfo
from rag.evaluation.rows import Asked, read_rows, scores_of

__all__ = ["Changed", "Comparison", "Difference", "compare_runs", "paired_p", "worse_p"]

_ALPHA = 0.05
_EXACT = 12
_FLIPS, _AT_ONCE = 20_000, 500


class Difference(BaseModel):
    """One figure of two runs, over the questions that both were asked.

    Attributes:
        metric: Its name.
        n: Questions it is made from.
        first: The figure of the first run.
        second: That of the second.
        difference: Second minus first.
        low: Lower end of its paired bootstrap 95 % interval.
        high: Upper end.
        p: Two-sided p value, `paired_p`.
        verdict: What the test says at .05.
    """

    model_config = ConfigDict(frozen=True)

    metric: str
    n: int
    first: float
    second: float
    difference: float
    low: float
    high: float
    p: float
    verdict: Literal["better", "worse", "no difference shown"]


class Changed(BaseModel):
    """A question whose answer became right or wrong.

    Attributes:
        id: The question's id.
        question: What is asked.
        was_wrong: What was wrong in the first run; empty if it was right.
        is_wrong: What is wrong in the second.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    question: str
    was_wrong: tuple[str, ...]
    is_wrong: tuple[str, ...]


class Comparison(BaseModel):
    """Two runs side by side.

    Attributes:
        first: What the first run depends on.
        second: The same of the second.
        paired: Questions both were asked.
        only_first: Questions that only the first was asked.
        only_second: Questions that only the second was asked.
        differences: One for each figure that both have.
        changed: Questions that became right or wrong, in the order of the second run.
    """

    model_config = ConfigDict(frozen=True)

    first: RunInfo
    second: RunInfo
    paired: int
    only_first: int
    only_second: int
    differences: list[Difference]
    changed: list[Changed]


def compare_runs(first: RunFolder, second: RunFolder) -> Comparison:
    """Return what differs between two runs, over the questions that both were asked.

    Questions are the same when everything of them is but their note and tags.

    Raises:
        UsageError: If either folder holds no readable run.
    """
    old, new = read_rows(first.results()), read_rows(second.results())
    both = [key for key in new if key in old]
    old_scores, new_scores = scores_of(old), scores_of(new)
    return Comparison(
        first=first.info(),
        second=second.info(),
        paired=len(both),
        only_first=len(old) - len(both),
        only_second=len(new) - len(both),
        differences=[
            _difference(name, old_scores[name], scores)
            for name, scores in new_scores.items()
            if name in old_scores and old_scores[name].keys() & scores.keys()
        ],
        changed=[change for key in both if (change := _changed(old[key], new[key])) is not None],
    )


def paired_p(differences: Sequence[float]) -> float:
    """Return the two-sided p value of paired differences under "none in either direction".

    By flipping signs: all 2^m flips of the m differences that are not 0 up to m = 12, 20,000 drawn
    ones beyond, the observed one counted. Of scores that are 0 or 1 that is McNemar's exact test,
    which is computed as such, for any m.

    Source: McNemar, "Note on the sampling error of the difference between correlated proportions",
    1947, in its exact binomial form; Good, Permutation, Parametric, and Bootstrap Tests, 2005,
    chapter 3.

    >>> paired_p([-1, -1, -1, -1, -1, 0, 0]), paired_p([0.0, 0.0])
    (0.0625, 1.0)
    """
    return min(1.0, 2 * min(worse_p(differences), worse_p([-each for each in differences])))


def worse_p(differences: Sequence[float]) -> float:
    """Return the one-sided p value: how often chance alone gives so low a sum, or a lower one."""
    held = np.array([each for each in differences if each != 0], dtype=np.float64)
    if not len(held):
        return 1.0
    if np.all(np.abs(held) == 1):
        gains = int((held > 0).sum())
        return sum(comb(len(held), k) for k in range(gains + 1)) / 2 ** len(held)
    sizes, observed = np.abs(held), float(held.sum()) + 1e-12
    if len(held) <= _EXACT:
        low = [sum(flipped) <= observed for flipped in product(*((-each, each) for each in sizes))]
        return sum(low) / len(low)
    chance = np.random.default_rng(SEED)
    as_low = 0
    for _ in range(0, _FLIPS, _AT_ONCE):
        signs = chance.integers(0, 2, size=(_AT_ONCE, len(held))) * 2 - 1
        as_low += int((signs @ sizes <= observed).sum())
    return (as_low + 1) / (_FLIPS + 1)


def _difference(name: str, old: Mapping[str, float], new: Mapping[str, float]) -> Difference:
    both = [key for key in new if key in old]
    first, second = [old[key] for key in both], [new[key] for key in both]
    differences = [after - before for before, after in zip(first, second, strict=True)]
    value, low, high = ratio_interval(differences)
    p = paired_p(differences)
    verdict = "no difference shown" if p >= _ALPHA else "better" if value > 0 else "worse"
    return Difference(
        metric=name,
        n=len(both),
        first=sum(first) / len(both),
        second=sum(second) / len(both),
        difference=value,
        low=low,
        high=high,
        p=p,
        verdict=verdict,
    )


def _changed(old: Asked, new: Asked) -> Changed | None:
    """Return how a question's first answer became right or wrong, or None if it did not."""
    if not new.question.has_rules:
        return None
    was, now = old.replies[0], new.replies[0]
    was_wrong = ("failed",) if was.failed else was.wrong
    is_wrong = ("failed",) if now.failed else now.wrong
    if bool(was_wrong) == bool(is_wrong):
        return None
    return Changed(
        id=new.question.id,
        question=new.question.question,
        was_wrong=was_wrong,
        is_wrong=is_wrong,
    )
