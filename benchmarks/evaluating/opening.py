"""How long Chromium takes to open a page from a file."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from websockets.sync.client import ClientConnection, connect

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
    "--remote-debugging-port=0",
)
_START_TIMEOUT_S, _OPEN_TIMEOUT_S = 30.0, 60.0
_MOST_BYTES = 1 << 24


class BrowserMissing(Exception):
    """There is no Chromium on this machine, or it does not start."""


def opening_seconds(page: Path) -> list[float]:
    """Return how long the page takes from navigation until it is loaded and its script has run.

    Raises:
        BrowserMissing: If there is no Chromium.
    """
    browser = next((found for name in _NAMES if (found := shutil.which(name))), None)
    if browser is None:
        raise BrowserMissing("the section report needs Chromium on the PATH; install it")
    with _started(browser) as socket:
        _call(socket, "Page.enable")
        return [_opened(socket, page) for _ in range(ROUNDS)]


def _opened(socket: ClientConnection, page: Path) -> float:
    _navigate(socket, "about:blank")
    started = time.perf_counter()
    _navigate(socket, page.as_uri())
    seconds = time.perf_counter() - started
    shown = _call(socket, "Runtime.evaluate", expression="location.href")
    if not str(shown["result"]["value"]).startswith("file:"):
        raise BrowserMissing(f"Chromium did not show {page}")
    return seconds


def _navigate(socket: ClientConnection, address: str) -> None:
    """Open an address and wait until it is loaded."""
    _call(socket, "Page.navigate", url=address)
    while json.loads(socket.recv(timeout=_OPEN_TIMEOUT_S)).get("method") != "Page.loadEventFired":
        pass


def _call(socket: ClientConnection, method: str, **params: str) -> dict[str, Any]:
    """Return the answer to one command of the DevTools protocol."""
    number = time.monotonic_ns() % 1_000_000_000
    socket.send(json.dumps({"id": number, "method": method, "params": params}))
    while True:
        told: dict[str, Any] = json.loads(socket.recv(timeout=_OPEN_TIMEOUT_S))
        if told.get("id") == number:
            return told.get("result", {})


@contextmanager
def _started(browser: str) -> Generator[ClientConnection]:
    """Start a browser with a new profile and connect to its first page."""
    with tempfile.TemporaryDirectory(
        prefix="citeproof-browser-", ignore_cleanup_errors=True
    ) as profile:
        process = subprocess.Popen(
            [browser, *_FLAGS, f"--user-data-dir={profile}", "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            port = _port(Path(profile) / "DevToolsActivePort")
            with urlopen(f"http://127.0.0.1:{port}/json/list", timeout=10) as listed:
                pages: list[dict[str, Any]] = json.load(listed)
            address = next(one["webSocketDebuggerUrl"] for one in pages if one["type"] == "page")
            with connect(address, max_size=_MOST_BYTES) as socket:
                yield socket
        finally:
            process.kill()
            process.wait()


def _port(file: Path) -> int:
    """Return the port that the browser has chosen, once it says so."""
    until = time.monotonic() + _START_TIMEOUT_S
    while time.monotonic() < until:
        if file.is_file() and (lines := file.read_text(encoding="utf-8").split()):
            return int(lines[0])
        time.sleep(0.05)
    raise BrowserMissing(f"Chromium did not start within {_START_TIMEOUT_S:.0f} s")
