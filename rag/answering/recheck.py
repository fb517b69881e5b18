"""An old answer against today's documents: what still holds, what changed, what is gone.

The old answer is data. Its quotes are looked up in the catalog, its claims are checked like any
draft, and its own verdicts are not read.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime

from pydantic import ValidationError

from rag.answering.checker import Checker
from rag.answering.polarity import PolarityJudge
from rag.answering.reading import closest
from rag.answering.standing import quote_today
from rag.answering.statements import statement_pair
from rag.errors import ModelError, UsageError
from rag.protocols import AnswerCatalog
from rag.recheck_report import RecheckedClaim, RecheckedQuote, RecheckOutcome, RecheckReport
from rag.types import Answer, Citation, Claim, Passage, Side, Verdict
from rag.words import containment, content_stems, fold

__all__ = ["MOST_CLAIMS", "Rechecker", "Search", "answer_from_json", "recheck_report"]

MOST_CLAIMS = 100
"""Most claims of one answer that are checked again."""

Search = Callable[[str, Sequence[str] | None], Awaitable[list[Passage]]]
"""Finds evidence sentences for words, best first, in the documents of these ids or in all."""

_MOST_OTHERS = 3
_ABOUT_THE_SAME = 0.5
_JUDGE_FAILED = "The judge failed"  # how `rag.answering.assess` begins what it says of it
_LEAD = re.compile(r"^(Yes|No), ")


def answer_from_json(text: str | bytes, *, name: str) -> Answer:
    """Read an answer as `citeproof ask --json` writes it; everything in it is unverified.

    Args:
        text: The JSON.
        name: What the text is called in messages, such as its file.

    Raises:
        UsageError: Naming the text and the first field that is not as an Answer has it.
    """
    try:
        return Answer.model_validate_json(text)
    except ValidationError as exc:
        problem = exc.errors()[0]
        where = ".".join(str(part) for part in problem["loc"])
        field = f"its field {where!r}: {problem['msg']}" if where else problem["msg"]
        raise UsageError(
            f"{name} is not an Answer; {field}; give the output of `citeproof ask --json`"
        ) from exc


class Rechecker:
    """Checks old claims against today's documents.

    Args:
        catalog: Today's documents and their older versions.
        checker: Checks every claim as it checks a draft.
        polarity: Weighs claims that begin with "Yes" or "No".
        search: Finds passages.
    """

    def __init__(
        self, catalog: AnswerCatalog, checker: Checker, polarity: PolarityJudge, search: Search
    ) -> None:
        """Keep the parts."""
        self._catalog = catalog
        self._checker = checker
        self._polarity = polarity
        self._search = search

    async def claims(self, answer: Answer) -> list[RecheckedClaim]:
        """Return every claim of the answer, and of its sides, checked again, in order.

        Raises:
            UsageError: If it has more than `MOST_CLAIMS` claims.
            ModelError: If the judge failed.
        """
        old = _claims_of(answer)
        if len(old) > MOST_CLAIMS:
            raise UsageError(
                f"answer {answer.id!r} has {len(old)} claims; at most {MOST_CLAIMS} are checked "
                "again"
            )
        return [await self._claim(claim, question=answer.standalone_question) for claim in old]

    async def _claim(self, old: Claim, *, question: str) -> RecheckedClaim:
        quotes = [await self._quote(citation) for citation in old.citations]
        standing = [quote.now for quote in quotes if quote.now is not None]
        passages = [await self._passage(citation) for citation in standing]
        today = await self._weighed(old.text, passages, question=question)
        if today.verdict.label == "supported":
            if len(standing) == len(quotes):
                return _rechecked(old, "holds", _standing_words(quotes), quotes, today, standing)
            reason = f"{_lost_words(quotes)} What still stands supports it."
            return _rechecked(old, "changed", reason, quotes, today, today.citations)
        if today.verdict.label == "contradicted" and len(standing) == len(quotes):
            reason = f"Its quotes stand, but contradict it: {today.verdict.reason}"
            return _rechecked(old, "changed", reason, quotes, today, [], passages)
        return await self._otherwise(old, quotes, today, question=question)

    async def _otherwise(
        self, old: Claim, quotes: list[RecheckedQuote], today: Claim, *, question: str
    ) -> RecheckedClaim:
        """Return what today's documents make of a claim whose own quotes do not carry it."""
        others = await self._others(old, quotes)
        lost = _lost_words(quotes)
        objections: list[Claim] = []
        for passage in others:
            found = await self._weighed(old.text, [passage], question=question)
            today = found if not today.citations else today
            if found.verdict.label == "supported":
                reason = f"{lost} Other words support it: {_where(found.citations)}."
                return _rechecked(old, "changed", reason, quotes, found, found.citations, others)
            if found.verdict.label == "contradicted" and _about(old.text, passage):
                objections.append(found)
        if objections:
            reason = f"{lost} The documents now say otherwise: {objections[0].verdict.reason}"
            return _rechecked(old, "changed", reason, quotes, objections[0], [], others)
        reworded = [q for q in quotes if q.nearest and _about(q.then.quote, q.nearest)]
        if reworded:
            reason = f"{lost} The nearest words do not support it: {today.verdict.reason}"
            return _rechecked(old, "changed", reason, quotes, today, [], others)
        tried = f": {today.verdict.reason}" if others else "."
        reason = f"{lost} Nothing in the documents supports it{tried}"
        return _rechecked(old, "gone", reason, quotes, today, [], others)

    async def _quote(self, citation: Citation) -> RecheckedQuote:
        quote = quote_today(citation, self._catalog)
        if quote.place not in {"reworded", "unknown"}:
            return quote
        found = await self._search(citation.quote, [citation.document_id])
        nearest = closest(citation.quote, found)[0] if found else None
        return quote.model_copy(update={"nearest": nearest})

    async def _passage(self, citation: Citation) -> Passage:
        """Return whole sentences around a quote, so that half a sentence cannot say more."""
        chunks = self._catalog.chunks(self._catalog.chunk_ids(citation.document_id))
        cut = [
            sentence
            for chunk in chunks
            for sentence in chunk.sentences
            if sentence.start < citation.end and citation.start < sentence.end
        ]
        start = min([citation.start, *(sentence.start for sentence in cut)])
        end = max([citation.end, *(sentence.end for sentence in cut)])
        document = self._catalog.document(citation.document_id)
        quote = citation.quote if document is None else document.text[start:end]
        found = await self._search(quote, [citation.document_id])
        context = next((p.context for p in found if start <= p.start and p.end == end), "")
        whole = citation.model_copy(update={"start": start, "end": end, "quote": quote})
        return _as_passage(whole, context=context)

    async def _others(self, old: Claim, quotes: Sequence[RecheckedQuote]) -> list[Passage]:
        """Return the passages to try: the nearest of the lost quotes, then others, each once."""
        near = [quote.nearest for quote in quotes if quote.nearest is not None]
        found = await self._search(_LEAD.sub("", old.text), None)
        standing = {(q.now.document_id, q.now.end) for q in quotes if q.now is not None}
        tried = {(p.document_id, p.end): p for p in [*near, *found[:_MOST_OTHERS]]}
        return [passage for place, passage in tried.items() if place not in standing]

    async def _weighed(self, text: str, passages: Sequence[Passage], *, question: str) -> Claim:
        """Check a claim; one that answers yes or no is weighed as it was when it was made."""
        lead, pair = _LEAD.match(text), statement_pair(question)
        if lead is None or pair is None:
            return await self._checked(text, passages, question=question)
        votes = [await self._polarity.vote(question, pair, passage) for passage in passages]
        for yes in (True, False):
            made = self._polarity.claim(pair, votes, yes=yes, question=question)
            if made is None:
                continue
            if fold(made.text) == fold(text):
                return made
            if yes != (lead[1] == "Yes"):
                reason = f"The source says the opposite: {made.text}"
                verdict = Verdict(label="contradicted", score=0.0, reason=reason)
                return Claim(text=text, citations=made.citations, verdict=verdict)
        return await self._checked(_LEAD.sub("", text), passages, question=question)

    async def _checked(self, text: str, passages: Sequence[Passage], *, question: str) -> Claim:
        """Check a claim; a judge that fails must not pass for documents that fall silent."""
        claim = await self._checker.check(text, passages, question=question)
        for check in claim.verdict.checks:
            if check.name == "judge" and check.detail.startswith(_JUDGE_FAILED):
                raise ModelError(f"the claim {text!r} was not checked: {check.detail}")
        return claim


