"""`citeproof check`: a verdict for every sentence of a text."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from rag.check_report import CheckReport, ReportEvent
from rag.client import Client
from rag.errors import UsageError
from rag.filters import Filters
from rag.question import checked_text
from rag.settings import load_settings
from ui.filter_options import with_filters
from ui.model_files import fetching
from ui.options import DataOption, JsonOption, wiring_of
from ui.render import console_for
from ui.render_check import CheckPrinter

__all__ = ["check", "read_text"]

_BELOW_GATE = 3
_MOST_BYTES_A_CHARACTER = 4


@with_filters
def check(
    ctx: typer.Context,
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE|-", help="Markdown or plain text in UTF-8; - reads standard input."
        ),
    ],
    json: JsonOption = False,
    data: DataOption = None,
    filters: Filters | None = None,
    fail_under: Annotated[
        float | None,
        typer.Option(
            "--fail-under",
            min=0.0,
            max=1.0,
            metavar="SHARE",
            help="Exit with 3 if a smaller share of the checked sentences is supported, 0-1.",
        ),
    ] = None,
) -> None:
    """Check every sentence of a text against the documents."""
    settings = load_settings(data=data)
    max_chars = settings.answer.max_text_chars
    text = read_text(file, max_chars=max_chars)
    checked_text(text, filters=filters, max_chars=max_chars)
    _check_claims(text)
    notices = console_for(sys.stderr)
    with fetching(notices) as progress:
        pipeline = wiring_of(ctx).pipeline(settings, progress=progress)
    with Client(settings=settings, build=lambda _: pipeline) as client:
        report = _checked(client, text, filters, notices, shown=not json)
    if json:
        typer.echo(report.model_dump_json().encode())
    if fail_under is not None and report.supported_share < fail_under:
        share = f"{report.supported_share:.2f} of the checked sentences are supported"
        notices.print(Text(f"{share}, fewer than --fail-under {fail_under:g}"))
        raise typer.Exit(_BELOW_GATE)


def read_text(file: Path, *, max_chars: int) -> str:
    """Return the text of a file, or of standard input for `-`; a byte order mark is dropped.

    Args:
        file: The file.
        max_chars: Longest text that is of use; not much more is read.

    Raises:
        UsageError: If it cannot be read, or is not UTF-8 text.
    """
    named = "standard input" if str(file) == "-" else str(file)
    at_most = max_chars * _MOST_BYTES_A_CHARACTER + _MOST_BYTES_A_CHARACTER
    try:
        if str(file) == "-":
            raw = sys.stdin.buffer.read(at_most)
        else:
            with file.open("rb") as opened:
                raw = opened.read(at_most)
    except OSError as exc:
        why = exc.strerror or type(exc).__name__
        raise UsageError(f"{named} cannot be read: {why}; name a text file, or -") from exc
    if len(raw) == at_most:
        raise UsageError(
            f"{named} has more than {max_chars} characters (answer.max_text_chars); "
            "check it in parts, or raise the setting"
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        where = f"byte {exc.start} is 0x{raw[exc.start]:02x}"
        raise UsageError(
            f"{named} is not UTF-8 text: {where}; save it as UTF-8 text first"
        ) from exc
    if "\0" in text:
        where = f"character {text.index(chr(0))} is NUL"
        raise UsageError(f"{named} is not text: {where}; save it as UTF-8 text first")
    return text


def _check_claims(text: str) -> None:
    from rag.answering.check_text import claims_of

    claims_of(text)  # a text without statements is refused before any model is fetched


def _checked(
    client: Client, text: str, filters: Filters | None, notices: Console, *, shown: bool
) -> CheckReport:
    printer = CheckPrinter(console_for(sys.stdout)) if shown else None
    waiting = notices.status("searching and checking …")
    waiting.start()
    try:
        for event in client.check_stream(text, filters=filters):
            waiting.stop()
            if printer is not None:
                printer.show(event)
            if isinstance(event, ReportEvent):
                return event.report
            waiting.update(f"checking sentence {event.number + 1} of {event.total} …")
            waiting.start()
    finally:
        waiting.stop()
    raise AssertionError("a check ends with a report")
