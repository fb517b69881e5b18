"""What the sources say beyond the written sentences is added once, in their own words."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.answering.assess import Assessor
from rag.answering.checker import Checker
from rag.answering.cite import CitationBuilder
from rag.answering.complete import added_words, repeats
from rag.answering.gate import GatedPassage
from rag.answering.judge import Judge
from rag.catalog import Catalog
from rag.models.fake import FakeChat
from rag.types import Claim, Passage
from tests.corpus import open_catalog

_MILL = "The mill was sold to Acme in May after years of losses in the wool trade."
_OHIO = "Plants will be built in Ohio and Texas."
_UTAH = "Another plant is planned in Utah."
_DOCUMENTS = {"mill.txt": f"{_MILL} Acme must repair the roof before winter.\n\n{_OHIO} {_UTAH}\n"}


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    return open_catalog(tmp_path, _DOCUMENTS)


def gated(catalog: Catalog, quote: str, number: int = 1) -> GatedPassage:
    (document,) = catalog.documents()
    start = document.text.index(quote)
    passage = Passage(
        document_id=document.id, uri=document.uri, title=document.title, start=start,
        end=start + len(quote), quote=quote, rank=number, score=1.0,
    )  # fmt: skip
    return GatedPassage(passage=passage, number=number, probability=0.9, judged=0.9)


async def added(
    catalog: Catalog, question: str, written: str, quotes: list[str]
) -> tuple[Claim, list[str]]:
    checker = Checker(Assessor(Judge(FakeChat()), threshold=0.5), CitationBuilder(catalog))
    usable = [gated(catalog, quote, number) for number, quote in enumerate(quotes, start=1)]
    shown = await checker.check(written, [usable[0].passage], question=question)
    return shown, [claim.text for claim in added_words(question, [shown], usable, checker)]


async def test_the_sentence_an_answer_was_taken_from_is_added(catalog: Catalog) -> None:
    _, quotes = await added(
        catalog, "Who was the mill sold to?", "The mill was sold to Acme.", [_MILL]
    )
    assert quotes == [_MILL]


async def test_a_sentence_that_says_no_more_is_not_added(catalog: Catalog) -> None:
    _, quotes = await added(catalog, "Who was the mill sold to?", _MILL, [_MILL])
    assert quotes == []


async def test_a_question_with_one_answer_gets_no_further_passages(catalog: Catalog) -> None:
    roof = "Acme must repair the roof before winter."
    _, quotes = await added(catalog, "Who was the mill sold to?", _MILL, [_MILL, roof])
    assert quotes == []
    _, quotes = await added(catalog, "Why was the mill sold?", _MILL, [_MILL, roof])
    assert quotes == [roof]


async def test_a_list_is_completed_by_a_passage_with_another_name(catalog: Catalog) -> None:
    written = "Plants will be built in Ohio and Texas."
    _, quotes = await added(catalog, "Which states will get plants?", written, [_OHIO, _UTAH])
    assert quotes == [_UTAH]


async def test_a_list_without_names_is_completed_by_what_says_more(catalog: Catalog) -> None:
    roof = "Acme must repair the roof before winter."
    _, quotes = await added(catalog, "What are the duties of the buyer?", roof, [roof, _MILL])
    assert quotes == [_MILL]


async def test_nothing_is_added_to_nothing(catalog: Catalog) -> None:
    checker = Checker(Assessor(Judge(FakeChat()), threshold=0.5), CitationBuilder(catalog))
    assert added_words("Why?", [], [gated(catalog, _MILL)], checker) == []


async def test_the_same_words_repeat(catalog: Catalog) -> None:
    shown, _ = await added(catalog, "Why was the mill sold?", _MILL, [_MILL])
    assert repeats(shown, [shown])
