"""A reader's visit to the page in Chromium, and what goes wrong during it."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Dialog, Page, Request

__all__ = ["CHROMIUM", "Visit", "serious_findings"]

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM = next((path for name in _NAMES if (path := shutil.which(name))), None)
"""Path of the browser; None where there is none."""

_SERIOUS = ("serious", "critical")
_OPENED = "#status:has-text('ready'), #status:has-text('no documents')"
_FINISHED = "document.querySelectorAll('.cp-turn[data-answer]:not([data-answer=\"\"])').length"
_EXECUTED = "window.owned !== undefined || document.querySelector('[data-owned]') !== null"


class Visit:
    """A page that has been opened, and a record of what it did.

    Args:
        browser: Chromium.
        address: Where the page is.
        timeout_s: How long is waited for anything.
        width: Of the window, in CSS pixels.
        height: Of the window, in CSS pixels.
        dark: Whether the reader prefers dark pages.
        still: Whether the reader prefers less motion.
    """

    def __init__(
        self,
        browser: Browser,
        address: str,
        *,
        timeout_s: float = 20.0,
        width: int = 1280,
        height: int = 900,
        dark: bool = False,
        still: bool = False,
    ) -> None:
        """Open the page."""
        place = urlsplit(address)
        self._origin = f"{place.scheme}://{place.netloc}"
        self.context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce" if still else "no-preference",
        )
        self.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=self._origin)
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(timeout_s * 1000)
        self.errors: list[str] = []
        self.foreign: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("dialog", self._dismiss)
        self.page.on("request", self._look)
        self.open(address)

    def open(self, address: str) -> None:
        """Load the page and wait until it can be asked."""
        self.page.goto(address)
        self.page.wait_for_selector(_OPENED, state="attached")

    def ask(self, question: str, *, answers: int = 1) -> None:
        """Ask and wait for that many finished answers on the page."""
        self.page.fill("#question textarea", question)
        self.page.keyboard.press("Enter")
        self.finished(answers)

    def finished(self, answers: int) -> None:
        """Wait for that many finished answers on the page."""
        self.page.wait_for_function(f"{_FINISHED} === {answers}")

    def tab(self, name: str) -> None:
        """Open one of the views."""
        self.page.get_by_role("tab", name=name).click()

    def upload(self, paths: Sequence[Path], *, tags: str = "") -> str:
        """Give files to the view "Documents" and return what it says once they are taken in."""
        self.choose("#upload", paths)
        self.page.fill("#upload-tags textarea, #upload-tags input", tags)
        self.page.click("#take-in")
        self.page.wait_for_selector("#take-in:not([disabled])")
        self.page.wait_for_selector("#upload-report .cp-ingested")
        return self.page.inner_text("#upload-report")

    def choose(self, place: str, paths: Sequence[Path]) -> None:
        """Give files to the file box of a CSS selector and wait until it lists them."""
        self.page.set_input_files(f"{place} input[type=file]", paths)
        self.page.wait_for_selector(f"{place} .file-preview")

    def serious(self) -> list[str]:
        """Return what a screen reader or a weak eye would stumble over, by axe-core."""
        return serious_findings(self.page)

    def executed(self) -> bool:
        """Say whether something of a hostile document has run, or become markup."""
        return bool(self.page.evaluate(_EXECUTED))

    def _look(self, request: Request) -> None:
        if not request.url.startswith((self._origin, "data:", "blob:", "about:")):
            self.foreign.append(request.url)

    def _dismiss(self, dialog: Dialog) -> None:
        self.errors.append(f"dialog: {dialog.message}")
        dialog.dismiss()


def serious_findings(page: Page) -> list[str]:
    """Return axe-core's serious and critical findings, each with the first element it names."""
    axe: Any = Axe()  # untyped
    found: list[dict[str, Any]] = axe.run(page).response["violations"]
    return [
        f"{each['impact']}: {each['id']}: {each['nodes'][0]['html'][:160]}"
        for each in found
        if each["impact"] in _SERIOUS
    ]
