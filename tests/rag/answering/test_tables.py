"""A row of a table states what its columns, its units and its name say together."""

from __future__ import annotations

import pytest

from rag.answering.guards import guard_claim
from rag.answering.tables import row_text, stated_row
from rag.types import Passage

_CARGO = "| Cargo (million tonnes) | 2022 | 2021 |", "| Dry bulk | 2.67 | 2.98 |"
_COST = "| | Plan A | Plan B |", "| Dredging (EUR million a year) | 2.1 | 4.6 |"
_FERRY = "| Season | Departures | Last |", "| Winter (Oct–Apr) | 3 | 19:00 |"


def row(header: str, quote: str) -> Passage:
    return Passage(
        document_id="d", uri="u", title="t", start=0, end=len(quote), quote=quote,
        context=f"Port — {header}", rank=1, score=1.0,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("header", "quote", "stated"),
    [
        (*_CARGO, "Dry bulk: 2.98 million tonnes in 2021; 2.67 million tonnes in 2022."),
        (
            *_COST,
            "Dredging (EUR million a year): Plan A: EUR 2.1 million a year; "
            "Plan B: EUR 4.6 million a year.",
        ),
        (
            "| Cargo (million tonnes) | 2022 |",
            "| **Total** | **9.84** |",
            "Total: 9.84 million tonnes in 2022.",
        ),
        (*_FERRY, "In Winter (Oct-Apr): Departures: 3; Last: 19:00."),
        (
            "| In € thousand | 31 Dec 2023 | Change (%) |",
            "| Revenue | 1,204 | 9.4 |",
            "Revenue: € 1,204 thousand in 31 Dec 2023; Change: 9.4 %.",
        ),
        ("| (€m) | FY2023 |", "| Revenue | 1,204 |", "Revenue: € 1,204 million in FY2023."),
        ("| Item (USD '000) | Q1 |", "| Loss | (12) |", "Loss: Q1: USD -12 thousand."),
        ("| Year | Ships |", "| 2022 | 2,946 |", "In 2022: Ships: 2,946."),
        ("| Ship (TEU) | Load |", "| Aurelia | 8,100 |", "Aurelia: Load: 8,100."),
        ("| Firm | Founded (year) |", "| Cato | 1968 |", "Cato: Founded: 1968."),
        ("| Partner | Value |", "| Cato | undisclosed |", "Cato: Value: undisclosed."),
        ("", "The fee is due.", ""),
        ("| a | b |", "| one cell too few |", ""),
    ],
)
def test_what_a_row_states(header: str, quote: str, stated: str) -> None:
    assert stated_row(row(header, quote)) == stated


def test_a_row_is_shown_with_its_columns() -> None:
    assert row_text(row(*_CARGO)) == "Cargo (million tonnes): Dry bulk; 2022: 2.67; 2021: 2.98"


@pytest.mark.parametrize(
    ("table", "claim", "passes"),
    [
        (_CARGO, "Dry bulk was 2.67 million tonnes in 2022.", True),
        (_CARGO, "Dry bulk was 2.98 million tonnes in 2022.", False),
        (_CARGO, "Dry bulk was 2.67 tonnes in 2022.", False),
        (_CARGO, "Dry bulk fell from 2.98 to 2.67 million tonnes.", True),
        (_CARGO, "Dry bulk rose from 2.67 to 2.98 million tonnes.", False),
        (_COST, "Dredging costs EUR 4.6 million a year with plan B.", True),
        (_COST, "Dredging costs EUR 4.6 billion a year with plan B.", False),
        (_COST, "Dredging costs EUR 4.6 million a month with plan B.", False),
        (_FERRY, "In winter there are three departures.", True),
        (_FERRY, "In winter there are five departures.", False),
        (_FERRY, "In winter the last departure is at 18:00.", False),
    ],
)
def test_guards_read_what_a_row_states(table: tuple[str, str], claim: str, passes: bool) -> None:
    checks = guard_claim(claim, [stated_row(row(*table))], question="", context=table[0])
    assert all(check.passed for check in checks) is passes
