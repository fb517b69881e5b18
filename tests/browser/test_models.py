"""The page on the embedded models: one question from Enter to the exact quote."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.browsing.serving import served
from tests.browser.conftest import Shot, Visiting, command

SEEDS = Path(__file__).parents[2] / "seeds"


@pytest.mark.models
def test_a_cited_no(visiting: Visiting, models_dir: Path, tmp_path: Path, shot: Shot) -> None:
    assert models_dir.is_dir()  # fetched before the server starts
    with served(command("embedded", tmp_path / "data", SEEDS)) as address:
        visit = visiting(address, timeout_s=120)
        visit.ask("Is there a purchase commitment?")
        page = visit.page
        assert page.inner_text(".cp-status").endswith(("source", "sources"))
        assert "No" in page.inner_text(".cp-status")
        shot(visit, "page")
        page.locator(".cp-cite").first.click()
        quoted = page.frame_locator("dialog[open] iframe").locator("mark#quote").inner_text()
        assert "purchase" in quoted
