"""No test reaches the network; the embedded models are fetched once and loaded once."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, cast

import hypothesis
import pytest

from rag.models.embedded_chat import EmbeddedChat
from rag.models.embedded_embedder import EmbeddedEmbedder
from rag.models.registry import ensure, pull_all
from rag.settings import load_settings

# The same examples every run: `pytest --hypothesis-profile search` looks for new ones, longer.
hypothesis.settings.register_profile("repeat", derandomize=True, deadline=None)
hypothesis.settings.register_profile("search", max_examples=3000, deadline=None)
hypothesis.settings.load_profile("repeat")

_connect = socket.socket.connect
_connect_ex = socket.socket.connect_ex


class NetworkBlockedError(OSError):
    """A test tried to reach another machine."""


def _check(sock: socket.socket, address: object) -> None:
    if sock.family in {socket.AF_INET, socket.AF_INET6}:
        host = str(cast("tuple[object, ...]", address)[0])
        if host not in {"::1", "localhost"} and not host.startswith("127."):
            raise NetworkBlockedError(f"tests may not connect to {address!r}")


def _guarded_connect(sock: socket.socket, address: object) -> None:
    _check(sock, address)
    _connect(sock, cast("Any", address))


def _guarded_connect_ex(sock: socket.socket, address: object) -> int:
    _check(sock, address)
    return _connect_ex(sock, cast("Any", address))


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Block every connection except to this machine."""
    monkeypatch.setattr(socket.socket, "connect", _guarded_connect)
    monkeypatch.setattr(socket.socket, "connect_ex", _guarded_connect_ex)


@pytest.fixture(scope="session")
def models_dir() -> Path:
    """Folder with every embedded model file, fetched where they are not there yet."""
    cache_dir = load_settings().models.cache_dir
    with pytest.MonkeyPatch.context() as monkeypatch:
        # A test may ask for this fixture after its sockets have been blocked.
        monkeypatch.setattr(socket.socket, "connect", _connect)
        monkeypatch.setattr(socket.socket, "connect_ex", _connect_ex)
        pull_all(cache_dir)
    return cache_dir


@pytest.fixture(scope="session")
def embedded_chat(models_dir: Path) -> Iterator[EmbeddedChat]:
    """The default chat model, loaded at most once a session. Do not close it."""
    chat = EmbeddedChat(ensure("chat", models_dir), threads=2)
    yield chat
    asyncio.run(chat.close())


@pytest.fixture(scope="session")
def embedded_embedder(models_dir: Path) -> Iterator[EmbeddedEmbedder]:
    """The default embedder, loaded at most once a session. Do not close it."""
    embedder = EmbeddedEmbedder(ensure("embedder", models_dir), ensure("tokenizer", models_dir))
    yield embedder
    asyncio.run(embedder.close())


@dataclass(frozen=True, kw_only=True)
class Request:
    """What a stub server was asked."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    def json(self) -> dict[str, Any]:
        return cast("dict[str, Any]", json.loads(self.body))


@dataclass(frozen=True, kw_only=True)
class Response:
    """What a stub server answers; the connection is cut after `cut_after` bytes if given."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict[str, str])
    cut_after: int | None = None


class _QuietServer(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a client that went away, which tests do on purpose."""


class StubServer:
    """An HTTP server on this machine whose answers a test scripts."""

    Response = Response  # for tests, which cannot import this file

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.respond: Callable[[Request], Response] = lambda request: Response(status=404)
        stub = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._answer()

            def do_POST(self) -> None:
                self._answer()

            def log_message(self, format: str, *args: object) -> None:
                """Keep the test's output clean."""

            def _answer(self) -> None:
                length = int(self.headers.get("Content-Length", 0))
                request = Request(
                    method=self.command,
                    path=self.path,
                    headers={name.lower(): value for name, value in self.headers.items()},
                    body=self.rfile.read(length),
                )
                stub.requests.append(request)
                response = stub.respond(request)
                self.send_response(response.status)
                headers = {"Content-Type": "application/json"} | response.headers
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(response.body)))
                self.end_headers()
                self.wfile.write(response.body[: response.cut_after])

        self._server = _QuietServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture
def stub_server() -> Iterator[StubServer]:
    """A scripted HTTP server on this machine."""
    server = StubServer()
    yield server
    server.close()


def _chat_response(request: Request) -> Response:
    asked = request.json()
    words = asked["messages"][-1]["content"].split()[: asked["max_tokens"]]
    pieces = [word if not i else f" {word}" for i, word in enumerate(words)]
    usage = {"prompt_tokens": 7, "completion_tokens": len(pieces), "total_tokens": 7 + len(pieces)}
    if asked.get("stream"):
        deltas: list[dict[str, Any]] = [
            {"index": 0, "delta": {"content": piece}, "finish_reason": None} for piece in pieces
        ]
        deltas.append({"index": 0, "delta": {}, "finish_reason": "stop"})
        frames: list[dict[str, Any]] = [{"choices": [delta]} for delta in deltas]
        frames.append({"choices": [], "usage": usage})
        lines = [f"data: {json.dumps(frame | {'id': 'c', 'model': 'm'})}\n\n" for frame in frames]
        body = "".join([*lines, "data: [DONE]\n\n"]).encode()
        return Response(body=body, headers={"Content-Type": "text/event-stream"})
    choice: dict[str, Any] = {
        "index": 0,
        "message": {"role": "assistant", "content": "".join(pieces)},
        "finish_reason": "length" if len(pieces) == asked["max_tokens"] else "stop",
    }
    if asked.get("logprobs"):
        top = [{"token": "Yes", "logprob": -0.1}, {"token": "No", "logprob": -2.5}]
        choice["logprobs"] = {"content": [{"token": "Yes", "logprob": -0.1, "top_logprobs": top}]}
    return Response(body=json.dumps({"choices": [choice], "usage": usage}).encode())


def _embeddings_response(request: Request) -> Response:
    texts = cast("list[str]", request.json()["input"])
    rows = [[float(len(text)), float(text.count("a")), 1.0] for text in texts]
    data = [{"index": index, "embedding": row} for index, row in enumerate(rows)]
    # Out of order, as a server may.
    return Response(body=json.dumps({"data": data[::-1]}).encode())


def _rerank_response(request: Request) -> Response:
    asked = request.json()
    wanted = set(asked["query"].lower().split())
    results = [
        {"index": index, "relevance_score": float(len(wanted & set(text.lower().split())))}
        for index, text in enumerate(asked["documents"])
    ]
    best_first = sorted(results, key=lambda result: -result["relevance_score"])
    return Response(body=json.dumps({"model": asked["model"], "results": best_first}).encode())


@pytest.fixture
def openai_server(stub_server: StubServer) -> StubServer:
    """An OpenAI-compatible server.

    Chat repeats the last message, embeddings count letters, reranking counts the query's words.
    """

    def respond(request: Request) -> Response:
        if request.path == "/v1/chat/completions":
            return _chat_response(request)
        if request.path == "/v1/embeddings":
            return _embeddings_response(request)
        if request.path == "/v1/rerank":
            return _rerank_response(request)
        return Response(status=404, body=b'{"error": {"message": "no such page"}}')

    stub_server.respond = respond
    return stub_server
