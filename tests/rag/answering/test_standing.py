"""Quotes are found where they stand whole, wherever that is, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.answering.standing import find_quote, quote_today
from rag.types import Citation, Document
from tests.fake_pipeline import HARBOUR, FakeCatalog

WORDS = "The repairs cost $4.2 million, the city said."


@pytest.mark.parametrize(
    ("text", "quote", "found"),
    [
        ("It cost $4.25.", "cost $4.2", None),
        ("It cost 14.2 million.", "4.2 million", None),
        ("It cost 1,400 dollars.", "400 dollars", None),
        ("Unpaid bills.", "paid bills.", None),
        ("The  “deal”\n— done.", '"deal" - done.', "“deal”\n— done."),
        ("A.*b", ".*", ".*"),
        ("anything", "", None),
        ("anything", " \n ", None),
    ],
)
def test_find_quote(text: str, quote: str, found: str | None) -> None:
    span = find_quote(text, quote, near=0)
    assert (span and text[slice(*span)]) == found


@settings(deadline=None)
@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=40))
def test_a_quote_between_spaces_is_found_with_its_own_words(
    before: str, quote: str, after: str
) -> None:
    text = f"{before} {quote} {after}"
    span = find_quote(text, quote, near=len(before) + 1)
    if quote.split():
        assert span is not None
        assert text[slice(*span)].split()[:1] == quote.split()[:1]
    else:
        assert span is None


def test_the_nearest_of_several_places_is_taken() -> None:
    assert find_quote("a b a b a b", "a b", near=5) == (4, 7)


def cited(document: Document, quote: str = WORDS) -> Citation:
    start = document.text.index(quote)
    return Citation.from_span(document, start, start + len(quote))


def test_words_that_stand_are_the_same_or_moved() -> None:
    catalog = FakeCatalog()
    same = quote_today(cited(HARBOUR), catalog)
    assert (same.place, same.now) == ("same", cited(HARBOUR))
    later = HARBOUR.model_copy(update={"text": "News. " + HARBOUR.text, "version": 2})
    moved = quote_today(cited(HARBOUR), FakeCatalog(held=[later]))
    assert (moved.place, moved.now) == ("moved", cited(later))


def test_words_that_do_not_stand_are_reworded_unknown_or_removed() -> None:
    text = HARBOUR.text.replace("$4.2 million", "$4.25 million")
    later = HARBOUR.model_copy(update={"text": text, "version": 2})
    catalog = FakeCatalog(held=[later, HARBOUR])
    assert quote_today(cited(HARBOUR), catalog).place == "reworded"
    invented = cited(HARBOUR).model_copy(update={"quote": "The repairs were free."})
    assert quote_today(invented, catalog).place == "unknown"
    assert quote_today(cited(HARBOUR), FakeCatalog(held=[])).place == "removed"
