from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.altered.sentences import half_of, sentences, split


@pytest.mark.parametrize(
    "text",
    [
        "Who bought the old mill near the river in the autumn?",
        "MILL NEWS: The old mill near the river was sold again.",
        "Click here to read that the old mill was sold again.",
        "The old mill was sold.",
        "The old mill (near the river was sold to the town.",
        "The Old Mill And The New Mill In The Town.",
    ],
)
def test_what_is_not_a_clean_sentence_is_left_out(text: str) -> None:
    assert split(text) == []


def test_abbreviations_end_no_sentence() -> None:
    text = "On that day Dr. Hale sold the old mill near the river to Mr. J. Cole."
    assert split(text + " " + text) == [text, text]


@given(st.text(alphabet='aA .,?!\n"“”()1', max_size=300))
def test_sentences_are_exact_pieces_of_the_text(text: str) -> None:
    assert all(piece in text for piece in split(text))


def test_seed_sentences_stand_in_their_document_and_in_one_half() -> None:
    tune, report = sentences(None, half="tune"), sentences(None, half="report")
    assert tune
    assert report
    assert all(one.text in one.document for one in tune + report)
    assert all(half_of(one.text) == "report" for one in report)
    assert len({one.id for one in tune + report}) == len(tune + report)
