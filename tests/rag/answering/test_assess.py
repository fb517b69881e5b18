"""Verdicts: exact, then guards, then meaning; errors fail closed; long passages are focused."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from rag.answering.assess import Assessor
from rag.answering.judge import Judge
from rag.models.fake import FakeChat
from rag.types import Message, Passage


def passage(quote: str, **more: object) -> Passage:
    fields: dict[str, object] = {
        "document_id": "d", "uri": "d.txt", "title": "", "start": 0, "end": len(quote),
        "quote": quote, "rank": 1, "score": 1.0,
    }  # fmt: skip
    return Passage.model_validate(fields | more)


def assessor(probability: float, *, thorough: bool = False) -> Assessor:
    chat = FakeChat(probability=lambda _: probability)
    return Assessor(Judge(chat), threshold=0.5, thorough=thorough)


SOURCE = passage("Acme will pay $40 million for the pumps.")


async def test_nothing_is_supported_by_no_words() -> None:
    verdict = await assessor(1.0).assess("Acme pays.", [])
    assert (verdict.label, verdict.score, verdict.checks) == ("not_enough_evidence", 0.0, [])


@pytest.mark.parametrize("thorough", [False, True])
async def test_an_objection_decides_the_label_whatever_the_judge_says(thorough: bool) -> None:
    verdict = await assessor(1.0, thorough=thorough).assess("Acme will pay $45 million.", [SOURCE])
    assert verdict.label == "contradicted"
    assert verdict.reason == "The sentence says $45 million; the source has $40 million."
    assert ("judge" in [check.name for check in verdict.checks]) == thorough


async def test_a_thorough_score_is_the_judges_under_an_objection() -> None:
    low, high = [
        await assessor(p, thorough=True).assess("Acme will pay $45 million.", [SOURCE])
        for p in (0.02, 0.98)
    ]
    assert low.score < high.score
    assert {low.label, high.label} == {"contradicted"}


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("The rent is 900 euros a year.", "The rent is 900 euros a month."),
        ("The mill was sold from Bolt.", "The mill was sold to Bolt."),
        ("The price of 90 euros includes tax.", "The price of 90 euros is net of tax."),
    ],
)
async def test_another_rate_side_or_extent_contradicts(claim: str, source: str) -> None:
    verdict = await assessor(1.0).assess(claim, [passage(source)])
    assert verdict.label == "contradicted"


async def test_an_advisory_objection_leaves_the_decision_to_the_judge() -> None:
    text = "Acme is buying pumps, since its own wore out in the flood."
    sure, unsure = [await assessor(p).assess(text, [SOURCE]) for p in (0.98, 0.02)]
    advisory = [check for check in sure.checks if check.advisory]
    assert advisory
    assert not any(check.passed for check in advisory)
    assert (sure.label, unsure.label) == ("supported", "not_enough_evidence")


async def test_the_judge_reads_the_sentences_that_are_near_in_a_long_passage() -> None:
    asked: list[str] = []

    def probability(messages: Sequence[Message]) -> float:
        asked.append(messages[-1].content)
        return 0.9

    noise = " ".join(f"Item {n} is about gardens and ponds of the town." for n in range(60))
    long = passage(f"{noise} Acme opened a mill. It employs forty people. {noise}")
    judge = Judge(FakeChat(probability=probability))
    verdict = await Assessor(judge, threshold=0.5).assess("Acme's mill employs people.", [long])
    assert verdict.label == "supported"
    assert "Acme opened a mill. It employs forty people." in asked[0]
    assert len(asked[0]) < 1300


@pytest.mark.parametrize(
    ("text", "question", "asked"),
    [
        (
            "$40 million.",
            "What will it pay?",
            'true that: The answer to "What will it pay?" is $40',
        ),
        ("$40 million.", "", "true that: $40 million."),
        ("It will pay $40 million.", "What will it pay?", "true that: It will pay $40 million."),
    ],
)
async def test_a_bare_value_is_judged_as_the_answer_to_the_question(
    text: str, question: str, asked: str
) -> None:
    prompts: list[str] = []

    def probability(messages: Sequence[Message]) -> float:
        prompts.append(messages[-1].content)
        return 0.9

    judge = Judge(FakeChat(probability=probability))
    await Assessor(judge, threshold=0.5).assess(text, [SOURCE], question=question)
    (prompt,) = prompts
    assert asked in prompt
