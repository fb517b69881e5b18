from __future__ import annotations

from collections.abc import Sequence

import pytest

from benchmarks.measures.attribution import (
    Attributed,
    Statement,
    attribute,
    citation_precision,
    citation_recall,
    judged_entailment,
    weigh_statement,
)
from rag.answering.judge import Judge
from rag.models.fake import FakeChat
from rag.types import Answer, Citation, Claim, Document, ModelIds, Side, Verdict


def _cite(text: str) -> Citation:
    document = Document(
        id="doc_0000000000000001",
        uri="a.txt",
        title="Gate",
        text=text,
        media_type="text/plain",
        sha256="0" * 64,
        fetched_at="2026-01-01T00:00:00Z",
    )
    return Citation.from_span(document, 0, len(text))


ALL, FIRST, SECOND, IDLE = (_cite(text) for text in ("ab", "a", "b", "x"))


async def _letters(statement: str, citations: Sequence[Citation]) -> bool:
    """Entails when every letter of the statement stands in one of the quotes."""
    return set(statement) <= set("".join(citation.quote for citation in citations))


@pytest.mark.parametrize(
    ("citations", "recalled", "precise"),
    [
        ([], False, 0),
        ([FIRST], False, 0),
        ([ALL], True, 1),
        ([FIRST, SECOND], True, 2),  # neither entails alone, both are needed
        ([ALL, IDLE], True, 1),  # the idle one entails nothing and is not missed
        ([ALL, FIRST], True, 1),
        ([FIRST, SECOND, IDLE], True, 2),
        ([FIRST, IDLE], False, 0),
    ],
)
async def test_recall_and_precision_of_one_statement(
    citations: list[Citation], recalled: bool, precise: int
) -> None:
    weighed = await weigh_statement("ab", citations, _letters)
    assert weighed == Statement(recalled=recalled, citations=len(citations), precise=precise)


def test_figures_are_means_over_answers() -> None:
    two = Attributed(
        statements=(
            Statement(recalled=True, citations=3, precise=2),
            Statement(recalled=False, citations=1, precise=0),
        )
    )
    one = Attributed(statements=(Statement(recalled=True, citations=1, precise=1),))
    failed = Attributed(error="the judge stopped")
    assert citation_recall([two, one]) == (1 / 2 + 1) / 2
    assert citation_precision([two, one]) == (2 / 4 + 1) / 2
    assert citation_recall([one, failed]) == 0.5
    assert citation_precision([one, failed]) == 0.5
    assert citation_recall([]) == 0


async def test_words_of_the_quote_itself_need_no_judge() -> None:
    asked: list[str] = []

    def probability(messages: Sequence[object]) -> float:
        asked.append(str(messages[-1]))
        return 0.49

    entails = judged_entailment(Judge(FakeChat(probability=probability)))
    quote = _cite("In 1902 the gate “opened”  again, it is said.")
    assert await entails('the gate "opened" again.', [quote])
    assert asked == []
    assert not await entails("The gate opened.", [quote])
    assert not await entails("ate “opened”", [quote])  # not whole words
    assert len(asked) == 2 and "Gate: In 1902" in asked[0]
    assert not await entails("The gate opened.", [])


async def test_sides_are_statements_too() -> None:
    verdict = Verdict(label="supported", score=1.0, reason="stated")
    answer = Answer(
        id="ans_1",
        question="?",
        standalone_question="?",
        status="conflicting",
        text="a [1]",
        claims=[Claim(text="a", citations=[FIRST], verdict=verdict)],
        sides=[
            Side(value="a", text="a", citations=[FIRST]),
            Side(value="b", text="b", citations=[IDLE]),
        ],
        models=ModelIds(chat="c", judge="j", embed="e"),
        generation="g1",
        created_at="2026-01-01T00:00:00Z",
    )
    weighed = await attribute(answer, _letters)
    assert sorted(s.recalled for s in weighed.statements) == [False, True]
