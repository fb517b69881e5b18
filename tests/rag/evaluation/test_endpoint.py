from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rag.errors import ModelError, UsageError
from rag.evaluation.dataset import EvalQuestion
from rag.evaluation.endpoint import Endpoint
from rag.models.fake import FakeChat
from rag.types import Message

if TYPE_CHECKING:
    from tests.conftest import StubServer

HISTORY = (
    Message(role="user", content="Tell me of the bridge."),
    Message(role="assistant", content="It is in Arden."),
)
ASKED = EvalQuestion(id="q1", question="Who built it?", history=HISTORY)


async def test_history_and_question_are_sent_as_they_are(openai_server: StubServer) -> None:
    system = Endpoint.at(f"{openai_server.url}/v1", model="rag", api_key="made-up-key")
    response = await system.answer(ASKED)
    await system.close()
    await system.close()
    sent = openai_server.requests[0]
    assert sent.headers["authorization"] == "Bearer made-up-key"
    assert sent.json()["messages"] == [
        *[turn.model_dump() for turn in HISTORY],
        {"role": "user", "content": "Who built it?"},
    ]
    assert sent.json()["model"] == "rag"
    assert response.text == "Who built it?"  # what this server repeats
    assert (response.usage.requests, response.usage.prompt_tokens) == (1, 7)
    assert response.usage.completion_tokens == 3


async def test_numbers_name_nothing_where_nothing_is_known_of_what_was_found() -> None:
    system = Endpoint(FakeChat(reply=lambda _: "Ada built it [1]."))
    response = await system.answer(ASKED)
    assert (response.has_contexts, response.contexts, response.status) == (False, (), None)
    assert [(told.text, told.citations) for told in response.told] == [("Ada built it.", ())]


async def test_an_answer_that_was_cut_short_is_none() -> None:
    system = Endpoint(FakeChat(reply=lambda _: "one two three four"), max_tokens=3)
    with pytest.raises(ModelError, match="cut short after 3 tokens"):
        await system.answer(ASKED)


async def test_a_server_that_fails_is_asked_once_and_may_be_asked_again(
    stub_server: StubServer,
) -> None:
    stub_server.respond = lambda _: stub_server.Response(status=503)
    system = Endpoint.at(f"{stub_server.url}/v1", model="rag")
    with pytest.raises(ModelError) as raised:
        await system.answer(ASKED)
    await system.close()
    assert raised.value.retryable
    assert len(stub_server.requests) == 1


@pytest.mark.parametrize(
    "address", ["", "127.0.0.1:8000/v1", "file:///etc", "http://[::1", "http:"]
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(UsageError, match="is no address of a server"):
        Endpoint.at(address, model="rag")


def test_a_model_must_be_named() -> None:
    with pytest.raises(UsageError, match="no model is named for http://127"):
        Endpoint.at("http://127.0.0.1:9/v1", model=" ")
