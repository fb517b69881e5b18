from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncGenerator, Iterable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response as HttpResponse

from rag.errors import ConfigurationError, ModelError, QAError, ServiceError, StoreError
from rag.evaluation.dataset import EvalQuestion
from rag.evaluation.server import CiteproofServer
from rag.evaluation.systems import InProcess
from rag.filters import Filters
from rag.settings import Settings
from rag.types import Message
from tests.fake_pipeline import Builder, FakePipeline, answer_of, builder
from ui.api import create_app

PATH = "/api/answers"
KEY = "a-long-enough-key-for-tests"
QUESTION = "When did the bridge reopen?"
ASKED = EvalQuestion(
    id="q1", question=QUESTION, history=(Message(role="user", content="The bridge."),)
)


def application(
    data: Path, build: Builder, *, key: str | None = None, hosts: Iterable[str] | None = None
) -> FastAPI:
    """Make the application inside an event loop; without one gradio leaves its own loops open."""

    async def made() -> FastAPI:
        return create_app(Settings(data=data), build=build, key=key, hosts=hosts)

    return asyncio.run(made())


PIPELINE = FakePipeline()


@pytest.fixture(scope="module")
def visitor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    app = application(tmp_path_factory.mktemp("data"), builder(PIPELINE), hosts={"127.0.0.1"})
    with TestClient(app, base_url="http://127.0.0.1:7860") as client:
        yield client


def error(response: Any) -> tuple[int, str, str]:  # noqa: ANN401 - the test client's own type
    """Return status, code and message; an error has nothing else."""
    assert response.headers["content-type"] == "application/json"
    assert response.headers["x-request-id"].startswith("req_")
    body = response.json()
    assert set(body) == {"error"}
    assert set(body["error"]) == {"code", "message"}
    assert "Traceback" not in response.text
    return response.status_code, body["error"]["code"], body["error"]["message"]


def test_a_question_is_answered(visitor: TestClient) -> None:
    got = visitor.post(PATH, json={"question": f" {QUESTION} "})
    assert got.status_code == 200
    assert got.json() == answer_of(QUESTION).model_dump(mode="json")
    assert got.headers["content-type"] == "application/json"
    assert got.headers["cache-control"] == "no-store"
    assert got.headers["x-content-type-options"] == "nosniff"
    assert PIPELINE.asked[-1] == (QUESTION, (), None)


@pytest.mark.parametrize(
    ("filters", "uris"), [(["news/*"], ("news/*",)), ({"uris": ["a"]}, ("a",)), (None, None)]
)
def test_history_and_filters_reach_the_pipeline(
    visitor: TestClient, filters: object, uris: tuple[str, ...] | None
) -> None:
    history = [{"role": "user", "content": "The bridge."}]
    asked = {"question": QUESTION, "history": history, "filters": filters}
    assert visitor.post(PATH, json=asked).status_code == 200
    expected = None if uris is None else Filters(uris=uris)
    assert PIPELINE.asked[-1] == (QUESTION, ASKED.history, expected)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "the request is not JSON"),
        (b"{", "the request is not JSON"),
        (b'{"question": "\xff"}', "the request is not JSON"),
        (b"[]", "the request holds []"),
        (b"{}", "the request has no question"),
        (b'{"question": 5}', "question holds 5"),
        (b'{"question": " "}', "question is empty"),
        (b'{"question": "??"}', "has no word in it"),
        (b'{"question": "\\ud800"}', "the request is not JSON"),
        (json.dumps({"question": "why " * 2000}).encode(), "question has "),
        (b'{"question": "Why?", "top_k": 5}', "no field 'top_k'; choose from filters, history"),
        (b'{"question": "Why?", "history": [{"role": "me", "content": ""}]}', "history.0.role"),
        (b'{"question": "Why?", "filters": {"folder": ["a"]}}', "filters has no 'folder'"),
        (b'{"question": "Why?", "filters": {"languages": ["english"]}}', "holds 'english'"),
    ],
)
def test_a_request_that_is_not_usable_is_refused(
    visitor: TestClient, body: bytes, said: str
) -> None:
    before = len(PIPELINE.asked)
    got = visitor.post(PATH, content=body, headers={"content-type": "application/json"})
    status, code, message = error(got)
    assert (status, code) == (422, "usage")
    assert said in message
    assert len(PIPELINE.asked) == before


@pytest.mark.parametrize(
    "kind",
    [None, "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"],
)
def test_what_a_form_of_another_site_can_send_is_refused(
    visitor: TestClient, kind: str | None
) -> None:
    before = len(PIPELINE.asked)
    body = json.dumps({"question": QUESTION}).encode()
    got = visitor.post(PATH, content=body, headers={} if kind is None else {"content-type": kind})
    status, _, message = error(got)
    assert status == 415
    assert "send JSON as application/json" in message
    assert len(PIPELINE.asked) == before


def test_json_with_a_character_set_is_json(visitor: TestClient) -> None:
    body = json.dumps({"question": QUESTION}).encode()
    headers = {"content-type": "Application/JSON; charset=utf-8"}
    assert visitor.post(PATH, content=body, headers=headers).status_code == 200


def test_a_request_that_is_too_long_is_refused(visitor: TestClient) -> None:
    body = b'{"question": "Why?", "filters": ["' + b"a" * 1_000_000 + b'"]}'
    got = visitor.post(PATH, content=body, headers={"content-type": "application/json"})
    assert error(got)[:2] == (413, "usage")


