"""A citation's quote is what the document has at its offsets, always."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answering.cite import CitationBuilder, cited_passages, is_exact
from rag.answering.claims import DraftClaim
from rag.types import Citation, Document, Passage
from tests.corpus import open_catalog


def document(text: str) -> Document:
    return Document(
        id="doc_1", uri="a.txt", title="A", text=text, media_type="text/plain", sha256="0",
        fetched_at="2026-01-01T00:00:00Z",
    )  # fmt: skip


@given(st.text(min_size=1), st.data())
def test_every_citation_is_exact_or_refused(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(-3, len(text) + 3))
    end = data.draw(st.integers(-3, len(text) + 3))
    if 0 <= start < end <= len(text):
        citation = Citation.from_span(document(text), start, end)
        assert citation.quote == text[start:end] != ""
    else:
        with pytest.raises(ValueError, match="outside"):
            Citation.from_span(document(text), start, end)


def passage(quote: str, start: int, document_id: str, **more: object) -> Passage:
    fields = {"uri": "u", "title": "t", "rank": 1, "score": 1.0, **more}
    return Passage.model_validate(
        {"document_id": document_id, "start": start, "end": start + len(quote), "quote": quote}
        | fields
    )


def test_a_passage_that_no_longer_stands_gives_no_citation(tmp_path: Path) -> None:
    catalog = open_catalog(tmp_path)
    held = next(d for d in catalog.documents() if d.uri == "pact.txt")
    start = held.text.index("Acme will pay")
    good = passage("Acme will pay", start, held.id)
    moved = passage("Acme will pay", start + 1, held.id)
    gone = passage("Acme will pay", start, "doc_gone")
    (citation,) = CitationBuilder(catalog).build([good, moved, gone])
    assert is_exact(citation, catalog)
    assert not is_exact(citation.model_copy(update={"quote": "Acme will buy"}), catalog)
    assert not is_exact(citation.model_copy(update={"end": 10**9}), catalog)
    lead = passage("Acme will pay", start, held.id, lead_start=start - 5)
    widened = CitationBuilder(catalog).with_lead(lead)
    assert widened is not None
    assert widened.quote == held.text[start - 5 : start + len("Acme will pay")]


def test_unknown_numbers_are_dropped_and_never_guessed() -> None:
    evidence = [passage("Pumps are red.", 0, "a"), passage("Racks are blue.", 0, "b")]
    assert cited_passages(DraftClaim(text="x", numbers=(2, 9, 0)), evidence) == [evidence[1]]
    assert cited_passages(DraftClaim(text="Racks are blue.", numbers=()), evidence) == [evidence[1]]
    assert cited_passages(DraftClaim(text="Mice are grey.", numbers=()), evidence) == []
