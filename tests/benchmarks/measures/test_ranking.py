from __future__ import annotations

import math

import pytest

from benchmarks.measures.ranking import BM25, all_within, ndcg


def test_rare_words_and_short_documents_come_first() -> None:
    index = BM25(
        {
            "long": "a pump and a valve of a plant with many more words in it",
            "short": "a pump",
            "other": "a valve",
            "none": "nothing of the kind",
        }
    )
    assert index.rank("pumps") == ["short", "long"]
    assert index.rank("Which pump and valve?") == ["long", "other", "short"]
    assert index.rank("the") == index.rank("turbine") == []


def test_gain_is_discounted_by_rank_and_normalised() -> None:
    assert ndcg(["a", "b", "c"], {"a": 1.0, "b": 1.0}) == 1.0
    assert ndcg(["x", "y"], {"a": 1.0}) == 0.0
    ideal = 2.0 + 1.0 / math.log2(3)
    assert ndcg(["b", "a"], {"a": 2.0, "b": 1.0}) == pytest.approx((1 + 2 / math.log2(3)) / ideal)
    assert ndcg(["x"] * 10 + ["a"], {"a": 1.0}, k=10) == 0.0


def test_all_within_wants_every_one() -> None:
    assert all_within(["a", "x", "b"], {"a": 1.0, "b": 1.0}, k=3)
    assert not all_within(["a", "x", "b"], {"a": 1.0, "b": 1.0}, k=2)
