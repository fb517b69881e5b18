"""Vectors of spans: pooled from the tokens of a whole text, or embedded apart.

A span pooled from the whole text's tokens is read where it stands, so "It rose 17%." knows what
rose, and costs nothing beside the text itself.

Source: Günther and others, "Late chunking: contextual chunk embeddings using long-context embedding
models", 2024 (arXiv 2409.04701), section 3.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rag.protocols import SpannedText, SpanVectors, Vectors

__all__ = ["SpanPool", "embedded_apart", "windows"]


class _Embeds(Protocol):
    async def embed(self, texts: Sequence[str]) -> Vectors: ...


async def embedded_apart(embedder: _Embeds, texts: Sequence[SpannedText]) -> list[SpanVectors]:
    """Return the vectors of texts and of their spans, each embedded as a text of its own.

    For models that give one vector a text and none of its tokens.

    Args:
        embedder: Embeds texts.
        texts: Any number.

    Raises:
        ModelError: If the embedder failed.
    """
    flat = [part for each in texts for part in (each.text, *_words(each))]
    rows = await embedder.embed(flat)
    found: list[SpanVectors] = []
    at = 0
    for each in texts:
        end = at + 1 + len(each.spans)
        found.append(SpanVectors(whole=rows[at], spans=rows[at + 1 : end]))
        at = end
    return found


def windows(offsets: Sequence[tuple[int, int]], text: SpannedText, *, size: int) -> list[range]:
    """Return the runs of tokens that are embedded together, in order, each of at most `size`.

    A run ends before a span that would not fit; a span longer than a run is cut.

    Args:
        offsets: Start and end of each token in the text.
        text: The text.
        size: Most tokens of a run, at least 1.

    >>> text = SpannedText(text="a b c d e", spans=((0, 5), (6, 9)))
    >>> windows([(0, 1), (2, 3), (4, 5), (6, 7), (8, 9)], text, size=4)
    [range(0, 3), range(3, 5)]
    """
    starts = {_first(offsets, start) for start, _ in text.spans}
    runs: list[range] = []
    begin = 0
    while len(offsets) - begin > size:
        fitting = [cut for cut in starts if begin < cut <= begin + size]
        end = max(fitting, default=begin + size)
        runs.append(range(begin, end))
        begin = end
    return [*runs, range(begin, len(offsets))]


class SpanPool:
    """Sums the token vectors of one text, window by window, for itself and for its spans.

    Args:
        text: The text.
        offsets: Start and end of each token in it.
        dim: Length of a vector.
    """

    def __init__(self, text: SpannedText, offsets: Sequence[tuple[int, int]], dim: int) -> None:
        """Start with sums of nothing."""
        self._tokens = [
            range(_first(offsets, start), _first(offsets, end)) for start, end in text.spans
        ]
        self._whole = np.zeros(dim, dtype=np.float32)
        self._spans = np.zeros((len(text.spans), dim), dtype=np.float32)

    def add(self, run: range, vectors: NDArray[np.float32]) -> None:
        """Add the token vectors of one window.

        Args:
            run: The window's tokens.
            vectors: Shape (1 + len(run) + 1, dim): those of its tokens between the two that mark
                start and end.
        """
        self._whole += vectors.sum(axis=0)
        for number, tokens in enumerate(self._tokens):
            first, last = max(tokens.start, run.start), min(tokens.stop, run.stop)
            if first < last:
                inside = vectors[1 + first - run.start : 1 + last - run.start]
                self._spans[number] += inside.sum(axis=0)

    def vectors(self) -> SpanVectors:
        """Return the means, L2-normalised; a span without a token has the whole text's."""
        whole = self._whole / np.linalg.norm(self._whole)
        lengths = np.linalg.norm(self._spans, axis=1, keepdims=True)
        spans = np.where(lengths > 0, self._spans / np.where(lengths > 0, lengths, 1.0), whole)
        return SpanVectors(whole=whole.astype(np.float32), spans=spans.astype(np.float32))


def _words(text: SpannedText) -> list[str]:
    return [text.text[start:end] for start, end in text.spans]


def _first(offsets: Sequence[tuple[int, int]], place: int) -> int:
    """Return the number of the first token that starts at a place of the text or after it."""
    low, high = 0, len(offsets)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if offsets[middle][0] < place else (low, middle)
    return low
