from __future__ import annotations

from typing import Literal

from benchmarks.cross_encoder.judged import claim_sentences, row_pairs
from benchmarks.measures.data import JudgedRow

EVIDENCE = "The mill was built in 1890 and sold in 1911."


def _row(
    name: str, claim: str, label: Literal["supported", "partially_supported", "contradicted"]
) -> JudgedRow:
    return JudgedRow(id=name, claim=claim, evidence=EVIDENCE, label=label)


def test_partly_supported_does_not_hold() -> None:
    pairs = row_pairs("wice", [_row("a", "It was sold in May 1911.", "partially_supported")])
    assert [(pair.claim, pair.holds) for pair in pairs] == [("It was sold in May 1911.", False)]


def test_of_a_false_twin_only_the_sentence_that_differs_is_learned() -> None:
    rows = [
        _row("a-reference", "The mill was built in 1890. It was sold in 1911.", "supported"),
        _row("a-edited", "The mill was built in 1890. It was sold in 1912.", "contradicted"),
    ]
    assert {pair.claim: pair.holds for pair in row_pairs("bump", rows)} == {
        "The mill was built in 1890.": True,
        "It was sold in 1911.": True,
        "It was sold in 1912.": False,
    }


def test_a_false_claim_of_two_sentences_without_a_twin_is_not_learned() -> None:
    rows = [_row("a", "The mill was built in 1890. It was sold in 1912.", "contradicted")]
    assert row_pairs("wice", rows) == []


def test_a_pair_that_comes_twice_is_learned_once() -> None:
    rows = [_row("a", "It was sold.", "supported"), _row("b", "It was sold.", "supported")]
    assert len(row_pairs("wice", rows)) == 1


def test_a_claim_without_a_sentence_is_itself() -> None:
    assert claim_sentences("...") == ["..."]
