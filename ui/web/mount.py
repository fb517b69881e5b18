"""The page, laid out with gradio and mounted in the application: one tab for each view."""

from __future__ import annotations

from collections.abc import Callable

import gradio as gr
import gradio.routes
from fastapi import FastAPI, Request

from ingest.load import MAX_BYTES
from rag.client import AsyncClient
from rag.settings import Settings
from ui.views.ask import AskView
from ui.views.check import CheckView
from ui.views.documents import DocumentsView
from ui.views.evaluate import EvaluateView
from ui.web.ask import ask_tab
from ui.web.check import check_tab
from ui.web.documents import documents_tab
from ui.web.evaluate import evaluate_tab
from ui.web.regions import UNQUEUED, asked_for, region
from ui.web.theme import HEAD, page_theme
from ui.wiring import Ingests

__all__ = ["end_streams", "mount_page"]

_UPLOADS_KEPT_S = (3600, 3600)  # uploads that nobody took in: looked for, and gone, hourly
_HEADER = (
    '<header class="cp-header"><h1>citeproof</h1>'
    "<p>Every sentence is checked against your documents.</p></header>"
)


def mount_page(
    app: FastAPI,
    client: AsyncClient,
    settings: Settings,
    *,
    ingestor: Callable[[Settings], Ingests],
    may_enter: Callable[[Request], bool],
) -> None:
    """Mount the page at `/`.

    Args:
        app: Where to mount; routes added before win over the page.
        client: Answers the questions.
        settings: Names the data directory, and bounds the question.
        ingestor: Makes what takes documents in.
        may_enter: Whether a request may use the page.
    """

    def visitor(request: Request) -> str | None:
        return "visitor" if may_enter(request) else None

    gr.mount_gradio_app(  # pyright: ignore[reportUnknownMemberType] - gradio types callbacks loosely
        app,
        _blocks(client, settings, ingestor),
        path="/",
        auth_dependency=visitor,
        theme=page_theme(),
        head=HEAD,
        footer_links=[],
        run_history=False,
        enable_monitoring=False,
        max_file_size=MAX_BYTES,
        show_error=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
    )


def end_streams(app: FastAPI) -> None:
    """End the streams that open pages keep, so that the server can stop."""
    for page in _mounted(app):
        page.stop_event.set()


def _mounted(app: FastAPI) -> list[gradio.routes.App]:
    pages = (getattr(route, "app", None) for route in app.routes)
    return [page for page in pages if isinstance(page, gradio.routes.App)]


def _blocks(
    client: AsyncClient, settings: Settings, ingestor: Callable[[Settings], Ingests]
) -> gr.Blocks:
    with gr.Blocks(
        title="citeproof", analytics_enabled=False, fill_width=True, delete_cache=_UPLOADS_KEPT_S
    ) as blocks:
        region(_HEADER, elem_id="header")
        with gr.Tabs(elem_id="views") as views:
            with gr.Tab("Ask", id="ask"):
                searched = ask_tab(blocks, AskView(client), settings.answer.max_question_chars)
            with gr.Tab("Check", id="check"):
                against = check_tab(blocks, CheckView(client), settings.answer.max_text_chars)
            with gr.Tab("Documents", id="documents"):
                view = DocumentsView(client, settings, ingestor)
                documents_tab(blocks, view, [searched, against])
            with gr.Tab("Evaluate", id="evaluate"):
                evaluate_tab(blocks, EvaluateView(client, settings))
        blocks.load(_first_tab, outputs=[views], **UNQUEUED)
    return blocks.queue(max_size=32, api_open=False)


def _first_tab(request: gr.Request) -> gr.Tabs:
    return gr.Tabs(selected="check") if asked_for(request, "check") else gr.Tabs()
