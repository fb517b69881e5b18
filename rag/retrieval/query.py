"""What is searched for when a question is asked: spelling mended, other names added."""

from __future__ import annotations

from dataclasses import dataclass

from rag.protocols import AnswerCatalog
from rag.retrieval.other_names import other_names
from rag.retrieval.spelling import Correction, best_spelling, corrections, every_spelling

__all__ = ["Query", "read_query"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A question as it is searched.

    Attributes:
        question: As typed.
        corrected: With the likeliest spelling of each word that no document has.
        words: What the full-text index is searched for: all likely spellings of such words.
        phrases: Other names of what the question names, each to be found as words in a row.
        corrections: The words that were corrected, in order.
    """

    question: str
    corrected: str
    words: str
    phrases: tuple[str, ...]
    corrections: tuple[Correction, ...]


def read_query(question: str, catalog: AnswerCatalog) -> Query:
    """Return what to search for.

    A question without slips and without names that the documents give twice is searched as typed.

    Args:
        question: Any text.
        catalog: Knows the words and names of the documents.

    Raises:
        StoreError: If the catalog cannot be read.
    """
    found = corrections(question, catalog)
    corrected = best_spelling(question, found)
    return Query(
        question=question,
        corrected=corrected,
        words=every_spelling(question, found),
        phrases=tuple(other_names(corrected, catalog)),
        corrections=tuple(found),
    )
