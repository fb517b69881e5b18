"""The writer: a few short sentences from numbered evidence, each with its numbers."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answering.claims import DraftClaim, split_claims
from rag.answering.reading import passage_text
from rag.prompts import NOT_FOUND, WRITER_SYSTEM
from rag.protocols import ChatModel
from rag.types import Message, Passage

__all__ = ["Writer"]

_MAX_CHARS = 1400


class Writer:
    """Writes drafts; nothing it says is shown before it has been checked.

    Args:
        chat: The chat model.
        max_tokens: Longest draft.
    """

    def __init__(self, chat: ChatModel, *, max_tokens: int) -> None:
        """Keep the model and the limit."""
        self._chat = chat
        self._max_tokens = max_tokens

    async def write(self, question: str, evidence: Sequence[Passage]) -> list[DraftClaim]:
        """Return the drafted claims; empty if the writer found no answer.

        Args:
            question: The standalone question.
            evidence: Passages in the order of their numbers, best first; those beyond about 350
                tokens of prompt are left out.

        Raises:
            ModelError: If the model failed.
        """
        prompt = f"Evidence:\n{_numbered(evidence)}\n\nQuestion: {question}"
        reply = await self._chat.complete(
            [
                Message(role="system", content=WRITER_SYSTEM),
                Message(role="user", content=prompt),
            ],
            max_tokens=self._max_tokens,
        )
        if NOT_FOUND.lower() in reply.text.lower():
            return []
        drafts = split_claims(reply.text)
        return drafts[:-1] if reply.truncated and len(drafts) > 1 else drafts


def _numbered(evidence: Sequence[Passage]) -> str:
    """Return the passages as numbered lines, at most about 350 tokens of them."""
    lines: list[str] = []
    used = 0
    for number, passage in enumerate(evidence, start=1):
        line = f"[{number}] {passage_text([passage])}"
        used += len(line)
        if lines and used > _MAX_CHARS:
            break
        lines.append(line)
    return "\n".join(lines)
