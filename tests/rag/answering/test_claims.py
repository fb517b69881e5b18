"""A written answer is split into sentences with their evidence numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answering.claims import split_claims


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It rose [1]. It fell [2].", [("It rose.", (1,)), ("It fell.", (2,))]),
        ("It rose. [1] It fell.[2]", [("It rose.", (1,)), ("It fell.", (2,))]),
        ("Dr. Lee of A. B. Inc. left [1, 3].", [("Dr. Lee of A. B. Inc. left.", (1, 3))]),
        ("It cost $1.4 trillion [1-3]", [("It cost $1.4 trillion.", (1, 2, 3))]),
        ("- One [1]\n- Two [2]", [("One.", (1,)), ("Two.", (2,))]),
        ("Answer: It rose. [1][2]", [("It rose.", (1, 2))]),
        ("It has A, B. [1], [2] and [3].", [("It has A, B.", (1, 2, 3))]),
        ("1. Eleven docks [1]. 2. Two gates [2].", [("Eleven docks.", (1,)), ("Two gates.", (2,))]),
        ("No marker at all", [("No marker at all.", ())]),
        ("  [1] ", []),
        ("", []),
    ],
)  # fmt: skip
def test_split(text: str, expected: list[tuple[str, tuple[int, ...]]]) -> None:
    assert [(draft.text, draft.numbers) for draft in split_claims(text)] == expected


@given(st.text())
def test_no_marker_is_left_in_a_claim_and_no_word_is_invented(text: str) -> None:
    for draft in split_claims(text):
        assert any(character.isalnum() for character in draft.text)
