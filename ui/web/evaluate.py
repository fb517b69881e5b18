"""The view "Evaluate": a question file to run, the runs, and two of them side by side."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from rag.evaluation.dataset import SHAPES
from ui.eval_folders import ListedRun
from ui.html.evaluation import runs_html
from ui.html.parts import note_html, text
from ui.views.evaluate import ChosenRun, EvaluateView, RunView, run_choices
from ui.web.regions import QUIET, UNQUEUED, announced, region

__all__ = ["evaluate_tab"]

_INTRO = (
    '<div class="cp-evaluate-head"><h2>Evaluate your own questions</h2><p>A file of questions '
    f"({', '.join(SHAPES)}) is asked on these documents, and every answer is scored. Only "
    "<code>question</code> must be there; <code>must_include</code>, <code>expected_status</code>, "
    "<code>gold_sources</code> and others say what is right.</p><p>Close or reload the page and "
    "the run stops; what was answered is kept, and it can go on later.</p><p>What readers said of "
    'answers makes questions too: <a href="/feedback/questions.jsonl" download>questions from '
    "feedback</a>.</p></div>"
)
_NOT_CHOSEN = "No run is chosen."
_NO_RUN = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    file: gr.File
    limit: gr.Number
    start: gr.Button
    stop: gr.Button
    status: gr.HTML
    progress: gr.HTML
    listed: gr.HTML
    chosen: gr.Dropdown
    before: gr.Dropdown
    go_on: gr.Button
    shown: gr.HTML
    compared: gr.HTML
    name: gr.State

    def of_run(self) -> list[Any]:
        return [self.status, self.progress, self.start, self.stop, self.go_on, self.name,
                *self.of_list(), self.shown, self.compared]  # fmt: skip

    def of_list(self) -> list[Any]:
        return [self.listed, self.chosen, self.before]


def evaluate_tab(blocks: gr.Blocks, view: EvaluateView) -> None:
    """Lay out the view and connect it.

    Args:
        blocks: The page, whose opening lists the runs.
        view: What the view does.
    """
    parts = _parts(view)
    _connect_runs(view, parts)
    _connect_list(blocks, view, parts)


def _parts(view: EvaluateView) -> _Parts:
    region(_INTRO, elem_id="evaluate-head")
    file, limit, start, stop = _question_row()
    status = announced("No run is under way.", elem_id="evaluate-status")
    progress = region("", elem_id="evaluate-progress")
    region(_runs_head(view), elem_id="evaluate-runs-head")
    listed = region(note_html("Opening …"), elem_id="evaluate-runs")
    with gr.Row(elem_id="evaluate-choice"):
        chosen = _run_choice("Run", elem_id="evaluate-chosen")
        before = _run_choice("Compare with", elem_id="evaluate-before")
        go_on = gr.Button("Go on", visible=False, elem_id="evaluate-go-on", scale=0)
    compared = region("", elem_id="evaluate-comparison")
    shown = region(note_html(_NOT_CHOSEN), elem_id="evaluate-shown")
    return _Parts(
        file=file,
        limit=limit,
        start=start,
        stop=stop,
        status=status,
        progress=progress,
        listed=listed,
        chosen=chosen,
        before=before,
        go_on=go_on,
        shown=shown,
        compared=compared,
        name=gr.State(_NO_RUN),
    )


def _question_row() -> tuple[gr.File, gr.Number, gr.Button, gr.Button]:
    with gr.Row(elem_id="evaluate-row"):
        file = gr.File(
            label="Question file",
            file_types=list(SHAPES),
            elem_id="evaluate-file",
            height=130,
            scale=4,
            min_width=220,
        )
        with gr.Column(scale=1, min_width=160, elem_id="evaluate-start"):
            limit = gr.Number(
                label="Most questions (0: all)", value=0, precision=0, elem_id="evaluate-limit"
            )
            start = gr.Button("Run", variant="primary", elem_id="evaluate-run")
            stop = gr.Button("Stop", variant="stop", visible=False, elem_id="evaluate-stop")
    return file, limit, start, stop


def _runs_head(view: EvaluateView) -> str:
    return (
        f'<div class="cp-evaluate-head"><h2>Runs</h2><p>They are kept in <code>'
        f"{text(str(view.folder))}</code>. A run of <code>citeproof eval</code> is listed here if "
        "its <code>--out</code> is a folder in there.</p></div>"
    )


def _run_choice(label: str, *, elem_id: str) -> gr.Dropdown:
    return gr.Dropdown(
        label=label,
        choices=[("None", _NO_RUN)],
        value=_NO_RUN,
        elem_id=elem_id,
        interactive=True,
        scale=3,
        min_width=220,
    )


def _connect_runs(view: EvaluateView, parts: _Parts) -> None:
    async def run(file: str | None, limit: int | None) -> AsyncGenerator[tuple[object, ...]]:
        async with aclosing(view.run(Path(file) if file else None, limit or None)) as views:
            async for each in views:
                yield await _updates(view, each)

    async def resume(name: str) -> AsyncGenerator[tuple[object, ...]]:
        async with aclosing(view.resume(name)) as views:
            async for each in views:
                yield await _updates(view, each)

    async def waiting() -> object:
        words = view.waiting()
        return gr.update() if words is None else note_html(words)

    async def stop(name: str) -> None:  # on the loop that the run is on
        view.stop(name)

    queued: dict[str, Any] = {
        "outputs": parts.of_run(),
        "concurrency_id": "evaluate",
        "concurrency_limit": 1,
    }
    for button in (parts.start, parts.go_on):  # first: gradio ends one event before the next
        button.click(waiting, outputs=[parts.status], **UNQUEUED)
    parts.start.click(run, inputs=[parts.file, parts.limit], **queued, **QUIET)
    parts.go_on.click(resume, inputs=[parts.chosen], **queued, **QUIET)
    parts.stop.click(stop, inputs=[parts.name], **UNQUEUED)


def _connect_list(blocks: gr.Blocks, view: EvaluateView, parts: _Parts) -> None:
    async def opened() -> tuple[object, ...]:
        return _list_updates(await view.runs(), _NO_RUN)

    async def chosen(name: str, before: str) -> tuple[object, ...]:
        run = await view.show(name) if name else ChosenRun(shown=note_html(_NOT_CHOSEN))
        compared = await view.compare(before, name) if name and before else ""
        return run.shown, compared, gr.update(visible=run.can_go_on)

    blocks.load(opened, outputs=parts.of_list(), **UNQUEUED)
    gr.on(  # pyright: ignore[reportUnknownMemberType] - gradio's own event handles
        [parts.chosen.input, parts.before.input],
        chosen,
        inputs=[parts.chosen, parts.before],
        outputs=[parts.shown, parts.compared, parts.go_on],
        **UNQUEUED,
    )


async def _updates(view: EvaluateView, each: RunView) -> tuple[object, ...]:
    """Return the values of `_Parts.of_run`; the list is read again once a run has ended."""
    status, unchanged = note_html(each.status), gr.update()
    start, stop = gr.update(visible=not each.busy), gr.update(visible=each.busy and bool(each.name))
    if each.busy or not each.name:
        go_on = gr.update(visible=False) if each.name else unchanged
        return status, each.shown, start, stop, go_on, each.name, *[unchanged] * 5
    go_on = gr.update(visible=each.can_go_on)
    listed = _list_updates(await view.runs(), each.name)
    return status, "", start, stop, go_on, _NO_RUN, *listed, each.shown, ""


def _list_updates(runs: list[ListedRun], chosen: str) -> tuple[object, ...]:
    """Return the values of `_Parts.of_list` with one run chosen and none to compare with."""
    choices = [("None", _NO_RUN), *run_choices(runs)]
    return (
        runs_html(runs),
        gr.update(choices=choices, value=chosen),
        gr.update(choices=choices, value=_NO_RUN),
    )