def test_foreign_hosts_and_origins_are_turned_away(visitor: TestClient) -> None:
    before = len(PIPELINE.asked)
    asked = {"question": QUESTION}
    for headers, status in (
        ({"host": "evil.example"}, 421),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "null"}, 403),
    ):
        assert visitor.post(PATH, json=asked, headers=headers).status_code == status
    assert len(PIPELINE.asked) == before
    own = {"origin": "http://127.0.0.1:7860"}
    assert visitor.post(PATH, json=asked, headers=own).status_code == 200


@pytest.mark.parametrize(
    ("raised", "status", "code"),
    [
        (ModelError("the model is busy \x1b[31m", retryable=True), 503, "model"),
        (StoreError("the disk is gone"), 500, "store"),
        (ConfigurationError("there are no documents"), 500, "configuration"),
    ],
)
def test_what_fails_is_said_in_words(
    tmp_path: Path, raised: QAError, status: int, code: str
) -> None:
    with TestClient(application(tmp_path, builder(FakePipeline(error=raised)))) as visitor:
        got = visitor.post(PATH, json={"question": QUESTION})
    assert error(got) == (status, code, str(raised).replace("\x1b", "\ufffd"))


def test_a_pipeline_that_cannot_be_built_is_said_in_words(tmp_path: Path) -> None:
    build = builder(error=ConfigurationError("there are no documents; run `citeproof ingest`"))
    with TestClient(application(tmp_path, build)) as visitor:
        got = visitor.post(PATH, json={"question": QUESTION})
    assert error(got) == (500, "configuration", "there are no documents; run `citeproof ingest`")


def test_a_fault_is_logged_and_not_shown(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    fake = FakePipeline(error=RuntimeError("secret detail"))
    with TestClient(application(tmp_path, builder(fake))) as visitor:
        got = visitor.post(PATH, json={"question": QUESTION})
    status, code, message = error(got)
    assert (status, code) == (500, "internal")
    assert got.headers["x-request-id"] in message
    assert "secret detail" not in got.text
    assert got.headers["x-request-id"] in caplog.text
    assert "secret detail" in caplog.text


def test_with_a_key_a_question_needs_it(tmp_path: Path) -> None:
    fake = FakePipeline()
    asked = {"question": QUESTION}
    with TestClient(application(tmp_path, builder(fake), key=KEY)) as locked:
        for given in (None, "Bearer wrong", f"Basic {KEY}", KEY, "Bearer "):
            headers = {} if given is None else {"authorization": given}
            for body in (json.dumps(asked).encode(), b"{"):  # not even read
                headers["content-type"] = "application/json"
                got = locked.post(PATH, content=body, headers=headers)
                assert error(got) == (401, "unauthorized", "a key is needed")
                assert got.headers["www-authenticate"] == "Bearer"
        assert fake.asked == []
        headers = {"authorization": f"Bearer {KEY}"}
        got: HttpResponse = locked.post(PATH, json=asked, headers=headers)
        assert got.status_code == 200


@asynccontextmanager
async def served(data: Path, fake: FakePipeline, *, key: str | None = None) -> AsyncGenerator[str]:
    """Serve the real application on this machine, in this loop."""
    app = create_app(Settings(data=data), build=builder(fake), key=key, hosts={"127.0.0.1"})
    config = uvicorn.Config(app, log_level="warning", ws="none", timeout_graceful_shutdown=3)
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            await serving


async def test_a_server_answers_as_the_pipeline_does(tmp_path: Path) -> None:
    fake = FakePipeline()
    async with served(tmp_path, fake, key=KEY) as url:
        over_http, here = CiteproofServer(url, KEY), InProcess(FakePipeline())
        for question in (QUESTION, "What did repairs cost?", "What is missing?", "partly?"):
            asked = ASKED.model_copy(update={"question": question})
            assert await over_http.answer(asked) == await here.answer(asked)
        await over_http.close()
        assert fake.asked[0] == (QUESTION, ASKED.history, None)
        stranger = CiteproofServer(url, "another-key-than-the-server-has")
        with pytest.raises(ServiceError, match="HTTP 401: a key is needed") as raised:
            await stranger.answer(ASKED)
        await stranger.close()
        assert raised.value.status_code == 401
        assert (raised.value.request_id or "").startswith("req_")


async def test_an_error_keeps_its_words_over_http(tmp_path: Path) -> None:
    fake = FakePipeline(error=ModelError("the model is busy; wait", retryable=True))
    async with served(tmp_path, fake) as url:
        system = CiteproofServer(url)
        with pytest.raises(ServiceError, match="HTTP 503: the model is busy; wait") as raised:
            await system.answer(ASKED)
        await system.close()
    assert raised.value.retryable


async def test_a_question_is_given_up_when_its_asker_hangs_up(tmp_path: Path) -> None:
    fake = FakePipeline(delay_s=30)
    async with served(tmp_path, fake) as url:
        system = CiteproofServer(url, timeout_s=1.5)
        with pytest.raises(ModelError, match="did not answer"):
            await system.answer(ASKED)
        await system.close()
        async with asyncio.timeout(10):
            while not fake.ended:  # noqa: ASYNC110 - the server's own task writes it
                await asyncio.sleep(0.02)
    assert fake.ended == ["cancelled"]
