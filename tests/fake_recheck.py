"""A scripted re-check of an answer, for tests of the edges: no model, no store, no network."""

from __future__ import annotations

from rag.recheck_report import RecheckedClaim, RecheckedQuote, RecheckOutcome, RecheckReport
from rag.types import Answer, Claim, Passage, Verdict

__all__ = ["recheck_of"]

_LOST = Verdict(label="not_enough_evidence", score=0.1, reason="Nothing says so.")


def recheck_of(answer: Answer) -> RecheckReport:
    """Return the scripted report: claims hold, change and go in turn, without claims all holds."""
    claims = [_claim(claim, number) for number, claim in enumerate(answer.claims)]
    outcome: RecheckOutcome = "changed" if len(claims) > 1 else "holds"
    return RecheckReport(
        answer_id=answer.id,
        question=answer.standalone_question,
        answered_at=answer.created_at,
        checked_at="2026-02-01T00:00:00Z",
        generation_then=answer.generation,
        generation_now="g2",
        outcome=outcome,
        reason="Of 3 claims, 1 still hold." if claims else "Still silent.",
        claims=claims,
        status_then=answer.status,
        now=answer.model_copy(update={"id": "ans_2"}),
    )


def _claim(claim: Claim, number: int) -> RecheckedClaim:
    cited = claim.citations[0]
    if number % 3 == 0:
        quote = RecheckedQuote(then=cited, place="same", now=cited)
        reason = "Every quote stands where it stood."
        return RecheckedClaim(
            claim=claim,
            outcome="holds",
            reason=reason,
            quotes=[quote],
            verdict=claim.verdict,
            citations=[cited],
        )
    if number % 3 == 1:
        near = Passage(
            **cited.model_dump(exclude={"quote"}), quote="It cost $9 million.", rank=1, score=1.0
        )
        quote = RecheckedQuote(then=cited, place="reworded", nearest=near)
        return RecheckedClaim(
            claim=claim,
            outcome="changed",
            reason="news/harbour.txt says it in other words since.",
            quotes=[quote],
            verdict=_LOST,
            closest=[near],
        )
    return RecheckedClaim(
        claim=claim,
        outcome="gone",
        reason="news/harbour.txt is not among the documents any more.",
        quotes=[RecheckedQuote(then=cited, place="removed")],
        verdict=_LOST,
    )
