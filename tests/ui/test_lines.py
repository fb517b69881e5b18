from __future__ import annotations

import io

from rich.console import Console
from rich.text import Text

from ui.lines import Lines


def test_rows_are_indented_and_gaps_never_double() -> None:
    console = Console(file=(stream := io.StringIO()), width=30)
    lines = Lines(console)
    lines.gap()
    lines.line(Text("one two three four five six seven"), indent=2, hang=3)
    lines.gap()
    lines.gap()
    lines.line(Text("end"))
    assert stream.getvalue() == "  one two three four five\n     six seven\n\nend\n"
