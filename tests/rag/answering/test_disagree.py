"""Equal values are one side; one document speaks once; sides say why they differ."""

from __future__ import annotations

from rag.answering.disagree import group_values, why_different
from rag.answering.guards.quantities import quantities
from rag.answering.values import PassageValue
from rag.types import Passage


def passage(document: str, quote: str) -> Passage:
    return Passage(
        document_id=document, uri=document, title="", start=0, end=len(quote), quote=quote,
        rank=1, score=1.0,
    )  # fmt: skip


def value(document: str, quote: str, text: str) -> PassageValue:
    (quantity,) = quantities(text)
    return PassageValue(passage=passage(document, quote), text=text, figure=quantity)


def test_equal_values_in_other_words_are_one_side() -> None:
    groups = group_values(
        [
            value("a", "It cost $1.4 trillion.", "$1.4 trillion"),
            value("b", "It cost 1,400 billion dollars.", "1,400 billion dollars"),
            value("c", "It cost $1 trillion.", "$1 trillion"),
        ]
    )
    assert [[item.passage.uri for item in group] for group in groups] == [["a", "b"], ["c"]]


def test_two_values_in_one_document_do_not_disagree() -> None:
    groups = group_values([value("a", "It cost $3.", "$3"), value("a", "It rose to $4.", "$4")])
    assert len(groups) == 1


def test_why_different_names_period_and_reserve() -> None:
    one = [value("a", "It has paid $1.4 trillion.", "$1.4 trillion")]
    two = [value("b", "It has paid an estimated $1 trillion in 2025 alone.", "$1 trillion")]
    assert why_different(two, one) == (
        "This source differs: it speaks of “in 2025 alone”, it says “estimated”."
    )
    assert why_different(one, two) == ""
