"""Asks the product's own check about a claim and its evidence, and the judge model alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from benchmarks.measures.ledger import Record
from rag.answering.assess import Assessor
from rag.answering.claims import split_claims
from rag.answering.judge import Judge
from rag.answering.reading import focus, passage_text
from rag.errors import ModelError
from rag.evaluation.attribution import Entails, Statement, attribute, judged_entailment
from rag.evaluation.response import Response
from rag.protocols import ChatModel, ChatReply, TokenChoice
from rag.types import Answer, Message, Passage, Verdict, VerdictLabel

__all__ = ["Attributed", "Claimed", "Judged", "Remembering", "attributing", "judging"]

OpenChat = Callable[[], ChatModel]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A claim to be checked against evidence.

    Attributes:
        claim: One or several sentences.
        title: Title of the evidence, or empty.
        context: The sentence before the evidence, or empty.
    """

    claim: str
    evidence: str
    title: str = ""
    context: str = ""


class Attributed(Record):
    """The statements of one answer, weighed."""

    statements: tuple[Statement, ...] = ()


class Judged(Record):
    """What the check made of a claim.

    Attributes:
        label: The verdict: of several sentences that of the one with the smallest score.
        score: Its score, 0–1.
        alone: P(yes) of the judge model on the whole claim, neither calibrated nor guarded; None
            when it was not asked for.
    """

    label: VerdictLabel | None = None
    score: float = 0.0
    alone: float | None = None

    @property
    def accepted(self) -> bool:
        """Whether the claim would be shown as supported."""
        return self.label == "supported"


class Remembering:
    """A chat model that answers a question it has been asked before from memory.

    It also keeps the last failure: the check turns one into a verdict, as it should, but here a
    claim that could not be checked has to count as a failure.
    """

    def __init__(self, chat: ChatModel) -> None:
        """Keep the model."""
        self._chat = chat
        self._known: dict[tuple[tuple[str, str], ...], TokenChoice] = {}
        self.failure: ModelError | None = None

    @property
    def model_id(self) -> str:
        """Id of the model behind it."""
        return self._chat.model_id

    async def complete(self, messages: Sequence[Message], *, max_tokens: int) -> ChatReply:
        """Pass on to the model."""
        return await self._chat.complete(messages, max_tokens=max_tokens)

    def stream(self, messages: Sequence[Message], *, max_tokens: int) -> AsyncIterator[str]:
        """Pass on to the model."""
        return self._chat.stream(messages, max_tokens=max_tokens)

    async def first_token(self, messages: Sequence[Message]) -> TokenChoice:
        """Return what was returned for the same messages before, or ask the model.

        Raises:
            ModelError: If the model failed.
        """
        key = tuple((message.role, message.content) for message in messages)
        if key not in self._known:
            try:
                self._known[key] = await self._chat.first_token(messages)
            except ModelError as exc:
                self.failure = exc
                raise
        return self._known[key]

    async def close(self) -> None:
        """Close the model."""
        await self._chat.close()


@contextmanager
def judging(
    open_chat: OpenChat, *, threshold: float, beside: bool
) -> Generator[Callable[[Claimed], Judged]]:
    """Open the judge and yield what checks one claim.

    Args:
        open_chat: Makes the judge model.
        threshold: Least P(supported) for `supported`, 0–1.
        beside: Also ask the judge alone, and for a score where a guard has already objected.

    Raises:
        ModelError: If the model cannot be had; from the yielded function if it failed on a claim.
    """
    with asyncio.Runner() as runner:
        chat = Remembering(open_chat())  # both claims of a pair share most of their sentences
        try:
            yield lambda item: runner.run(_judged(item, chat, threshold, beside))
        finally:
            runner.run(chat.close())


@contextmanager
def attributing(open_chat: OpenChat) -> Generator[Callable[[Answer], Attributed]]:
    """Open the judge and yield what weighs the citations of one answer; errors as `judging`."""
    with asyncio.Runner() as runner:
        chat = open_chat()
        entails = judged_entailment(Judge(chat))
        try:
            yield lambda answer: runner.run(_attributed(answer, entails))
        finally:
            runner.run(chat.close())


async def _attributed(answer: Answer, entails: Entails) -> Attributed:
    return Attributed(statements=tuple(await attribute(Response.of(answer).statements, entails)))


async def _judged(item: Claimed, chat: Remembering, threshold: float, beside: bool) -> Judged:
    chat.failure = None
    judge = Judge(chat)
    passage = Passage(
        document_id="evidence",
        uri="evidence",
        title=item.title,
        context=item.context,
        start=0,
        end=len(item.evidence),
        quote=item.evidence,
        rank=1,
        score=1.0,
    )
    alone = None
    if beside:
        alone = await judge.supports(item.claim, passage_text([focus(item.claim, passage)]))
    assessor = Assessor(judge, threshold=threshold, thorough=beside)
    sentences = [draft.text for draft in split_claims(item.claim)] or [item.claim]
    verdicts: list[Verdict] = [await assessor.assess(text, [passage]) for text in sentences]
    if chat.failure is not None:
        raise chat.failure
    weakest = min(verdicts, key=lambda verdict: (verdict.label == "supported", verdict.score))
    score = min(verdict.score for verdict in verdicts)
    return Judged(label=weakest.label, score=score, alone=alone)
