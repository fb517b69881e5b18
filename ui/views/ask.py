"""What the view "Ask" does, without its widgets: turns, the growing answer, example questions."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncGenerator, Iterable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from functools import partial

from rag.client import AsyncClient, Pipeline
from rag.errors import ConfigurationError, QAError
from rag.filters import GivenFilters
from rag.types import (
    Answer,
    AnswerStatus,
    Claim,
    ClaimEvent,
    Document,
    EvidenceEvent,
    Message,
    Passage,
    StreamEvent,
)
from ui.html.answer import answer_html, conversation_url, sources_html, turn_html
from ui.html.parts import Numbers, file_links, note_html, spoken_html
from ui.render import plural
from ui.untrusted import one_line

__all__ = ["EXAMPLES", "AskView", "Conversation", "Opened", "Turn", "View", "example_questions"]

EXAMPLES = 3
"""Most example questions shown."""

_LOOKED_AT = 30  # documents that example questions are looked for in
_MOST_REOPENED = 50
_SEARCHING = note_html("Searching …")
_READING = note_html("Reading …")
_OWN_QUESTION = re.compile(r"^[A-Z][^\n.!?|#]{14,90}\?$", re.MULTILINE)
_STATUS: dict[AnswerStatus, str] = {
    "answered": "Answered",
    "partly_answered": "Partly answered",
    "conflicting": "The documents disagree: both sides",
    "not_found": "Not found",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One question with what the page shows of its answer.

    Attributes:
        question: As asked.
        shown: The answer as HTML, as far as it is known.
        sources: Its sources as HTML.
        text: The answer's text once it is done.
        answer_id: Id of the stored answer once it is done.
    """

    question: str
    shown: str
    sources: str = ""
    text: str = ""
    answer_id: str = ""


@dataclass(frozen=True, slots=True)
class Conversation:
    """What one browser tab has asked so far."""

    turns: tuple[Turn, ...] = ()

    def history(self) -> list[Message]:
        """Return the finished turns as messages, oldest first."""
        return [
            message
            for turn in self.turns
            if turn.text
            for message in (
                Message(role="user", content=turn.question),
                Message(role="assistant", content=turn.text),
            )
        ]

    def html(self) -> str:
        """Return the turns as HTML, with their export once there are several."""
        turns = "".join(
            turn_html(
                turn.question, turn.shown, turn.sources, key=f"t{at}", answer_id=turn.answer_id
            )
            for at, turn in enumerate(self.turns)
        )
        ids = [turn.answer_id for turn in self.turns if turn.answer_id]
        return f'<div class="cp-conversation">{turns}{_exports(ids) if len(ids) > 1 else ""}</div>'

    def last(self, **changed: str) -> Conversation:
        """Return the conversation with its last turn changed."""
        *before, turn = self.turns
        return Conversation((*before, replace(turn, **changed)))


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What the page shows at one moment of one answer.

    Attributes:
        conversation: All turns, the running one last.
        status: One line for a live region.
        spoken: What a screen reader is told besides; the answer once it is done.
        question: Text left in the question box.
        busy: Whether the answer is still growing.
    """

    conversation: Conversation
    status: str
    spoken: str = ""
    question: str = ""
    busy: bool = True

    def status_html(self) -> str:
        """Return the status as HTML, what is spoken hidden from sight."""
        return note_html(self.status) + spoken_html(self.spoken)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What the page shows when it is opened.

    Attributes:
        conversation: The answers that the page's address names.
        status: What there is to ask about, in words.
        examples: Example questions; none beside answers.
        empty: Whether there are no documents yet.
    """

    conversation: Conversation
    status: str
    examples: tuple[str, ...] = ()
    empty: bool = False


class AskView:
    """Asks questions and tells what to show.

    Args:
        client: Answers the questions.
    """

    def __init__(self, client: AsyncClient) -> None:
        """Keep the client; nothing is opened yet."""
        self._client = client

    async def opened(self, answer_ids: Sequence[str] = ()) -> Opened:
        """Return what to show at first.

        Args:
            answer_ids: Stored answers to show again, in order.
        """
        nothing = Conversation()
        try:
            pipeline = await self._client.pipeline()
            return await asyncio.to_thread(_opened, pipeline, answer_ids[:_MOST_REOPENED])
        except ConfigurationError as exc:
            words = str(exc)
            return Opened(conversation=nothing, status=words[:1].upper() + words[1:], empty=True)
        except QAError as exc:
            return Opened(conversation=nothing, status=str(exc))

    async def ask(
        self, question: str, conversation: Conversation, filters: GivenFilters | None = None
    ) -> AsyncGenerator[View]:
        """Yield what to show as the answer grows; closing the generator stops the question.

        Args:
            question: The question as typed.
            conversation: The turns before it.
            filters: Which documents are searched.
        """
        asked = question.strip()
        if not asked:
            yield View(conversation=conversation, status="Write a question first.", busy=False)
            return
        started = Conversation((*conversation.turns, Turn(question=asked, shown=_SEARCHING)))
        view = View(conversation=started, status="Searching …")
        yield view
        try:
            reply = _Reply(self._client, started)
            stream = self._client.stream(asked, history=conversation.history(), filters=filters)
            async with aclosing(stream) as events:
                async for event in events:
                    view = await reply.after(event)
                    yield view
        except QAError as exc:
            yield View(
                conversation=view.conversation.last(
                    shown=f'<div class="cp-failed">{note_html(f"This did not work: {exc}")}</div>'
                ),
                status="No answer.",
                spoken=str(exc),
                question=asked,
                busy=False,
            )

    def stopped(self, conversation: Conversation) -> View:
        """Return what to show once a running question has been stopped."""
        if conversation.turns and not conversation.turns[-1].text:
            so_far = conversation.turns[-1].shown
            checked = "" if so_far in (_SEARCHING, _READING) else so_far
            conversation = conversation.last(shown=f"{checked}{note_html('Stopped.')}")
        return View(conversation=conversation, status="Stopped.", busy=False)


