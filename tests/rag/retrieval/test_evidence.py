"""Evidence sentences carry what is needed to read them; what says nothing is no evidence."""

from __future__ import annotations

from pathlib import Path

from rag.models.fake import FakeEmbedder
from rag.retrieval.evidence import EvidenceSelector
from rag.types import Passage
from tests.corpus import open_catalog


async def selected(folder: Path, question: str, limit: int = 20) -> list[Passage]:
    catalog = open_catalog(folder)
    embedder = FakeEmbedder()
    selector = EvidenceSelector(catalog, embedder)
    vector = (await embedder.embed([question]))[0]
    return await selector.select(question, vector, catalog.chunk_ids(), limit=limit)


def of(passages: list[Passage], words: str) -> Passage:
    return next(passage for passage in passages if words in passage.quote)


async def test_quotes_are_exact_and_ranked(tmp_path: Path) -> None:
    passages = await selected(tmp_path, "How much will Acme pay for the pumps?")
    texts = {document.id: document.text for document in open_catalog(tmp_path).documents()}
    for passage in passages:
        assert texts[passage.document_id][passage.start : passage.end] == passage.quote
    assert [passage.rank for passage in passages] == list(range(1, len(passages) + 1))
    assert "Acme will pay" in passages[0].quote


async def test_boilerplate_headings_and_questions_are_no_evidence(tmp_path: Path) -> None:
    quotes = [passage.quote for passage in await selected(tmp_path, "Reply about the pump pact")]
    assert not any("Leave a Reply" in quote for quote in quotes)
    assert not any(quote.endswith("?") for quote in quotes)
    assert "Ledger of the Pump Pact" not in quotes


async def test_a_pronoun_brings_the_sentence_before(tmp_path: Path) -> None:
    passage = of(await selected(tmp_path, "purchase commitment"), "It does not include")
    assert "Acme will pay $40 million" in passage.context
    assert passage.lead_start is not None


async def test_an_answer_brings_its_question_and_a_row_its_header(tmp_path: Path) -> None:
    passages = await selected(tmp_path, "Is Acme required to buy pumps from Cato?")
    assert "Is Acme required to buy pumps?" in of(passages, "The pact gives").context
    assert "| Partner | Value | Place |" in of(passages, "Cato").context


async def test_the_limit_holds_and_copies_count_once(tmp_path: Path) -> None:
    assert len(await selected(tmp_path, "pumps", limit=2)) == 2
