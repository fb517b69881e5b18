from __future__ import annotations

import json
import socket
import threading
from typing import TYPE_CHECKING, Any

import pytest

from rag.errors import ModelError, ServiceError, UsageError
from rag.evaluation.dataset import EvalQuestion
from rag.evaluation.response import Response
from rag.evaluation.server import CiteproofServer
from rag.types import Message
from tests.fake_pipeline import answer_of

if TYPE_CHECKING:
    from tests.conftest import StubServer

KEY = "a-long-enough-key-for-tests"
ASKED = EvalQuestion(
    id="q1",
    question="When did the bridge reopen?",
    history=(Message(role="user", content="The bridge."),),
    must_include=(("2024",),),
)


def answering(server: StubServer, body: object, **given: Any) -> None:  # noqa: ANN401 - passed on
    text = body if isinstance(body, str) else json.dumps(body)
    server.respond = lambda _: server.Response(body=text.encode(), **given)


async def failure(server: StubServer, *, key: str = KEY, timeout_s: float = 5.0) -> Exception:
    system = CiteproofServer(server.url, key, timeout_s=timeout_s)
    with pytest.raises((ModelError, ServiceError)) as raised:
        await system.answer(ASKED)
    await system.close()
    return raised.value


async def test_only_question_and_history_are_sent(stub_server: StubServer) -> None:
    answer = answer_of(ASKED.question)
    answering(stub_server, answer.model_dump(mode="json") | {"of_a_later_version": 1})
    system = CiteproofServer(stub_server.url + "/", KEY)
    assert await system.answer(ASKED) == Response.of(answer)
    await system.close()
    await system.close()
    sent = stub_server.requests[0]
    assert (sent.method, sent.path) == ("POST", "/api/answers")
    assert sent.headers["authorization"] == f"Bearer {KEY}"
    assert sent.json() == {
        "question": ASKED.question,
        "history": [{"role": "user", "content": "The bridge."}],
    }
    with pytest.raises(ModelError, match="has been closed"):
        await system.answer(ASKED)


async def test_without_a_key_none_is_sent(stub_server: StubServer) -> None:
    answering(stub_server, answer_of("?").model_dump(mode="json"))
    system = CiteproofServer(stub_server.url)
    await system.answer(ASKED)
    await system.close()
    assert "authorization" not in stub_server.requests[0].headers


@pytest.mark.parametrize(
    ("status", "retryable"),
    [(401, False), (404, False), (422, False), (429, True), (500, False), (503, True)],
)
async def test_an_error_of_the_server_is_told(
    stub_server: StubServer, status: int, retryable: bool
) -> None:
    said = {"error": {"code": "store", "message": f"the disk is gone, {KEY}"}}
    answering(stub_server, said, status=status, headers={"x-request-id": "req_1"})
    error = await failure(stub_server)
    assert isinstance(error, ServiceError)
    assert (error.status_code, error.request_id) == (status, "req_1")
    assert error.retryable is retryable
    assert f"HTTP {status}: the disk is gone" in str(error)
    assert stub_server.url in str(error)
    assert KEY not in str(error)


async def test_a_page_is_not_quoted_and_plain_words_are(stub_server: StubServer) -> None:
    page = {"Content-Type": "text/html"}
    answering(stub_server, "<h1>A key is needed</h1>", status=401, headers=page)
    said = str(await failure(stub_server))
    assert "<h1>" not in said
    assert "give the key that the server was started with" in said
    plain = {"Content-Type": "text/plain; charset=utf-8"}
    answering(stub_server, "does not serve this host", status=421, headers=plain)
    assert "HTTP 421: does not serve this host" in str(await failure(stub_server))


@pytest.mark.parametrize("body", ["", "hello", "{}", '{"id": "ans_1", "text": 5}', "[" * 100_000])
async def test_what_is_no_answer_is_an_error(stub_server: StubServer, body: str) -> None:
    answering(stub_server, body)
    error = await failure(stub_server)
    assert isinstance(error, ModelError)
    assert not error.retryable
    assert "sent something that is no answer" in str(error)


async def test_the_key_is_not_taken_elsewhere(stub_server: StubServer) -> None:
    answering(stub_server, "", status=307, headers={"location": f"{stub_server.url}/other"})
    assert "sends elsewhere" in str(await failure(stub_server))
    assert [request.path for request in stub_server.requests] == ["/api/answers"]


async def test_a_server_that_takes_too_long_may_be_asked_again(stub_server: StubServer) -> None:
    over = threading.Event()

    def respond(_: object) -> Any:  # noqa: ANN401 - the stub's own type
        over.wait(20)
        return stub_server.Response()

    stub_server.respond = respond
    error = await failure(stub_server, timeout_s=0.3)
    over.set()
    assert isinstance(error, ModelError)
    assert error.retryable
    assert "did not answer within 0.3 s" in str(error)


async def test_a_server_that_is_not_there_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    system = CiteproofServer(f"http://127.0.0.1:{port}")
    with pytest.raises(ModelError, match=f"127.0.0.1:{port} cannot be reached") as raised:
        await system.answer(ASKED)
    await system.close()
    assert raised.value.retryable
    assert "`citeproof serve`" in str(raised.value)


@pytest.mark.parametrize(
    "address",
    ["", "127.0.0.1:7860", "ftp://host", "http://", "http://me:pass@host", "http://h:99999"],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(UsageError, match="give one such as") as raised:
        CiteproofServer(address)
    assert "pass" not in str(raised.value)


def test_a_key_that_no_header_carries_is_refused_without_showing_it() -> None:
    with pytest.raises(UsageError, match="the key of the server") as raised:
        CiteproofServer("http://127.0.0.1:7860", "schlüssel\n")
    assert "schl" not in str(raised.value)
