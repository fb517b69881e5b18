"""The page, laid out with gradio: a chat with its sources beside it."""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read when gradio is imported

import gradio as gr
import gradio.routes
from fastapi import FastAPI, Request
from gradio.themes import Base, Font

from rag.client import AsyncClient
from rag.settings import Settings
from ui.conversation import EMPTY_PANEL, EXAMPLES, Conversation, Page, View
from ui.page import note_html
from ui.security import same_key

__all__ = ["end_streams", "mount_page", "signed_in"]

_SANS = [Font(name) for name in ("system-ui", "-apple-system", "Segoe UI", "sans-serif")]
_MONO = [Font(name) for name in ("ui-monospace", "Menlo", "Consolas", "monospace")]
# Runs once in the browser. A region that is announced must stay in place while its words change,
# so its outer element is the region. Gradio puts a message's markup into its label, which a screen
# reader would read out in place of the words: those labels are taken off.
_ACCESSIBLE = """
element.setAttribute('role', 'status');
element.setAttribute('aria-live', 'polite');
const messages = '#chat [data-testid=bot][aria-label], #chat [data-testid=user][aria-label]';
const unlabel = () =>
  document.querySelectorAll(messages).forEach(e => e.removeAttribute('aria-label'));
new MutationObserver(unlabel).observe(document.body,
  {subtree: true, childList: true, attributes: true, attributeFilter: ['aria-label']});
"""


def mount_page(app: FastAPI, client: AsyncClient, settings: Settings, *, key: str | None) -> None:
    """Mount the page at `/`; with a key, behind a sign-in that asks for it.

    Args:
        app: Where to mount; routes added before win over the page.
        client: Answers the questions.
        settings: Names the data directory, and bounds the question.
        key: Key that visitors must give; None lets everybody in.
    """

    def may_enter(_name: str, given: str) -> bool:
        return key is not None and same_key(given, key)

    gr.mount_gradio_app(  # pyright: ignore[reportUnknownMemberType] - gradio types callbacks loosely
        app,
        _blocks(Page(client, settings), settings.answer.max_question_chars),
        path="/",
        auth=None if key is None else may_enter,
        auth_message="Any user name; the password is the key of this server.",
        theme=Base(font=_SANS, font_mono=_MONO),
        css=Path(__file__).with_name("page.css").read_text(encoding="utf-8"),
        footer_links=[],
        run_history=False,
        enable_monitoring=False,
        max_file_size="1kb",
        show_error=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
    )


def signed_in(app: FastAPI, request: Request) -> bool:
    """Say whether a request comes from a browser that has signed in on the page."""
    for page in _mounted(app):
        names = (f"access-token-{page.cookie_id}", f"access-token-unsecure-{page.cookie_id}")
        tokens: dict[str, str] = page.tokens  # pyright: ignore[reportUnknownMemberType] - a bare dict
        return any(request.cookies.get(name) in tokens for name in names)
    return False


def end_streams(app: FastAPI) -> None:
    """End the streams that open pages keep, so that the server can stop."""
    for page in _mounted(app):
        page.stop_event.set()


def _mounted(app: FastAPI) -> list[gradio.routes.App]:
    pages = (getattr(route, "app", None) for route in app.routes)
    return [page for page in pages if isinstance(page, gradio.routes.App)]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    status: gr.HTML
    chat: gr.Chatbot
    question: gr.Textbox
    send: gr.Button
    stop: gr.Button
    clear: gr.Button
    examples: list[gr.Button]
    panel: gr.HTML
    conversation: gr.State

    def outputs(self) -> list[Any]:
        return [
            *(self.conversation, self.chat, self.panel, self.status),
            *(self.question, self.send, self.stop),
        ]


def _blocks(page: Page, max_question_chars: int) -> gr.Blocks:
    with gr.Blocks(title="citeproof", analytics_enabled=False, fill_width=True) as blocks:
        parts = _parts(max_question_chars)
        _connect(blocks, page, parts)
    return blocks.queue(max_size=32, api_open=False)