class _Reply:
    """Turns the events of one answer into views."""

    def __init__(self, client: AsyncClient, conversation: Conversation) -> None:
        self._client = client
        self._conversation = conversation
        self._key = f"t{len(conversation.turns) - 1}"
        self._started = time.perf_counter()
        self._numbers = Numbers()
        self._evidence: list[Passage] = []
        self._claims: list[Claim] = []

    async def after(self, event: StreamEvent) -> View:
        """Return what to show once an event has come."""
        if isinstance(event, EvidenceEvent):
            self._evidence = event.evidence
            found = f"{plural(len(event.evidence), 'passage')} found in {self._elapsed_ms():.0f} ms"
            return await self._view(f"{found}. Writing and checking …", shown=_READING)
        if isinstance(event, ClaimEvent):
            self._claims.append(event.claim)
            shown = answer_html(self._claims, self._numbers, key=self._key)
            status = f"{plural(len(self._claims), 'sentence')} checked …"
            return await self._view(status, shown=shown + _READING)
        return await self._done(event.answer)

    async def _done(self, answer: Answer) -> View:
        seconds = self._elapsed_ms() / 1000
        cited = len(answer.sources())
        sources = f", {plural(cited, 'source')}" if cited else ""
        status = f"{_STATUS[answer.status]} in {seconds:.1f} s{sources}."
        return await self._view(
            status,
            spoken=answer.text,
            busy=False,
            shown=answer_html(answer.claims, self._numbers, answer, key=self._key),
            text=_history_text(answer),
            answer_id=answer.id,
        )

    async def _view(
        self, status: str, *, spoken: str = "", busy: bool = True, **changed: str
    ) -> View:
        pipeline = await self._client.pipeline()
        find = pipeline.catalog.document
        sources = await asyncio.to_thread(
            sources_html,
            self._numbers,
            self._evidence,
            find,
            key=self._key,
            answer_id=changed.get("answer_id", ""),
        )
        self._conversation = self._conversation.last(sources=sources, **changed)
        return View(conversation=self._conversation, status=status, spoken=spoken, busy=busy)

    def _elapsed_ms(self) -> float:
        return (time.perf_counter() - self._started) * 1000


def example_questions(documents: Iterable[Document]) -> list[str]:
    """Return up to three questions: ones that the documents ask themselves, else by title."""
    held = list(documents)
    own = [_OWN_QUESTION.findall(document.text) for document in held]
    first = [asked[0] for asked in own if asked]
    further = [question for asked in own for question in asked[1:]]
    titled = [f"What does “{one_line(document.title)[:80]}” say?" for document in held]
    questions = [one_line(question) for question in first + further] or titled
    return list(dict.fromkeys(questions))[:EXAMPLES]


def _opened(pipeline: Pipeline, answer_ids: Sequence[str]) -> Opened:
    catalog = pipeline.catalog
    count = catalog.overview().documents
    if not count:
        return Opened(conversation=Conversation(), status="There are no documents yet.", empty=True)
    stored = [(answer_id, catalog.answer(answer_id)) for answer_id in answer_ids]
    gone = sum(answer is None for _, answer in stored)
    turns = [
        _reopened(answer, pipeline, key=f"t{at}")
        for at, answer in enumerate(answer for _, answer in stored if answer is not None)
    ]
    looked_at = [] if turns else catalog.listings()[:_LOOKED_AT]
    documents = [catalog.document(listing.id) for listing in looked_at]
    lost = f" {plural(gone, 'answer')} of this link cannot be found." if gone else ""
    return Opened(
        conversation=Conversation(tuple(turns)),
        status=f"{plural(count, 'document')} ready.{lost}",
        examples=tuple(example_questions(document for document in documents if document)),
    )


def _reopened(answer: Answer, pipeline: Pipeline, *, key: str) -> Turn:
    numbers = Numbers()
    shown = answer_html(answer.claims, numbers, answer, key=key)
    find = pipeline.catalog.document
    return Turn(
        question=answer.question,
        shown=shown,
        sources=sources_html(numbers, answer.evidence, find, key=key, answer_id=answer.id),
        text=_history_text(answer),
        answer_id=answer.id,
    )


def _history_text(answer: Answer) -> str:
    return answer.text or "Not found."


def _exports(answer_ids: Sequence[str]) -> str:
    files = file_links(partial(conversation_url, answer_ids))
    return (
        '<div class="cp-actions" role="group" aria-label="The whole conversation">'
        f"<span>The whole conversation:</span>{files}</div>"
    )
