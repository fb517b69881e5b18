"""Figures are read back whole, and those of the tune half are never published."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.measures.published import Published, read_published


class Counted(Published):
    n: int


class UnreadableError(Exception):
    pass


def test_figures_are_read_as_the_caller_needs_them(tmp_path: Path) -> None:
    path = tmp_path / "figures.json"
    path.write_text(json.dumps({"half": "report", "n": 3, "more": [1]}))
    assert read_published(path, Counted, error=UnreadableError).n == 3


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"half": "tune", "n": 3}', "tune half"),
        ('{"half": "report"}', "holds no figures"),
        ("no JSON", "holds no figures"),
    ],
)
def test_others_are_refused_with_the_callers_error(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "figures.json"
    path.write_text(text)
    with pytest.raises(UnreadableError, match=reason):
        read_published(path, Counted, error=UnreadableError)
    with pytest.raises(UnreadableError, match="holds no figures"):
        read_published(tmp_path / "missing.json", Counted, error=UnreadableError)
