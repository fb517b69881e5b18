"""Numbers count distinct sources in order of first use."""

from __future__ import annotations

import pytest

from rag.answering.compose import answer_text, searched_text
from rag.answering.request import NotAsked
from rag.protocols import Overview
from rag.types import Citation, Claim, Verdict

VERDICT = Verdict(label="supported", score=1.0, reason="")


def claim(text: str, *starts: int) -> Claim:
    citations = [
        Citation(document_id="d", uri="u", title="t", start=start, end=start + 1, quote="x")
        for start in starts
    ]
    return Claim(text=text, citations=citations, verdict=VERDICT)


def searched(documents: int, *, dated: int = 0, first: str = "", last: str = "") -> Overview:
    return Overview(
        documents=documents, uris=("a.txt",), dated=dated, first=first or None, last=last or None
    )


def test_a_source_used_twice_keeps_its_number() -> None:
    assert answer_text([claim("A.", 5, 9), claim("B.", 9, 1)]) == "A. [1][2] B. [2][3]"


def test_nothing_shown_says_so() -> None:
    assert answer_text([]) == "The documents do not say."


@pytest.mark.parametrize("unasked", ["nothing", "greeting", "order", "code"])
def test_what_was_no_question_gets_the_next_step(unasked: NotAsked) -> None:
    assert "ask what you want to know from the documents" in answer_text([], unasked=unasked)
    assert answer_text([claim("A.", 5)], unasked=unasked) == "A. [1]"


def test_few_documents_are_named() -> None:
    assert searched_text(searched(1)) == "1 document (a.txt)"
    both = Overview(documents=2, uris=("a.txt", "b.txt"))
    assert searched_text(both) == "2 documents (a.txt, b.txt)"
    assert searched_text(searched(4)) == "4 documents"


def test_no_documents_says_why() -> None:
    assert searched_text(Overview()) == "no documents: none matches the filters"


def test_what_was_searched_names_the_period() -> None:
    first, last = "2024-05-01", "2025-01-01"
    assert searched_text(searched(4, dated=4, first=first, last=last)) == (
        "4 documents, dated 2024-05-01 to 2025-01-01"
    )
    assert searched_text(searched(5, dated=4, first=first, last=last)) == (
        "5 documents, 4 of them dated 2024-05-01 to 2025-01-01"
    )
    assert searched_text(searched(4, dated=4, first=last, last=last)) == (
        "4 documents, dated 2025-01-01"
    )
