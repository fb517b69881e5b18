"""The view "Ask": the conversation with its sources, and the question box below it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

import gradio as gr

from ui.html.parts import note_html
from ui.views.ask import EXAMPLES, AskView, Conversation, View
from ui.views.collections import ALL, collection_of
from ui.web.regions import UNQUEUED, announced, asked_for, collection_choice, region

__all__ = ["ask_tab"]

_WELCOME = (
    '<div class="cp-welcome"><h2>Ask your documents</h2><p>Every sentence of an answer points at '
    "the words that prove it. Where the documents are silent the answer says so; where they "
    "disagree it shows both sides.</p></div>"
)
_EMPTY = (
    '<div class="cp-welcome"><h2>Add documents first</h2><p>There is nothing to ask about yet: '
    "drop your files in the view Documents. They stay on this machine.</p><p>"
    '<button type="button" class="cp-action cp-go" data-tab="documents">Add documents</button>'
    "</p></div>"
)
_AT_ONCE = 4  # questions; they share the model, and those waiting see their place


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    status: gr.HTML
    turns: gr.HTML
    question: gr.Textbox
    collection: gr.Dropdown
    send: gr.Button
    stop: gr.Button
    clear: gr.Button
    examples: list[gr.Button]
    conversation: gr.State

    def outputs(self) -> list[Any]:
        return [self.conversation, self.turns, self.status, self.question, self.send, self.stop,
                *self.examples]  # fmt: skip


def ask_tab(blocks: gr.Blocks, view: AskView, max_question_chars: int) -> gr.Dropdown:
    """Lay out the view, connect it, and return its choice of a collection.

    Args:
        blocks: The page, whose opening shows the answers that its address names.
        view: What the view does.
        max_question_chars: Longest question.
    """
    parts = _parts(max_question_chars)
    running = _connect_ask(view, parts)
    _connect_stop(view, parts, running)
    _connect_opening(blocks, view, parts)
    return parts.collection


def _parts(max_question_chars: int) -> _Parts:
    turns = region(_WELCOME, elem_id="chat")
    with gr.Row(elem_classes="cp-examples"):
        examples = [
            gr.Button(visible=False, size="sm", elem_classes="cp-example") for _ in range(EXAMPLES)
        ]
    with gr.Column(elem_id="composer"):
        with gr.Row(elem_id="ask-row"):
            question = gr.Textbox(
                label="Question",
                placeholder="Ask your documents …",
                elem_id="question",
                max_length=max_question_chars,
                autofocus=True,
                scale=6,
                min_width=220,
            )
            collection = collection_choice("Search in", elem_id="ask-collection")
            send = gr.Button("Ask", variant="primary", elem_id="ask", scale=1, min_width=90)
            stop = gr.Button(
                "Stop", variant="stop", visible=False, elem_id="stop", scale=1, min_width=90
            )
        with gr.Row(elem_id="ask-foot"):
            status = announced("Opening …", elem_id="status")
            clear = gr.Button("New conversation", size="sm", elem_id="clear", scale=0)
    return _Parts(
        status=status,
        turns=turns,
        question=question,
        collection=collection,
        send=send,
        stop=stop,
        clear=clear,
        examples=examples,
        conversation=gr.State(Conversation(), time_to_live=86_400),
    )


def _connect_opening(blocks: gr.Blocks, view: AskView, parts: _Parts) -> None:
    async def opened(request: gr.Request) -> tuple[object, ...]:
        named = asked_for(request, "c").split(",")
        first = await view.opened([name for name in named if name])
        held = first.conversation
        shown = held.html() if held.turns else (_EMPTY if first.empty else _WELCOME)
        hidden = [gr.update(visible=False)] * (EXAMPLES - len(first.examples))
        examples = [gr.update(value=question, visible=True) for question in first.examples]
        return held, shown, note_html(first.status), *examples, *hidden

    blocks.load(
        opened,
        outputs=[parts.conversation, parts.turns, parts.status, *parts.examples],
        **UNQUEUED,
    )


def _connect_ask(view: AskView, parts: _Parts) -> Any:  # noqa: ANN401 - gradio's own event handles
    async def ask(
        question: str, conversation: Conversation, collection: str = ALL
    ) -> AsyncGenerator[tuple[object, ...]]:
        views = view.ask(question, conversation, collection_of(collection))
        async with aclosing(views) as shown:
            async for each in shown:
                yield _updates(each)

    shared: dict[str, Any] = {
        "outputs": parts.outputs(),
        "show_progress": "hidden",
        "concurrency_id": "ask",
        "concurrency_limit": _AT_ONCE,
    }
    typed = gr.on(  # pyright: ignore[reportUnknownMemberType] - as above
        [parts.question.submit, parts.send.click],
        ask,
        inputs=[parts.question, parts.conversation, parts.collection],
        api_name="ask",
        **shared,
    )
    offered = [
        example.click(
            ask,
            inputs=[example, parts.conversation, parts.collection],
            api_visibility="private",
            **shared,
        )
        for example in parts.examples
    ]
    return [typed, *offered]


def _connect_stop(view: AskView, parts: _Parts, running: Any) -> None:  # noqa: ANN401 - as above
    def stopped(conversation: Conversation) -> tuple[object, ...]:
        return _updates(view.stopped(conversation))

    def cleared() -> tuple[object, ...]:
        empty = View(conversation=Conversation(), status="New conversation.", busy=False)
        return _updates(empty)

    shared: dict[str, Any] = {
        "outputs": parts.outputs(),
        "cancels": running,
        **UNQUEUED,
    }
    stop: Callable[..., Any] = parts.stop.click
    stop(stopped, inputs=[parts.conversation], **shared)
    parts.clear.click(cleared, **shared)


def _updates(view: View) -> tuple[object, ...]:
    """Return the values of the view's outputs, in the order of `_Parts.outputs`."""
    turns = view.conversation.turns
    return (
        view.conversation,
        view.conversation.html() if turns else _WELCOME,
        view.status_html(),
        view.question,
        gr.update(visible=not view.busy),
        gr.update(visible=view.busy),
        *[gr.update(visible=False)] * EXAMPLES,
    )
