"""The judge reads P(yes) and fails closed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from rag.answering.judge import Judge
from rag.errors import ModelError
from rag.models.fake import FakeChat
from rag.protocols import TokenChoice
from rag.types import Message


class SpeakingChat(FakeChat):
    """Answers with the given first tokens."""

    def __init__(self, tokens: Mapping[str, float]) -> None:
        super().__init__()
        self.tokens = tokens
        self.prompts: list[str] = []

    async def first_token(self, messages: Sequence[Message]) -> TokenChoice:
        self.prompts.append(messages[-1].content)
        return TokenChoice(probabilities=self.tokens, prompt_tokens=1)


async def test_spellings_of_yes_and_no_are_added_up() -> None:
    chat = SpeakingChat({"Yes": 0.5, " yes": 0.1, "NO": 0.2, "Maybe": 0.2})
    assert await Judge(chat).supports("It rose.", "It rose by 3.") == pytest.approx(0.75)
    assert chat.prompts[0].startswith("It rose by 3.\n\n")


@pytest.mark.parametrize("tokens", [{}, {"Maybe": 1.0}, {"Yes": 0.04, "No": 0.04}])
async def test_neither_yes_nor_no_is_an_error(tokens: dict[str, float]) -> None:
    with pytest.raises(ModelError, match="neither yes nor no"):
        await Judge(SpeakingChat(tokens)).answers("Who?", "Nobody.")