def recheck_report(
    answer: Answer, claims: Sequence[RecheckedClaim], *, now: Answer
) -> RecheckReport:
    """Return the report of one answer.

    A claim that holds by itself has changed nevertheless where today's answer to the same
    question has sides, and the claim is only one of them.

    Args:
        answer: The old answer.
        claims: Its claims, checked again.
        now: The same question answered today.
    """
    newly_disputed = now.status == "conflicting" and answer.status != "conflicting"
    checked = [_disputed(claim, now.sides) if newly_disputed else claim for claim in claims]
    outcome, reason = _overall(answer, checked, now)
    return RecheckReport(
        answer_id=answer.id,
        question=answer.standalone_question,
        answered_at=answer.created_at,
        checked_at=datetime.now(UTC).isoformat(timespec="seconds"),
        generation_then=answer.generation,
        generation_now=now.generation,
        outcome=outcome,
        reason=reason,
        claims=checked,
        status_then=answer.status,
        now=now,
    )


def _claims_of(answer: Answer) -> list[Claim]:
    """Return the claims, and the sides that are not among them."""
    shown = {claim.text for claim in answer.claims}
    unread = Verdict(label="not_enough_evidence", score=0.0, reason="It has not been checked.")
    sides = [
        Claim(text=side.text, citations=side.citations, verdict=unread)
        for side in answer.sides
        if side.text not in shown
    ]
    return [*answer.claims, *sides]


