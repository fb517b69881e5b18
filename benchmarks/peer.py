"""A comparison system run in a process and an environment of its own, asked line by line."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from rag.models.registry import ensure
from rag.settings import load_settings

__all__ = ["LlamaIndexIndexer", "LlamaIndexPeer", "PeerAnswer", "PeerError"]

ROOT = Path(__file__).resolve().parent.parent
PEERS = ROOT / "benchmarks" / "peers"
ENVIRONMENT = ROOT / ".venv-peer"


class PeerError(Exception):
    """The peer could not be set up, or ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerAnswer:
    """What the peer said.

    Attributes:
        text: Its answer.
        sources: File names of the chunks it was given.
        seconds: Wall-clock time of the answer, measured by the peer itself.
        passages: Texts of those chunks.
    """

    text: str
    sources: tuple[str, ...]
    seconds: float
    passages: tuple[str, ...] = ()


class LlamaIndexPeer:
    """The plain LlamaIndex pipeline over one folder, with a model server of its own.

    Args:
        folder: The articles.

    Raises:
        PeerError: If its environment cannot be made.
    """

    def __init__(self, folder: Path) -> None:
        """Make the environment if needed, start the model server and the peer."""
        _make_environment()
        key = secrets.token_hex(16)
        env = {**os.environ, "CITEPROOF_PEER_API_KEY": key, "PYTHONWARNINGS": "ignore"}
        self._server = _start([sys.executable, "-m", "benchmarks.peers.model_server"], env)
        served = _read(self._server)
        command = [
            str(ENVIRONMENT / "bin" / "python"),
            str(PEERS / "plain_llamaindex.py"),
            str(folder),
            *_embedder_files(),
            *("--model", served["model"]),
        ]
        self._peer = _start(command, {**env, "CITEPROOF_PEER_BASE_URL": served["base_url"]})

    def ask(self, question: str) -> PeerAnswer:
        """Return the peer's answer.

        Raises:
            PeerError: If the peer has ended.
        """
        reply = _told(self._peer, {"id": "", "question": question})
        return PeerAnswer(
            text=reply["answer"],
            sources=tuple(reply["sources"]),
            seconds=reply["seconds"],
            passages=tuple(reply["passages"]),
        )

    def close(self) -> None:
        """End both processes."""
        for process in (self._peer, self._server):
            _end(process)

    def __enter__(self) -> Self:
        """Return the peer itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End both processes."""
        self.close()


class LlamaIndexIndexer:
    """The plain LlamaIndex pipeline as far as its index; no chat model runs.

    Raises:
        PeerError: If its environment cannot be made.
    """

    def __init__(self) -> None:
        """Make the environment if needed and start the peer."""
        _make_environment()
        python = str(ENVIRONMENT / "bin" / "python")
        command = [python, "-m", "benchmarks.peers.index_llamaindex", *_embedder_files()]
        self._peer = _start(command, {**os.environ, "PYTHONWARNINGS": "ignore"})

    def index(self, folder: Path, *, whole_text: bool) -> float:
        """Index a folder and return the seconds that took, measured by the peer itself.

        Args:
            folder: The documents.
            whole_text: Make chunks that the embedder reads whole, not LlamaIndex's default ones.

        Raises:
            PeerError: If the peer has ended.
        """
        asked = {"folder": str(folder.absolute()), "whole_text": whole_text}
        return float(_told(self._peer, asked)["seconds"])

    def close(self) -> None:
        """End the process."""
        _end(self._peer)

    def __enter__(self) -> Self:
        """Return the peer itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the process."""
        self.close()


def _make_environment() -> None:
    wanted = PEERS / "requirements.txt"
    stamp = ENVIRONMENT / ".installed"
    digest = hashlib.sha256(wanted.read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == digest:
        return
    print(f"making {ENVIRONMENT.name} from {wanted.name} …", file=sys.stderr)
    python = str(ENVIRONMENT / "bin" / "python")
    for command in (
        [sys.executable, "-m", "venv", "--clear", str(ENVIRONMENT)],
        [python, "-m", "pip", "install", "--quiet", "--requirement", str(wanted)],
    ):
        if subprocess.run(command, check=False).returncode != 0:
            raise PeerError(
                f"{ENVIRONMENT.name} cannot be made: {' '.join(command)} failed; check the package "
                "index, or leave the peer out with --no-peer"
            )
    stamp.write_text(digest, encoding="utf-8")


def _embedder_files() -> list[str]:
    cache = load_settings().models.cache_dir
    return [
        *("--embedder", str(ensure("embedder", cache))),
        *("--tokenizer", str(ensure("tokenizer", cache))),
    ]


def _start(command: list[str], env: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env, cwd=ROOT
    )


def _told(process: subprocess.Popen[str], asked: dict[str, Any]) -> dict[str, Any]:
    """Send one line and return the reply."""
    try:
        _stream(process.stdin).write(json.dumps(asked) + "\n")
        _stream(process.stdin).flush()
    except BrokenPipeError as exc:
        raise PeerError("the peer has ended; its last words are above") from exc
    return _read(process)


def _end(process: subprocess.Popen[str]) -> None:
    _stream(process.stdin).close()
    try:
        process.wait(timeout=30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    _stream(process.stdout).close()


def _read(process: subprocess.Popen[str]) -> dict[str, Any]:
    line = _stream(process.stdout).readline()
    if not line:
        raise PeerError(f"{process.args} ended without an answer; its last words are above")
    return json.loads(line)


def _stream(stream: IO[str] | None) -> IO[str]:
    assert stream is not None  # noqa: S101 - both ends were opened as pipes above
    return stream
