"""Searching again: for the parts of a question, or for what its first evidence points to."""

from __future__ import annotations

from collections.abc import Sequence

from rag.retrieval.parts import question_parts
from rag.retrieval.second_hop import second_hop
from rag.types import Passage

__all__ = ["beside", "further_queries"]

_PLACES = 2  # for each further search


def further_queries(question: str, found: Sequence[Passage]) -> list[str]:
    """Return what to search for beside the question: its parts, else a second hop, else nothing.

    Args:
        question: The question.
        found: Its evidence, best first.
    """
    parts = question_parts(question)
    if len(parts) > 1:
        return parts
    hop = second_hop(question, found)
    return [hop] if hop else []


def beside(
    found: Sequence[Passage], further: Sequence[Sequence[Passage]], *, limit: int
) -> list[Passage]:
    """Return evidence in which each further search has places, at the end; ranked anew.

    The first evidence keeps its order and at least half of the places. What a further search found
    first follows, with a score that is not above that of the passage before it.

    Args:
        found: Evidence of the whole question, best first.
        further: Evidence of each further search, best first.
        limit: Longest result, at least 1.
    """
    taken = {(passage.document_id, passage.start) for passage in found[: limit - limit // 2]}
    added: list[Passage] = []
    for passages in further:
        fresh = [p for p in passages[:_PLACES] if (p.document_id, p.start) not in taken]
        added += fresh
        taken |= {(passage.document_id, passage.start) for passage in fresh}
    added = added[: limit // 2]
    places = {(passage.document_id, passage.start) for passage in added}
    kept = [p for p in found if (p.document_id, p.start) not in places][: limit - len(added)]
    ranked: list[Passage] = []
    for rank, passage in enumerate([*kept, *added], start=1):
        score = min([passage.score, *(before.score for before in ranked[-1:])])
        ranked.append(passage.model_copy(update={"rank": rank, "score": score}))
    return ranked
