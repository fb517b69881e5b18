"""What answering a question came to, before it is put into words."""

from __future__ import annotations

from dataclasses import dataclass

from rag.types import AnswerStatus, Claim, Side

__all__ = ["Outcome"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The end of answering.

    Attributes:
        status: As in `Answer`.
        claims: The shown claims, in order; all supported.
        removed: Claims that failed, in order.
        sides: When the documents disagree.
        notes: As in `Answer`.
        confidence: As in `Answer`.
    """

    status: AnswerStatus
    claims: tuple[Claim, ...] = ()
    removed: tuple[Claim, ...] = ()
    sides: tuple[Side, ...] = ()
    notes: tuple[str, ...] = ()
    confidence: float = 0.0
