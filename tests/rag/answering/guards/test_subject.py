"""A name stands in the place of the word that stands for it, where the text before says which."""

from __future__ import annotations

import pytest

from rag.answering.guards import guard_claim
from rag.answering.guards.sentence import read, sentences
from rag.answering.guards.subject import check_subject, resolved


def texts(claim: str, *quotes: str, before: str = "", bare: bool = False) -> list[str]:
    found = resolved(
        read(claim),
        [sentences(quote) for quote in quotes],
        read(before) if before else None,
        bare=bare,
    )
    return [sentence.text for sentence in found]


@pytest.mark.parametrize(
    ("before", "quote", "read_as"),
    [
        ("Borel makes pumps.", "It sells racks.", "Borel sells racks."),
        ("The Borel Group makes pumps.", "Its racks sell well.", "Borel Group's racks sell well."),
        ("Ana Cruz owns Borel.", "She founded it in Ohio.", "Ana Cruz founded it in Ohio."),
        ("Borel makes pumps.", "She founded it in Ohio.", "She founded it in Ohio."),
        ("Borel's owner makes pumps.", "It sells racks.", "It sells racks."),
        ("Borel and Cato make pumps.", "They sell racks.", "They sell racks."),
        ("Ana Cruz said Borel makes pumps.", "It sells racks.", "It sells racks."),
        ("The mill was sold.", "It makes racks.", "It makes racks."),
        ("Borel makes pumps.", "It is said that racks sell.", "It is said that racks sell."),
        ("Borel makes pumps.", "The firm sells racks.", "The firm sells racks."),
    ],
)
def test_the_sentence_before_says_whom_it_speaks_of(before: str, quote: str, read_as: str) -> None:
    assert texts("Dorin sells racks.", quote, before=before) == [read_as]
    assert texts("Dorin sells racks.", f"{before} {quote}")[1] == read_as


def test_a_stand_in_after_a_stand_in_means_the_same() -> None:
    quote = "It makes pumps. It sells racks."
    assert texts("Dorin sells racks.", quote, before="Borel is old.") == [
        "Borel makes pumps.",
        "Borel sells racks.",
    ]


def test_a_claim_without_a_leading_name_leaves_the_texts_alone() -> None:
    assert texts("It sells racks.", "It sells racks.", before="Borel is old.") == [
        "It sells racks."
    ]


def test_where_nothing_is_known_it_may_be_whom_the_claim_names() -> None:
    claim = "Ana Cruz taught history in Ohio."
    assert texts(claim, "She taught history.", bare=True) == ["Ana Cruz taught history."]
    assert texts("Dark Water was shot in May.", "The film was shot in May.", bare=True) == [
        "Dark Water was shot in May."
    ]
    assert texts(claim, "She taught history.") == ["She taught history."]


def test_a_quote_does_not_lend_itself_to_another_name() -> None:
    quote = "Borel makes pumps for Cato in Ohio. It now works with Dorin to build its own racks."
    checks = guard_claim(
        "Cato now works with Dorin to build its own racks.", [quote], question="", context="Pumps"
    )
    assert "names" in [check.name for check in checks if not check.passed and not check.advisory]
    right = guard_claim(
        "Borel now works with Dorin to build its own racks.", [quote], question="", context="Pumps"
    )
    assert all(check.passed for check in right)


@pytest.mark.parametrize(
    ("claim", "source", "objects"),
    [
        ("Cato works with Dorin on chips.", "Borel has grown and works with Dorin on chips.", True),
        (
            "Borel works with Dorin on chips.",
            "Borel has grown; it works with Dorin on chips.",
            False,
        ),
        (
            "Dorin works with Borel on chips.",
            "Borel has grown and works with Dorin on chips.",
            False,
        ),
        ("Cato sells pumps and racks in Ohio.", "Borel works with Dorin on chips.", False),
        ("ABC works with Dorin on chips.", "Alma Borel Cato works with Dorin on chips.", False),
        (
            "The firm works with Dorin on chips.",
            "Borel has grown; works with Dorin on chips.",
            False,
        ),
        (
            "Cato's unit works with Dorin on chips.",
            "Borel works with Dorin on chips, a unit.",
            False,
        ),
    ],
)
def test_what_is_said_of_one_name_is_not_said_of_another(
    claim: str, source: str, *, objects: bool
) -> None:
    check = check_subject(read(claim), [read(source)])
    assert (check is not None) is objects


def test_a_freely_worded_claim_may_not_take_another_subject() -> None:
    quote = (
        "Borel makes pumps in Ohio. It has signed deals with Elm and now works with Dorin on chips."
    )
    checks = guard_claim(
        "Cato now works with Dorin on chips.", [quote], question="", context="Cato and Borel"
    )
    assert [c.detail for c in checks if c.name == "subject" and not c.advisory] == [
        "The sentence says it of Cato; the source says it of Borel."
    ]


def test_a_plural_subject_that_no_text_has_is_another_subject() -> None:
    said = "In May governors voted seven to four against a merger with the school."
    checks = guard_claim(
        "Parents voted seven to four against a merger with the school.",
        [said],
        question="",
        context="",
    )
    assert "subject" in [check.name for check in checks if not check.passed]
