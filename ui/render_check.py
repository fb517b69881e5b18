"""A checked text for people: each sentence with its verdict by word and mark, and its source.

Text of documents and of the checked file is neutralised and never read as rich markup.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from rag.check_report import CheckedSentence, CheckEvent, CheckReport, SentenceEvent
from rag.types import Citation, Passage, VerdictLabel
from ui.lines import Lines
from ui.render import judge_note, plural
from ui.untrusted import one_line

__all__ = ["CheckPrinter"]

_INDENT = 2
_VERDICT: dict[VerdictLabel, tuple[str, str]] = {
    "supported": ("✓ supported", "green"),
    "contradicted": ("✗ contradicted", "red"),
    "not_enough_evidence": ("? not found", "yellow"),
}
_SKIPPED = ("– not checked", "dim")


class CheckPrinter:
    """Prints the events of one check as they come.

    Args:
        console: Where to print.
    """

    def __init__(self, console: Console) -> None:
        """Start with nothing printed."""
        self._lines = Lines(console)

    def show(self, event: CheckEvent) -> None:
        """Print one event: a sentence with what was found, or the summary."""
        if not isinstance(event, SentenceEvent):
            self._lines.line(_summary(event.report))
            if note := judge_note(event.report.models):
                self._lines.line(Text(note, style="yellow"))
            return
        sentence = event.sentence
        if isinstance(sentence, CheckedSentence):
            self._checked(sentence, event.closest)
        else:
            self._heading(*_SKIPPED, sentence.text)
            self._detail(sentence.reason)
        self._lines.gap()

    def _checked(self, sentence: CheckedSentence, closest: Sequence[Passage]) -> None:
        verdict = sentence.verdict
        mark, style = _VERDICT[verdict.label]
        supported = verdict.label == "supported"
        self._heading(f"{mark} {verdict.score:.2f}" if supported else mark, style, sentence.text)
        if sentence.lead:
            self._detail(f"Read after: “{sentence.lead}”")
        if not supported:
            self._detail(verdict.reason)
        for citation in sentence.citations:
            self._source("", citation)
        if not sentence.citations and closest:
            self._source("Closest: ", closest[0])

    def _heading(self, mark: str, style: str, text: str) -> None:
        self._lines.line(Text.assemble((mark, style), f" · {one_line(text)}"))

    def _detail(self, words: str) -> None:
        self._lines.line(Text(one_line(words)), indent=_INDENT)

    def _source(self, label: str, source: Citation | Passage) -> None:
        self._lines.line(Text(f"{label}“{one_line(source.quote)}”"), indent=_INDENT)
        parts = [source.title, source.uri, source.published_at or ""]
        where = " · ".join(one_line(part) for part in parts if part)
        self._lines.line(Text(where, style="dim"), indent=_INDENT)


def _summary(report: CheckReport) -> Text:
    total = len(report.claims)
    counts = [
        f"{report.count('supported')} of {plural(total, 'sentence')} supported",
        f"{report.count('contradicted')} contradicted",
        f"{report.count('not_enough_evidence')} not found",
        f"{len(report.skipped)} not checked",
    ]
    searched = f"searched {one_line(report.searched)}" if report.searched else ""
    seconds = f"{report.timings_ms.total / 1000:.1f} s"
    return Text(" · ".join(part for part in (", ".join(counts), searched, seconds) if part))
