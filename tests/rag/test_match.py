from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.match import indexed_words, match_terms


@pytest.mark.parametrize(
    ("query", "expression"),
    [
        ("Is the fee due?", '"fee" OR "due"'),
        ("the fee, the fee", '"fee" OR "fee"'),
        ("paid 1,400 dollars", '"paid" OR "1 400" OR "dollars"'),
        ("the GPT-4 model", '"GPT 4" OR "GPT" OR "model"'),
        ("in 2019/2020", '"2019 2020" OR "2019" OR "2020"'),
        ('the "purchase commitment" of it', '"purchase commitment" OR "purchase" OR "commitment"'),
        ("Acme's pumps", '"Acme" OR "pumps"'),
        ("who is it", '"who" OR "is" OR "it"'),
        ("東京", '"東" OR "京"'),
        ("", ""),
        ("?!", ""),
    ],
)
def test_the_words_that_are_searched(query: str, expression: str) -> None:
    assert " OR ".join(match_terms(query)) == expression


@given(st.text(max_size=60))
def test_any_text_can_be_searched(query: str) -> None:
    terms = match_terms(query)
    if not terms:
        return
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE w USING fts5 (text)")
    connection.execute("INSERT INTO w VALUES (?)", (indexed_words("some words"),))
    connection.execute("SELECT * FROM w WHERE w MATCH ?", (" OR ".join(terms),)).fetchall()
    connection.close()
