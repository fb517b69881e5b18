"""What came of checking an old answer again: claim for claim, quote for quote."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from rag.types import Answer, AnswerStatus, Citation, Claim, Passage, Verdict

__all__ = ["QuotePlace", "RecheckOutcome", "RecheckReport", "RecheckedClaim", "RecheckedQuote"]

RecheckOutcome = Literal["holds", "changed", "gone"]
QuotePlace = Literal["same", "moved", "reworded", "unknown", "removed"]


class RecheckedQuote(BaseModel, frozen=True):
    """Where the words of an old citation stand today.

    Attributes:
        then: The citation as the old answer has it; unverified.
        place: `same` offsets of the document; `moved` within it; `reworded`: an older version had
            the words, today's does not; `unknown`: no stored version has them; `removed`: the
            document is not there.
        now: The words as they stand today; None unless `same` or `moved`.
        nearest: The sentence of today's document that shares most of its words, when reworded or
            unknown.
    """

    then: Citation
    place: QuotePlace
    now: Citation | None = None
    nearest: Passage | None = None


class RecheckedClaim(BaseModel, frozen=True):
    """One claim of an old answer, checked against today's documents.

    Attributes:
        claim: As the old answer has it; unverified.
        outcome: `holds`: every quote stands and supports it; `changed`: it rests on other words
            now, or the documents say something else; `gone`: nothing supports it.
        reason: One or two sentences for the reader.
        quotes: Its citations, in order.
        verdict: What the checker says today.
        citations: What supports it today, exact; empty when nothing does.
        closest: The nearest passages, best first; empty when it holds.
    """

    claim: Claim
    outcome: RecheckOutcome
    reason: str
    quotes: list[RecheckedQuote] = Field(default_factory=list[RecheckedQuote])
    verdict: Verdict
    citations: list[Citation] = Field(default_factory=list[Citation])
    closest: list[Passage] = Field(default_factory=list[Passage])


class RecheckReport(BaseModel, frozen=True):
    """An old answer against today's documents.

    Attributes:
        answer_id: Id of the old answer.
        question: Its standalone question.
        answered_at: ISO 8601 time at which it was answered.
        checked_at: ISO 8601 time in UTC of this check.
        generation_then: Index generation it was answered from.
        generation_now: Index generation of this check.
        outcome: `holds` when every claim does and the question is answered in the same way;
            `gone` when no claim has any support; else `changed`.
        reason: One sentence for the reader.
        claims: The old claims, in order; none for an answer that found nothing.
        status_then: Status of the old answer.
        now: The same question answered today.
    """

    answer_id: str
    question: str
    answered_at: str
    checked_at: str
    generation_then: str
    generation_now: str
    outcome: RecheckOutcome
    reason: str
    claims: list[RecheckedClaim] = Field(default_factory=list[RecheckedClaim])
    status_then: AnswerStatus
    now: Answer
