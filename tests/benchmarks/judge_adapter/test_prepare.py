"""Nothing trained on has a sentence of the report half; the rest is kept to compare with."""

from __future__ import annotations

from itertools import count
from pathlib import Path

import pytest

from benchmarks.cross_encoder.held import Held
from benchmarks.cross_encoder.pair import is_dev
from benchmarks.judge_adapter.example import Example, read_examples, write_examples
from benchmarks.judge_adapter.prepare import trained_on
from benchmarks.measures.data import Question, SourceDocument

HELD = Held(["The old mill near Hale was sold to a farmer from Norwich in 1911."])


def question(text: str, asked: str = "When was it sold?") -> Question:
    document = SourceDocument(id="d", title="", text=text)
    return Question(id="q", question=asked, documents=(document,), answers=(), answerable=False)


def text_of(*, dev: bool) -> str:
    return next(t for n in count() if is_dev(t := f"House number {n} was sold by a baker.") == dev)


def test_a_text_of_the_report_half_is_not_trained_on() -> None:
    text = text_of(dev=False)
    assert trained_on(question(text), HELD)
    shared = f"{text} The old mill near Hale was sold to a farmer from Norwich in 1911."
    assert not trained_on(question(shared), HELD)


def test_a_group_in_six_is_kept_to_compare_with() -> None:
    assert not trained_on(question(text_of(dev=True)), HELD)


def test_examples_are_read_as_they_were_written(tmp_path: Path) -> None:
    examples = [Example(id="a", source="wice", prompt="Is “it”\nso?", yes=True)]
    write_examples(tmp_path / "train.jsonl", examples)
    assert read_examples(tmp_path / "train.jsonl") == examples


def test_a_missing_file_names_the_command(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"judge_adapter\.prepare"):
        read_examples(tmp_path / "train.jsonl")
