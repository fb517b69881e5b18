from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import browser
from benchmarks.browsing.hostile import HOSTILE, write_hostile


def test_without_a_browser_it_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(browser, "CHROMIUM", None)
    assert browser.main([]) == 1
    assert "no Chromium was found" in capsys.readouterr().err


def test_sections_are_those_of_the_help() -> None:
    assert list(browser.SECTIONS) == ["asking", "axe", "hostile"]
    with pytest.raises(SystemExit):
        browser.main(["--only", "speed"])


def test_attacks_differ_and_can_be_asked_for(tmp_path: Path) -> None:
    paths = write_hostile(tmp_path / "attacks")
    assert len({path.name for path in paths}) == len(HOSTILE) >= 25
    for document, path in zip(HOSTILE, paths, strict=True):
        assert document.subject in path.read_text(encoding="utf-8")
        assert document.subject in document.question
        others = [each.text for each in HOSTILE if each is not document]
        assert not any(document.subject in text for text in others)
