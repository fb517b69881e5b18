"""Misspelt words of a question are found; numbers, codes, short words and far names are not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.catalog import CATALOG_FILE, Catalog
from rag.catalog_writer import CatalogWriter
from rag.retrieval.spelling import best_spelling, corrections, every_spelling
from tests.one_document import entry

TEXT = (
    "The purchase commitment of Acme is binding; which warehouse does the bank of Borel lease? "
    "About 45 tons; the mask must not fall. The code of the form is written on the rear."
)


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalog]:
    folder: Path = tmp_path_factory.mktemp("spelling")
    writer = CatalogWriter(folder / CATALOG_FILE)
    writer.put_documents([entry("a.txt", TEXT)], meta={})
    yield writer
    writer.close()


@pytest.mark.parametrize(
    ("question", "mended"),
    [
        ("Is the purchse commitmnet binding?", "Is the purchase commitment binding?"),
        ("what bnak does Borel use?", "what bank does Borel use?"),
        ("Borle's warehouse-laese?", "Borel's warehouse-lease?"),
        ("WAREHOUES", "WAREHOUSE"),
        ("Who owns “Brel”?", "Who owns “Borel”?"),
    ],
)
def test_a_slip_is_mended(catalog: Catalog, question: str, mended: str) -> None:
    found = corrections(question, catalog)
    assert best_spelling(question, found).lower() == mended.lower()


@pytest.mark.parametrize(
    "question",
    [
        "Is the purchase commitment binding?",
        "Does Musk fall?",
        "How much time since then?",
        "Is Kowalski in the bank?",
        "Does it weigh 46 tons, or 45t0ns?",
        "Is fomr-7 in C0de, co_de or fomr/rear?",
        "Write to bnak@acme.example",
        "Is it teh?",
        "東京都 наук",
        "",
        "?!",
    ],
)
def test_what_is_no_slip_stays(catalog: Catalog, question: str) -> None:
    assert corrections(question, catalog) == []
    assert every_spelling(question, []) == question


def test_several_spellings_are_searched_and_one_is_read(catalog: Catalog) -> None:
    question = "Is the forn wet?"
    found = corrections(question, catalog)
    assert [one.spellings for one in found] == [("form",)]
    both = found[0].__class__(start=7, end=11, spellings=("form", "fort"))
    assert every_spelling(question, [both]) == "Is the form fort wet?"
    assert best_spelling(question, [both]) == "Is the form wet?"


def test_a_question_of_many_unknown_words_is_bounded(catalog: Catalog) -> None:
    assert len(corrections("purchsae " * 5 + " ".join(["purchsae"] * 500), catalog)) == 12
