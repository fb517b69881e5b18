from __future__ import annotations

from itertools import islice

from benchmarks.cross_encoder.batches import batches
from benchmarks.cross_encoder.pair import Pair, PairSource


def _pairs(source: PairSource, n: int, n_true: int) -> list[Pair]:
    return [
        Pair(id=f"{source}-{at}", source=source, group="", passage="", claim="", holds=at < n_true)
        for at in range(n)
    ]


def _drawn(pairs: list[Pair], n: int, seed: int = 1) -> list[list[int]]:
    lengths = [at % 50 for at in range(len(pairs))]
    return list(islice(batches(pairs, size=16, lengths=lengths, seed=seed), n))


def test_labels_come_alike_however_rare_one_is() -> None:
    pairs = _pairs("generated", 100, 10)
    drawn = [at for batch in _drawn(pairs, 64) for at in batch]
    assert 0.4 < sum(pairs[at].holds for at in drawn) / len(drawn) < 0.6


def test_sources_come_by_size_and_weight() -> None:
    pairs = [*_pairs("generated", 400, 200), *_pairs("wice", 100, 50)]
    drawn = [at for batch in _drawn(pairs, 64) for at in batch]
    share = sum(pairs[at].source == "wice" for at in drawn) / len(drawn)
    assert 0.4 < share < 0.6  # 100 pairs four times as often as 400


def test_every_pair_comes_before_one_comes_again() -> None:
    pairs = _pairs("generated", 64, 64)
    drawn = [at for batch in _drawn(pairs, 32) for at in batch]
    assert {drawn.count(at) for at in range(64)} == {8}


def test_a_batch_holds_pairs_of_like_length() -> None:
    pairs = _pairs("generated", 500, 250)
    spans = [max(at % 50 for at in b) - min(at % 50 for at in b) for b in _drawn(pairs, 32)]
    assert max(spans) <= 5


def test_the_same_seed_gives_the_same_batches() -> None:
    pairs = _pairs("generated", 60, 30)
    assert _drawn(pairs, 5) == _drawn(pairs, 5)
    assert _drawn(pairs, 5) != _drawn(pairs, 5, seed=2)
