"""`citeproof recheck` and `citeproof answers`: old answers against today's documents."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from pydantic_core import to_json
from rich.text import Text

from rag.client import Client
from rag.errors import UsageError
from rag.filters import Filters
from rag.settings import load_settings
from rag.types import Answer
from ui.filter_options import with_filters
from ui.model_files import fetching
from ui.options import DataOption, JsonOption, wiring_of
from ui.render import console_for
from ui.render_recheck import answers_table, print_recheck

__all__ = ["answers", "old_answer", "recheck"]

_CHANGED = 3
_MOST_BYTES = 10_000_000


@with_filters
def recheck(
    ctx: typer.Context,
    answer: Annotated[
        str,
        typer.Argument(
            metavar="ANSWER_ID|FILE",
            help="Id of a stored answer, or a file written by `citeproof ask --json`.",
        ),
    ],
    json: JsonOption = False,
    data: DataOption = None,
    filters: Filters | None = None,
    fail_on_change: Annotated[
        bool,
        typer.Option("--fail-on-change", help="Exit with 3 if anything changed or is gone."),
    ] = False,
) -> None:
    """Check an old answer, claim for claim, against today's documents."""
    settings = load_settings(data=data)
    old = old_answer(answer)
    notices = console_for(sys.stderr)
    with fetching(notices) as progress:
        pipeline = wiring_of(ctx).pipeline(settings, progress=progress)
    with (
        Client(settings=settings, build=lambda _: pipeline) as client,
        notices.status("looking up quotes and asking again …"),
    ):
        report = client.recheck(old, filters=filters)
    if json:
        typer.echo(report.model_dump_json().encode())
    else:
        print_recheck(console_for(sys.stdout), report)
    if fail_on_change and report.outcome != "holds":
        notices.print(Text(f"the answer is not what it was: {report.outcome} (--fail-on-change)"))
        raise typer.Exit(_CHANGED)


def answers(
    ctx: typer.Context,
    json: JsonOption = False,
    data: DataOption = None,
    limit: Annotated[
        int, typer.Option("--limit", min=1, max=10_000, help="Most answers listed.")
    ] = 20,
) -> None:
    """List the stored answers, the newest first: id, date, status and question."""
    settings = load_settings(data=data)
    held = wiring_of(ctx).answers(settings.data, limit)
    if json:
        fields = {"id", "created_at", "status", "question"}
        typer.echo(to_json([answer.model_dump(include=fields) for answer in held]))
    elif held:
        console_for(sys.stdout).print(answers_table(held))
    if not held:
        words = f"{settings.data} holds no answers yet; ask something: citeproof ask QUESTION"
        console_for(sys.stderr).print(Text(words), soft_wrap=True)


def old_answer(named: str) -> Answer | str:
    """Return the answer a file holds, or the words as the id of a stored answer.

    Raises:
        UsageError: If it names a file that cannot be read or holds no Answer.
    """
    path = Path(named)
    if path.suffix != ".json" and not path.is_file():
        return named
    from rag.answering.recheck import answer_from_json

    try:
        with path.open("rb") as opened:
            raw = opened.read(_MOST_BYTES + 1)
    except OSError as exc:
        why = exc.strerror or type(exc).__name__
        raise UsageError(
            f"{named} cannot be read: {why}; name a file or an id of `citeproof answers`"
        ) from exc
    if len(raw) > _MOST_BYTES:
        raise UsageError(f"{named} has more than {_MOST_BYTES:,} bytes; it is not an Answer")
    return answer_from_json(raw, name=named)
