"""What repeats the question is an echo; a name, a figure or a "not" of its own is an answer."""

from __future__ import annotations

import pytest

from rag.answering.echo import echoes


@pytest.mark.parametrize(
    ("question", "text", "echo"),
    [
        ("Why did the calls fall?", "The calls fell.", True),
        ("Why did the calls drop?", "The calls did drop.", True),
        ("Why did the calls drop?", "The calls did drop in May.", False),
        ("Who called?", "Nobody called.", False),
        ("Who called?", "We did call.", False),
        ("Who called Ada Lee?", "Lee called Ada.", True),
        ("What will may say?", "It will say May.", False),
        ("Which is larger, Rona or Cato?", "Rona is larger.", False),
        ("Which of Rona and Cato is larger?", "Rona is larger.", False),
        ("Summarise the pact.", "The pact.", False),
        ("How many pumps were sold in 2024?", "Pumps were sold in 2024.", True),
        ("How many pumps were sold in 2024?", "40 pumps were sold in 2024.", False),
    ],
)
def test_a_text_that_repeats_the_question_is_an_echo(
    question: str, text: str, *, echo: bool
) -> None:
    assert echoes(question, text) is echo
