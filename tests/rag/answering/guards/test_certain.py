"""What no text has is wrong however the claim is worded; the rest is left to the judge."""

from __future__ import annotations

import pytest

from rag.answering.guards.certain import Free, certain
from rag.answering.guards.sentence import read
from rag.types import Check


def decides(
    name: str,
    claim: str,
    texts: str,
    *,
    taken: float = 0.3,
    copied: float = 0.2,
    reordered: bool = False,
    bare: bool = False,
    dated: bool = True,
) -> bool:
    check = Check(name=name, passed=False, detail="It differs.")
    free = Free(
        claim=read(claim),
        texts=read(texts),
        taken=taken,
        copied=copied,
        reordered=reordered,
        bare=bare,
        dated=dated,
    )
    return certain(check, free)


@pytest.mark.parametrize(
    ("claim", "texts", "decided"),
    [
        ("It sold 12 racks.", "Nine racks were sold.", True),
        ("It sold nine racks.", "Nine racks were sold.", False),
        ("It sold more than 100,000 copies.", "It sold 757,000 copies.", False),
        ("It sold more than 900,000 copies.", "It sold 757,000 copies.", True),
        ("It sold fewer than 900,000 copies.", "It sold 757,000 copies.", False),
        ("It sold fewer than 900,000 copies.", "It sold over 757,000 copies.", True),
        ("It earned more than $100,000.", "It sold 757,000 copies.", True),
    ],
)
def test_figures(claim: str, texts: str, *, decided: bool) -> None:
    assert decides("numbers", claim, texts) is decided


def test_a_number_in_a_name_may_be_meant_where_nothing_is_known() -> None:
    assert decides("numbers", "The 14th Dalai Lama fled.", "He fled.", bare=True) is False
    assert decides("numbers", "The 14th Dalai Lama fled.", "He fled.") is True


@pytest.mark.parametrize(
    ("claim", "texts", "dated", "decided"),
    [
        ("It opened in 2019.", "It opened in 2018.", True, True),
        ("It opened in 2019.", "It opened last year.", False, False),
        ("It opened in 2019.", "It opened last year.", True, True),
        ("It opened in autumn 2016.", "Open since 2016-08-25.", True, False),
        ("It opened in May.", "It opened in March.", True, True),
        ("A year later, the next year, it shut.", "It shut in 2013.", True, False),
        ("It rose this month.", "It rose this year.", True, True),
    ],
)
def test_dates(claim: str, texts: str, *, dated: bool, decided: bool) -> None:
    assert decides("dates", claim, texts, dated=dated) is decided


def test_a_denial_decides_where_it_denies_words_of_the_texts() -> None:
    texts = "Terms of the pump deal were not disclosed."
    assert decides("negation", "The deal's terms were disclosed.", texts, taken=0.7)
    assert not decides("negation", "The deal's terms were disclosed.", texts, taken=0.5)
    claim = "The deal is no album by Cato."
    assert not decides("negation", claim, "The deal is an album by Borel, a band.", taken=0.6)


def test_names_decide_unless_nothing_is_known() -> None:
    assert decides("names", "Cato shut.", "It shut.")
    assert not decides("names", "Cato shut.", "It shut.", bare=True)
    assert decides("names", "Cato shut.", "Borel shut.", bare=True)


def test_duties_and_inventions() -> None:
    assert decides("modality", "Borel must pay.", "Borel pays.")
    assert not decides("modality", "Borel must pay.", "Borel has a duty to pay.")
    assert decides("additions", "A summer storm had flooded seven villages.", "Borel pays.")
    assert not decides("additions", "Borel pays since a storm flooded it.", "Borel pays.")


def test_what_compares_place_by_place_is_left_to_the_judge() -> None:
    assert not decides("wording", "Borel pays.", "Borel buys.")
    assert not decides("parties", "Borel sued Cato.", "Cato sued Borel.")
