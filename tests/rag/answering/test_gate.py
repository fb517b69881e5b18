"""Passages are weighed from the best on; the answer's confidence grows with its lead."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from rag.answering.calibration import risk_threshold
from rag.answering.gate import Gate, answer_confidence, near_best
from rag.answering.judge import Judge
from rag.models.fake import FakeChat
from rag.types import Message, Passage


def passage(document: str, quote: str, score: float = 1.0) -> Passage:
    return Passage(
        document_id=document, uri=document, title="", start=0, end=len(quote), quote=quote,
        rank=1, score=score,
    )  # fmt: skip


def gate(probability: float, asked: list[str] | None = None) -> Gate:
    def answers(messages: Sequence[Message]) -> float:
        if asked is not None:
            asked.append(messages[-1].content)
        return probability

    return Gate(Judge(FakeChat(probability=answers)))


async def test_a_passage_without_the_kind_asked_for_is_not_asked_about() -> None:
    asked: list[str] = []
    evidence = [passage("a", "The mill is old."), passage("a", "The mill has 40 rooms.")]
    weighed = await gate(0.9, asked).weigh("How many rooms has the mill?", evidence)
    assert [gated.judged for gated in weighed] == [0.0, 0.9]
    assert len(asked) == 1


async def test_weighing_stops_when_enough_surely_answer() -> None:
    evidence = [passage("a", f"The mill has part {number}.") for number in range(8)]
    assert len(await gate(0.99).weigh("What has the mill?", evidence)) == 4


async def test_every_document_is_heard_once_it_surely_answers() -> None:
    evidence = [passage(name, f"Ann Lee built mill {name}.") for name in ("a", "a", "b", "c")]
    weighed = await gate(0.99).weigh("Who built the mill?", evidence, every_document=True)
    assert [gated.passage.document_id for gated in weighed] == ["a", "b", "c"]


def test_each_documents_first_passage_may_be_further_below() -> None:
    scores = [("a", 1.0), ("a", 0.4), ("b", 0.4), ("b", 0.3), ("c", 0.2)]
    evidence = [passage(name, "It has 40 rooms.", score) for name, score in scores]
    assert near_best(evidence) == evidence[:1]
    assert near_best(evidence, every_document=True) == [evidence[0], evidence[2]]


@pytest.mark.parametrize(("judged", "level"), [(0.99, "strict"), (0.05, "open")])
def test_confidence_crosses_the_levels(judged: float, level: str) -> None:
    best = passage("a", "It has 40 rooms.")
    others = [best, passage("b", "It is old.", score=0.5)]
    confidence = answer_confidence(judged, judged, others)
    if level == "strict":
        assert confidence >= risk_threshold("strict")
    else:
        assert confidence < risk_threshold("open")


def test_a_passage_far_ahead_of_other_documents_is_surer() -> None:
    best = passage("a", "It has 40 rooms.", score=1.0)
    near, far = (
        answer_confidence(0.7, 0.7, [best, passage("b", "It is old.", score=score)])
        for score in (0.95, 0.2)
    )
    assert near < far


def test_nothing_weighed_is_no_confidence() -> None:
    assert answer_confidence(0.0, 0.9, []) == 0.0


async def test_the_best_documents_sentences_are_read_together_in_order() -> None:
    asked: list[str] = []
    evidence = [
        passage("a", "So the roof fell in.").model_copy(update={"start": 90}),
        passage("b", "A barn has a roof."),
        passage("a", "Rain had rotted the beams.").model_copy(update={"start": 10}),
    ]
    assert await gate(0.8, asked).weigh_together("Why did it fall?", evidence) == 0.8
    assert "Rain had rotted the beams.\nSo the roof fell in." in asked[0]
    assert "barn" not in asked[0]
    await gate(0.8, asked).weigh_together("Which houses have roofs?", evidence)
    assert "barn" in asked[1]


def test_sentences_that_answer_only_together_raise_confidence() -> None:
    only = passage("a", "It has 40 rooms.")
    alone, together = (answer_confidence(0.3, judged, [only]) for judged in (0.2, 0.95))
    assert alone < together


def test_risk_levels_are_ordered() -> None:
    assert risk_threshold("strict") > risk_threshold("balanced") > risk_threshold("open") > 0
