"""A re-checked answer for people: each claim with what became of it, old words beside new ones.

Text of documents and of the old answer is neutralised and never read as rich markup.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from rag.recheck_report import RecheckedClaim, RecheckedQuote, RecheckOutcome, RecheckReport
from rag.types import Answer, AnswerStatus, Citation, Passage
from ui.lines import Lines
from ui.render import judge_note
from ui.untrusted import one_line

__all__ = ["answers_table", "print_recheck"]

_INDENT = 2
_OUTCOME: dict[RecheckOutcome, tuple[str, str]] = {
    "holds": ("✓ holds", "green"),
    "changed": ("≠ changed", "yellow"),
    "gone": ("✗ gone", "red"),
}
_STATUS: dict[AnswerStatus, str] = {
    "answered": "answered",
    "partly_answered": "partly answered",
    "conflicting": "the documents disagree",
    "not_found": "not found",
}


def print_recheck(console: Console, report: RecheckReport) -> None:
    """Print what became of an old answer, claim for claim, and of its question."""
    lines = Lines(console)
    lines.line(Text(one_line(report.question), style="bold"))
    then = f"{_STATUS[report.status_then]} on {one_line(report.answered_at)}"
    origin = f"{one_line(report.answer_id)} · {then} from {one_line(report.generation_then)}"
    lines.line(Text(origin, style="dim"))
    for claim in report.claims:
        lines.gap()
        _claim(lines, claim)
    lines.gap()
    if report.now.status != report.status_then or report.outcome != "holds":
        lines.line(Text(f"Asked again: {_STATUS[report.now.status]}. {one_line(report.now.text)}"))
    mark, style = _OUTCOME[report.outcome]
    lines.line(Text.assemble((mark, style), f" · {one_line(report.reason)}"))
    checked = f"checked {one_line(report.checked_at)} against {one_line(report.generation_now)}"
    lines.line(Text(f"{checked} · today's answer is {one_line(report.now.id)}", style="dim"))
    if note := judge_note(report.now.models):
        lines.line(Text(note, style="yellow"))


def answers_table(answers: Sequence[Answer]) -> Table:
    """Return stored answers as a table: id, date, status and question."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("id", no_wrap=True)
    table.add_column("date", no_wrap=True)
    table.add_column("status", no_wrap=True)
    table.add_column("question", overflow="fold")
    for answer in answers:
        table.add_row(
            Text(one_line(answer.id)),
            Text(one_line(answer.created_at)),
            Text(_STATUS[answer.status]),
            Text(one_line(answer.question)),
        )
    return table


def _claim(lines: Lines, claim: RecheckedClaim) -> None:
    mark, style = _OUTCOME[claim.outcome]
    lines.line(Text.assemble((mark, style), f" · {one_line(claim.claim.text)}"))
    lines.line(Text(one_line(claim.reason)), indent=_INDENT)
    shown: set[tuple[str, int]] = set()
    for quote in claim.quotes:
        shown |= _quote(lines, quote)
    for citation in claim.citations:
        if (citation.document_id, citation.end) not in shown:
            _source(lines, "Now: ", citation)
    nearest = claim.closest[:1] if claim.outcome == "gone" else claim.closest
    for passage in nearest:
        if not claim.citations and (passage.document_id, passage.end) not in shown:
            _source(lines, "Closest: ", passage)


def _quote(lines: Lines, quote: RecheckedQuote) -> set[tuple[str, int]]:
    """Print where a quote stands today, and return the places that were shown."""
    found = quote.now or quote.nearest
    if quote.now is not None:
        _source(lines, "" if quote.place == "same" else "Moved: ", quote.now)
    else:
        _source(lines, "Then: ", quote.then)
        if quote.nearest is not None:
            _source(lines, "Now: ", quote.nearest)
    return set() if found is None else {(found.document_id, found.end)}


def _source(lines: Lines, label: str, source: Citation | Passage) -> None:
    lines.line(Text(f"{label}“{one_line(source.quote)}”"), indent=_INDENT)
    parts = [source.title, source.uri, source.published_at or ""]
    where = " · ".join(one_line(part) for part in parts if part)
    lines.line(Text(where, style="dim"), indent=_INDENT)
