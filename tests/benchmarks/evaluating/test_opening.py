from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.evaluating.opening import BrowserMissing, opening_seconds


def test_a_machine_without_a_browser_is_told_what_is_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BrowserMissing, match="Chromium on the PATH"):
        opening_seconds(tmp_path / "report.html")
