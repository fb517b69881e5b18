from __future__ import annotations

import sys

import pytest

from benchmarks.measures.starting import StartError, first_line_s, import_figures


def test_imports_are_measured_beside_a_process_that_does_nothing() -> None:
    metrics = import_figures(rounds=1)
    assert {name: metric.n for name, metric in metrics.items()} == {
        "import_ms": 1,
        "import_client_ms": 1,
    }


def test_a_process_is_ended_after_its_first_line() -> None:
    code = "import time; print('8 passages found', flush=True); time.sleep(600)"
    assert first_line_s([sys.executable, "-c", code]) > 0.0


def test_a_process_that_ends_without_a_line_is_an_error() -> None:
    with pytest.raises(StartError, match="ended with code 3"):
        first_line_s([sys.executable, "-c", "raise SystemExit(3)"])
