"""A question is searched with its slips mended and under the other names of what it names."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.retrieval.lexical import LexicalRetriever
from rag.retrieval.query import read_query
from tests.corpus import open_catalog

DOCUMENTS = {
    "rate.txt": "The Central Reserve Council (CRC) was founded in Bern.\n",
    "news.txt": "The CRC raised its interest rate in May.\n",
    "firm.txt": "Delta Mills, formerly known as Cato Pumps, builds turbines.\n",
    "old.txt": "Cato Pumps had 900 workers.\n",
    "noise.txt": "Delta airports and river deltas have mills and workers.\n",
}


@pytest.mark.parametrize(
    ("question", "words", "phrases"),
    [
        (
            "What did the Central Reserve Council raise?",
            "What did the Central Reserve Council raise?",
            ("crc",),
        ),
        ("How many work at Delta Mlils?", "How many work at Delta mills?", ("cato pumps",)),
        ("Who builds turbinse?", "Who builds turbines?", ()),
        ("Where is Quarx?", "Where is Quarx?", ()),
    ],
)
def test_what_is_searched(
    tmp_path: Path, question: str, words: str, phrases: tuple[str, ...]
) -> None:
    query = read_query(question, open_catalog(tmp_path, DOCUMENTS))
    assert (query.question, query.words, query.phrases) == (question, words, phrases)
    assert query.corrected == words


async def test_the_other_name_finds_its_documents(tmp_path: Path) -> None:
    catalog = open_catalog(tmp_path, DOCUMENTS)
    uris = {listing.id: listing.uri for listing in catalog.listings()}

    async def found(question: str) -> list[str]:
        hits = await LexicalRetriever(catalog).retrieve(question, k=9)
        chunks = catalog.chunks([hit.chunk_id for hit in hits])
        return [uris[chunk.document_id] for chunk in chunks]

    assert "news.txt" in await found("When did the Central Reserve Council act?")
    assert "old.txt" in await found("Who ran Delta Mills?")
    assert (await found("turbiens"))[0] == "firm.txt"
