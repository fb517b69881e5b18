from __future__ import annotations

import math

import pytest

from rag.evaluation.ranking import all_within, ndcg, recall, reciprocal_rank


def test_gain_is_discounted_by_rank_and_normalised() -> None:
    assert ndcg(["a", "b", "c"], {"a": 1.0, "b": 1.0}) == 1.0
    assert ndcg(["x", "y"], {"a": 1.0}) == 0.0
    ideal = 2.0 + 1.0 / math.log2(3)
    assert ndcg(["b", "a"], {"a": 2.0, "b": 1.0}) == pytest.approx((1 + 2 / math.log2(3)) / ideal)
    assert ndcg(["x"] * 10 + ["a"], {"a": 1.0}, k=10) == 0.0


def test_all_within_wants_every_one() -> None:
    assert all_within(["a", "x", "b"], {"a": 1.0, "b": 1.0}, k=3)
    assert not all_within(["a", "x", "b"], {"a": 1.0, "b": 1.0}, k=2)


def test_recall_counts_distinct_documents_among_the_first() -> None:
    assert recall(["a", "x", "b"], ["a", "b", "b"], k=2) == 0.5
    assert recall(["a", "x", "b"], ["a", "b"], k=3) == 1.0
    assert recall([], ["a"], k=3) == recall(["a"], [], k=3) == 0.0


def test_the_first_relevant_document_counts() -> None:
    assert reciprocal_rank(["x", "y", "a", "b"], ["b", "a"]) == pytest.approx(1 / 3)
    assert reciprocal_rank(["x"], ["a"]) == 0.0
