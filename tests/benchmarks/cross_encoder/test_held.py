from __future__ import annotations

from benchmarks.cross_encoder.held import Held
from benchmarks.cross_encoder.pair import Pair

REPORTED = "The old mill was sold to a family from the coast. Rain fell. It was rebuilt in 1911."


def _pair(passage: str, claim: str) -> Pair:
    return Pair(id=passage, source="wice", group="", passage=passage, claim=claim, holds=True)


def test_a_sentence_of_a_reported_text_is_found_in_another_text() -> None:
    held = Held([REPORTED])
    assert held.touches("Some say so. It was rebuilt in 1911. Others do not.")
    assert held.touches("the OLD mill was sold to a family, from the coast!")
    assert not held.touches("The new mill was sold to a family from the coast.")


def test_a_short_sentence_that_occurs_anywhere_does_not_count() -> None:
    assert not Held([REPORTED]).touches("Rain fell. Snow followed in the evening of that day.")


def test_a_short_claim_counts_as_a_whole() -> None:
    assert Held(["Rain fell."]).touches("rain fell")


def test_pairs_with_a_reported_passage_or_claim_are_left_out() -> None:
    kept = _pair("Snow fell on the hills in May.", "Snow fell in May on the hills.")
    pairs = [
        kept,
        _pair("It was rebuilt in 1911.", "The mill was rebuilt."),
        _pair("The mill stands on the river bank.", "It was rebuilt in 1911."),
    ]
    assert Held([REPORTED]).clean(pairs) == [kept]


def test_an_empty_text_touches_nothing() -> None:
    assert not Held(["", REPORTED]).touches("")
