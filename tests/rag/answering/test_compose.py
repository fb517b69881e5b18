"""Numbers count distinct sources in order of first use."""

from __future__ import annotations

from rag.answering.compose import answer_text, searched_text
from rag.protocols import Listing
from rag.types import Citation, Claim, Verdict

VERDICT = Verdict(label="supported", score=1.0, reason="")


def claim(text: str, *starts: int) -> Claim:
    citations = [
        Citation(document_id="d", uri="u", title="t", start=start, end=start + 1, quote="x")
        for start in starts
    ]
    return Claim(text=text, citations=citations, verdict=VERDICT)


def document(published_at: str | None) -> Listing:
    return Listing(id="d", uri="u", published_at=published_at)


def test_a_source_used_twice_keeps_its_number() -> None:
    assert answer_text([claim("A.", 5, 9), claim("B.", 9, 1)]) == "A. [1][2] B. [2][3]"


def test_nothing_shown_says_so() -> None:
    assert answer_text([]) == "The documents do not say."


def test_what_was_searched_names_the_period() -> None:
    assert searched_text([document(None)]) == "1 document"
    dated = [document("2025-01-01"), document("2024-05-01"), document(None)]
    assert searched_text(dated) == "3 documents, 2 of them dated (2024-05-01 to 2025-01-01)"
