"""A list reads as a sentence, by a person and by the judge; its heading stays before it."""

from __future__ import annotations

import pytest

from rag.answering.reading import own_words, passage_text
from rag.types import Passage


def passage(quote: str, context: str = "") -> Passage:
    return Passage(
        document_id="d", uri="u", title="t", start=0, end=len(quote), quote=quote,
        context=context, rank=1, score=1,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("quote", "words"),
    [
        ("- Borel Pumps\n- Cato Tools", "Borel Pumps; Cato Tools."),
        ("They are:\n\n- Borel Pumps\n- Cato Tools", "They are: Borel Pumps; Cato Tools."),
        (
            "It shall include:\n  (a) two cranes;\n  (b) a gate; and\n  (c) lighting.",
            "It shall include: two cranes; a gate; lighting.",
        ),
        ("(b) a gate;", "A gate."),
        ("Resolved by four votes to one:", "Resolved by four votes to one."),
        ("The lease runs\nfor ten years.", "The lease runs for ten years."),
    ],
)  # fmt: skip
def test_a_list_is_quoted_as_a_sentence(quote: str, words: str) -> None:
    assert own_words(passage(quote)) == words


def test_the_words_before_a_list_item_are_read_with_it() -> None:
    read = passage_text([passage("- Borel Pumps", "Tenants — The tenants are:")])
    assert read == "Tenants - The tenants are: Borel Pumps"
