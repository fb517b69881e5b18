"""The options of `citeproof eval`, declared once: as fields here, and on the command line."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable
from dataclasses import MISSING, dataclass, fields
from functools import wraps
from pathlib import Path
from typing import Annotated

import typer

from rag.errors import UsageError

__all__ = ["EvalOptions", "parsed_prices", "with_eval_options"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EvalOptions:
    """What to ask whom, how often, and what must come of it; each field says what it is."""

    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Folder of the run; by default under eval-runs."),
    ] = None
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with the run in --out, or with the last one.")
    ] = False
    retry_errors: Annotated[
        bool, typer.Option("--retry-errors", help="As --resume, and ask again what failed.")
    ] = False
    limit: Annotated[
        int | None, typer.Option("--limit", min=1, metavar="N", help="Ask the first N only.")
    ] = None
    tags: Annotated[
        list[str] | None,
        typer.Option(
            "--tag", "--tags", metavar="TAG", help="Ask those with this tag only; repeatable."
        ),
    ] = None
    repeat: Annotated[
        int, typer.Option("--repeat", min=1, max=100, metavar="N", help="Ask each N times.")
    ] = 1
    concurrency: Annotated[
        int, typer.Option("--concurrency", min=1, max=256, metavar="N", help="Ask N at a time.")
    ] = 1
    per_minute: Annotated[
        float | None,
        typer.Option("--per-minute", min=0.01, metavar="N", help="Begin at most N a minute."),
    ] = None
    answers: Annotated[
        Path | None,
        typer.Option("--answers", metavar="FILE", help="Score these answers of another system."),
    ] = None
    command: Annotated[
        str | None,
        typer.Option("--command", metavar="CMD", help="Ask this command, JSON in, JSON out."),
    ] = None
    base_url: Annotated[
        str | None, typer.Option("--base-url", metavar="URL", help="Ask a citeproof server.")
    ] = None
    endpoint: Annotated[
        str | None,
        typer.Option(
            "--endpoint", metavar="URL", help="Ask an OpenAI-compatible server; needs --model."
        ),
    ] = None
    model: Annotated[
        str, typer.Option("--model", metavar="NAME", help="Model to ask for at --endpoint.")
    ] = ""
    judged: Annotated[
        bool, typer.Option("--judged", help="Let the judge say, too, which answers are right.")
    ] = False
    prices: Annotated[
        str | None,
        typer.Option("--prices", metavar="IN,OUT", help="Prices of a million tokens; adds cost."),
    ] = None
    fail_under: Annotated[
        list[str] | None,
        typer.Option(
            "--fail-under",
            metavar="NAME=SHARE",
            help="Exit with 3 if a figure is lower; repeatable.",
        ),
    ] = None
    no_worse_than: Annotated[
        Path | None,
        typer.Option(
            "--no-worse-than", metavar="RUN", help="Exit with 3 if worse than this run's folder."
        ),
    ] = None


def with_eval_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options; it gets them as `options: EvalOptions`.

    Args:
        command: A command with a parameter `options`.

    Returns:
        The command as typer reads it.
    """
    own = inspect.signature(command, eval_str=True)
    hints = typing.get_type_hints(EvalOptions, include_extras=True)

    @wraps(command)
    def run(**given: object) -> None:
        options: dict[str, typing.Any] = {
            field.name: given.pop(field.name) for field in fields(EvalOptions)
        }
        command(**given, options=EvalOptions(**options))

    declared = [
        inspect.Parameter(
            field.name,
            inspect.Parameter.KEYWORD_ONLY,
            default=None if field.default is MISSING else field.default,
            annotation=hints[field.name],
        )
        for field in fields(EvalOptions)
    ]
    kept = [
        one.replace(kind=inspect.Parameter.KEYWORD_ONLY)
        for one in own.parameters.values()
        if one.name != "options"
    ]
    parameters = [*kept, *declared]
    run.__annotations__ = {one.name: one.annotation for one in parameters}
    vars(run)["__signature__"] = own.replace(parameters=parameters)
    return run


def parsed_prices(text: str | None) -> tuple[float, float] | None:
    """Return the prices of a million tokens read and written; None without.

    Raises:
        UsageError: If the text is not two numbers of at least 0.

    >>> parsed_prices("0.15,0.6")
    (0.15, 0.6)
    """
    if text is None:
        return None
    try:
        read, written = (float(part) for part in text.split(","))
    except ValueError:
        read = written = -1.0
    if not (0 <= read < float("inf") and 0 <= written < float("inf")):
        raise UsageError(f"--prices {text!r}: write two numbers, as 0.15,0.60")
    return read, written
