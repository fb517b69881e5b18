from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from gradio_client import Client

from rag.errors import ConfigurationError, UsageError
from rag.settings import Settings
from tests.fake_pipeline import builder
from ui.serve import serve

ROOT = Path(__file__).parents[2]
QUESTION = "When did the bridge reopen?"
PROGRAM = """
    import json, sys
    from pathlib import Path
    from rag.settings import Settings
    from tests.fake_pipeline import FakePipeline, builder
    from ui.serve import serve
    fake = FakePipeline(delay_s=0.3)
    serve(Settings(data=Path(sys.argv[1])), build=builder(fake), port=0)
    print(json.dumps([fake.ended, fake.closed]))
"""


@dataclass
class Served:
    process: subprocess.Popen[str]
    url: str

    def stop(self) -> list[Any]:
        """End with Ctrl-C; return how streams ended, and how often the pipeline was closed."""
        self.process.send_signal(signal.SIGINT)
        out, err = self.process.communicate(timeout=30)
        assert (self.process.returncode, err) == (0, ""), err
        return json.loads(out)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    process = subprocess.Popen(  # noqa: S603 - runs this interpreter on a program written here
        [sys.executable, "-c", textwrap.dedent(PROGRAM), str(tmp_path)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
        env={**os.environ, "CITEPROOF_SERVE_KEY": ""},
    )  # fmt: skip
    assert process.stderr is not None
    line = process.stderr.readline()
    assert line.startswith("citeproof is at http://127.0.0.1:"), line
    try:
        yield Served(process, line.split()[3])
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()


def submitted(client: Client) -> Any:  # noqa: ANN401 - gradio_client types its jobs loosely
    ask: Any = client
    return ask.submit(QUESTION, "", api_name="/ask")


def test_a_question_through_the_page(served: Served) -> None:
    client = Client(served.url, verbose=False)
    job = submitted(client)
    turns, status, *_ = job.result(timeout=30)
    assert "Answered in " in status
    assert "2 sources" in turns
    assert "supported 0.97" in turns
    states = job.outputs()
    assert "Searching" in states[0][1]
    client.close()
    assert served.stop() == [["done"], 1]


def test_a_stopped_question_is_cancelled(served: Served) -> None:
    client = Client(served.url, verbose=False)
    job = submitted(client)
    until = time.monotonic() + 20
    while not job.outputs() and time.monotonic() < until:
        time.sleep(0.02)
    job.cancel()
    time.sleep(0.5)
    client.close()
    ended, closed = served.stop()
    assert ended in (["cancelled"], ["closed"])
    assert closed == 1


def test_a_port_that_is_taken_is_said_in_words(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ConfigurationError, match=f"port {port}: Address already in use"):
            serve(Settings(data=tmp_path), build=builder(), port=port)


def test_other_machines_need_a_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CITEPROOF_SERVE_KEY", raising=False)
    with pytest.raises(UsageError, match="CITEPROOF_SERVE_KEY"):
        serve(Settings(data=tmp_path), build=builder(), host="0.0.0.0", port=0)  # noqa: S104 - refused
