"""Acronyms are recognised by their letters, and what merely stands in parentheses is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.acronyms import is_acronym, long_form


@pytest.mark.parametrize(
    ("short", "before", "long"),
    [
        ("WTO", "Members of the World Trade Organization", "World Trade Organization"),
        ("MRI", "seen by magnetic resonance imaging", "magnetic resonance imaging"),
        ("MIT", "at the Massachusetts Institute of Tech", "Massachusetts Institute of Tech"),
        ("EEG", "owned by the Emperor Entertainment Group", "Emperor Entertainment Group"),
        ("TB", "He died of Tuberculosis", "Tuberculosis"),
        ("DNA", "a strand of deoxyribonucleic acid", "deoxyribonucleic acid"),
        ("GPUs", "runs on graphics processing units", "graphics processing units"),
        ("P&G", "a brand of Procter & Gamble", "Procter & Gamble"),
        ("COVID-19", "deaths from coronavirus disease 2019", "coronavirus disease 2019"),
    ],
)
def test_words_that_spell_the_short_form(short: str, before: str, long: str) -> None:
    assert long_form(short, before) == long


@pytest.mark.parametrize(
    ("short", "before"),
    [
        ("US", "a film about life under siege"),
        ("ARIA", "It sold well in Australia"),
        ("WHO", "she saw a doctor with short hours of work"),
        ("CDU", "A speech by Angela Merkel"),
        ("D-MA", "said Senator Jane Doe"),
        ("NBC", "seen on the NBC Broadcast Company"),
        ("PDF", "Annual report"),
        ("ABC", ""),
        ("XML", "Extensible Markup Language"),
    ],
)
def test_nothing_is_made_up(short: str, before: str) -> None:
    assert long_form(short, before) is None


@pytest.mark.parametrize("text", ["see", "Foxconn", "1999", "a", "THIS IS LONG", "A", "(X)", "-AB"])
def test_shapes_that_are_no_acronym(text: str) -> None:
    assert not is_acronym(text)


@given(st.text(max_size=10), st.text(max_size=80))
def test_a_long_form_is_always_the_end_of_the_text(short: str, before: str) -> None:
    found = long_form(short, before) if is_acronym(short) else None
    assert found is None or found in " ".join(before.split())
