from __future__ import annotations

from random import Random

import pytest

from benchmarks.altered.sentences import Sentence
from benchmarks.cross_encoder.shortened import shortened, word_swap


def _sentence(text: str) -> Sentence:
    return Sentence(id=text, source="seeds", title="", text=text, document=text)


def _all(text: str) -> set[str | None]:
    return {shortened(_sentence(text), Random(seed)) for seed in range(20)}  # noqa: S311 - no secret


def test_a_sentence_may_end_where_a_clause_ends() -> None:
    found = _all("The mill was sold to a farmer in 1911, and the family moved to the coast.")
    assert {"The mill was sold to a farmer.", "The mill was sold to a farmer in 1911."} <= found


def test_brackets_and_what_leads_in_are_left_out() -> None:
    found = _all("In 1911, the mill (the last of its kind) was sold to a farmer by Ann Hale.")
    assert found == {"The mill was sold to a farmer."}


@pytest.mark.parametrize(
    "text",
    [
        "The mill was not sold to a farmer in 1911 by the family.",
        "The mill was sold to a farmer in 1911 unless the papers lie.",
        "The mill was sold.",
        "The old mill by the river in the north.",
    ],
)
def test_nothing_is_cut_where_it_may_turn_the_meaning(text: str) -> None:
    assert _all(text) == {None}


def test_one_word_is_replaced_by_one_of_like_form() -> None:
    sentences = [_sentence("Ann sold the mill."), _sentence("Ben bought the harbour.")]
    swap = word_swap(sentences)
    claims = {swap(sentences[0], Random(seed)) for seed in range(20)}  # noqa: S311 - no secret
    assert claims == {"Ann sold the harbour."}


def test_no_word_is_replaced_by_itself() -> None:
    sentence = _sentence("Ann sold the mill.")
    assert word_swap([sentence])(sentence, Random(1)) is None  # noqa: S311 - no secret
