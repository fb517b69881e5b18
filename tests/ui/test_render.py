from __future__ import annotations

import io
import re

import pytest

from rag.types import DoneEvent
from tests.fake_pipeline import answer_of
from ui.render import AnswerPrinter, console_for


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def shown_on(stream: io.StringIO, question: str) -> str:
    AnswerPrinter(console_for(stream)).show(DoneEvent(answer=answer_of(question)), elapsed_ms=0)
    return stream.getvalue()


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("TERM", "xterm-256color")
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("question", ["When?", "cost", "missing", "evil", "partly"])
@pytest.mark.usefixtures("narrow")
def test_nothing_is_wider_than_the_terminal(question: str) -> None:
    console = console_for(stream := Terminal())
    AnswerPrinter(console).show(DoneEvent(answer=answer_of(question)), elapsed_ms=0)
    lines = re.sub("\x1b\\[[0-9;]*m", "", stream.getvalue()).splitlines()
    assert max(map(len, lines)) <= 40


@pytest.mark.usefixtures("narrow")
def test_styles_on_a_terminal_only_and_not_with_no_color(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b[32m✓ supported" in shown_on(Terminal(), "When?")
    assert "\x1b" not in shown_on(io.StringIO(), "When?")
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in shown_on(Terminal(), "When?")


def test_a_file_gets_whole_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    shown = shown_on(io.StringIO(), "When?")
    assert "“The bridge reopened on 3 May 2024 after nine months of repairs.”\n" in shown


def test_an_answer_without_claim_events_is_shown_whole() -> None:
    shown = shown_on(io.StringIO(), "When?")
    assert shown.count("✓ supported") == 2


def test_the_answers_id_and_the_question_that_was_answered_are_shown() -> None:
    assert shown_on(io.StringIO(), "When?").endswith("\nAnswer ans_1\n")
    followed = answer_of("When?").model_copy(update={"standalone_question": "When was it built?"})
    stream = io.StringIO()
    AnswerPrinter(console_for(stream)).show(DoneEvent(answer=followed), elapsed_ms=0)
    assert "Answered as: When was it built?\n" in stream.getvalue()


def test_silence_is_said_in_the_answers_own_words() -> None:
    silent = answer_of("missing").model_copy(update={"text": "Ask something."})
    stream = io.StringIO()
    AnswerPrinter(console_for(stream)).show(DoneEvent(answer=silent), elapsed_ms=0)
    assert stream.getvalue().startswith("Ask something.\nSearched: ")


def test_a_judge_that_scores_were_not_calibrated_on_is_named() -> None:
    answer = answer_of("When?")
    models = answer.models.model_copy(update={"judge": "odd\x1b[31m", "calibrated": False})
    stream = io.StringIO()
    event = DoneEvent(answer=answer.model_copy(update={"models": models}))
    AnswerPrinter(console_for(stream)).show(event, elapsed_ms=0)
    (line,) = (line for line in stream.getvalue().splitlines() if "not calibrated" in line)
    assert "for the judge odd" in line
    assert "\x1b" not in line
    assert "not calibrated" not in shown_on(io.StringIO(), "When?")


@pytest.mark.parametrize("question", ["When?", "cost", "partly"])
def test_notes_stand_below_what_is_shown(question: str) -> None:
    noted = answer_of(question).model_copy(update={"notes": ["One source lists\x1b[2J more."]})
    stream = io.StringIO()
    AnswerPrinter(console_for(stream)).show(DoneEvent(answer=noted), elapsed_ms=0)
    shown = stream.getvalue()
    assert "\nNote: One source lists" in shown
    assert "\x1b" not in shown
    assert shown.index(noted.claims[-1].text) < shown.index("Note: One source")
