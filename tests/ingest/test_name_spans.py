"""Names end and begin where their capitals do, unless a list, a role or a possessive says more."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.name_spans import is_role, name_after, name_before


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("It was sold to Delta Mills Co., Ltd.", "Delta Mills Co., Ltd."),
        ("The University of Graz", "University of Graz"),
        ("In Bombay", "Bombay"),
        ("She led the Procter & Gamble", "Procter & Gamble"),
        ("the chief executive of Borel Pumps", "Borel Pumps"),
        ("President of Cato", "Cato"),
        ("a Boeing 747", "Boeing 747"),
        ("Prime Minister Anna Weber", "Anna Weber"),
    ],
)
def test_the_name_that_ends_a_text(text: str, name: str) -> None:
    found = name_before(text)
    assert found is not None
    assert found.text == name


@pytest.mark.parametrize(
    "text", ["", "the plan", "He met Acme and Borel", "It rose to 40", "of the", "Acme Inc. said"]
)
def test_texts_that_end_with_no_name(text: str) -> None:
    assert name_before(text) is None


def test_what_is_before_a_name_and_its_legal_form_are_told() -> None:
    by = name_before("an album by the Blue Cats")
    firm = name_before("Delta Mills Ltd")
    assert by is not None and by.after_preposition and not by.is_firm
    assert firm is not None and firm.is_firm and not firm.after_preposition


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Borel Pumps, which", "Borel Pumps"),
        ('"Big Blue" by some', "Big Blue"),
        ("the Bank of Ruhr and others", "Bank of Ruhr"),
        ("Delta Mills Co., Ltd. in May", "Delta Mills Co., Ltd."),
        ("Mumbai.", "Mumbai"),
    ],
)
def test_the_name_that_begins_a_text(text: str, name: str) -> None:
    assert name_after(text) == name


@pytest.mark.parametrize(
    "text",
    [
        "Apple engineer",
        "Sachs’s partner",
        "chief of Acme",
        "Director of Acme",
        "",
        ", Acme",
        "1999",
    ],
)
def test_texts_that_begin_with_no_name(text: str) -> None:
    assert name_after(text) is None


def test_roles_are_no_names() -> None:
    assert is_role("the Company")
    assert is_role("December")
    assert not is_role("WHO")
    assert not is_role("Company of Heroes")


@given(st.text(max_size=120))
def test_any_text_is_read(text: str) -> None:
    before = name_before(text)
    assert before is None or before.text in text
    after = name_after(text)
    assert after is None or after in text
