"""How long Chromium takes to open a page from a file."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from pathlib import Path

__all__ = ["BrowserMissing", "opening_seconds"]

ROUNDS = 5
_NAMES = ("chromium", "chromium-browser", "google-chrome")
_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_EMPTY = "<!doctype html><title>empty</title>"


class BrowserMissing(Exception):
    """There is no Chromium on this machine."""


def opening_seconds(page: Path) -> list[float]:
    """Return how much longer than an empty page the page takes, from its file to its DOM.

    The browser is started for each, in turns; scripts of the page have run by then.

    Raises:
        BrowserMissing: If there is no Chromium.
    """
    browser = next((found for name in _NAMES if (found := shutil.which(name))), None)
    if browser is None:
        raise BrowserMissing("the section report needs Chromium on the PATH; install it")
    with tempfile.TemporaryDirectory(prefix="citeproof-browser-") as folder:
        empty = Path(folder) / "empty.html"
        empty.write_text(_EMPTY, encoding="utf-8")
        times = [
            (_seconds(browser, empty, folder), _seconds(browser, page, folder))
            for _ in range(ROUNDS + 1)
        ]
    return [with_page - without for without, with_page in times[1:]]


def _seconds(browser: str, page: Path, folder: str) -> float:
    command = [browser, *_FLAGS, f"--user-data-dir={folder}/profile", "--dump-dom", page.as_uri()]
    started = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - started
