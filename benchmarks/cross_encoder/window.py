"""The part of a text that a claim is compared with: the encoder reads about a hundred words."""

from __future__ import annotations

import re

from rag.words import content_stems

__all__ = ["pieces", "window"]

_MAX_CHARS = 480
_END = re.compile(r"(?<=[.!?])[\"”’)\]]*\s+|\n+")


def pieces(text: str) -> list[str]:
    """The sentences of any text, by a rough rule, without empty ones.

    Example:
        >>> pieces("It rose. It fell.")
        ['It rose.', 'It fell.']
    """
    return [part.strip() for part in _END.split(text) if part.strip()]


def window(claim: str, text: str) -> str:
    """The sentences of a text nearest to a claim, in their order, about 480 characters.

    A sentence counts by the words it shares with the claim, each divided by the number of sentences
    that have it. A text of at most 480 characters is returned whole; the nearest sentence is
    returned whole however long it is.

    Args:
        claim: A sentence or a question.
        text: Any text.
    """
    if len(text) <= _MAX_CHARS:
        return text
    sentences = pieces(text)
    held = [set(content_stems(sentence)) for sentence in sentences]
    wanted = set(content_stems(claim))
    spread = {word: sum(word in words for words in held) for word in wanted}
    weights = [sum(1 / spread[word] for word in wanted & words) for words in held]
    kept: list[int] = []
    room = _MAX_CHARS
    for index in sorted(range(len(sentences)), key=lambda i: (-weights[i], i)):
        if kept and len(sentences[index]) > room:
            break
        kept.append(index)
        room -= len(sentences[index]) + 1
    return " ".join(sentences[index] for index in sorted(kept))