def _rechecked(
    old: Claim,
    outcome: RecheckOutcome,
    reason: str,
    quotes: list[RecheckedQuote],
    today: Claim,
    citations: list[Citation],
    near: Sequence[Passage] = (),
) -> RecheckedClaim:
    return RecheckedClaim(
        claim=old,
        outcome=outcome,
        reason=reason.strip(),
        quotes=quotes,
        verdict=today.verdict,
        citations=citations,
        closest=list(near[:_MOST_OTHERS]),
    )


def _standing_words(quotes: Sequence[RecheckedQuote]) -> str:
    moved = sum(quote.place == "moved" for quote in quotes)
    if moved:
        return f"Every quote stands, {moved} of {len(quotes)} at another place of its document."
    return "Every quote stands where it stood."


def _lost_words(quotes: Sequence[RecheckedQuote]) -> str:
    """Return one sentence for each way in which quotes were lost."""
    if not quotes:
        return "It quotes no words."
    words = {
        "reworded": "{} says it in other words since.",
        "removed": "{} is not among the documents any more.",
        "unknown": "The words quoted from {} stand in no stored version of it.",
    }
    lost = {
        words[quote.place].format(quote.then.uri): None for quote in quotes if quote.place in words
    }
    return " ".join(lost) or "Its quotes stand, but do not support it."


def _where(citations: Sequence[Citation]) -> str:
    return ", ".join(dict.fromkeys(citation.uri for citation in citations))


def _about(text: str, passage: Passage) -> bool:
    """Return whether the passage's own words, without its heading, are about the same."""
    return containment(content_stems(text), content_stems(passage.quote)) >= _ABOUT_THE_SAME


def _disputed(claim: RecheckedClaim, sides: Sequence[Side]) -> RecheckedClaim:
    cited = {(citation.document_id, citation.end) for citation in claim.citations}
    own = [s for s in sides if cited & {(c.document_id, c.end) for c in s.citations}]
    others = [side for side in sides if side not in own]
    if not own or not others:
        return claim
    values = "; ".join(f"“{side.value}” ({_where(side.citations)})" for side in others)
    reason = f"{claim.reason} Other documents now say {values}."
    near = [_as_passage(citation) for side in others for citation in side.citations]
    update = {"outcome": "changed", "reason": reason, "closest": near[:_MOST_OTHERS]}
    return claim.model_copy(update=update)


def _as_passage(citation: Citation, *, context: str = "") -> Passage:
    return Passage(
        document_id=citation.document_id,
        uri=citation.uri,
        title=citation.title,
        start=citation.start,
        end=citation.end,
        quote=citation.quote,
        context=context,
        published_at=citation.published_at,
        rank=1,
        score=1.0,
    )


def _overall(
    answer: Answer, claims: Sequence[RecheckedClaim], now: Answer
) -> tuple[RecheckOutcome, str]:
    counts = {
        outcome: sum(claim.outcome == outcome for claim in claims)
        for outcome in ("holds", "changed", "gone")
    }
    if claims and counts["gone"] == len(claims):
        return "gone", "Nothing of the answer has any support in the documents any more."
    if counts["changed"] or counts["gone"]:
        parts = [f"{count} {_VERB[name]}" for name, count in counts.items() if count]
        return "changed", f"Of {len(claims)} claims, {', '.join(parts)}."
    if answer.status == "not_found" and now.status != "not_found":
        return "changed", "The documents did not answer this question; now they do."
    if answer.status == "conflicting" and now.status != "conflicting":
        return "changed", "The documents disagreed on this question; asked again, they do not."
    if answer.status != "conflicting" and now.status == "conflicting":
        return "changed", "The documents now disagree on this question."
    if claims:
        return "holds", "Everything the answer says still holds."
    if answer.status == "not_found":
        return "holds", "The documents still do not answer this question."
    return "holds", "The answer makes no claim."


_VERB = {"holds": "still hold", "changed": "changed", "gone": "lost all support"}
