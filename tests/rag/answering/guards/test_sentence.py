"""Sentences are read into words, clauses and canonical stems."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answering.guards.lexicon import CONVERSES, OPPOSITES, canonical
from rag.answering.guards.sentence import plain, read, sentences


def test_contractions_and_short_forms_are_written_out() -> None:
    assert plain("Mr. Lee won’t visit the U.S. plant") == "Mr Lee will not visit the US plant"


def test_sentences_end_at_full_stops_only() -> None:
    found = [one.text for one in sentences("Sales rose c. 6% at Acme Inc. in May. Costs fell.")]
    assert found == ["Sales rose c 6% at Acme Inc in May.", "Costs fell."]


def test_clauses_end_at_marks_and_joining_words() -> None:
    assert [word.clause for word in read("It rose, he said, but fell").words] == [0, 0, 1, 1, 2, 2]


@pytest.mark.parametrize(
    ("one", "two"), [("bought", "purchase"), ("won", "win"), ("films", "movie")]
)
def test_words_of_one_meaning_are_one(one: str, two: str) -> None:
    assert canonical(one) == canonical(two)


def test_no_opposites_are_one_word() -> None:
    assert [pair for pair in OPPOSITES | CONVERSES if pair[0] == pair[1]] == []


@given(st.text())
def test_words_are_in_order_and_in_the_text(text: str) -> None:
    sentence = read(text)
    assert all(
        one.end <= two.start for one, two in zip(sentence.words, sentence.words[1:], strict=False)
    )
    assert all(sentence.text[w.start : w.end].startswith(w.text) for w in sentence.words)
