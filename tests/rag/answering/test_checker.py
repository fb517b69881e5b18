"""A sentence is shown as supported only after quote, guards and judge; errors fail closed."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.answering.assess import Assessor
from rag.answering.checker import Checker
from rag.answering.cite import CitationBuilder
from rag.answering.judge import Judge
from rag.catalog import Catalog
from rag.models.fake import FakeChat
from rag.types import Passage
from tests.corpus import open_catalog


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    return open_catalog(tmp_path)


def passage(catalog: Catalog, quote: str, **more: object) -> Passage:
    document = next(d for d in catalog.documents() if quote in d.text)
    start = document.text.index(quote)
    return Passage.model_validate(
        {
            "document_id": document.id, "uri": document.uri, "title": document.title,
            "start": start, "end": start + len(quote), "quote": quote, "rank": 1, "score": 1.0,
        }
        | more
    )  # fmt: skip


def checker(catalog: Catalog, probability: float) -> Checker:
    chat = FakeChat(probability=lambda _: probability)
    return Checker(Assessor(Judge(chat), threshold=0.5), CitationBuilder(catalog))


async def test_own_words_are_supported_without_a_judge(catalog: Catalog) -> None:
    cited = passage(catalog, "Acme will pay $40 million for the pumps.")
    claim = await checker(catalog, 0.0).check(cited.quote, [cited], question="")
    assert (claim.verdict.label, claim.verdict.score) == ("supported", 1.0)


@pytest.mark.parametrize(
    ("probability", "label"), [(0.98, "supported"), (0.02, "not_enough_evidence")]
)
async def test_the_judge_decides_what_the_guards_let_through(
    catalog: Catalog, probability: float, label: str
) -> None:
    cited = passage(catalog, "Acme will pay $40 million for the pumps.")
    claim = await checker(catalog, probability).check(
        "The pumps will earn $40 million from Acme.", [cited], question=""
    )
    assert claim.verdict.label == label
    assert [check.name for check in claim.verdict.checks][-1] == "judge"


async def test_a_guard_outvotes_the_judge(catalog: Catalog) -> None:
    cited = passage(catalog, "Acme will pay $40 million for the pumps.")
    claim = await checker(catalog, 1.0).check("Acme will pay $45 million.", [cited], question="")
    assert (claim.verdict.label, claim.verdict.score) == ("contradicted", 0.0)
    assert claim.verdict.reason == "The sentence says $45 million; the source has $40 million."


async def test_a_sentence_without_evidence_or_with_stale_evidence_is_not_supported(
    catalog: Catalog,
) -> None:
    stale = passage(catalog, "Acme will pay").model_copy(update={"start": 0})
    for passages in ([], [stale]):
        claim = await checker(catalog, 1.0).check("Acme pays.", passages, question="")
        assert claim.verdict.label == "not_enough_evidence"
        assert claim.citations == []


async def test_only_the_passage_that_proves_it_is_cited(catalog: Catalog) -> None:
    proof = passage(catalog, "Acme will pay $40 million for the pumps.")
    other = passage(catalog, "Acme and Borel signed a pact on pumps in Ohio on Monday.")
    claim = await checker(catalog, 1.0).check(
        "Acme pays $40 million for pumps.", [other, proof], question=""
    )
    assert [citation.quote for citation in claim.citations] == [proof.quote]


def test_a_dangling_sentence_is_quoted_with_the_one_before(catalog: Catalog) -> None:
    quote = "It does not include any purchase commitment."
    alone = passage(catalog, quote)
    assert checker(catalog, 1.0).quote(alone) is None
    lead = alone.start - len("Acme will pay $40 million for the pumps. ")
    claim = checker(catalog, 1.0).quote(alone.model_copy(update={"lead_start": lead}))
    assert claim is not None
    assert claim.text == f"Acme will pay $40 million for the pumps. {quote}"
    assert claim.citations[0].quote == claim.text
