from __future__ import annotations

import io

import pytest

from tests.fake_pipeline import answer_of
from tests.fake_recheck import recheck_of
from ui.render import console_for
from ui.render_recheck import answers_table, print_recheck


def shown(question: str, *, copies: int = 1) -> str:
    answer = answer_of(question)
    answer = answer.model_copy(update={"claims": answer.claims * copies})
    print_recheck(console_for(stream := io.StringIO()), recheck_of(answer))
    return stream.getvalue()


def test_each_outcome_has_its_own_mark_and_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    text = shown("When?", copies=2)
    for mark in ("✓ holds · ", "≠ changed · ", "✗ gone · "):
        assert mark in text
    assert "✗ gone · The bridge reopened on 3 May 2024.\n  news/harbour.txt is not among" in text
    assert "Asked again: answered. " in text


def test_a_silence_that_lasts_is_one_block(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    text = shown("missing")
    assert "Asked again" not in text
    assert "\n\n✓ holds · Still silent.\n" in text


def test_stored_answers_as_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    console = console_for(stream := io.StringIO())
    console.print(answers_table([answer_of("What did it cost?")]))
    assert "the documents disagree  What did it cost?" in stream.getvalue()


def test_a_judge_that_scores_were_not_calibrated_on_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    report = recheck_of(answer_of("When?"))
    models = report.now.models.model_copy(update={"judge": "odd", "calibrated": False})
    now = report.now.model_copy(update={"models": models})
    print_recheck(console_for(stream := io.StringIO()), report.model_copy(update={"now": now}))
    assert stream.getvalue().endswith("\nScores are not calibrated for the judge odd\n")
    assert "not calibrated" not in shown("When?")
