from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from benchmarks.measures.ledger import Ledger, Record, complete, fingerprint
from rag.errors import ConfigurationError, ModelError
from rag.settings import AnswerSettings, ModelSettings, Settings


class _Length(Record):
    length: int = 0


class _Ruler:
    """Measures words; counts how often it is opened and used, and fails where it is told to."""

    def __init__(self, *, fails: dict[str, BaseException] | None = None) -> None:
        self.opened = 0
        self.measured: list[str] = []
        self._fails = fails or {}

    @contextmanager
    def opening(self) -> Generator[Callable[[str], _Length]]:
        self.opened += 1
        yield self._measure

    def _measure(self, word: str) -> _Length:
        self.measured.append(word)
        if word in self._fails:
            raise self._fails[word]
        return _Length(length=len(word))


WORDS = {"a": "gate", "b": "hill", "c": "ferry"}


def test_a_run_goes_on_where_it_was(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "words.jsonl"
    stopped = _Ruler(fails={"ferry": KeyboardInterrupt()})
    with pytest.raises(KeyboardInterrupt):
        complete("words", WORDS, Ledger(path, "k", _Length), stopped.opening)
    again = _Ruler()
    records = complete("words", WORDS, Ledger(path, "k", _Length), again.opening)
    assert again.measured == ["ferry"]
    assert [record.length for record in records] == [4, 4, 5]
    idle = _Ruler()
    assert complete("words", WORDS, Ledger(path, "k", _Length), idle.opening) == records
    assert idle.opened == 0


def test_a_line_cut_short_is_measured_again(tmp_path: Path) -> None:
    path = tmp_path / "words.jsonl"
    complete("words", WORDS, Ledger(path, "k", _Length), _Ruler().opening)
    path.write_bytes(path.read_bytes()[:-9])
    again = _Ruler()
    complete("words", WORDS, Ledger(path, "k", _Length), again.opening)
    assert again.measured == ["ferry"]
    idle = _Ruler()
    complete("words", WORDS, Ledger(path, "k", _Length), idle.opening)
    assert idle.opened == 0


def test_another_key_measures_anew_and_keeps_both(tmp_path: Path) -> None:
    path = tmp_path / "words.jsonl"
    for key in ("k1", "k2", "k1"):
        ruler = _Ruler()
        complete("words", WORDS, Ledger(path, key, _Length), ruler.opening)
    assert ruler.opened == 0  # the last of the three found what the first had made


def test_a_failure_is_kept_and_measured_again_only_when_asked(tmp_path: Path) -> None:
    path = tmp_path / "words.jsonl"
    broken = _Ruler(fails={"hill": ModelError("the model stopped")})
    records = complete("words", WORDS, Ledger(path, "k", _Length), broken.opening)
    assert [bool(record.error) for record in records] == [False, True, False]
    assert "the model stopped" in records[1].error
    kept = complete("words", WORDS, Ledger(path, "k", _Length), _Ruler().opening)
    assert kept[1].error
    whole = _Ruler()
    mended = complete("words", WORDS, Ledger(path, "k", _Length, retry=True), whole.opening)
    assert whole.measured == ["hill"]
    assert not mended[1].error


def test_a_run_that_cannot_be_made_ends(tmp_path: Path) -> None:
    ruler = _Ruler(fails={"gate": ConfigurationError("there are no documents")})
    with pytest.raises(ConfigurationError):
        complete("words", WORDS, Ledger(tmp_path / "w.jsonl", "k", _Length), ruler.opening)


def test_lines_of_another_shape_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "words.jsonl"
    path.write_text('[1]\n{"key": "k", "id": "a", "result": {"length": "long"}}\n\n{"key": "k"}\n')
    assert Ledger(path, "k", _Length).get("a") is None


def test_the_key_follows_code_and_settings_but_not_places(tmp_path: Path) -> None:
    code = tmp_path / "rag" / "deep"
    code.mkdir(parents=True)
    (code / "a.py").write_text("x = 1\n")
    plain = Settings(data=tmp_path)
    first = fingerprint(plain, root=tmp_path)
    moved = Settings(data=tmp_path / "b", models=ModelSettings(cache_dir=tmp_path, threads=1))
    assert fingerprint(moved, root=tmp_path) == first
    strict = Settings(data=tmp_path, answer=AnswerSettings(support_threshold=0.6))
    assert fingerprint(strict, root=tmp_path) != first
    (code / "notes.md").write_text("none of the code")
    assert fingerprint(plain, root=tmp_path) == first
    (code / "gate.gguf").write_bytes(b"GGUF")
    taught = fingerprint(plain, root=tmp_path)
    assert taught != first
    (code / "a.py").write_text("x = 2\n")
    assert fingerprint(plain, root=tmp_path) != taught
