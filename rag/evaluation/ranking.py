"""What a ranking of documents is worth."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

__all__ = ["all_within", "ndcg", "recall", "reciprocal_rank"]


def ndcg(ranked: Sequence[str], relevant: Mapping[str, float], *, k: int = 10) -> float:
    """Return the normalised discounted cumulative gain of the first k, 0–1.

    Source: Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR techniques", 2002, with
    the discount log2(rank + 1).

    Args:
        ranked: Distinct ids, best first.
        relevant: Gain by id, above 0; at least one.
        k: At least 1.

    >>> ndcg(["a", "b"], {"b": 1.0}) == 1 / math.log2(3)
    True
    """
    got = (relevant.get(name, 0.0) for name in ranked[:k])
    best = sorted(relevant.values(), reverse=True)[:k]
    return _discounted(got) / _discounted(best)


def recall(ranked: Sequence[str], relevant: Iterable[str], *, k: int) -> float:
    """Return the share of the relevant ids among the first k, 0–1; 0 of none.

    >>> recall(["a", "b", "c"], ["a", "c"], k=2)
    0.5
    """
    wanted = set(relevant)
    return len(wanted & set(ranked[:k])) / len(wanted) if wanted else 0.0


def reciprocal_rank(ranked: Sequence[str], relevant: Iterable[str]) -> float:
    """Return 1 over the rank of the first relevant id, 0–1; 0 if there is none.

    Source: Voorhees, "The TREC-8 question answering track report", 1999.

    >>> reciprocal_rank(["a", "b"], ["b"])
    0.5
    """
    wanted = set(relevant)
    return next((1 / rank for rank, name in enumerate(ranked, start=1) if name in wanted), 0.0)


def all_within(ranked: Sequence[str], relevant: Mapping[str, float], *, k: int) -> bool:
    """Return whether the first k hold every relevant document."""
    return set(relevant) <= set(ranked[:k])


def _discounted(gains: Iterable[float]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, start=1))
