"""Texts of the report half, so that nothing learned from has been seen in what is reported.

Rows belong to a half by their id, but sets repeat their texts: FEVER-symmetric gives each claim two
pieces of evidence, BUMP edits one summary in several ways, and questions share a passage. A model
that is trained, unlike one that is only asked, can remember them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import cast

from benchmarks.altered.sentences import sentences
from benchmarks.cross_encoder.pair import Pair
from benchmarks.cross_encoder.window import pieces
from benchmarks.measures.data import load_judged, load_questions

__all__ = ["Held", "report_texts"]

_JUDGED = ("fever_symmetric", "wice", "bump")
_ASKED = ("squad2", "clapnq", "hotpotqa")
_LEAST_WORDS = 5
_WORD = re.compile(r"\w+")


class Held:
    """Sentences that must not be trained on.

    Args:
        texts: Any texts; each counts as a whole and sentence by sentence.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        """Remember the texts, folded to their lower-case words."""
        self._known: set[tuple[str, ...]] = set()
        for text in texts:
            self._known |= _keys(text)

    def __len__(self) -> int:
        """Number of different sentences and texts."""
        return len(self._known)

    def touches(self, text: str) -> bool:
        """Whether the text or one of its sentences of five words or more is among them."""
        return not self._known.isdisjoint(_keys(text))

    def clean(self, pairs: Iterable[Pair]) -> list[Pair]:
        """The pairs that touch nothing, in their order."""
        return [
            pair for pair in pairs if not (self.touches(pair.claim) or self.touches(pair.passage))
        ]


def report_texts(data: Path) -> Held:
    """All claims, evidence, questions and documents of the report half.

    Args:
        data: The evaluation folder.

    Raises:
        DataError: A file is missing or a row has another shape.
    """
    texts = [sentence.text for sentence in sentences(data, half="report")]
    for name in _JUDGED:
        for row in load_judged(data, name, "report"):
            texts += [row.claim, row.evidence]
    for name in _ASKED:
        for question in load_questions(data, name, "report"):
            texts += [question.question, *(document.text for document in question.documents)]
    return Held(texts)


def _keys(text: str) -> set[tuple[str, ...]]:
    whole = _words(text)
    parts = [_words(piece) for piece in pieces(text)]
    return {whole, *(part for part in parts if len(part) >= _LEAST_WORDS)} - {()}


def _words(text: str) -> tuple[str, ...]:
    return tuple(cast("list[str]", _WORD.findall(text.lower())))
