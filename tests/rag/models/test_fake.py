from __future__ import annotations

import pytest

from rag.errors import ModelError
from rag.models.fake import FakeChat, FakeEmbedder
from rag.types import Message

ASKED = [Message(role="user", content="Is it so?")]


async def test_says_what_the_script_says() -> None:
    chat = FakeChat(
        reply=lambda messages: f"You said: {messages[-1].content}",
        probability=lambda messages: 0.25,
        model_id="scripted",
    )

    assert chat.model_id == "scripted"
    assert (await chat.complete(ASKED, max_tokens=20)).text == "You said: Is it so?"
    assert (await chat.first_token(ASKED)).probabilities == {"No": 0.75, "Yes": 0.25}


async def test_an_empty_script_fails_as_a_model_would() -> None:
    with pytest.raises(ModelError, match="empty"):
        await FakeChat(reply=lambda messages: " ").complete(ASKED, max_tokens=20)


async def test_texts_that_share_words_are_near() -> None:
    option, same, other = await FakeEmbedder().embed(
        ["The OPTION to buy", "an option to buy", "Quarterly profit rose"]
    )

    assert option @ same > 0.5 > option @ other
