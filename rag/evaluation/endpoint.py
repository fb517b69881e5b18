"""A question-answering service behind an OpenAI-compatible chat endpoint as a system."""

from __future__ import annotations

from typing import Self
from urllib.parse import urlsplit

from rag.errors import ModelError, UsageError
from rag.evaluation.answer_row import response_of
from rag.evaluation.dataset import EvalQuestion
from rag.evaluation.response import Response
from rag.models.openai_compatible import OpenAICompatibleChat
from rag.protocols import ChatModel
from rag.types import Message, Usage

__all__ = ["Endpoint"]


class Endpoint:
    """Sends the earlier turns and the question as they are; the reply is the answer.

    Such a service does not say what it found, so its numbers name nothing.

    Args:
        chat: The service; closed with this.
        max_tokens: Longest answer, in tokens.
    """

    def __init__(self, chat: ChatModel, *, max_tokens: int = 1024) -> None:
        """Keep the parts."""
        self._chat = chat
        self._max_tokens = max_tokens

    @classmethod
    def at(
        cls,
        base_url: str,
        *,
        model: str,
        api_key: str = "",
        timeout_s: float = 120.0,
        max_tokens: int = 1024,
    ) -> Self:
        """Return the system at an address; nothing is sent yet.

        Args:
            base_url: Address of the service's API, which usually ends in `/v1`.
            model: Name of the model to ask for.
            api_key: Key of the service; empty for one without keys.
            timeout_s: Longest wait for bytes of a reply, in seconds.
            max_tokens: Longest answer, in tokens.

        Raises:
            UsageError: If the address is none, or the model has no name.
        """
        if not _is_address(base_url):
            raise UsageError(
                f"{base_url!r} is no address of a server; give one such as http://host:8000/v1"
            )
        if not model.strip():
            raise UsageError(f"no model is named for {base_url}; give the name that it serves")
        # Whether a failed question is asked again is decided by who asks, not here too.
        chat = OpenAICompatibleChat(
            model, base_url=base_url, api_key=api_key, timeout_s=timeout_s, max_retries=0
        )
        return cls(chat, max_tokens=max_tokens)

    async def answer(self, question: EvalQuestion) -> Response:
        """Return the reply.

        Raises:
            ModelError: If the service failed, or its reply was cut short.
        """
        asked = [*question.history, Message(role="user", content=question.question)]
        reply = await self._chat.complete(asked, max_tokens=self._max_tokens)
        if reply.truncated:
            raise ModelError(
                f"{self._chat.model_id} was cut short after {self._max_tokens} tokens; "
                "allow longer answers, or have it write shorter ones"
            )
        usage = Usage(
            requests=1,
            prompt_tokens=reply.prompt_tokens,
            completion_tokens=reply.completion_tokens,
        )
        return response_of(reply.text, usage=usage)

    async def close(self) -> None:
        """Release the connections. Closing twice does nothing."""
        await self._chat.close()


def _is_address(base_url: str) -> bool:
    try:
        parts = urlsplit(base_url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
