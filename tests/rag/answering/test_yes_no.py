"""Yes/no questions: silence is no "no"; what is neither is given in the source's own words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from rag.answering.assess import Assessor
from rag.answering.checker import Checker
from rag.answering.cite import CitationBuilder
from rag.answering.gate import Gate
from rag.answering.judge import Judge
from rag.answering.meter import Meter
from rag.answering.outcome import Outcome
from rag.answering.polarity import PolarityJudge
from rag.answering.statements import statement_pair
from rag.answering.yes_no import YesNoAnswerer
from rag.catalog import Catalog
from rag.models.fake import FakeChat
from rag.types import Message, Passage
from tests.corpus import open_catalog

_QUESTION = "May the tenant sublet the premises?"
_CONSENT = "Subletting the premises requires the consent of the landlord of the tenant."
_DENIED = "The tenant has no right to sublet the premises of the landlord."
_NAMED = "May Borel sublet the premises?"
_PRESENT = "The tenant of the premises came to the meeting."


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    texts = {"lease.txt": _CONSENT, "minutes.txt": _PRESENT, "older.txt": _DENIED}
    return open_catalog(tmp_path, {name: f"{text}\n" for name, text in texts.items()})


def passages(catalog: Catalog, quotes: Sequence[str]) -> list[Passage]:
    return [
        Passage(
            document_id=document.id, uri=document.uri, title="", start=0, end=len(quote),
            quote=quote, rank=rank, score=1.0 / rank,
        )
        for rank, quote in enumerate(quotes, start=1)
        for document in catalog.documents()
        if document.text.startswith(quote)
    ]  # fmt: skip


async def asked(
    catalog: Catalog,
    *,
    answers: float,
    yes: float,
    no: float,
    question: str = _QUESTION,
    quotes: Sequence[str] = (_CONSENT, _PRESENT),
) -> Outcome:
    """Ask with a judge that gives every passage the same three probabilities."""

    def judges(messages: Sequence[Message]) -> float:
        prompt = messages[-1].content
        if "Is the following question answered" in prompt:
            return answers
        return no if "may not sublet" in prompt else yes

    judge, citations = Judge(FakeChat(probability=judges)), CitationBuilder(catalog)
    answerer = YesNoAnswerer(
        PolarityJudge(judge, citations),
        Gate(judge),
        Checker(Assessor(judge, threshold=0.5), citations),
        Meter(),
        risk_threshold=0.5,
    )
    pair = statement_pair(question)
    assert pair is not None
    answer = answerer.answer(question, pair, passages(catalog, quotes))
    (last,) = [found async for found in answer if isinstance(found, Outcome)]
    return last


async def test_a_passage_that_does_not_answer_says_no_no(catalog: Catalog) -> None:
    found = await asked(catalog, answers=0.1, yes=0.05, no=0.9)
    assert (found.status, found.claims) == ("not_found", ())


async def test_a_passage_that_answers_says_no(catalog: Catalog) -> None:
    found = await asked(catalog, answers=0.9, yes=0.05, no=0.9, quotes=(_DENIED, _PRESENT))
    assert found.status == "answered"
    assert found.claims[0].text == "No, the tenant may not sublet the premises."


async def test_a_no_that_a_guard_refuses_gives_way_to_the_sources_words(catalog: Catalog) -> None:
    found = await asked(catalog, answers=0.95, yes=0.05, no=0.9)
    assert (found.status, [claim.text for claim in found.claims]) == ("answered", [_CONSENT])
    assert found.notes


async def test_a_passage_that_lacks_a_name_of_the_question_says_no_no(catalog: Catalog) -> None:
    denied, confirmed = [
        await asked(catalog, answers=0.6, yes=yes, no=1 - yes, question=_NAMED)
        for yes in (0.05, 0.95)
    ]
    assert (denied.status, denied.claims) == ("not_found", ())
    assert confirmed.claims[0].text == "Yes, Borel may sublet the premises."


async def test_neither_yes_nor_no_is_told_in_the_sources_words(catalog: Catalog) -> None:
    found = await asked(catalog, answers=0.95, yes=0.6, no=0.6)
    assert (found.status, [claim.text for claim in found.claims]) == ("answered", [_CONSENT])
    assert found.notes == (
        "The sources say neither a plain yes nor a plain no; these are their words.",
    )


async def test_neither_yes_nor_no_is_silence_where_the_sources_may_not_answer(
    catalog: Catalog,
) -> None:
    found = await asked(catalog, answers=0.5, yes=0.6, no=0.6)
    assert (found.status, found.claims) == ("not_found", ())
    assert 0 < found.confidence < 0.5
