"""Numbers count distinct sources in order of first use."""

from __future__ import annotations

import pytest

from rag.answering.compose import answer_text, searched_text
from rag.answering.request import NotAsked
from rag.protocols import Listing
from rag.types import Citation, Claim, Verdict

VERDICT = Verdict(label="supported", score=1.0, reason="")


def claim(text: str, *starts: int) -> Claim:
    citations = [
        Citation(document_id="d", uri="u", title="t", start=start, end=start + 1, quote="x")
        for start in starts
    ]
    return Claim(text=text, citations=citations, verdict=VERDICT)


def document(published_at: str | None, uri: str = "a.txt") -> Listing:
    return Listing(id="d", uri=uri, media_type="text/plain", published_at=published_at)


def test_a_source_used_twice_keeps_its_number() -> None:
    assert answer_text([claim("A.", 5, 9), claim("B.", 9, 1)]) == "A. [1][2] B. [2][3]"


def test_nothing_shown_says_so() -> None:
    assert answer_text([]) == "The documents do not say."


@pytest.mark.parametrize("unasked", ["nothing", "greeting", "order", "code"])
def test_what_was_no_question_gets_the_next_step(unasked: NotAsked) -> None:
    assert "ask what you want to know from the documents" in answer_text([], unasked=unasked)
    assert answer_text([claim("A.", 5)], unasked=unasked) == "A. [1]"


def test_few_documents_are_named() -> None:
    assert searched_text([document(None)]) == "1 document (a.txt)"
    assert searched_text([document(None, "a.txt"), document(None, "b.txt")]) == (
        "2 documents (a.txt, b.txt)"
    )
    assert searched_text([document(None)] * 4) == "4 documents"


def test_no_documents_says_why() -> None:
    assert searched_text([]) == "no documents: none matches the filters"


def test_what_was_searched_names_the_period() -> None:
    dated = [document("2025-01-01"), document("2024-05-01")] * 2
    assert searched_text(dated) == "4 documents, dated 2024-05-01 to 2025-01-01"
    assert searched_text([*dated, document(None)]) == (
        "5 documents, 4 of them dated 2024-05-01 to 2025-01-01"
    )
    assert searched_text([document("2025-01-01")] * 4) == "4 documents, dated 2025-01-01"
