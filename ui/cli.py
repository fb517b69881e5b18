"""The `citeproof` command: text for people, `--json` for programs.

Exit codes: 0 done (a `not_found` is an answer), 1 failure, 2 wrong usage, 3 below a gate,
130 interrupted.
"""

from __future__ import annotations

import os
import sys
import time
import traceback
from importlib.metadata import version as installed_version
from io import TextIOWrapper
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.status import Status
from rich.text import Text
from typer.core import TyperGroup

from rag.client import Client
from rag.errors import QAError, UsageError
from rag.filters import Filters
from rag.question import checked_question
from rag.settings import ModelSettings, load_settings
from rag.types import EvidenceEvent
from ui.cli_check import check
from ui.cli_documents import documents, ingest, remove
from ui.cli_eval import eval_app
from ui.cli_feedback import feedback
from ui.cli_recheck import answers, recheck
from ui.filter_options import with_filters
from ui.model_files import (
    fetch_models,
    fetching,
    judge_line,
    models_table,
    needed_models,
    remove_damaged,
)
from ui.options import DataOption, JsonOption, wiring_of
from ui.render import AnswerPrinter, console_for
from ui.untrusted import one_line
from ui.wiring import ModelRegistry, Wiring

__all__ = ["app", "main"]

_DEBUG = "CITEPROOF_DEBUG"


class _Commands(TyperGroup):
    """Turns errors raised on purpose into one line on stderr and an exit code."""

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - typer keeps its context class private
        """Run the command."""
        try:
            return super().invoke(ctx)
        except QAError as exc:
            _fail(exc, str(exc), exit_code=2 if isinstance(exc, UsageError) else 1)


app = typer.Typer(
    name="citeproof",
    cls=_Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Ask your own documents; every sentence of the answer is checked against their words.",
    epilog="Exit codes: 0 done (not found is an answer), 1 failure, 2 wrong usage, 3 below a gate.",
)
_models = typer.Typer(rich_markup_mode=None)
app.add_typer(_models, name="models")
app.add_typer(eval_app, name="eval")


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"citeproof {installed_version('citeproof')}")
        raise typer.Exit


@app.callback()
def _root(
    ctx: typer.Context,
    _version: Annotated[
        bool,
        typer.Option(
            "--version", help="Print the version and exit.", is_eager=True, callback=_show_version
        ),
    ] = False,
) -> None:
    ctx.obj = ctx.obj or Wiring()


@app.command()
@with_filters
def ask(
    ctx: typer.Context,
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="The question, in quotes.")],
    json: JsonOption = False,
    data: DataOption = None,
    filters: Filters | None = None,
) -> None:
    """Answer a question from the documents, each sentence with its checked source."""
    wiring = wiring_of(ctx)
    settings = load_settings(data=data)
    checked_question(question, filters=filters, max_chars=settings.answer.max_question_chars)
    notices = console_for(sys.stderr)
    with fetching(notices) as progress:
        pipeline = wiring.pipeline(settings, progress=progress)
    with Client(settings=settings, build=lambda _: pipeline) as client:
        if json:
            with notices.status("searching and checking …"):
                answer = client.ask(question, filters=filters)
            typer.echo(answer.model_dump_json().encode())
        else:
            _stream(client, question, filters, notices)


def _stream(client: Client, question: str, filters: Filters | None, notices: Console) -> None:
    printer = AnswerPrinter(console_for(sys.stdout))
    started = time.perf_counter()
    waiting = notices.status("searching …")
    waiting.start()
    try:
        for event in client.stream(question, filters=filters):
            waiting.stop()
            printer.show(event, elapsed_ms=(time.perf_counter() - started) * 1000)
            _wait_on(waiting, "reading …" if isinstance(event, EvidenceEvent) else "checking …")
    finally:
        waiting.stop()


def _wait_on(waiting: Status, words: str) -> None:
    waiting.update(words)
    waiting.start()


app.command()(check)
app.command()(recheck)
app.command()(answers)


app.command()(ingest)
app.command()(documents)
app.command()(remove)
app.command()(feedback)


@app.command()
def serve(
    ctx: typer.Context,
    host: Annotated[
        str,
        typer.Option(help="Address to listen on; one that others reach needs CITEPROOF_SERVE_KEY."),
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes a free one.")] = 7860,
    opened: Annotated[bool, typer.Option("--open", help="Open the page in a browser.")] = False,
    data: DataOption = None,
) -> None:
    """Serve the page and the documents on this machine until Ctrl-C."""
    from ui.security import check_host, serve_key

    check_host(host, serve_key())  # before any download
    wiring = wiring_of(ctx)
    settings = load_settings(data=data)
    names, cache_dir = needed_models(settings), settings.models.cache_dir
    fetch_models(names, cache_dir, wiring.registry(), console_for(sys.stderr))
    wiring.serve(settings, wiring.pipeline, host, port, opened)


@_models.callback(invoke_without_command=True)
def models(ctx: typer.Context) -> None:
    """List the embedded model files, or fetch them."""
    if ctx.invoked_subcommand is None:
        _show_models(wiring_of(ctx).registry(), load_settings().models)


def _show_models(registry: ModelRegistry, models: ModelSettings) -> None:
    out = console_for(sys.stdout)
    out.print(models_table(registry, models.cache_dir))
    out.print(Text(f"Folder: {one_line(str(models.cache_dir))}"), soft_wrap=True)
    out.print(Text(judge_line(models)), soft_wrap=True)


@_models.command()
def pull(
    ctx: typer.Context,
    verify: Annotated[
        bool,
        typer.Option(
            "--verify",
            help="Compare the sha256 of the files that are here; fetch damaged ones again.",
        ),
    ] = False,
) -> None:
    """Fetch every embedded model file that is not there yet."""
    registry = wiring_of(ctx).registry()
    settings = load_settings().models
    notices = console_for(sys.stderr)
    if verify:
        remove_damaged(settings.cache_dir, registry, notices)
    names = [held.name for held in registry.load_registry()]
    fetch_models(names, settings.cache_dir, registry, notices)
    _show_models(registry, settings)


def main() -> None:
    """Run the command line; the entry point of `citeproof`."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a mark that the terminal lacks is not a failure
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as exc:
        words = f"{type(exc).__name__}: {exc}; this is a fault of citeproof, {_DEBUG}=1 shows where"
        _fail(exc, words, exit_code=1)


def _fail(exc: Exception, words: str, *, exit_code: int) -> NoReturn:
    if os.environ.get(_DEBUG) == "1":
        traceback.print_exception(exc)
    _notice(f"error: {words}")
    sys.exit(exit_code)


def _notice(words: str) -> None:
    typer.echo(one_line(words), err=True)


if __name__ == "__main__":
    main()
