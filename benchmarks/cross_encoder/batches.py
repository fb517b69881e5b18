"""Which examples come in which batch: sources by weight, both labels alike, lengths together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from random import Random

from benchmarks.cross_encoder.pair import Pair, PairSource

__all__ = ["TIMES", "batches"]

TIMES: Mapping[PairSource, float] = {
    "fever_symmetric": 4.0,
    "wice": 4.0,
    "bump": 4.0,
    "statement": 2.0,
    "gate": 1.5,
    "generated": 1.0,
}
"""How many times as often as a generated pair a pair of a source comes."""

_POOL = 32


def batches(
    pairs: Sequence[Pair], *, size: int, lengths: Sequence[int], seed: int
) -> Iterator[list[int]]:
    """Yield batches without end, as positions in `pairs`.

    Each place goes to a source in proportion to its pairs times `TIMES`, then by a fair coin to one
    of its labels, then to the pair of these that has waited longest. The pairs of 32 batches are
    cut in order of length, so that little padding is read.

    Args:
        pairs: At least one.
        size: Pairs in a batch.
        lengths: Length of each pair, in any unit.
        seed: Of all choices.
    """
    rng = Random(seed)  # noqa: S311 - no secret
    turns = _turns(pairs, rng)
    sources: list[PairSource] = [
        source for source in TIMES if any(source == key for key, _ in turns)
    ]
    n = {source: sum(pair.source == source for pair in pairs) for source in sources}
    shares = [n[source] * TIMES[source] for source in sources]
    while True:
        pool: list[int] = []
        for source in rng.choices(sources, shares, k=size * _POOL):
            labels = [holds for holds in (False, True) if (source, holds) in turns]
            pool.append(next(turns[source, rng.choice(labels)]))
        pool.sort(key=lambda at: lengths[at])
        cut = [pool[start : start + size] for start in range(0, len(pool), size)]
        yield from rng.sample(cut, len(cut))


def _turns(pairs: Sequence[Pair], rng: Random) -> dict[tuple[PairSource, bool], Iterator[int]]:
    places: defaultdict[tuple[PairSource, bool], list[int]] = defaultdict(list)
    for at, pair in enumerate(pairs):
        places[pair.source, pair.holds].append(at)
    return {key: _around(listed, rng) for key, listed in places.items()}


def _around(listed: Sequence[int], rng: Random) -> Iterator[int]:
    while True:
        yield from rng.sample(listed, len(listed))
