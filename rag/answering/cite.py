"""Citations: from evidence to spans of documents, and the proof that a quote is exact."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answering.claims import DraftClaim
from rag.answering.reading import closest
from rag.protocols import AnswerCatalog
from rag.types import Citation, Passage

__all__ = ["CitationBuilder", "cited_passages", "is_exact"]

_SHARED_WORDS = 0.5


class CitationBuilder:
    """Builds citations from passages against the catalog's current text.

    Args:
        catalog: Gives the documents.
    """

    def __init__(self, catalog: AnswerCatalog) -> None:
        """Keep the catalog."""
        self._catalog = catalog

    def build(self, passages: Sequence[Passage]) -> list[Citation]:
        """Return one citation per passage whose quote still stands at its place, in order.

        A passage whose document changed or went since it was retrieved gives no citation.
        """
        citations: list[Citation] = []
        for passage in passages:
            document = self._catalog.document(passage.document_id)
            if document is None or document.text[passage.start : passage.end] != passage.quote:
                continue
            citations.append(Citation.from_span(document, passage.start, passage.end))
        return citations

    def with_lead(self, passage: Passage) -> Passage | None:
        """Return the passage widened to the sentence before it, or None if it needs none."""
        document = self._catalog.document(passage.document_id)
        if document is None or passage.lead_start is None:
            return None
        quote = document.text[passage.lead_start : passage.end]
        return passage.model_copy(
            update={"start": passage.lead_start, "quote": quote, "lead_start": None}
        )


def is_exact(citation: Citation, catalog: AnswerCatalog) -> bool:
    """Return whether the citation's quote is what the catalog's document has at its offsets."""
    document = catalog.document(citation.document_id)
    return (
        document is not None
        and 0 <= citation.start < citation.end <= len(document.text)
        and document.text[citation.start : citation.end] == citation.quote
    )


def cited_passages(draft: DraftClaim, evidence: Sequence[Passage]) -> list[Passage]:
    """Return the passages a draft names; unknown numbers are dropped, never guessed.

    A draft that names none is given the passage that shares most of its words, if that is at
    least half of them: the checker still has to accept it.
    """
    named = [evidence[number - 1] for number in draft.numbers if 0 < number <= len(evidence)]
    if named or not evidence:
        return named
    passage, share = closest(draft.text, evidence)
    return [passage] if share >= _SHARED_WORDS else []
