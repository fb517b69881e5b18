"""Votes of passages become yes, no, both or neither; only clear votes count."""

from __future__ import annotations

import pytest

from rag.answering.polarity import PassageVote, decide
from rag.types import Passage


def vote(document: str, yes: float, no: float) -> PassageVote:
    passage = Passage(
        document_id=document, uri=document, title="", start=0, end=3, quote="abc", rank=1, score=1
    )
    return PassageVote(passage=passage, yes=yes, no=no)


@pytest.mark.parametrize(
    ("votes", "expected"),
    [
        ([], (False, False)),
        ([("a", 0.9, 0.1)], (True, False)),
        ([("a", 0.1, 0.9), ("b", 0.6, 0.5)], (False, True)),
        ([("a", 0.5, 0.4), ("b", 0.3, 0.2)], (False, False)),
        ([("a", 0.95, 0.05), ("b", 0.05, 0.95)], (True, True)),
        ([("a", 0.95, 0.05), ("a", 0.05, 0.99)], (False, True)),
    ],
)
def test_decide(votes: list[tuple[str, float, float]], expected: tuple[bool, bool]) -> None:
    assert decide([vote(*item) for item in votes]) == expected
