"""Two names of one thing are learnt where a text says so, and nowhere else."""

from __future__ import annotations

import pytest

from ingest.aliases import find_aliases
from ingest.sentences import split


def pairs(text: str) -> list[tuple[str, str]]:
    return [(alias.name, alias.other) for alias in find_aliases(text, split(text))]


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        (
            "The rate is set by the Central Reserve Council (CRC) each month.",
            ("CRC", "Central Reserve Council"),
        ),
        (
            "CRC (Central Reserve Council) met on Monday.",
            ("CRC", "Central Reserve Council"),
        ),
        (
            "The **Central Reserve Council** (**CRC**) met on Monday.",
            ("CRC", "Central Reserve Council"),
        ),
        (
            "The Central Reserve Council (the “CRC”) shall meet.",
            ("CRC", "Central Reserve Council"),
        ),
        (
            "The Central Reserve Council (CRC; German: Zentralrat) met.",
            ("CRC", "Central Reserve Council"),
        ),
        (
            "The Central Reserve Council, or CRC, met on Monday.",
            ("CRC", "Central Reserve Council"),
        ),
        (
            "The Central Reserve Council, or CRC for short, met on Monday.",
            ("CRC", "Central Reserve Council"),
        ),
        (
            "It is treated with continuous positive pressure (CPP) at night.",
            ("CPP", "continuous positive pressure"),
        ),
        (
            "Delta Precision Mills Co. (Millcraft) builds pumps. Millcraft also sells them.",
            ("Delta Precision Mills Co.", "Millcraft"),
        ),
        (
            "Delta Precision Mills Co., Ltd. (“Millcraft” or the “Company”) builds pumps.",
            ("Delta Precision Mills Co., Ltd.", "Millcraft"),
        ),
        (
            "The mill was sold to Borel Works (formerly Cato Pumps) in May.",
            ("Borel Works", "Cato Pumps"),
        ),
        ("Borel Works, formerly Cato Pumps, builds mills.", ("Borel Works", "Cato Pumps")),
        (
            "Borel Works, formerly known as Cato Pumps, builds mills.",
            ("Borel Works", "Cato Pumps"),
        ),
        ("Anna Lind, also known as Nightbird, sang.", ("Anna Lind", "Nightbird")),
        ("Anna Lind (also known as “Nightbird”) sang.", ("Anna Lind", "Nightbird")),
        ("Anna Lind, who was later known as Maria Bern, sang.", ("Anna Lind", "Maria Bern")),
        ("Borel Works (d/b/a Pumpwise) sells pumps.", ("Borel Works", "Pumpwise")),
        ("Port Ellen was renamed Queenstown in 1901.", ("Port Ellen", "Queenstown")),
        ("Cato Pumps changed its name to Borel Works in 2020.", ("Cato Pumps", "Borel Works")),
        (
            "Pumpwise, the trading name of Borel Works Limited, grew.",
            ("Pumpwise", "Borel Works Limited"),
        ),
        ("Nightbird is the stage name of Anna Lind.", ("Nightbird", "Anna Lind")),
        ("Borel Works plc (LSE: BRW) rose by a tenth.", ("Borel Works plc", "BRW")),
        (
            "Ascorbic acid, also known as vitamin C, is found in fruit.",
            ("Ascorbic acid", "vitamin C"),
        ),
    ],
)
def test_a_text_that_gives_two_names(text: str, pair: tuple[str, str]) -> None:
    assert pairs(text) == [pair]


@pytest.mark.parametrize(
    "text",
    [
        "Toyota Motor Corp (Japan) rose. It is well known in Japan.",
        "Delta Precision Mills Co. (Millcraft) builds pumps.",
        "Angela Merkel (CDU) spoke.",
        "John Smith (Chairman) spoke.",
        "Ann Ray (Mary Dale) starred in it. Mary Dale is a nurse.",
        "Jane Doe, formerly Vice President of Acme, left.",
        "Jane Doe, formerly Acme's lawyer, left.",
        "Jane Doe, formerly Acme engineer and writer, left.",
        "The album by Anna Lind, known as Nightbird, sold well.",
        "Acme and Borel (formerly Cato) met.",
        "Snow with The Blue Cats (also known as White Snow from The Blue Cats) sold well.",
        "The Buyer (the “Customer”) and the Seller (the “Supplier”) agree.",
        "Acme Widgets Ltd (the “Company”) shall pay.",
        "A film about life under siege (US) was shown.",
        "Senator Jane Doe (D-MA) voted.",
        "The airport (IATA: ABC, ICAO: ABCD) is small.",
        "Alba International Airport (IATA: ALB) is small.",
        "Mary Powell (née Douglas) sang.",
        "See the report (Table 4) for more (PDF).",
        "It was built in Ohio (Springfield).",
        "Formerly known as New Town, Moore Hill was founded in 1740.",
        "He was called Monday, as was she.",
        "Acme (2020) and Borel (May) are films.",
        "Prices rose (see below), and (so) did wages.",
        "The process, also known as the cause of all this, is slow.",
        "Acme Works (Acme) builds pumps. Acme sells them.",
        "He wrote to the Times, or Anna, about it.",
        "",
    ],
)
def test_a_text_that_gives_no_second_name(text: str) -> None:
    assert pairs(text) == []


def test_a_short_name_that_is_an_everyday_word_of_the_text_is_left_out() -> None:
    assert pairs("Borel Works Ltd (“Works”) builds a bridge. The works cost money.") == []
    assert pairs("William Hart, known as Bill, paid the bill.") == []


def test_names_are_not_read_across_sentences_and_each_pair_counts_once() -> None:
    text = "The Central Reserve Council (CRC) met.\n\nThe Central Reserve Council (CRC) voted."
    assert pairs(text) == [("CRC", "Central Reserve Council")]
    assert pairs("It met the Central Reserve Council. (CRC) was shown.") == []


def test_a_hard_wrapped_sentence_is_read_whole() -> None:
    text = (
        "The rate of interest in all of the member states is set once a month by the Central\n"
        "Reserve Council (CRC) in Bern, and it has not been changed for more than two years.\n"
    )
    text = f"The members met.\n\n{text * 3}"
    assert pairs(text) == [("CRC", "Central Reserve Council")]


def test_long_lines_take_no_long_time() -> None:
    hostile = "A of " * 20_000 + "(" * 5_000 + "formerly " * 5_000
    assert pairs(hostile) == []
