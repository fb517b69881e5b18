"""Wrapped, indented lines on a console."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

__all__ = ["Lines"]

_LEAST_WIDTH = 20


class Lines:
    """Prints lines and single gaps between them.

    Args:
        console: Where to print.
    """

    def __init__(self, console: Console) -> None:
        """Start without a line."""
        self._console = console
        self._blank = True

    def line(self, text: Text, *, indent: int = 0, hang: int = 0) -> None:
        """Print a text, wrapped to the console's width.

        Args:
            text: Neutralised text.
            indent: Columns before every row.
            hang: Further columns before all rows but the first.
        """
        width = max(_LEAST_WIDTH, self._console.width - indent - hang)
        self._blank = False
        for row, line in enumerate(text.wrap(self._console, width)):
            line.rstrip()
            pad = indent + (hang if row else 0)
            self._console.print(Text(" " * pad) + line, soft_wrap=True)

    def gap(self) -> None:
        """Print an empty line, unless the last one is empty or there is none."""
        if not self._blank:
            self._console.line()
        self._blank = True
