"""A run in a few lines of Markdown, for a pull request."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.evaluation.compare import Changed, Comparison
from rag.evaluation.summary import Figure, Summary, headline

__all__ = ["pull_request_text"]

_SHOWN = (
    "correct", "judged_correct", "token_f1", "gold_quote_found", "recall@5", "citation_recall",
    "citation_precision", "faithfulness", "quote_exactness", "abstention_f1", "answered_share",
    "right_when_answered", "disagreement_recall", "stability", "seconds_p50",
)  # fmt: skip
_MOST = 20
_MOST_CHARS = 160
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+!|~&:])")


def pull_request_text(summary: Summary, *, comparison: Comparison | None = None) -> str:
    """Return the headline, the main figures, and what changed since a previous run.

    Texts of questions are escaped: they make no table cell, link, mention or tag.

    Args:
        summary: The run.
        comparison: The run as the second of two.
    """
    parts = [f"### {headline(summary)}", _table(summary, comparison)]
    if comparison is not None:
        parts += _changes(comparison)
    info = summary.info
    asked = f"Asked {_plain(info.system)} with {_plain(info.questions)}"
    more = [f"settings {info.settings_hash}" if info.settings_hash else ""]
    more += [f"index {info.generation}" if info.generation else ""]
    more += [f"judge {_plain(info.judge)}" if info.judge else ""]
    parts.append(", ".join([asked, *filter(None, more)]) + ".")
    return "\n\n".join(parts) + "\n"


def _table(summary: Summary, comparison: Comparison | None) -> str:
    differences = {each.metric: each for each in comparison.differences} if comparison else {}
    head = "| figure | value | 95 % interval | n |"
    rows = ["|---|---|---|---|"]
    if comparison is not None:
        head += " before | difference | |"
        rows = [rows[0] + "---|---|---|"]
    for name in _SHOWN:
        figure = summary.metrics.get(name)
        if figure is None:
            continue
        row = f"| {name} | {_number(name, figure)} | {figure.n} |"
        if comparison is not None:
            each = differences.get(name)
            row += (
                f" {each.first:.3f} | {each.difference:+.3f} | {each.verdict} |"
                if each
                else (" – | – | |")
            )
        rows.append(row)
    return "\n".join([head, *rows])


def _number(name: str, figure: Figure) -> str:
    shape = ".1f" if name.startswith("seconds") else ".3f"
    return f"{figure.value:{shape}} | {figure.low:{shape}} to {figure.high:{shape}}"


def _changes(comparison: Comparison) -> list[str]:
    worse = [change for change in comparison.changed if change.is_wrong]
    better = [change for change in comparison.changed if not change.is_wrong]
    parts = [f"{comparison.paired} questions in both runs."]
    if worse:
        parts.append("**Now wrong**\n" + _list(worse))
    if better:
        parts.append("**Now right**\n" + _list(better))
    return parts


def _list(changes: Sequence[Changed]) -> str:
    lines = [
        f"- {_plain(change.id)}: {_plain(change.question)}"
        + (f" ({_plain('; '.join(change.is_wrong))})" if change.is_wrong else "")
        for change in changes[:_MOST]
    ]
    more = len(changes) - _MOST
    return "\n".join(lines + ([f"- and {more} more"] if more > 0 else []))


def _plain(text: str) -> str:
    """Return a text on one line that Markdown shows as it is."""
    line = " ".join(text.split())
    if len(line) > _MOST_CHARS:
        line = line[: _MOST_CHARS - 1] + "…"
    # What begins a mention or a reference is parted from what follows: no backslash stops those.
    return re.sub("([@#])", "\\1\u200b", _SPECIAL.sub(r"\\\1", line))
