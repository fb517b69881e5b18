"""Echo: a written sentence that says no more than the question asks is no answer to it."""

from __future__ import annotations

import re

from rag.answering.guards.sentence import read

__all__ = ["echoes"]

_ASKS = re.compile(r"\b(?:who|whom|whose|what|which|when|where|why|how)\b", re.IGNORECASE)
_CHOICE = re.compile(r"\b(?:or|between|versus|vs|(?:which|who) of)\b", re.IGNORECASE)
_EMPTY = frozenset(
    """a an the of to in on at by for from with and as that this it its is are was were be been has
    have had do does did s""".split()  # noqa: SIM905 - a list of words
)


def echoes(question: str, text: str) -> bool:
    """Return whether a text says no more than a question: nothing of it can be the answer.

    A question that names what may be the answer ("A or B", "which of") is answered in its own
    words.

    >>> question = "What did Tyrholm bid for the contract?"
    >>> echoes(question, "Tyrholm bid for the contract."), echoes(question, "It bid $5.")
    (True, False)
    >>> echoes(question, "Tyrholm did not bid for the contract.")
    False
    """
    if not _ASKS.search(question) or _CHOICE.search(question):
        return False
    asked = {(word.stem, word.capital) for word in read(question).words}
    known = {stem for stem, _ in asked}
    return all(
        word.lower in _EMPTY
        or ((word.stem, True) in asked if word.capital and index else word.stem in known)
        for index, word in enumerate(read(text).words)
    )
