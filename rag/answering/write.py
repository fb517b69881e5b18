"""The writer: a few short sentences from numbered evidence, each with its numbers.

A sentence that was refused is written again from the same evidence, with the objection.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.answering.claims import DraftClaim, split_claims
from rag.answering.reading import passage_text
from rag.prompts import NOT_FOUND, REWRITE, WRITER_SYSTEM
from rag.protocols import ChatModel
from rag.types import Message, Passage
from rag.words import fold

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
        drafts, truncated = await self._drafts(_asked(question, evidence), evidence)
        return drafts[:-1] if truncated and len(drafts) > 1 else drafts

    async def rewrite(
        self, question: str, *, failed_text: str, objection: str, evidence: Sequence[Passage]
    ) -> DraftClaim | None:
        """Return one claim to stand in for a refused sentence, or None if the writer has none.

        Of several sentences the first counts; one that was cut off does not.

        Args:
            question: The standalone question.
            failed_text: The sentence that was refused.
            objection: Why, in words.
            evidence: As it was given to `write`; the numbers are the same.

        Raises:
            ModelError: If the model failed.
        """
        # It begins as the first prompt did, so that a model with a prefix cache reads only the end.
        prompt = REWRITE.format(
            asked=_asked(question, evidence), failed=failed_text, objection=objection
        )
        drafts, truncated = await self._drafts(prompt, evidence)
        whole = drafts[:-1] if truncated else drafts
        return whole[0] if whole else None

    async def _drafts(
        self, prompt: str, evidence: Sequence[Passage]
    ) -> tuple[list[DraftClaim], bool]:
        """Return the claims of a reply, none for "not found", and whether it was cut off."""
        reply = await self._chat.complete(
            [
                Message(role="system", content=WRITER_SYSTEM),
                Message(role="user", content=prompt),
            ],
            max_tokens=self._max_tokens,
        )
        if NOT_FOUND.lower() in reply.text.lower():
            return [], reply.truncated
        drafts = [_without_context(draft, evidence) for draft in split_claims(reply.text)]
        return drafts, reply.truncated


def _without_context(draft: DraftClaim, evidence: Sequence[Passage]) -> DraftClaim:
    """Return the draft without a heading copied along with the words below it."""
    contexts = {passage.context for passage in evidence if passage.context}
    headings = {fold(part) for context in contexts for part in (context, *context.split(" — "))}
    written = fold(draft.text)
    for heading in sorted(headings, key=len, reverse=True):
        text = written.removeprefix(f"{heading}: ")
        if text not in {written, ""}:
            return replace(draft, text=text[0].upper() + text[1:])
    return draft


def _asked(question: str, evidence: Sequence[Passage]) -> str:
    return f"Evidence:\n{_numbered(evidence)}\n\nQuestion: {question}"


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
