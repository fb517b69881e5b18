"""Follow-up questions: rewritten to stand alone, only when they need it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.prompts import STANDALONE_SYSTEM
from rag.protocols import ChatModel
from rag.types import Message
from rag.words import content_stems, fold

__all__ = ["needs_history", "standalone_question"]

_REFERS = re.compile(
    r"\b(?:it|its|they|their|them|he|his|him|she|her|this|that|these|those|one|ones|there|former|"
    r"latter|same|other|which of)\b|^(?:and|but|so|or|why|how so|what about|how about|really)\b",
    re.IGNORECASE,
)
_TURNS = 4
_MAX_TOKENS = 60


def needs_history(question: str, history: Sequence[Message]) -> bool:
    """Return whether the question refers to the conversation.

    >>> needs_history("And for 2026?", [Message(role="user", content="Revenue in 2025?")])
    True
    >>> needs_history("Who founded Acme?", [])
    False
    """
    if not any(turn.role == "user" for turn in history):
        return False
    return bool(_REFERS.search(question.strip())) or len(content_stems(question)) < 2


async def standalone_question(question: str, history: Sequence[Message], chat: ChatModel) -> str:
    """Return the question as it reads without the conversation.

    Raises:
        ModelError: If the model failed.
    """
    if not needs_history(question, history):
        return question
    turns = [turn for turn in history if turn.role in {"user", "assistant"}][-_TURNS:]
    said = "\n".join(f"{turn.role}: {fold(turn.content)[:400]}" for turn in turns)
    reply = await chat.complete(
        [
            Message(role="system", content=STANDALONE_SYSTEM),
            Message(role="user", content=f"{said}\n\nLast question: {question}"),
        ],
        max_tokens=_MAX_TOKENS,
    )
    rewritten = reply.text.strip().splitlines()[0].strip().strip('"')
    return rewritten if _is_faithful(rewritten, question, said) else question


def _is_faithful(rewritten: str, question: str, said: str) -> bool:
    """Return whether the rewritten question uses only words of the conversation."""
    known = set(content_stems(f"{question} {said}"))
    words = content_stems(rewritten)
    return bool(words) and sum(word in known for word in words) >= 0.8 * len(words)
