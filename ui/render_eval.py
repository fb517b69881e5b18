"""A batch evaluation for people: what is right, every figure with its interval, where files are."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from rag.evaluation.compare import Comparison
from rag.evaluation.summary import Figure, Summary, headline, is_share
from ui.untrusted import one_line

__all__ = ["print_comparison", "print_summary"]

_FILES = "report.html, summary.json, summary.md, junit.xml, results.jsonl"
_STYLES = {"better": "green", "worse": "red", "no difference shown": ""}


def print_summary(console: Console, summary: Summary, folder: Path) -> None:
    """Print the headline, the kinds of questions, the figures, and where the files are."""
    for kind, figures in summary.by_kind.items():
        if "correct" in figures:
            console.print(Text(f"{one_line(kind):<16} {_of(figures['correct'])}"))
    if summary.by_kind:
        console.print()
    console.print(_figures(summary.metrics))
    console.print()
    console.print(Text(headline(summary), style="bold"))
    statuses = ", ".join(f"{n} {status}" for status, n in summary.statuses.items())
    console.print(Text(f"answers: {statuses}"), soft_wrap=True)
    console.print(Text(f"{one_line(str(folder))}: {_FILES}"), soft_wrap=True)


def print_comparison(console: Console, comparison: Comparison) -> None:
    """Print the differences of two runs and the questions that became right or wrong."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("figure", "n", "first", "second", "difference", "95 % interval", "p", ""):
        table.add_column(name, justify="left" if name in {"figure", ""} else "right")
    for each in comparison.differences:
        table.add_row(
            each.metric,
            str(each.n),
            f"{each.first:.3f}",
            f"{each.second:.3f}",
            f"{each.difference:+.3f}",
            f"{each.low:+.3f} to {each.high:+.3f}",
            f"{each.p:.3f}",
            Text(each.verdict, style=_STYLES[each.verdict]),
        )
    console.print(table)
    console.print()
    left = comparison.only_first + comparison.only_second
    also = f"; {left} are in one run only and left out" if left else ""
    console.print(Text(f"{comparison.paired} questions in both runs{also}"))
    for change in comparison.changed:
        wrong = "; ".join(change.is_wrong)
        words = f"now wrong ({wrong})" if change.is_wrong else "now right"
        console.print(Text(f"{one_line(change.id)}  {one_line(words)}"), soft_wrap=True)


def _figures(metrics: Mapping[str, Figure]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("figure", "value", "95 % interval", "n", "failed"):
        table.add_column(name, justify="left" if name == "figure" else "right")
    for name, figure in metrics.items():
        value, low, high = (_number(name, each) for each in (figure.value, figure.low, figure.high))
        table.add_row(name, value, f"{low} to {high}", str(figure.n), str(figure.failures or ""))
    return table


def _number(name: str, value: float) -> str:
    return f"{value:.3f}" if is_share(name) else f"{value:.4g}"


def _of(figure: Figure) -> str:
    return f"{figure.value * figure.n:.3g} of {figure.n}"
