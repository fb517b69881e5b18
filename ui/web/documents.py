"""The view "Documents": upload, search, the table with versions and removal."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Any

import gradio as gr

from ui.html.parts import note_html
from ui.views.collections import ALL
from ui.views.documents import Chosen, DocumentsView
from ui.web.regions import ON_BUTTONS, QUIET, UNQUEUED, announced, collection_choice, region

__all__ = ["documents_tab"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    files: gr.File
    tags: gr.Textbox
    take_in: gr.Button
    status: gr.HTML
    report: gr.HTML
    search: gr.Textbox
    collection: gr.Dropdown
    table: gr.HTML
    chosen: gr.State


def documents_tab(blocks: gr.Blocks, view: DocumentsView, choices: list[gr.Dropdown]) -> None:
    """Lay out the view and connect it.

    Args:
        blocks: The page, whose opening fills the table.
        view: What the view does.
        choices: Choices of a collection elsewhere on the page, kept up to date with the documents.
    """
    parts = _parts()
    listed = _Listed(view, parts.table, [parts.collection, *choices])
    blocks.load(listed.now, inputs=[parts.chosen], outputs=listed.outputs, **UNQUEUED)
    _connect_upload(view, parts, listed)
    _connect_search(view, parts)
    _connect_table(view, parts, listed)


class _Listed:
    """The table and the choices of a collection, which change with the documents."""

    def __init__(self, view: DocumentsView, table: gr.HTML, choices: list[gr.Dropdown]) -> None:
        self._view = view
        self.outputs: list[Any] = [table, *choices]

    async def now(self, chosen: Chosen) -> tuple[object, ...]:
        """Return the values of the outputs as the documents are now."""
        listed = await self._view.listed(chosen)
        shown = gr.update(choices=listed.collections, visible=len(listed.collections) > 1)
        return listed.table, *[shown] * (len(self.outputs) - 1)

    def unchanged(self) -> tuple[object, ...]:
        """Return values that leave the outputs as they are."""
        return tuple(gr.update() for _ in self.outputs)


def _parts() -> _Parts:
    with gr.Row():
        with gr.Column(scale=3, min_width=280):
            files = gr.File(
                label="Add documents: drop files here, or choose them",
                file_count="multiple",
                elem_id="upload",
                height=150,
            )
        with gr.Column(scale=2, min_width=220):
            tags = gr.Textbox(
                label="File under (tags, with commas between)",
                placeholder="contracts, 2025",
                elem_id="upload-tags",
                max_length=400,
            )
            take_in = gr.Button("Take in", variant="primary", elem_id="take-in")
    status = announced("", elem_id="documents-status")
    report = region("", elem_id="upload-report")
    with gr.Row():
        search = gr.Textbox(
            label="Search the list",
            placeholder="Words of the title, the name or a tag",
            elem_id="documents-search",
            scale=3,
            min_width=220,
        )
        collection = collection_choice("Collection", elem_id="documents-collection")
    table = region(note_html("Opening …"), elem_id="documents-table", js=ON_BUTTONS)
    return _Parts(
        files=files,
        tags=tags,
        take_in=take_in,
        status=status,
        report=report,
        search=search,
        collection=collection,
        table=table,
        chosen=gr.State(Chosen(), time_to_live=86_400),
    )


def _connect_upload(view: DocumentsView, parts: _Parts, listed: _Listed) -> None:
    async def upload(
        paths: list[str] | None, tags: str, chosen: Chosen
    ) -> AsyncGenerator[tuple[object, ...]]:
        async with aclosing(view.upload(paths or [], tags)) as moments:
            async for moment in moments:
                files = gr.update() if moment.busy else None
                busy = gr.update(interactive=not moment.busy)
                rows = listed.unchanged() if moment.busy else await listed.now(chosen)
                yield note_html(moment.status), moment.report, files, busy, *rows

    parts.take_in.click(
        upload,
        inputs=[parts.files, parts.tags, parts.chosen],
        outputs=[parts.status, parts.report, parts.files, parts.take_in, *listed.outputs],
        concurrency_id="upload",
        **QUIET,
    )


def _connect_search(view: DocumentsView, parts: _Parts) -> None:
    async def searched(search: str, collection: str | None, chosen: Chosen) -> tuple[object, ...]:
        again = replace(
            chosen, search=search, collection=collection or ALL, confirming="", opened=""
        )
        return again, await view.table(again)

    for changed in (parts.search.change, parts.collection.change):
        changed(
            searched,
            inputs=[parts.search, parts.collection, parts.chosen],
            outputs=[parts.chosen, parts.table],
            trigger_mode="always_last",
            **UNQUEUED,
        )


def _connect_table(view: DocumentsView, parts: _Parts, listed: _Listed) -> None:
    async def acted(chosen: Chosen, event: gr.EventData) -> tuple[object, ...]:
        act, document_id = str(event.act), str(event.id)
        words = await view.remove(document_id) if act == "remove" else ""
        now = chosen.acted(act, document_id)
        return now, note_html(words), *await listed.now(now)

    parts.table.click(
        acted,
        inputs=[parts.chosen],
        outputs=[parts.chosen, parts.status, *listed.outputs],
        **UNQUEUED,
    )
