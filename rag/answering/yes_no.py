"""Answers yes/no questions: votes, decision, the answer's statement, a source's own words.

Where the sources answer the question with neither a plain yes nor a plain no ("with the landlord's
consent"), their own words are the answer.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence

from rag.answering.checker import Checker
from rag.answering.gate import Gate, answer_confidence
from rag.answering.meter import Meter
from rag.answering.outcome import Outcome
from rag.answering.polarity import PassageVote, PolarityJudge, decide, votes_for
from rag.answering.statements import StatementPair
from rag.types import Claim, Passage, Side

__all__ = ["YesNoAnswerer"]

_MOST_PASSAGES = 6
_AGREEING = 3
_NEITHER = "The sources say neither a plain yes nor a plain no; these are their words."


class YesNoAnswerer:
    """Answers questions that have a statement pair.

    Args:
        polarity: Weighs the pair.
        gate: Tells whether the sources answer at all where they say neither yes nor no.
        checker: Checks the source's own words.
        meter: Where time is counted.
        risk_threshold: Least score of the clearer side for an answer, 0–1.
    """

    def __init__(
        self,
        polarity: PolarityJudge,
        gate: Gate,
        checker: Checker,
        meter: Meter,
        *,
        risk_threshold: float,
    ) -> None:
        """Keep the parts."""
        self._risk_threshold = risk_threshold
        self._polarity = polarity
        self._gate = gate
        self._checker = checker
        self._meter = meter

    async def answer(
        self, question: str, pair: StatementPair, evidence: Sequence[Passage]
    ) -> AsyncGenerator[Claim | Outcome]:
        """Yield each shown claim, then the outcome.

        Args:
            question: The standalone question.
            pair: Its statements.
            evidence: Passages, best first.
        """
        with self._meter.stage("gate"):
            votes = await self._votes(question, pair, evidence[:_MOST_PASSAGES])
        may_be_yes, may_be_no = decide(votes)
        claims: list[Claim] = []
        with self._meter.stage("check"):
            for yes, possible in ((True, may_be_yes), (False, may_be_no)):
                claim = (
                    self._polarity.claim(pair, votes, yes=yes, question=question)
                    if possible
                    else None
                )
                claims += [claim] if claim else []
        confidence = max((claim.verdict.score for claim in claims), default=0.0)
        if confidence < self._risk_threshold:
            claims = []
        for claim in claims:
            yield claim
        if len(claims) == 2:
            sides = tuple(_side(claim) for claim in claims)
            yield Outcome(
                status="conflicting", claims=tuple(claims), sides=sides, confidence=confidence
            )
            return
        if not claims:
            neither = await self._neither(question, votes, evidence)
            for claim in neither.claims:
                yield claim
            yield neither
            return
        words = self._source_words(votes, yes=may_be_yes)
        if words is not None:
            yield words
            claims.append(words)
        yield Outcome(status="answered", claims=tuple(claims), confidence=confidence)

    async def _neither(
        self, question: str, votes: Sequence[PassageVote], evidence: Sequence[Passage]
    ) -> Outcome:
        """Return the words of the passage that answers best, or that nothing is found."""
        best_first = sorted(votes, key=lambda vote: -vote.answers)
        asked = [vote for vote in best_first if vote.answers]
        if not asked:
            return Outcome(status="not_found")
        with self._meter.stage("gate"):
            together = await self._gate.weigh_together(question, evidence)
        confidence = answer_confidence(asked[0].answers, together, evidence)
        if confidence >= self._risk_threshold:
            quotes = (self._checker.quote(vote.passage) for vote in asked)
            quote = next((quote for quote in quotes if quote is not None), None)
            if quote is not None:
                return Outcome(
                    status="answered", claims=(quote,), notes=(_NEITHER,), confidence=confidence
                )
        return Outcome(status="not_found", confidence=confidence)

    async def _votes(
        self, question: str, pair: StatementPair, evidence: Sequence[Passage]
    ) -> list[PassageVote]:
        """Return the votes, until enough documents clearly agree and none clearly disagrees."""
        votes: list[PassageVote] = []
        for passage in evidence:
            votes.append(await self._polarity.vote(question, pair, passage))
            yes, no = (
                {vote.passage.document_id for vote in votes if vote.says(yes=side)}
                for side in (True, False)
            )
            if {len(yes), len(no)} == {0, _AGREEING}:
                break
        return votes

    def _source_words(self, votes: Sequence[PassageVote], *, yes: bool) -> Claim | None:
        """Return the clearest passage of the side, in its own words, that can stand alone."""
        taking = sorted(
            votes_for(votes, yes=yes),
            key=lambda vote: (vote.passage.lead_start is not None, -abs(vote.margin)),
        )
        quotes = (self._checker.quote(vote.passage) for vote in taking)
        return next((quote for quote in quotes if quote is not None), None)


def _side(claim: Claim) -> Side:
    return Side(value=claim.text.partition(",")[0], text=claim.text, citations=claim.citations)
