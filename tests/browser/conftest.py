"""Debian's Chromium drives the page. Where there is none the tests say so and are skipped.

`CITEPROOF_SCREENSHOTS=FOLDER` keeps a picture of each state there.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from benchmarks.browsing.serving import served
from benchmarks.browsing.visit import CHROMIUM, Visit

Shot = Callable[[Visit, str], None]
Visiting = Callable[..., Visit]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if CHROMIUM is None:
        here = Path(__file__).parent
        missing = pytest.mark.skip(reason="no Chromium was found: install Debian's `chromium`")
        for item in items:
            if here in item.path.parents:
                item.add_marker(missing)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if CHROMIUM is None:
        words = "No Chromium was found: the tests of the page (tests/browser) were skipped."
        terminalreporter.write_line(words, yellow=True)


def command(kind: str, data: Path, *paths: Path) -> list[str]:
    """Return what runs a server of `tests.browser.serving`."""
    words = [sys.executable, "-m", "tests.browser.serving", kind, str(data)]
    return [*words, *map(str, paths)]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, for one module: Playwright's loop would be in the way of other tests' loops."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def scripted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a server whose answers are scripted, a moment between their sentences."""
    with served(command("scripted", tmp_path_factory.mktemp("scripted"))) as address:
        yield address


@pytest.fixture
def small(tmp_path: Path) -> Iterator[str]:
    """Address of a server on models without weights that holds no document yet."""
    with served(command("small", tmp_path / "data")) as address:
        yield address


@pytest.fixture
def visiting(browser: Browser) -> Iterator[Visiting]:
    """Make visits; at the end nothing may have failed, and nothing foreign been fetched."""
    visits: list[Visit] = []

    def visit(address: str, **options: Any) -> Visit:  # noqa: ANN401 - those of Visit
        visits.append(Visit(browser, address, **options))
        return visits[-1]

    yield visit
    for each in visits:
        each.context.close()
        assert (each.errors, each.foreign) == ([], [])


@pytest.fixture
def shot() -> Shot:
    """Keep a picture where `CITEPROOF_SCREENSHOTS` says, else none."""
    folder = os.environ.get("CITEPROOF_SCREENSHOTS")

    def taken(visit: Visit, name: str) -> None:
        if folder:
            visit.page.wait_for_timeout(300)
            visit.page.screenshot(path=Path(folder) / f"{name}.png")

    return taken
