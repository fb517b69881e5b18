from __future__ import annotations

import json
import threading
import traceback
from typing import TYPE_CHECKING, Any

import pytest

from rag.errors import ModelError
from rag.models.openai_compatible import OpenAICompatibleChat
from rag.types import Message

if TYPE_CHECKING:
    from tests.conftest import StubServer

KEY = "sk-made-up-key"
ASKED = [Message(role="system", content="Be brief."), Message(role="user", content="Hello there")]


def chat_on(server: StubServer, **given: Any) -> OpenAICompatibleChat:  # noqa: ANN401 -- passed on
    options: dict[str, Any] = {"api_key": KEY, "max_retries": 0, "timeout_s": 5.0} | given
    return OpenAICompatibleChat("stub", base_url=f"{server.url}/v1", **options)


def answer(server: StubServer, body: object, *, status: int = 200) -> None:
    text = body if isinstance(body, str) else json.dumps(body)
    server.respond = lambda request: server.Response(body=text.encode(), status=status)


def reply_body(content: str | None, **choice: object) -> dict[str, object]:
    message = {"role": "assistant", "content": content}
    return {"choices": [{"index": 0, "message": message, "finish_reason": "stop"} | choice]}


async def test_asks_the_same_way_every_time(openai_server: StubServer) -> None:
    chat = chat_on(openai_server)

    reply = await chat.complete(ASKED, max_tokens=9)

    assert (reply.text, reply.prompt_tokens, reply.completion_tokens) == ("Hello there", 7, 2)
    request = openai_server.requests[0]
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert request.json() == {
        "model": "stub",
        "messages": [message.model_dump() for message in ASKED],
        "max_tokens": 9,
        "temperature": 0,
        "seed": 0,
    }


async def test_asks_for_the_usage_of_a_stream(openai_server: StubServer) -> None:
    _ = [piece async for piece in chat_on(openai_server).stream(ASKED, max_tokens=9)]

    assert openai_server.requests[0].json()["stream_options"] == {"include_usage": True}


async def test_adds_the_shares_of_tokens_with_the_same_text(stub_server: StubServer) -> None:
    top = [
        {"token": "No", "logprob": -1.0},
        {"token": "Yes", "logprob": -1.2},
        {"token": "Yes", "logprob": -1.3},
        {"token": "?", "logprob": None},
    ]
    answer(stub_server, reply_body("No", logprobs={"content": [{"top_logprobs": top}]}))

    choice = await chat_on(stub_server).first_token(ASKED)

    assert list(choice.probabilities) == ["Yes", "No"]
    assert choice.probabilities["Yes"] == pytest.approx(0.5737, abs=1e-4)


@pytest.mark.parametrize(
    "logprobs",
    ["null", '{"content": null}', '{"content": []}', '{"content": [{"top_logprobs": []}]}'],
)
async def test_a_server_without_log_probabilities_is_refused(
    stub_server: StubServer, logprobs: str
) -> None:
    answer(stub_server, reply_body("Yes", logprobs=json.loads(logprobs)))

    with pytest.raises(ModelError, match="log-probabilities"):
        await chat_on(stub_server).first_token(ASKED)


@pytest.mark.parametrize(
    ("status", "retryable", "says"),
    [
        (400, False, "prompt"),
        (401, False, "api_key"),
        (403, False, "api_key"),
        (404, False, "model name"),
        (408, True, "HTTP 408"),
        (429, True, "wait"),
        (500, True, "try again"),
        (503, True, "try again"),
    ],
)
async def test_says_what_the_server_refused_and_never_the_key(
    stub_server: StubServer, status: int, retryable: bool, says: str
) -> None:
    answer(stub_server, {"error": {"message": f"no, not with {KEY}"}}, status=status)

    with pytest.raises(ModelError) as caught:
        await chat_on(stub_server).complete(ASKED, max_tokens=9)

    message = str(caught.value)
    assert "'stub'" in message
    assert stub_server.url in message
    assert says in message
    assert KEY not in message
    assert caught.value.retryable is retryable
    assert caught.value.__cause__ is not None


