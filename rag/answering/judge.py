"""The judge: P(yes) of a chat model asked for one token, read from its log-probabilities."""

from __future__ import annotations

from collections.abc import Mapping

from rag.errors import ModelError
from rag.prompts import ANSWERS, JUDGE_SYSTEM, SUPPORTS
from rag.protocols import ChatModel
from rag.types import Message

__all__ = ["Judge"]

_LEAST_MASS = 0.1


class Judge:
    """Asks whether a passage supports a claim or answers a question.

    Args:
        chat: Any chat model that gives log-probabilities.
    """

    def __init__(self, chat: ChatModel) -> None:
        """Keep the model."""
        self._chat = chat

    async def supports(self, claim: str, passage: str) -> float:
        """Return P(the passage shows that the claim is true), 0–1.

        Raises:
            ModelError: If the model failed or its reply is neither yes nor no.
        """
        return await self.reply_to(SUPPORTS.format(passage=passage, claim=claim))

    async def answers(self, question: str, passage: str) -> float:
        """Return P(the passage answers the question), 0–1.

        Raises:
            ModelError: If the model failed or its reply is neither yes nor no.
        """
        return await self.reply_to(ANSWERS.format(passage=passage, question=question))

    async def reply_to(self, prompt: str) -> float:
        """Return P(yes) of any prompt that asks for yes or no, 0–1.

        Raises:
            ModelError: If the model failed or its reply is neither yes nor no.
        """
        choice = await self._chat.first_token(
            [Message(role="system", content=JUDGE_SYSTEM), Message(role="user", content=prompt)]
        )
        return _probability_of_yes(choice.probabilities)


def _probability_of_yes(probabilities: Mapping[str, float]) -> float:
    yes = sum(p for token, p in probabilities.items() if token.strip().lower() == "yes")
    no = sum(p for token, p in probabilities.items() if token.strip().lower() == "no")
    if yes + no < _LEAST_MASS:
        shown = ", ".join(repr(token) for token in list(probabilities)[:3])
        raise ModelError(f"the judge answered neither yes nor no but {shown}", retryable=True)
    return yes / (yes + no)
