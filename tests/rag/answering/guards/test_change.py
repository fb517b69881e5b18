"""The guard of change: rises and falls against two figures with their order in time."""

from __future__ import annotations

import pytest

from rag.answering.guards.change import check_change
from rag.answering.guards.sentence import read, sentences

_DIVIDEND = "The board proposes a dividend of €0.80 a share; in 2024 it was €0.95."
_PROFIT = "Profit was €21.4 million, compared with €25.9 million the year before."
_WOMEN = "The share of women was 31%, versus 28% in 2020."
_SAME = "The board proposes a dividend of €3.10 per share, unchanged from 2024."
_REVENUE = "Revenue was €52 million, against €48 million a year earlier."


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("Acme raised its dividend.", _DIVIDEND),
        ("Acme did raise its dividend.", _DIVIDEND),
        ("Profit was higher in 2025 than in 2024.", _PROFIT),
        ("Profit did not fall.", _PROFIT),
        ("The share of women has fallen.", _WOMEN),
        ("Revenue decreased.", _REVENUE),
        ("Acme did raise its dividend.", _SAME),
        ("The dividend of Acme was cut.", _SAME),
        ("Sales in Asia were higher in 2025.", "Sales in Asia remained flat."),
    ],
)
def test_the_other_way_is_refused(claim: str, source: str) -> None:
    check = check_change(read(claim), sentences(source))
    assert check is not None
    assert not check.passed


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("Acme cut its dividend.", _DIVIDEND),
        ("Acme did not raise its dividend.", _DIVIDEND),
        ("Profit fell.", _PROFIT),
        ("Acme did not raise its dividend.", _SAME),
        ("Acme raised its prices.", _SAME),
        ("Sales rose.", "Sales rose by 3%. Sales in Asia remained flat."),
        ("The share of women increased.", _WOMEN),
        ("Revenue grew.", _REVENUE),
        ("The number of shops rose.", _REVENUE),  # of something else
        ("Costs fell.", "Costs were €5 million for rent and €7 million for wages."),  # no order
        (
            "Profit rose.",
            "Profit was €3 million in 2024, €4 million in 2025 and €2 million in 2026.",
        ),
        ("Profit rose.", "Profit fell to €3 million, compared with €4 million the year before."),
        ("The board proposes a dividend.", _DIVIDEND),  # no change is told
    ],
)
def test_the_rest_is_left_to_others(claim: str, source: str) -> None:
    assert check_change(read(claim), sentences(source)) is None


def test_the_objection_names_the_words_that_say_there_was_no_change() -> None:
    check = check_change(read("Acme raised its dividend."), sentences(_SAME))
    assert check is not None
    assert check.detail == 'The sentence tells of a rise; the source says "unchanged".'


def test_the_objection_names_both_figures() -> None:
    check = check_change(read("Acme raised its dividend."), sentences(_DIVIDEND))
    assert check is not None
    assert check.detail == "The sentence tells of a rise; the source has €0.80 and €0.95 before."
