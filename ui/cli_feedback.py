"""`citeproof feedback`: what readers said of answers, as a list or as evaluation questions."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from pydantic_core import to_json
from rich.table import Table
from rich.text import Text

from rag.errors import UsageError
from rag.feedback import Feedback
from rag.settings import load_settings
from ui.options import DataOption, JsonOption, wiring_of
from ui.render import console_for, plural
from ui.untrusted import one_line

__all__ = ["feedback"]


def feedback(
    ctx: typer.Context,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Write evaluation questions, as JSONL."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over what is there.")] = False,
    json: JsonOption = False,
    data: DataOption = None,
) -> None:
    """List what readers said of answers, or write it as evaluation questions."""
    settings = load_settings(data=data)
    said, questions = wiring_of(ctx).feedback(settings.data)
    if out is not None:
        _write(out, questions, force=force)
        typer.echo(f"wrote {plural(len(questions), 'question')} to {out}", err=True)
    elif json:
        typer.echo(to_json([each.model_dump() for each in said]))
    elif said:
        console_for(sys.stdout).print(_table(said))
    else:
        words = f"{settings.data} holds no feedback yet; readers give it on the page"
        console_for(sys.stderr).print(Text(one_line(words)), soft_wrap=True)


def _write(path: Path, questions: list[str], *, force: bool) -> None:
    if path.suffix != ".jsonl":
        raise UsageError(f"--out {path} is written as JSONL; let its name end in .jsonl")
    try:
        with path.open("w" if force else "x", encoding="utf-8") as file:
            file.writelines(questions)
    except FileExistsError as exc:
        raise UsageError(f"{path} is there already; --force writes over it") from exc
    except OSError as exc:
        raise UsageError(f"{path} cannot be written: {exc.strerror or exc}") from exc


def _table(said: list[Feedback]) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading in ("answer", "when", "what", "about", "comment", "better"):
        table.add_column(heading, overflow="fold")
    for each in said:
        about = each.quote or each.sentence or "the answer"
        cells = (each.answer_id, each.created_at, each.kind.replace("_", " "), about, each.comment)
        table.add_row(*(Text(one_line(cell)) for cell in (*cells, each.better)))
    return table
