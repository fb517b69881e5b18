"""Answers, documents, models and reports as text for people, on a terminal or in a file.

Document text is neutralised and never read as rich markup.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from rag.ingest_report import IngestFailure, IngestReport
from rag.types import (
    Answer,
    AnswerStatus,
    Citation,
    Claim,
    ClaimEvent,
    Document,
    EvidenceEvent,
    ModelIds,
    Passage,
    Side,
    StreamEvent,
    VerdictLabel,
)
from ui.lines import Lines
from ui.untrusted import one_line

__all__ = [
    "AnswerPrinter",
    "console_for",
    "documents_table",
    "judge_note",
    "plural",
    "print_report",
    "size_text",
]

_UNWRAPPED = 1_000_000
_STATUS: dict[AnswerStatus, str] = {
    "answered": "Answered",
    "partly_answered": "Partly answered",
    "conflicting": "The documents disagree",
    "not_found": "Not found in the documents",
}
_VERDICT: dict[VerdictLabel, tuple[str, str]] = {
    "supported": ("✓ supported", "green"),
    "contradicted": ("✗ contradicted", "red"),
    "not_enough_evidence": ("? not enough evidence", "yellow"),
}


def console_for(stream: TextIO) -> Console:
    """Return a console on a stream: wrapped on a terminal, plain and unwrapped elsewhere.

    `NO_COLOR` turns all styles off; `COLUMNS` sets the width anywhere.
    """
    terminal = stream.isatty()
    plain = not terminal or bool(os.environ.get("NO_COLOR"))
    return Console(
        file=stream,
        force_terminal=terminal,
        color_system=None if plain else "auto",
        width=None if terminal or os.environ.get("COLUMNS") else _UNWRAPPED,
        markup=False,
        highlight=False,
        emoji=False,
        soft_wrap=False,
    )


def plural(count: int, noun: str) -> str:
    """Return a count with its noun.

    >>> plural(1, "source"), plural(2, "source")
    ('1 source', '2 sources')
    """
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def size_text(size: int) -> str:
    """Return a number of bytes in the largest decimal unit that fits.

    >>> size_text(1_117_320_768), size_text(466_247)
    ('1.1 GB', '466.2 kB')
    """
    value, unit = float(size), "B"
    for unit in ("B", "kB", "MB", "GB"):
        if value < 1000 or unit == "GB":
            break
        value /= 1000
    return f"{size} B" if unit == "B" else f"{value:.1f} {unit}"


def judge_note(models: ModelIds) -> str:
    """Return that the scores are not calibrated for the judge; empty when they are."""
    if models.calibrated:
        return ""
    return f"Scores are not calibrated for the judge {one_line(models.judge)}"


class AnswerPrinter:
    """Prints the events of one answer as they come.

    Args:
        console: Where to print.
    """

    def __init__(self, console: Console) -> None:
        """Start with no source numbered."""
        self._lines = Lines(console)
        self._numbers: dict[tuple[str, int, int], int] = {}
        self._shown = 0

    def show(self, event: StreamEvent, *, elapsed_ms: float) -> None:
        """Print one event.

        Args:
            event: The event.
            elapsed_ms: Milliseconds since the question was asked.
        """
        if isinstance(event, EvidenceEvent):
            found = plural(len(event.evidence), "passage")
            self._lines.line(Text(f"{found} found in {elapsed_ms:.0f} ms", style="dim"))
            self._lines.gap()
        elif isinstance(event, ClaimEvent):
            self._claim(event.claim)
        else:
            self._answer(event.answer)

    def _claim(self, claim: Claim) -> None:
        self._shown += 1
        self._lines.line(Text(f"{one_line(claim.text)}{self._markers(claim.citations)}"))
        word, style = _VERDICT[claim.verdict.label]
        self._lines.line(Text(f"{word} {claim.verdict.score:.2f}", style=style), indent=2)

    def _answer(self, answer: Answer) -> None:
        for claim in answer.claims[self._shown :]:
            self._claim(claim)
        if answer.status == "not_found":
            self._not_found(answer)
        elif answer.status == "conflicting":
            self._sides(answer.sides, shown={claim.text for claim in answer.claims})
        for note in answer.notes:
            self._lines.line(Text(f"Note: {one_line(note)}"))
        self._removed(answer.removed)
        self._sources(answer)
        self._lines.gap()
        seconds = f"{answer.timings_ms.total / 1000:.1f} s"
        self._lines.line(Text(f"{_STATUS[answer.status]} · {seconds}", style="dim"))
        if note := judge_note(answer.models):
            self._lines.line(Text(note, style="yellow"))
        if answer.standalone_question != answer.question:
            asked = one_line(answer.standalone_question)
            self._lines.line(Text(f"Answered as: {asked}", style="dim"))
        self._lines.line(Text(f"Answer {one_line(answer.id)}", style="dim"))

    def _not_found(self, answer: Answer) -> None:
        words = one_line(answer.text) or "The documents do not answer this question."
        self._lines.line(Text(words, style="bold"))
        if answer.searched:
            self._lines.line(Text(f"Searched: {one_line(answer.searched)}"))
        if answer.closest:
            self._heading("Closest passages")
        for number, passage in enumerate(answer.closest, start=1):
            self._source(f"{number}.", passage)

    def _sides(self, sides: Sequence[Side], *, shown: set[str]) -> None:
        self._heading("The documents disagree")
        for side in sides:
            self._lines.line(Text(f"▪ {one_line(side.value)}", style="bold"))
            if side.text not in shown:
                self._lines.line(
                    Text(f"{one_line(side.text)}{self._markers(side.citations)}"), indent=2
                )
            if side.note:
                self._lines.line(Text(f"Note: {one_line(side.note)}"), indent=2)
            for citation in side.citations:
                self._source(f"[{self._number(citation)}]", citation, indent=2)

    def _removed(self, removed: Sequence[Claim]) -> None:
        if not removed:
            return
        self._lines.gap()
        reasons = "; ".join(dict.fromkeys(one_line(claim.verdict.reason) for claim in removed))
        self._lines.line(
            Text(f"{plural(len(removed), 'sentence')} removed: {reasons}", style="yellow")
        )

    def _sources(self, answer: Answer) -> None:
        at_sides = {_key(cited) for side in answer.sides for cited in side.citations}
        listed = [cited for cited in answer.sources() if _key(cited) not in at_sides]
        if not listed:
            return
        self._heading("Sources")
        for citation in listed:
            self._source(f"[{self._number(citation)}]", citation)

    def _source(self, label: str, source: Citation | Passage, *, indent: int = 0) -> None:
        inner = indent + len(label) + 1
        title = Text(f"{label} {one_line(source.title)}", style="bold")
        self._lines.line(title, indent=indent, hang=len(label) + 1)
        where = one_line(source.uri)
        if source.published_at:
            where = f"{where} · {one_line(source.published_at)}"
        self._lines.line(Text(where, style="dim"), indent=inner)
        self._lines.line(Text(f"“{one_line(source.quote)}”"), indent=inner)

    def _heading(self, words: str) -> None:
        self._lines.gap()
        self._lines.line(Text(words, style="bold underline"))

    def _markers(self, citations: Sequence[Citation]) -> str:
        markers = "".join(f"[{self._number(citation)}]" for citation in citations)
        return f" {markers}" if markers else ""

    def _number(self, citation: Citation) -> int:
        return self._numbers.setdefault(_key(citation), len(self._numbers) + 1)


def documents_table(documents: Sequence[Document]) -> Table:
    """Return the documents as a table: what they are listed and filtered by, version and size."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("title", "uri", "date", "language", "tags"):
        table.add_column(name, overflow="fold")
    table.add_column("version", justify="right")
    table.add_column("characters", justify="right")
    for document in documents:
        table.add_row(
            Text(one_line(document.title)),
            Text(one_line(document.uri)),
            Text(one_line(document.published_at or "–")),
            Text(document.language or "–"),
            Text(one_line(", ".join(document.tags)) or "–"),
            Text(str(document.version)),
            Text(f"{len(document.text):,}"),
        )
    return table


def print_report(console: Console, report: IngestReport) -> None:
    """Print what one ingest did, with every source that was skipped or failed."""
    counts = {
        "added": len(report.added),
        "updated": len(report.updated),
        "retagged": len(report.retagged),
        "unchanged": len(report.unchanged),
        "removed": len(report.removed),
        "skipped": len(report.skipped),
        "failed": len(report.failed),
    }
    done = (
        ", ".join(f"{count} {name}" for name, count in counts.items() if count) or "nothing to do"
    )
    console.print(
        Text(f"{done} · {plural(report.chunks, 'chunk')} written · {report.seconds:.1f} s")
    )
    _print_failures(console, "skipped", report.skipped)
    _print_failures(console, "failed", report.failed)


def _print_failures(console: Console, word: str, failures: Sequence[IngestFailure]) -> None:
    for failure in failures:
        console.print(
            Text(f"  {word} {one_line(failure.uri)}: {one_line(failure.reason)}"), soft_wrap=True
        )


def _key(citation: Citation) -> tuple[str, int, int]:
    return citation.document_id, citation.start, citation.end
