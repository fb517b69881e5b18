from __future__ import annotations

import io
import re

import pytest

from rag.check_report import ReportEvent
from tests.fake_check import DRAFT, check_events, report_of
from ui.render import console_for
from ui.render_check import CheckPrinter


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def shown_on(stream: io.StringIO, text: str = DRAFT) -> str:
    printer = CheckPrinter(console_for(stream))
    for event in check_events(text):
        printer.show(event)
    printer.show(ReportEvent(report=report_of(text)))
    return stream.getvalue()


@pytest.fixture(autouse=True)
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("TERM", "xterm-256color")
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)


def test_every_sentence_has_a_word_and_a_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS")
    assert shown_on(io.StringIO()) == (
        "– not checked · The bridge\n"
        "  It is a heading.\n"
        "\n"
        "✓ supported 0.97 · It reopened on 3 May 2024.\n"
        "  Read after: “The bridge”\n"
        "  “The bridge reopened on 3 May 2024 after nine months of repairs.”\n"
        "  Harbour bridge reopens · news/harbour.txt · 2024-05-04\n"
        "\n"
        "✗ contradicted · Repairs cost $9 million.\n"
        "  The sentence says $9 million; the source has $4.2 million.\n"
        "  “The repairs cost $4.2 million, the city said.”\n"
        "  Harbour bridge reopens · news/harbour.txt · 2024-05-04\n"
        "\n"
        "? not found · The mayor paid.\n"
        "  The mayor is not in the source.\n"
        "  Closest: “The repairs cost $4.2 million, the city said.”\n"
        "  Harbour bridge reopens · news/harbour.txt\n"
        "\n"
        "1 of 3 sentences supported, 1 contradicted, 1 not found, 1 not checked"
        " · searched 2 documents · 4.3 s\n"
    )


def test_nothing_is_wider_than_the_terminal() -> None:
    lines = re.sub("\x1b\\[[0-9;]*m", "", shown_on(Terminal())).splitlines()
    assert max(map(len, lines)) <= 40


def test_colour_only_marks_the_verdict_and_can_be_turned_off(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert "\x1b[31m✗ contradicted\x1b[0m · Repairs" in shown_on(Terminal())
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in shown_on(Terminal())


def test_neither_the_text_nor_a_document_commands_the_terminal() -> None:
    shown = shown_on(io.StringIO(), "evil")
    assert "“Said �]0;owned�quietly.”" in shown
    for bad in "\x1b\x07\u202e":
        assert bad not in shown


def test_a_judge_that_scores_were_not_calibrated_on_is_named() -> None:
    report = report_of(DRAFT)
    models = report.models.model_copy(update={"calibrated": False})
    stream = io.StringIO()
    event = ReportEvent(report=report.model_copy(update={"models": models}))
    CheckPrinter(console_for(stream)).show(event)
    assert "not calibrated" in stream.getvalue()
    assert "not calibrated" not in shown_on(io.StringIO())