def _parts(max_question_chars: int) -> _Parts:
    gr.HTML("<h1>citeproof</h1><p>Every sentence is checked against your documents.</p>")
    with gr.Row():
        with gr.Column(scale=3, min_width=320):
            chat = _chat()
            status = gr.HTML(note_html("Opening …"), elem_id="status", js_on_load=_ACCESSIBLE)
            with gr.Row(elem_id="ask-row"):
                question = gr.Textbox(
                    label="Question",
                    placeholder="Ask your documents …",
                    elem_id="question",
                    max_length=max_question_chars,
                    autofocus=True,
                    scale=5,
                    min_width=200,
                )
                send = gr.Button("Ask", variant="primary", elem_id="ask", scale=1, min_width=90)
                stop = gr.Button(
                    "Stop", variant="stop", visible=False, elem_id="stop", scale=1, min_width=90
                )
            with gr.Row():
                examples = [
                    gr.Button(visible=False, size="sm", elem_classes="cp-example")
                    for _ in range(EXAMPLES)
                ]
            clear = gr.Button("New conversation", size="sm", elem_id="clear")
        with gr.Column(scale=2, min_width=320):
            panel = gr.HTML(EMPTY_PANEL, elem_id="sources")
    return _Parts(
        status=status,
        chat=chat,
        question=question,
        send=send,
        stop=stop,
        clear=clear,
        examples=examples,
        panel=panel,
        conversation=gr.State(Conversation(), time_to_live=86_400),
    )


def _chat() -> gr.Chatbot:
    return gr.Chatbot(
        label="Conversation",
        elem_id="chat",
        height="max(320px, calc(100vh - 390px))",
        placeholder="Ask a question. The sources appear beside the answer.",
        latex_delimiters=[],
        allow_tags=False,
        sanitize_html=True,
        buttons=[],
        feedback_options=None,
        allow_file_downloads=False,
    )


def _connect(blocks: gr.Blocks, page: Page, parts: _Parts) -> None:
    running = _connect_ask(page, parts)
    _connect_stop(page, parts, running)

    async def opened() -> tuple[object, ...]:
        words, questions = await page.opened()
        shown = [gr.update(value=question, visible=True) for question in questions]
        hidden = [gr.update(visible=False)] * (EXAMPLES - len(questions))
        return note_html(words), *shown, *hidden

    blocks.load(
        opened,
        outputs=[parts.status, *parts.examples],
        show_progress="hidden",
        api_visibility="private",
    )


def _connect_ask(page: Page, parts: _Parts) -> Any:  # noqa: ANN401 - gradio's own event handles
    async def ask(question: str, conversation: Conversation) -> AsyncGenerator[tuple[object, ...]]:
        async with aclosing(page.ask(question, conversation)) as views:
            async for view in views:
                yield _updates(view)

    shared: dict[str, Any] = {
        "outputs": parts.outputs(),
        "show_progress": "hidden",
        "concurrency_id": "ask",
    }
    typed = gr.on(  # pyright: ignore[reportUnknownMemberType] - as above
        [parts.question.submit, parts.send.click],
        ask,
        inputs=[parts.question, parts.conversation],
        api_name="ask",
        **shared,
    )
    offered = [
        example.click(ask, inputs=[example, parts.conversation], api_visibility="private", **shared)
        for example in parts.examples
    ]
    return [typed, *offered]


def _connect_stop(page: Page, parts: _Parts, running: Any) -> None:  # noqa: ANN401 - as above
    def stopped(conversation: Conversation) -> tuple[object, ...]:
        return _updates(page.stopped(conversation))

    def cleared() -> tuple[object, ...]:
        view = View(conversation=Conversation(), status="New conversation.", busy=False)
        return _updates(view)

    shared: dict[str, Any] = {
        "outputs": parts.outputs(),
        "cancels": running,
        "show_progress": "hidden",
        "api_visibility": "private",
        "queue": False,
    }
    parts.stop.click(stopped, inputs=[parts.conversation], **shared)
    gr.on([parts.clear.click, parts.chat.clear], cleared, **shared)  # pyright: ignore[reportUnknownMemberType] - as above


def _updates(view: View) -> tuple[object, ...]:
    """Return the values of the page's outputs, in the order of `_Parts.outputs`."""
    return (
        view.conversation,
        view.conversation.chat(),
        gr.update() if view.panel is None else view.panel,
        note_html(view.status),
        view.question,
        gr.update(visible=not view.busy),
        gr.update(visible=view.busy),
    )
