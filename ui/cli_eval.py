"""`citeproof eval`: ask a file of questions, score the answers, compare runs, hold gates."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.text import Text
from typer.core import TyperGroup

from rag.errors import UsageError
from rag.settings import load_settings
from ui.eval_options import EvalOptions, with_eval_options
from ui.options import DataOption, JsonOption, wiring_of
from ui.render import console_for

__all__ = ["eval_app"]

_BELOW_GATE = 3


class _RunByDefault(TyperGroup):
    """Runs a question file where no other command is named: `citeproof eval FILE`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 - typer's context
        """Put `run` before the arguments unless they begin with a command or ask for help."""
        if args and args[0] not in self.commands and args[0] not in {"--help", "-h"}:
            args = ["run", *args]
        return super().parse_args(ctx, args)


eval_app = typer.Typer(
    cls=_RunByDefault,
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Ask a file of questions and score the answers: citeproof eval QUESTIONS.",
    epilog="Exit codes: 0 done, 1 a question failed or nothing could be asked, 2 wrong usage, "
    "3 below a gate.",
)


@eval_app.command()
@with_eval_options
def run(
    ctx: typer.Context,
    questions: Annotated[
        Path,
        typer.Argument(metavar="QUESTIONS", help="Question file: .jsonl, .json, .csv, .yaml."),
    ],
    options: EvalOptions,
    json: JsonOption = False,
    data: DataOption = None,
) -> None:
    """Ask the questions of a file; the word run may be left out."""
    from ui.eval_run import run_questions
    from ui.render_eval import print_summary

    notices = console_for(sys.stderr)
    settings = load_settings(data=data)
    folder, finished = asyncio.run(
        run_questions(questions, options, settings, wiring_of(ctx), notices)
    )
    summary = finished.summary
    if json:
        typer.echo(summary.model_dump_json().encode())
    else:
        print_summary(console_for(sys.stdout), summary, folder.path)
    for words in finished.below:
        notices.print(Text(f"below the gate: {words}"), soft_wrap=True)
    if summary.errors:
        again = f"citeproof eval {questions} --out {folder.path} --retry-errors"
        failed = f"{summary.errors} of {summary.results} failed"
        notices.print(Text(f"{failed}; ask them again with: {again}"), soft_wrap=True)
    if finished.below or summary.errors:
        raise typer.Exit(_BELOW_GATE if finished.below else 1)


@eval_app.command()
def compare(
    first: Annotated[Path, typer.Argument(metavar="A", help="Folder of a run.")],
    second: Annotated[Path, typer.Argument(metavar="B", help="Folder of another run.")],
    json: JsonOption = False,
) -> None:
    """Compare two runs on the questions that both were asked."""
    from rag.evaluation.compare import compare_runs
    from rag.evaluation.results import RunFolder
    from ui.render_eval import print_comparison

    comparison = compare_runs(RunFolder(first), RunFolder(second))
    if not comparison.paired:
        raise UsageError(f"{first} and {second} have no question in common")
    if json:
        typer.echo(comparison.model_dump_json().encode())
    else:
        print_comparison(console_for(sys.stdout), comparison)


@eval_app.command()
def report(
    run_folder: Annotated[Path, typer.Argument(metavar="RUN", help="Folder of a run.")],
    previous: Annotated[
        Path | None,
        typer.Option("--previous", metavar="RUN", help="Show what differs from this run."),
    ] = None,
) -> None:
    """Write the reports of a run again, beside a previous one if you like."""
    from rag.evaluation.results import RunFolder
    from ui.eval_run import write_reports

    write_reports(RunFolder(run_folder), previous=RunFolder(previous) if previous else None)
    typer.echo(f"wrote {run_folder / 'report.html'}")


@eval_app.command()
def export(
    run_folder: Annotated[Path, typer.Argument(metavar="RUN", help="Folder of a run.")],
    out: Annotated[Path, typer.Argument(metavar="OUT", help="File to write; a folder for beir.")],
    to: Annotated[
        Literal["ragas", "deepeval", "beir"], typer.Option("--to", help="Whose format to write.")
    ] = "ragas",
    force: Annotated[bool, typer.Option("--force", help="Write over what is there.")] = False,
) -> None:
    """Write a run's questions and answers for other evaluation tools."""
    from rag.evaluation.exports import export as write
    from rag.evaluation.results import RunFolder

    write(RunFolder(run_folder), to, out, force=force)
    typer.echo(f"wrote {out}")
