"""The BM25 that every ranking is held against."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping

from rag.words import content_stems

__all__ = ["BM25"]


class BM25:
    """BM25 over English stems without stop words.

    Source: Robertson and Zaragoza, "The probabilistic relevance framework: BM25 and beyond", 2009,
    equation 3.11, with the idf of Lucene, which is never negative.

    Args:
        documents: Text by document id.
        k1: Saturation of repeated words.
        b: Weight of a document's length, 0–1.
    """

    def __init__(self, documents: Mapping[str, str], *, k1: float = 0.9, b: float = 0.4) -> None:
        """Count the words."""
        self._postings: defaultdict[str, list[tuple[str, float]]] = defaultdict(list)
        counts = {name: Counter(content_stems(text)) for name, text in documents.items()}
        mean = sum(words.total() for words in counts.values()) / max(1, len(counts)) or 1.0
        for name, words in counts.items():
            norm = k1 * (1 - b + b * words.total() / mean)
            for word, times in words.items():
                self._postings[word].append((name, times * (k1 + 1) / (times + norm)))
        self._documents = len(counts)

    def rank(self, question: str) -> list[str]:
        """Return the ids of the documents with a word of the question, best first, ties by id."""
        scores: defaultdict[str, float] = defaultdict(float)
        for word in content_stems(question):
            found = self._postings.get(word, [])
            rarity = math.log(1 + (self._documents - len(found) + 0.5) / (len(found) + 0.5))
            for name, weight in found:
                scores[name] += rarity * weight
        return sorted(scores, key=lambda name: (-scores[name], name))
