from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from benchmarks.cross_encoder.window import pieces, window

FILLER = "Nothing of note was written down about the weather in that long and quiet year. "


def test_the_sentence_that_shares_words_is_kept() -> None:
    text = FILLER * 6 + "The mill burned down in 1911. " + FILLER * 6
    assert "The mill burned down in 1911." in window("In 1911 the mill burned.", text)
    assert len(window("In 1911 the mill burned.", text)) < len(text) / 2


def test_a_rare_word_counts_more_than_a_frequent_one() -> None:
    text = "The harbour was busy. " * 30 + "The lighthouse keeper left."
    assert "lighthouse" in window("The harbour had a lighthouse.", text)


def test_a_short_text_is_kept_whole() -> None:
    assert window("Anything.", "One.\nTwo.") == "One.\nTwo."


@given(claim=st.text(max_size=60), text=st.text(alphabet="ab. \n?", max_size=900))
def test_what_is_kept_is_pieces_of_the_text_in_order(claim: str, text: str) -> None:
    kept = window(claim, text)
    at = 0
    for piece in pieces(kept):
        at = text.index(piece, at) + len(piece)
    assert len(kept) <= max(480, max((len(piece) for piece in pieces(text)), default=0))
