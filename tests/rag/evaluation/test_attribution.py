from __future__ import annotations

from collections.abc import Sequence

import pytest

from rag.answering.judge import Judge
from rag.evaluation.attribution import (
    Statement,
    attribute,
    citation_precision,
    citation_recall,
    judged_entailment,
    weigh_statement,
)
from rag.evaluation.response import Quoted
from rag.models.fake import FakeChat


def _cite(text: str) -> Quoted:
    return Quoted(uri="a.txt", title="Gate", quote=text)


ALL, FIRST, SECOND, IDLE = (_cite(text) for text in ("ab", "a", "b", "x"))


async def _letters(statement: str, citations: Sequence[Quoted]) -> bool:
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
    citations: list[Quoted], recalled: bool, precise: int
) -> None:
    weighed = await weigh_statement("ab", citations, _letters)
    assert weighed == Statement(recalled=recalled, citations=len(citations), precise=precise)


def test_figures_are_shares_of_statements_and_of_citations() -> None:
    two = [
        Statement(recalled=True, citations=3, precise=2),
        Statement(recalled=False, citations=1, precise=0),
    ]
    one = [Statement(recalled=True, citations=1, precise=1)]
    assert (citation_recall(two), citation_precision(two)) == (1 / 2, 2 / 4)
    assert (citation_recall(one), citation_precision(one)) == (1, 1)
    bare = [Statement(recalled=False, citations=0, precise=0)]
    assert citation_recall([]) == citation_precision([]) == citation_precision(bare) == 0


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


async def test_every_statement_is_weighed_in_order() -> None:
    weighed = await attribute([("a", [FIRST]), ("b", [IDLE])], _letters)
    assert [statement.recalled for statement in weighed] == [True, False]
