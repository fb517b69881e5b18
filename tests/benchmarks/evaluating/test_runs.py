from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.evaluating.runs import BenchmarkError, finished


@pytest.mark.slow
def test_a_run_that_fails_is_an_error_with_its_words(tmp_path: Path) -> None:
    with pytest.raises(BenchmarkError, match=r"ended with 2: error: .*cannot be read"):
        finished(tmp_path, tmp_path / "none.jsonl", tmp_path / "out")
