"""A real Chroma server on this machine, which a test may kill and start again."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path

import pytest

__all__ = ["ChromaServer", "serving"]

START_S = 60.0


class ChromaServer:
    """The `chroma run` server of this environment, on a loopback port that stays the same.

    Args:
        folder: Where it keeps its collections.
    """

    def __init__(self, folder: Path) -> None:
        """Choose a free port; nothing is started."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = int(probe.getsockname()[1])
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Start it and wait until it answers."""
        command = [str(Path(sys.executable).with_name("chroma")), "run", "--host", "127.0.0.1"]
        command += ["--port", str(self._port), "--path", str(self._folder)]
        self._process = subprocess.Popen(  # noqa: S603 - the server in this environment
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        end = time.monotonic() + START_S
        while time.monotonic() < end and self._process.poll() is None:
            if self._answers():
                return
            time.sleep(0.1)
        self.kill()
        pytest.fail("the Chroma server did not start")

    def _answers(self) -> bool:
        connection = HTTPConnection("127.0.0.1", self._port, timeout=START_S)
        try:
            connection.request("GET", "/api/v2/heartbeat")
            return connection.getresponse().status == HTTPStatus.OK
        except OSError:
            return False
        finally:
            connection.close()

    def has_ended(self) -> bool:
        """Whether it has ended by itself; waits a moment for a death on the way."""
        assert self._process is not None
        try:
            return self._process.wait(timeout=START_S) != 0
        except subprocess.TimeoutExpired:
            return False

    def kill(self) -> None:
        """End it by SIGKILL, whatever it is doing, and wait until it is gone."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()


@contextmanager
def serving(folder: Path) -> Generator[ChromaServer]:
    """Give a started server and kill it at the end."""
    server = ChromaServer(folder)
    try:
        server.start()
        yield server
    finally:
        server.kill()
