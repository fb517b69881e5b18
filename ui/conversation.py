"""What the page does, without its widgets: turns, the growing answer, example questions."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from rag.client import AsyncClient
from rag.errors import QAError
from rag.settings import Settings
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
from ui.page import Numbers, answer_html, note_html, panel_html
from ui.render import plural
from ui.untrusted import one_line

__all__ = ["EMPTY_PANEL", "EXAMPLES", "Conversation", "Page", "Turn", "View", "example_questions"]

EXAMPLES = 3
"""Most example questions shown."""

EMPTY_PANEL = note_html("Sources appear here as soon as they are found.")
"""The sources panel before the first question."""

_SEARCHING = note_html("Searching …")
_READING = note_html("Reading …")
_OWN_QUESTION = re.compile(r"^[A-Z][^\n.!?|#]{14,90}\?$", re.MULTILINE)
_STATUS: dict[AnswerStatus, str] = {
    "answered": "Answered",
    "partly_answered": "Partly answered",
    "conflicting": "The documents disagree. Done",
    "not_found": "Not found in the documents. Done",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One question with what the chat shows of its answer, and the answer's text once done."""

    question: str
    shown: str
    text: str = ""


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

    def chat(self) -> list[dict[str, str]]:
        """Return the turns as chat messages of escaped HTML."""
        return [
            message
            for turn in self.turns
            for message in (
                {"role": "user", "content": note_html(turn.question)},
                {"role": "assistant", "content": turn.shown},
            )
        ]

    def last(self, shown: str, text: str = "") -> Conversation:
        """Return the conversation with another answer in its last turn."""
        *before, turn = self.turns
        return Conversation((*before, Turn(question=turn.question, shown=shown, text=text)))


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What the page shows at one moment of one answer.

    Attributes:
        conversation: All turns, the running one last.
        status: One line for a live region.
        panel: The sources panel as HTML; None leaves it as it is.
        question: Text left in the question box.
        busy: Whether the answer is still growing.
    """

    conversation: Conversation
    status: str
    panel: str | None = EMPTY_PANEL
    question: str = ""
    busy: bool = True


class Page:
    """What the page does, apart from how it is laid out.

    Args:
        client: Answers the questions.
        settings: Names the data directory to the reader.
    """

    def __init__(self, client: AsyncClient, settings: Settings) -> None:
        """Keep the client; nothing is opened yet."""
        self._client = client
        self._data = settings.data

    async def opened(self) -> tuple[str, list[str]]:
        """Return what there is to ask about, in words, and example questions."""
        try:
            pipeline = await self._client.pipeline()
            documents = await asyncio.to_thread(pipeline.catalog.documents)
        except QAError as exc:
            return str(exc), []
        if not documents:
            words = "There are no documents yet. Take some in, then load this page again:"
            return f"{words} citeproof ingest PATH --data {self._data}", []
        return f"{plural(len(documents), 'document')} ready.", example_questions(documents)

    async def ask(self, question: str, conversation: Conversation) -> AsyncGenerator[View]:
        """Yield what to show as the answer grows; closing the generator stops the question."""
        asked = question.strip()
        if not asked:
            yield View(conversation=conversation, status="Write a question first.", busy=False)
            return
        turn = Turn(question=asked, shown=_SEARCHING)
        started = Conversation((*conversation.turns, turn))
        view = View(conversation=started, status="Searching …")
        yield view
        try:
            reply = _Reply(self._client, started)
            stream = self._client.stream(asked, history=conversation.history())
            async with aclosing(stream) as events:
                async for event in events:
                    view = await reply.after(event)
                    yield view
        except QAError as exc:
            failed = started.last(note_html(f"This did not work: {exc}"))
            yield View(
                conversation=failed,
                status="No answer.",
                panel=view.panel,
                question=asked,
                busy=False,
            )

    def stopped(self, conversation: Conversation) -> View:
        """Return what to show once a running question has been stopped."""
        if conversation.turns and not conversation.turns[-1].text:
            so_far = conversation.turns[-1].shown
            checked = "" if so_far in (_SEARCHING, _READING) else so_far
            conversation = conversation.last(f"<div>{checked}{note_html('Stopped.')}</div>")
        return View(conversation=conversation, status="Stopped.", panel=None, busy=False)


class _Reply:
    """Turns the events of one answer into views."""

    def __init__(self, client: AsyncClient, conversation: Conversation) -> None:
        self._client = client
        self._conversation = conversation
        self._started = time.perf_counter()
        self._numbers = Numbers()
        self._evidence: list[Passage] = []
        self._claims: list[Claim] = []

    async def after(self, event: StreamEvent) -> View:
        """Return what to show once an event has come."""
        if isinstance(event, EvidenceEvent):
            self._evidence = event.evidence
            found = f"{plural(len(event.evidence), 'passage')} found in {self._elapsed_ms():.0f} ms"
            return await self._view(_READING, f"{found}. Writing and checking …")
        if isinstance(event, ClaimEvent):
            self._claims.append(event.claim)
            shown = answer_html(self._claims, self._numbers)
            return await self._view(shown, f"{plural(len(self._claims), 'sentence')} checked …")
        return await self._done(event.answer)

    async def _done(self, answer: Answer) -> View:
        shown = answer_html(answer.claims, self._numbers, answer)
        seconds = self._elapsed_ms() / 1000
        cited = plural(len(answer.sources()), "source")
        status = f"{_STATUS[answer.status]} in {seconds:.1f} s, {cited}."
        return await self._view(shown, status, text=answer.text or "Not found.", busy=False)

    async def _view(self, shown: str, status: str, *, text: str = "", busy: bool = True) -> View:
        pipeline = await self._client.pipeline()
        panel = await asyncio.to_thread(
            panel_html, self._numbers, self._evidence, pipeline.catalog.document
        )
        conversation = self._conversation.last(shown, text)
        return View(conversation=conversation, status=status, panel=panel, busy=busy)

    def _elapsed_ms(self) -> float:
        return (time.perf_counter() - self._started) * 1000


def example_questions(documents: Sequence[Document]) -> list[str]:
    """Return up to three questions: ones that the documents ask themselves, else by title."""
    own = [_OWN_QUESTION.findall(document.text) for document in documents]
    first = [asked[0] for asked in own if asked]
    further = [question for asked in own for question in asked[1:]]
    titled = [f"What does “{one_line(document.title)[:80]}” say?" for document in documents]
    questions = [one_line(question) for question in first + further] or titled
    return list(dict.fromkeys(questions))[:EXAMPLES]
