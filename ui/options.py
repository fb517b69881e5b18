"""The options that several commands share, and the parts behind the commands."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ui.wiring import Wiring

__all__ = ["DataOption", "JsonOption", "wiring_of"]

DataOption = Annotated[
    Path | None,
    typer.Option(
        "--data",
        metavar="DIR",
        help="Data directory; by default CITEPROOF_DATA or the user's data folder.",
    ),
]
JsonOption = Annotated[
    bool, typer.Option("--json", help="Print JSON on stdout, all else on stderr.")
]


def wiring_of(ctx: typer.Context) -> Wiring:
    """Return what the command line was started with: the real parts, or fakes in tests."""
    return ctx.find_object(Wiring) or Wiring()