@pytest.mark.parametrize(
    "body", ["<html>a page</html>", "{", "{}", '{"choices": []}', '{"choices": null}', '"text"']
)
async def test_an_unreadable_reply_is_an_error(stub_server: StubServer, body: str) -> None:
    answer(stub_server, body)

    with pytest.raises(ModelError, match="unreadable"):
        await chat_on(stub_server).complete(ASKED, max_tokens=9)


@pytest.mark.parametrize("content", ["", None])
async def test_an_empty_reply_is_an_error(stub_server: StubServer, content: str | None) -> None:
    answer(stub_server, reply_body(content))

    with pytest.raises(ModelError, match="empty reply"):
        await chat_on(stub_server).complete(ASKED, max_tokens=9)


@pytest.mark.parametrize(
    "frames",
    [
        "",
        "data: [DONE]\n\n",
        'data: {"choices": [{"index": 0, "delta": {"content": "Hel"}}]}\n\n',
        'data: {"error": {"message": "out of memory"}}\n\n',
        "data: {oh\n\n",
    ],
)
async def test_a_stream_that_breaks_off_is_an_error(stub_server: StubServer, frames: str) -> None:
    headers = {"Content-Type": "text/event-stream"}
    stub_server.respond = lambda request: stub_server.Response(
        body=frames.encode(), headers=headers
    )

    with pytest.raises(ModelError, match="'stub'"):
        _ = [piece async for piece in chat_on(stub_server).stream(ASKED, max_tokens=9)]


async def test_a_cut_stream_is_an_error(stub_server: StubServer) -> None:
    body = b'data: {"choices": [{"index": 0, "delta": {"content": "Hel"}}]}\n\n' * 50
    stub_server.respond = lambda request: stub_server.Response(
        body=body, headers={"Content-Type": "text/event-stream"}, cut_after=200
    )

    with pytest.raises(ModelError, match="cannot be reached") as caught:
        _ = [piece async for piece in chat_on(stub_server).stream(ASKED, max_tokens=9)]

    assert caught.value.retryable


async def test_a_server_that_is_not_there(stub_server: StubServer) -> None:
    stub_server.close()
    chat = chat_on(stub_server)

    with pytest.raises(ModelError, match="cannot be reached") as caught:
        await chat.complete(ASKED, max_tokens=9)

    assert caught.value.retryable


async def test_a_slow_server_times_out(stub_server: StubServer) -> None:
    def respond(request: object) -> Any:  # noqa: ANN401 -- the server's own type
        del request
        released.wait(5)
        return stub_server.Response(status=503)

    released = threading.Event()
    stub_server.respond = respond

    with pytest.raises(ModelError, match=r"within 0\.2 s") as caught:
        await chat_on(stub_server, timeout_s=0.2).complete(ASKED, max_tokens=9)
    released.set()

    assert caught.value.retryable


async def test_a_failed_request_is_repeated(openai_server: StubServer) -> None:
    good = openai_server.respond
    openai_server.respond = lambda request: (
        good(request) if len(openai_server.requests) > 1 else openai_server.Response(status=503)
    )

    reply = await chat_on(openai_server, max_retries=2).complete(ASKED, max_tokens=9)

    assert reply.text == "Hello there"
    assert len(openai_server.requests) == 2


async def test_the_address_is_named_without_its_password(stub_server: StubServer) -> None:
    answer(stub_server, {"error": {"message": "no"}}, status=401)
    address = stub_server.url.replace("http://", "http://me:secret@") + "/v1"
    chat = OpenAICompatibleChat("stub", base_url=address, max_retries=0)

    with pytest.raises(ModelError) as caught:
        await chat.complete(ASKED, max_tokens=9)

    assert "secret" not in str(caught.value)
    assert "secret" not in "".join(traceback.format_exception_only(caught.value))


async def test_a_server_on_this_machine_is_never_reached_through_a_proxy(
    openai_server: StubServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)

    assert (await chat_on(openai_server).complete(ASKED, max_tokens=9)).text
