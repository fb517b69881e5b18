"""`citeproof ingest`, `citeproof documents` and `citeproof remove`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from pydantic_core import to_json
from rich.text import Text

from rag.settings import load_settings
from ui.model_files import fetch_models, needed_models
from ui.options import DataOption, JsonOption, wiring_of
from ui.render import console_for, documents_table, plural, print_report
from ui.untrusted import one_line

__all__ = ["documents", "ingest", "remove"]


def ingest(
    ctx: typer.Context,
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH", help="Files and folders to take in.")
    ],
    tags: Annotated[
        list[str] | None,
        typer.Option(
            "--tag",
            metavar="TAG",
            help="File them under a tag, in place of those given before; repeatable.",
        ),
    ] = None,
    sync: Annotated[
        bool, typer.Option("--sync", help="Also remove documents whose source is gone.")
    ] = False,
    json: JsonOption = False,
    data: DataOption = None,
) -> None:
    """Take files and folders in; unchanged sources are left as they are."""
    wiring = wiring_of(ctx)
    settings = load_settings(data=data)
    notices = console_for(sys.stderr)
    embeds = [name for name in needed_models(settings) if name != "chat"]
    fetch_models(embeds, settings.models.cache_dir, wiring.registry(), notices)
    with notices.status("reading …") as waiting:

        def moved(done: int, total: int, uri: str) -> None:
            waiting.update(Text(f"{done}/{total} {one_line(uri)}"))

        report = wiring.ingestor(settings).ingest(paths, tags=tags, sync=sync, progress=moved)
    if json:
        typer.echo(report.model_dump_json().encode())
    else:
        print_report(console_for(sys.stdout), report)


def documents(ctx: typer.Context, json: JsonOption = False, data: DataOption = None) -> None:
    """List the documents: title, uri, date, language, tags, version and size."""
    settings = load_settings(data=data)
    held = wiring_of(ctx).documents(settings.data)
    if json:
        rows = [
            {**document.model_dump(exclude={"text"}), "characters": len(document.text)}
            for document in held
        ]
        typer.echo(to_json(rows))
    elif held:
        console_for(sys.stdout).print(documents_table(held))
    if not held:
        words = f"{settings.data} holds no documents yet; take some in: citeproof ingest PATH"
        console_for(sys.stderr).print(Text(one_line(words)), soft_wrap=True)


def remove(
    ctx: typer.Context,
    named: Annotated[
        list[str], typer.Argument(metavar="DOCUMENT", help="Uris or ids, as documents lists them.")
    ],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False,
    json: JsonOption = False,
    data: DataOption = None,
) -> None:
    """Remove documents with all their versions; their files stay where they are."""
    settings = load_settings(data=data)
    if not yes:
        words = f"Remove {plural(len(named), 'document')} from {settings.data}?"
        typer.confirm(one_line(words), abort=True, err=True)
    report = wiring_of(ctx).ingestor(settings).remove(named)
    if json:
        typer.echo(report.model_dump_json().encode())
    else:
        print_report(console_for(sys.stdout), report)
