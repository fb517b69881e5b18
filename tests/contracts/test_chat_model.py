"""What every ChatModel does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from rag.errors import ModelError
from rag.models.embedded_chat import EmbeddedChat
from rag.models.fake import FakeChat
from rag.models.openai_compatible import OpenAICompatibleChat
from rag.protocols import ChatModel, TokenChoice
from rag.types import Message

ASKED = [Message(role="user", content="Is the sky blue on a clear day? Reply Yes or No.")]
IMPLEMENTATIONS = [
    "fake",
    "openai-compatible",
    pytest.param("embedded", marks=[pytest.mark.models, pytest.mark.slow]),
]


@pytest.fixture(params=IMPLEMENTATIONS)
def make_chat(request: pytest.FixtureRequest) -> Callable[[], ChatModel]:
    """Makes a new model that has not been asked anything."""
    if request.param == "embedded":
        models_dir: Path = request.getfixturevalue("models_dir")
        return lambda: EmbeddedChat(models_dir / "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf")
    if request.param == "fake":
        return FakeChat
    url: str = request.getfixturevalue("openai_server").url
    return lambda: OpenAICompatibleChat("stub", base_url=f"{url}/v1")


@pytest.fixture(params=IMPLEMENTATIONS)
def chat(request: pytest.FixtureRequest) -> ChatModel:
    """A model to ask, never to close."""
    if request.param == "fake":
        return FakeChat()
    if request.param == "openai-compatible":
        url: str = request.getfixturevalue("openai_server").url
        return OpenAICompatibleChat("stub", base_url=f"{url}/v1")
    return request.getfixturevalue("embedded_chat")


async def test_has_an_id(chat: ChatModel) -> None:
    assert chat.model_id
    assert chat.model_id == chat.model_id.strip()


async def test_completes_the_same_way_every_time(chat: ChatModel) -> None:
    first = await chat.complete(ASKED, max_tokens=40)
    second = await chat.complete(ASKED, max_tokens=40)

    assert first.text == second.text
    assert first.text.strip()
    assert first.prompt_tokens > 0
    assert 0 < first.completion_tokens <= 40


async def test_stops_at_max_tokens_and_says_so(chat: ChatModel) -> None:
    reply = await chat.complete(
        [Message(role="user", content="Count from one to twenty, in words.")], max_tokens=3
    )

    assert reply.truncated
    assert reply.completion_tokens == 3


async def test_streams_what_it_completes(chat: ChatModel) -> None:
    whole = await chat.complete(ASKED, max_tokens=8)

    pieces = [piece async for piece in chat.stream(ASKED, max_tokens=8)]

    assert "".join(pieces) == whole.text


async def test_gives_the_distribution_of_the_first_token(chat: ChatModel) -> None:
    choice = await chat.first_token(ASKED)

    shares = list(choice.probabilities.values())
    assert 2 <= len(shares) <= 20
    assert shares == sorted(shares, reverse=True)
    assert all(0 <= share <= 1 for share in shares)
    assert sum(shares) <= 1 + 1e-6
    assert next(iter(choice.probabilities)).strip() == "Yes"
    assert choice.prompt_tokens > 0


async def test_answers_requests_made_at_once(chat: ChatModel) -> None:
    choices = await asyncio.gather(*(chat.first_token(ASKED) for _ in range(8)))

    assert {next(iter(choice.probabilities)) for choice in choices} == {"Yes"}


async def test_can_be_asked_between_two_pieces_of_a_stream(chat: ChatModel) -> None:
    pieces: list[str] = []
    async for piece in chat.stream(ASKED, max_tokens=8):
        pieces.append(piece)
        assert (await chat.first_token(ASKED)).probabilities

    assert pieces


async def test_a_stream_can_be_left(chat: ChatModel) -> None:
    async for _ in chat.stream(
        [Message(role="user", content="Write a very long story about whales.")], max_tokens=400
    ):
        break

    assert (await chat.complete(ASKED, max_tokens=4)).text


async def test_a_cancelled_request_leaves_the_model_usable(chat: ChatModel) -> None:
    request = asyncio.create_task(chat.complete(ASKED, max_tokens=40))
    waiting = asyncio.create_task(chat.complete(ASKED, max_tokens=40))
    await asyncio.sleep(0)
    request.cancel()
    waiting.cancel()
    await asyncio.gather(request, waiting, return_exceptions=True)

    assert (await chat.complete(ASKED, max_tokens=4)).text


def test_serves_several_event_loops(chat: ChatModel) -> None:
    async def ask() -> list[TokenChoice]:
        return await asyncio.gather(*(chat.first_token(ASKED) for _ in range(2)))

    async def in_threads() -> list[list[TokenChoice]]:
        return await asyncio.gather(
            *(asyncio.to_thread(lambda: asyncio.run(ask())) for _ in range(3))
        )

    answers = [asyncio.run(ask()), *asyncio.run(in_threads())]

    assert len(answers) == 4


async def test_a_closed_model_refuses(make_chat: Callable[[], ChatModel]) -> None:
    chat = make_chat()

    await chat.close()
    await chat.close()

    with pytest.raises(ModelError, match="closed"):
        await chat.complete(ASKED, max_tokens=4)
    with pytest.raises(ModelError, match="closed"):
        await chat.first_token(ASKED)
    with pytest.raises(ModelError, match="closed"):
        _ = [piece async for piece in chat.stream(ASKED, max_tokens=4)]
