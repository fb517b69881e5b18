"""Yes/no questions: the statement and its negation are weighed against each passage; code decides.

The writer takes no part: what is shown is the statement, built by grammar, and a source's own
words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.cite import CitationBuilder
from rag.answering.guards import guard_claim
from rag.answering.guards.sentence import read
from rag.answering.judge import Judge
from rag.answering.reading import compared_text, passage_text
from rag.answering.statements import StatementPair
from rag.errors import ModelError
from rag.types import Check, Claim, Passage, Verdict
from rag.words import containment, fold

__all__ = ["PassageVote", "PolarityJudge", "decide", "votes_for"]

_LEAST_MARGIN = 0.3
_LEAST_PROBABILITY = 0.5
_LEAST_SHARED = 0.3
_LEAST_ANSWERING = 0.4
_MOST_CITED = 3
_CLEAR = 0.6
_INDEFINITE = frozenset({"someon", "somebodi", "someth", "becaus"})
_UNMEASURED = frozenset({"numbers", "dates", "names", "change", "modality"})
_SMALL = frozenset(
    """there not the it they someone somebody something no nobody nothing some none all every any
    each both""".split()  # noqa: SIM905 - a list of words
)
# "could not say whether the water was the cause", "whether it will close is unclear"
_LEFT_OPEN = re.compile(
    r"(?:\b(?:not (?:yet )?(?:say|tell|confirm|know|known|clear|certain|decided|determined)|"
    r"cannot (?:say|tell|confirm)|unclear|unknown|uncertain|undecided|declined to say)\b"
    r"[^.;?!]{0,40}\bwhether\b|\bwhether\b[^.;?!]{0,80}\b(?:unclear|unknown|uncertain|undecided|"
    r"not (?:yet )?(?:clear|certain|known|decided|determined))\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageVote:
    """What one passage says of a statement pair.

    Attributes:
        passage: The passage.
        yes: P(the passage shows the statement), 0–1.
        no: P(the passage shows the negation), 0–1.
        answers: The judge's P(yes) that the passage answers the question at all, 0–1.
    """

    passage: Passage
    yes: float = 0.0
    no: float = 0.0
    answers: float = 0.0

    @property
    def margin(self) -> float:
        """`yes - no`, −1–1."""
        return self.yes - self.no

    def says(self, *, yes: bool) -> bool:
        """Return whether the passage clearly takes this side."""
        margin, probability = (self.margin, self.yes) if yes else (-self.margin, self.no)
        return margin >= _LEAST_MARGIN and probability >= _LEAST_PROBABILITY


class PolarityJudge:
    """Weighs a statement pair and turns a side into a checked claim.

    Args:
        judge: Asks the model.
        citations: Builds citations.
    """

    def __init__(self, judge: Judge, citations: CitationBuilder) -> None:
        """Keep the judge and the builder."""
        self._judge = judge
        self._citations = citations

    async def vote(self, question: str, pair: StatementPair, passage: Passage) -> PassageVote:
        """Return the passage's vote; one about something else, or that is silent, abstains.

        A small judge takes a statement of which it reads nothing for untrue. So a passage is first
        asked whether it answers the question, and one that lacks a name of it denies nothing. One
        that leaves open whether something is so takes no side. A judge that fails makes the passage
        abstain.
        """
        text = passage_text([passage])
        words = read(f"{passage.title} {text}").stems
        if containment(read(pair.yes).stems - _INDEFINITE, words) < _LEAST_SHARED:
            return PassageVote(passage=passage)
        try:
            answers = await self._judge.answers(question, text)
            if answers < _LEAST_ANSWERING or _LEFT_OPEN.search(fold(passage.quote)):
                return PassageVote(passage=passage, answers=answers)
            yes = await self._judge.supports(pair.yes, text)
            no = await self._judge.supports(pair.no, text)
        except ModelError:
            return PassageVote(passage=passage)
        if no > yes and not _names_all(f"No, {_inside(pair.no, question)}", passage, text):
            return PassageVote(passage=passage, answers=answers)
        return PassageVote(passage=passage, yes=yes, no=no, answers=answers)

    def claim(
        self, pair: StatementPair, votes: Sequence[PassageVote], *, yes: bool, question: str
    ) -> Claim | None:
        """Return the claim of one side with the passages that take it, or None if none holds.

        Args:
            pair: The statements.
            votes: All votes; those of this side are cited, the clearest first.
            yes: Which side.
            question: The question; its names need no support.
        """
        statement = pair.yes if yes else pair.no
        taking = sorted(votes_for(votes, yes=yes), key=lambda vote: -abs(vote.margin))
        guarded = [(vote, _guards(statement, vote.passage, question)) for vote in taking]
        held = [(vote, ran) for vote, ran in guarded if not any(map(_objects, ran))]
        kept = [vote for vote, _ in held]
        citations = self._citations.build([vote.passage for vote in kept[:_MOST_CITED]])
        if not citations:
            return None
        best, checks = held[0]
        chosen, other = (best.yes, best.no) if yes else (best.no, best.yes)
        detail = (
            f"The judge gives {chosen:.2f} that the source says so and {other:.2f} that it says "
            "the opposite."
        )
        judged = Check(name="judge", passed=True, detail=detail)
        told = [c if c.passed else c.model_copy(update={"advisory": True}) for c in checks]
        lead = "Yes" if yes else "No"
        return Claim(
            text=f"{lead}, {_inside(statement, question)}",
            citations=citations,
            verdict=Verdict(
                label="supported",
                score=chosen / (chosen + other),
                reason="The source says so.",
                checks=[*told, judged],
            ),
        )


def _names_all(statement: str, passage: Passage, text: str) -> bool:
    """Return whether the text, its title or its headings have every name of the statement."""
    context = f"{passage.title} {passage.context}"
    ran = guard_claim(statement, [text], question="", context=context)
    return all(check.passed for check in ran if check.name == "names")


def votes_for(votes: Sequence[PassageVote], *, yes: bool) -> list[PassageVote]:
    """Return the votes of a side, without those that only repeat that of the sentence before.

    "It also looks into solar panels." is read after "The port intends to offer shore power."; that
    sentence votes for itself.
    """
    taking = [vote for vote in votes if vote.says(yes=yes)]
    places = {(vote.passage.document_id, vote.passage.start) for vote in taking}
    return [v for v in taking if (v.passage.document_id, v.passage.lead_start) not in places]


def _guards(statement: str, passage: Passage, question: str) -> list[Check]:
    """Return what the guards find in the passage, read with the sentence before if it needs it."""
    lead = passage.context.rpartition(" — ")[2] if passage.lead_start is not None else ""
    return guard_claim(
        statement,
        [f"{lead} {compared_text(passage)}".strip()],
        question=question,
        context=f"{passage.title} {passage.context}",
        published_at=passage.published_at,
    )


def _objects(check: Check) -> bool:
    """Return whether a check decides against a statement.

    Where a guard is not certain, the two opposite statements are the better measure. They do not
    measure figures, dates, names, changes, and whether something is so or only planned. Who said
    it stands in the quote.
    """
    if check.passed or check.name == "attribution":
        return False
    return check.name in _UNMEASURED or not check.advisory


def decide(votes: Sequence[PassageVote]) -> tuple[bool, bool]:
    """Return whether the answer may be yes, and whether it may be no.

    Both are true only when different documents clearly take different sides; otherwise the
    clearer side wins, and within one document the clearer sentence.
    """
    best: dict[str, PassageVote] = {}
    for vote in votes:
        held = best.get(vote.passage.document_id)
        if held is None or abs(vote.margin) > abs(held.margin):
            best[vote.passage.document_id] = vote
    yes = max((v.margin for v in best.values() if v.says(yes=True)), default=0.0)
    no = max((-v.margin for v in best.values() if v.says(yes=False)), default=0.0)
    if yes >= _CLEAR and no >= _CLEAR:
        return True, True
    return yes > no, no > yes


def _inside(statement: str, question: str) -> str:
    """Return the statement as it reads after "Yes, ": a capital only where the question has it."""
    first, _, rest = statement.partition(" ")
    words = question.replace("?", " ").split()
    capital = first in words[1:] or (first.lower() not in words and first.lower() not in _SMALL)
    return statement if capital else f"{first.lower()} {rest}"
