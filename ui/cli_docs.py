"""Write `docs/cli.md` from the commands themselves: `python -m ui.cli_docs`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from typer.main import get_command
from typer.testing import CliRunner

from ui.cli import app

__all__ = ["cli_docs", "command_paths"]

_HEAD = """# The command line

<!-- Written by `python -m ui.cli_docs`; edit the help texts in ui/cli.py, not this file. -->
"""


def command_paths() -> list[tuple[str, ...]]:
    """Return every command as its words, the program itself first: `()`, `("ask",)`, …."""
    root: Any = get_command(app)  # typer keeps its command classes private
    return list(_paths(root, ()))


def cli_docs() -> str:
    """Return the page: the help of every command at 80 columns, without colour."""
    return "\n".join([_HEAD, *(_section(path) for path in command_paths())])


def _paths(command: Any, path: tuple[str, ...]) -> list[tuple[str, ...]]:  # noqa: ANN401 - as above
    inner: dict[str, Any] = getattr(command, "commands", {})
    below = [found for name, sub in inner.items() for found in _paths(sub, (*path, name))]
    return [path, *below]


def _section(path: tuple[str, ...]) -> str:
    name = " ".join(("citeproof", *path))
    shown = CliRunner(env={"COLUMNS": "80", "NO_COLOR": "1"}).invoke(
        app, [*path, "--help"], prog_name="citeproof"
    )
    body = "\n".join(line.rstrip() for line in shown.stdout.strip().splitlines())
    return f"## `{name}`\n\n```text\n{body}\n```\n"


if __name__ == "__main__":
    page = Path(__file__).resolve().parents[1] / "docs" / "cli.md"
    page.parent.mkdir(exist_ok=True)
    page.write_text(cli_docs(), encoding="utf-8")
