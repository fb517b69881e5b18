"""The view "Check": a text, and below it the same text with a verdict on each sentence."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from ui.html.parts import note_html
from ui.views.check import ENDINGS, Checking, CheckView
from ui.views.collections import ALL, collection_of
from ui.web.regions import UNQUEUED, announced, asked_for, collection_choice, region

__all__ = ["check_tab"]

_WELCOME = (
    '<div class="cp-welcome"><h2>Check a text</h2><p>A draft, a report, another model\'s answer: '
    "every sentence is compared with your documents and marked as supported, contradicted or not "
    "found, with the words that say so.</p></div>"
)
_AT_ONCE = 2  # checks; each takes the models for minutes, and those waiting see their place


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    text: gr.Textbox
    collection: gr.Dropdown
    upload: gr.UploadButton
    check: gr.Button
    stop: gr.Button
    status: gr.HTML
    report: gr.HTML
    shown: gr.State

    def outputs(self) -> list[Any]:
        return [self.shown, self.report, self.status, self.check, self.stop]


def check_tab(blocks: gr.Blocks, view: CheckView, max_text_chars: int) -> gr.Dropdown:
    """Lay out the view, connect it, and return its choice of a collection.

    Args:
        blocks: The page, whose opening shows the check that its address names.
        view: What the view does.
        max_text_chars: Longest text.
    """
    parts = _parts(max_text_chars)
    running = _connect_check(view, parts)
    _connect_stop(view, parts, running)
    _connect_upload(view, parts, max_text_chars)
    _connect_opening(blocks, view, parts)
    return parts.collection


def _parts(max_text_chars: int) -> _Parts:
    region(_WELCOME, elem_id="check-welcome")
    text = gr.Textbox(
        label="Text to check",
        placeholder="Paste Markdown or plain text …",
        elem_id="check-text",
        lines=10,
        max_lines=10,
        autoscroll=False,
        # A browser counts some characters twice and cuts what is longer without a word; so the
        # limit lies above every text that is accepted, and one that is too long is refused.
        max_length=2 * max_text_chars + 2,
    )
    with gr.Row(elem_id="check-row"):
        collection = collection_choice("Check against", elem_id="check-collection")
        upload = gr.UploadButton(
            "Upload",
            file_types=list(ENDINGS),
            elem_id="check-upload",
            scale=1,
            min_width=130,
        )
        check = gr.Button("Check", variant="primary", elem_id="check", scale=1, min_width=90)
        stop = gr.Button(
            "Stop", variant="stop", visible=False, elem_id="check-stop", scale=1, min_width=90
        )
    status = announced(Checking().status, elem_id="check-status")
    return _Parts(
        text=text,
        collection=collection,
        upload=upload,
        check=check,
        stop=stop,
        status=status,
        report=region("", elem_id="check-report"),
        shown=gr.State(Checking(), time_to_live=86_400),
    )


def _connect_check(view: CheckView, parts: _Parts) -> Any:  # noqa: ANN401 - gradio's own event handle
    async def check(text: str, collection: str = ALL) -> AsyncGenerator[tuple[object, ...]]:
        views = view.check(text, collection_of(collection))
        async with aclosing(views) as shown:
            async for each in shown:
                yield _updates(each)

    return gr.on(  # pyright: ignore[reportUnknownMemberType] - gradio types callbacks loosely
        [parts.text.submit, parts.check.click],
        check,
        inputs=[parts.text, parts.collection],
        outputs=parts.outputs(),
        api_name="check",
        show_progress="hidden",
        concurrency_id="check",
        concurrency_limit=_AT_ONCE,
    )


def _connect_stop(view: CheckView, parts: _Parts, running: Any) -> None:  # noqa: ANN401 - as above
    async def stopped(shown: Checking) -> tuple[object, ...]:
        return _updates(await view.stopped(shown))

    stop: Callable[..., Any] = parts.stop.click
    stop(
        stopped,
        inputs=[parts.shown],
        outputs=parts.outputs(),
        cancels=[running],
        **UNQUEUED,
    )


def _connect_upload(view: CheckView, parts: _Parts, max_text_chars: int) -> None:
    async def uploaded(path: str) -> tuple[object, ...]:
        read = await view.uploaded(Path(path), max_chars=max_text_chars)
        return gr.update() if read.text is None else read.text, note_html(read.status)

    upload: Callable[..., Any] = parts.upload.upload
    upload(
        uploaded,
        inputs=[parts.upload],
        outputs=[parts.text, parts.status],
        **UNQUEUED,
    )


def _connect_opening(blocks: gr.Blocks, view: CheckView, parts: _Parts) -> None:
    async def opened(request: gr.Request) -> tuple[object, ...]:
        shown = await view.opened(asked_for(request, "check"))
        return shown.text or gr.update(), *_updates(shown)

    blocks.load(
        opened,
        outputs=[parts.text, *parts.outputs()],
        **UNQUEUED,
    )


def _updates(shown: Checking) -> tuple[object, ...]:
    """Return the values of the view's outputs, in the order of `_Parts.outputs`."""
    return (
        shown,
        shown.html,
        shown.status_html(),
        gr.update(visible=not shown.busy),
        gr.update(visible=shown.busy),
    )
