"""Votes of passages become yes, no, both or neither; only clear votes count."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from rag.answering.cite import CitationBuilder
from rag.answering.judge import Judge
from rag.answering.polarity import PassageVote, PolarityJudge, decide, votes_for
from rag.answering.statements import statement_pair
from rag.models.fake import FakeChat
from rag.types import Message, Passage
from tests.corpus import open_catalog


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


@pytest.mark.parametrize(
    ("quote", "asked"), [("Nobody fell ill.", True), ("The bids came in on Monday.", False)]
)
async def test_forms_of_a_word_count_for_what_a_passage_is_about(
    tmp_path: Path, quote: str, asked: bool
) -> None:
    question = "Did anyone fall ill because of the leak?"
    pair = statement_pair(question)
    assert pair is not None
    polarity = PolarityJudge(
        Judge(FakeChat(probability=lambda _: 0.9)), CitationBuilder(open_catalog(tmp_path))
    )
    passage = vote("a", 0, 0).passage.model_copy(update={"quote": quote})
    assert bool((await polarity.vote(question, pair, passage)).answers) is asked


@pytest.mark.parametrize(
    ("quote", "side"),
    [
        ("Some fell ill after the leak.", True),
        ("Some fell ill; a doctor could not say whether the leak was the cause.", False),
        ("Whether those who fell ill drank from the leak is not yet clear.", False),
        ("The board asked whether any fell ill by the leak: some did.", True),
    ],
)
async def test_what_is_left_open_takes_no_side(tmp_path: Path, quote: str, side: bool) -> None:
    def probability(messages: Sequence[Message]) -> float:
        return 0.1 if "No one" in messages[-1].content else 0.9

    question = "Did anyone fall ill because of the leak?"
    pair = statement_pair(question)
    assert pair is not None
    polarity = PolarityJudge(
        Judge(FakeChat(probability=probability)), CitationBuilder(open_catalog(tmp_path))
    )
    passage = vote("a", 0, 0).passage.model_copy(update={"quote": quote})
    found = await polarity.vote(question, pair, passage)
    assert (found.answers, found.says(yes=True)) == (0.9, side)


def on_either_side(votes: Sequence[PassageVote]) -> list[int]:
    """Return where the votes stand that take no side, or are counted for theirs."""
    counted = [*votes_for(votes, yes=True), *votes_for(votes, yes=False)]
    return [
        item.passage.start
        for item in votes
        if item in counted or not (item.says(yes=True) or item.says(yes=False))
    ]


def test_a_vote_for_the_sentence_before_counts_once() -> None:
    first, second = vote("a", 0.9, 0.1), vote("a", 0.8, 0.1)
    led = second.passage.model_copy(update={"start": 4, "end": 9, "lead_start": 0})
    repeated = PassageVote(passage=led, yes=0.8, no=0.1)
    assert on_either_side([first, repeated]) == [0]
    assert on_either_side([vote("a", 0.1, 0.9), repeated]) == [0, 4]
    assert on_either_side([vote("a", 0.5, 0.5), repeated]) == [0, 4]


@pytest.mark.parametrize(
    ("quote", "lead", "held"),
    [
        ("The port offers shore power to all ferries.", "", True),
        ("The port intends to offer shore power to all ferries.", "", False),
        ("It will be free of charge.", "The port intends to offer shore power to ferries.", False),
        ("The port offers shore power to all ferries, says Ada Lee.", "", True),
    ],
)
def test_a_plan_is_no_yes(tmp_path: Path, quote: str, lead: str, held: bool) -> None:
    question = "Does the port offer shore power to ferries?"
    pair = statement_pair(question)
    assert pair is not None
    catalog = open_catalog(tmp_path, {"port.txt": f"{lead} {quote}".strip() + "\n"})
    (document,) = catalog.documents()
    start = document.text.index(quote)
    passage = Passage(
        document_id=document.id, uri=document.uri, title="", start=start, end=start + len(quote),
        quote=quote, context=lead, lead_start=0 if lead else None, rank=1, score=1,
    )  # fmt: skip
    polarity = PolarityJudge(Judge(FakeChat()), CitationBuilder(catalog))
    found = polarity.claim(
        pair, [PassageVote(passage=passage, yes=0.9, no=0.1)], yes=True, question=question
    )
    assert (found is not None) is held
    if found is not None:
        assert all(check.passed or check.advisory for check in found.verdict.checks)
