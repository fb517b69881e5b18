from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.measures.options import data_parser


def test_the_data_is_named_or_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CITEPROOF_EVAL_DATA", raising=False)
    asked = data_parser("Measure.\n\nMore.", work=Path("kept"), kept="corpora")
    assert (asked.description, asked.parse_args([]).data) == ("Measure.", None)
    assert asked.parse_args([]).work == Path("kept")
    monkeypatch.setenv("CITEPROOF_EVAL_DATA", "there")
    parser = data_parser(None, work=Path("kept"), kept="corpora")
    assert parser.parse_args([]).data == Path("there")
    assert parser.parse_args(["here", "--json", "f"]).data == Path("here")
