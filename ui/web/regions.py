"""Widgets that several views use: a live region, the choice of a collection."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import gradio as gr

from ui.html.parts import note_html
from ui.views.collections import ALL

__all__ = [
    "ON_BUTTONS",
    "QUIET",
    "UNQUEUED",
    "announced",
    "asked_for",
    "collection_choice",
    "region",
]

# Runs once in the browser. A region that is announced must stay in place while its words change,
# so its outer element is the region.
_LIVE = """
element.setAttribute('role', 'status');
element.setAttribute('aria-live', 'polite');
"""

QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
"""Options of an event that only the page uses and that shows its own progress."""

UNQUEUED: dict[str, Any] = {**QUIET, "queue": False}
"""The same for what answers at once, also while questions wait for their turn."""

ON_BUTTONS = """
element.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-act]');
  if (button) trigger('click', {act: button.dataset.act, id: button.dataset.id});
});
"""
"""Script of a region whose buttons are told to the server: event data `act` and `id`."""


def region(
    html: str, *, elem_id: str, js: str | None = None, elem_classes: str | None = None
) -> gr.HTML:
    """Return a part of the page that is written as HTML here, styled by the page's own style.

    Args:
        html: What it shows at first.
        elem_id: Its id.
        js: Runs once in the browser, with its `element`.
        elem_classes: Its classes.
    """
    return gr.HTML(
        html,
        elem_id=elem_id,
        js_on_load=js,
        elem_classes=["cp-region", *([elem_classes] if elem_classes else [])],
        apply_default_css=False,
    )


def announced(words: str, *, elem_id: str) -> gr.HTML:
    """Return a line whose changes a screen reader tells."""
    return region(note_html(words), elem_id=elem_id, js=_LIVE, elem_classes="cp-live")


def asked_for(request: gr.Request, name: str) -> str:
    """Return what the page's address says under a name, empty when it does not."""
    given = cast(Mapping[str, str], request.query_params)  # pyright: ignore[reportUnknownMemberType]
    return given.get(name, "")


def collection_choice(label: str, *, elem_id: str) -> gr.Dropdown:
    """Return the choice of a collection; the view "Documents" fills it."""
    return gr.Dropdown(
        label=label,
        choices=[("All documents", ALL)],
        value=ALL,
        elem_id=elem_id,
        scale=2,
        min_width=160,
        interactive=True,
    )
