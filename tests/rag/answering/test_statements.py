"""Yes/no questions become two opposite statements; other questions none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answering.statements import statement_pair


@pytest.mark.parametrize(
    ("question", "yes", "no"),
    [
        ("Is there a closing fee?", "There is a closing fee.", "There is no closing fee."),
        ("Are there any penalties?", "There are penalties.", "There are no penalties."),
        ("Does Acme make pumps?", "Acme makes pumps.", "Acme does not make pumps."),
        ("Does Acme Inc have a CFO?", "Acme Inc has a CFO.", "Acme Inc does not have a CFO."),
        ("Did the board approve it?", "The board did approve it.", "The board did not approve it."),
        ("Is the deal a binding commitment?", "The deal is a binding commitment.",
         "The deal is not a binding commitment."),
        ("are pumps and fans the same thing", "Pumps and fans are the same thing.",
         "Pumps and fans are not the same thing."),
        ("Is the option to buy the building still open?",
         "The option to buy the building is still open.",
         "The option to buy the building is not still open."),
        ("Has the firm ever been fined?", "The firm has been fined.",
         "The firm has not ever been fined."),
        ("does the firm ever pay dividends", "The firm pays dividends.",
         "The firm does not ever pay dividends."),
        ("Is the Tista plant delayed?", "The Tista plant is delayed.",
         "The Tista plant is not delayed."),
        ("Is the new plant in Halden?", "The new plant is in Halden.",
         "The new plant is not in Halden."),
        ("Is the main tenant liable?", "The main tenant is liable.",
         "The main tenant is not liable."),
        ("Is the old building insured?", "The old building is insured.",
         "The old building is not insured."),
        ("Is the firm building homes?", "The firm is building homes.",
         "The firm is not building homes."),
        ("Is the bank considered safe?", "The bank is considered safe.",
         "The bank is not considered safe."),
        ("Does the new plan need consent?", "The new plan needs consent.",
         "The new plan does not need consent."),
        ("Is the rent higher than €40,000?", "The rent is higher than €40,000.",
         "The rent is not higher than €40,000."),
        ("Is gas more expensive than coal?", "Gas is more expensive than coal.",
         "Gas is not more expensive than coal."),
        ("Can tenants keep pets?", "Tenants can keep pets.", "Tenants cannot keep pets."),
        ("Is the price of the house disclosed?", "The price of the house is disclosed.",
         "The price of the house is not disclosed."),
        ("Is Acme a subsidiary of Borel?", "Acme is a subsidiary of Borel.",
         "Acme is not a subsidiary of Borel."),
        ("Can the owner of a flat evict the tenant?", "The owner of a flat can evict the tenant.",
         "The owner of a flat cannot evict the tenant."),
        ("May the tenant sublet?", "The tenant may sublet.", "The tenant may not sublet."),
        ("Has the drug been tested?", "The drug has been tested.", "The drug has not been tested."),
        ("Won't the deal close?", "The deal will close.", "The deal will not close."),
        ("Do all partners pay?", "All partners pay.", "Not all partners pay."),
        ("Was the Treaty of Nowhere signed in 1919?", "The Treaty of Nowhere was signed in 1919.",
         "The Treaty of Nowhere was not signed in 1919."),
        ("Does each party pay?", "Each party pays.", "Not every party pays."),
        ("Is each of the parties bound?", "Each of the parties is bound.",
         "Not every one of the parties is bound."),
        ("Are any of the loans secured?", "Some of the loans are secured.",
         "None of the loans are secured."),
        ("Are some of the loans secured?", "Some of the loans are secured.",
         "None of the loans are secured."),
        ("Does any director own shares?", "Some director owns shares.",
         "No director owns shares."),
        ("Has anyone been fined?", "Someone has been fined.", "No one has been fined."),
        ("Can any tenant sublet?", "Any tenant can sublet.", "No tenant can sublet."),
        ("Does Acme have any debts?", "Acme has some debts.", "Acme does not have any debts."),
        ("Does the lease prohibit any subletting?", "The lease prohibits any subletting.",
         "The lease does not prohibit any subletting."),
        ("Was Acme barred from any auction?", "Acme was barred from any auction.",
         "Acme was not barred from any auction."),
        ("Can the buyer end it at any time?", "The buyer can end it at any time.",
         "The buyer cannot end it at any time."),
        ("Was the deal ended in any month?", "The deal was ended in any month.",
         "The deal was not ended in any month."),
        ("Should users restart?", "Users should restart.", "Users should not restart."),
    ],
)  # fmt: skip
def test_pair(question: str, yes: str, no: str) -> None:
    pair = statement_pair(question)
    assert pair is not None
    assert (pair.yes, pair.no) == (yes, no)


@pytest.mark.parametrize(
    "question",
    [
        "Who signed?",
        "How much is it?",
        "When will it ship?",
        "Is it Acme or Borel?",
        "Tell me more",
    ],
)
def test_other_questions_have_no_pair(question: str) -> None:
    assert statement_pair(question) is None


def test_an_unclear_subject_names_the_question() -> None:
    pair = statement_pair("Are the quick zorbs wibbles here gladly?")
    assert pair is not None
    assert "Are the quick zorbs" in pair.yes
    assert pair.yes != pair.no


@given(st.text(max_size=80))
def test_any_text_gives_opposites_or_nothing(text: str) -> None:
    pair = statement_pair(f"Is {text}?")
    assert pair is None or pair.yes != pair.no
