"""The words of the documents, and those that a slip of the pen turns into another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.catalog import CATALOG_FILE
from rag.catalog_writer import CatalogWriter
from rag.schema import connect
from rag.vocabulary import nearest_words
from tests.one_document import entry


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[CatalogWriter]:
    writer = CatalogWriter(tmp_path / CATALOG_FILE)
    yield writer
    writer.close()


def put(catalog: CatalogWriter, *texts: str) -> None:
    catalog.put_documents(
        [entry(f"{number}.txt", text) for number, text in enumerate(texts)], meta={}
    )


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("mortgqge", ["mortgage"]),
        ("mrotgage", ["mortgage"]),
        ("ortgage", ["mortgage"]),
        ("mortgages", ["mortgage"]),
        ("mortgaeg", ["mortgage"]),
        ("nortgage", ["mortgage"]),
        ("mortgqgw", ["mortgage"]),
        ("morgqgw", []),
        ("mxrtgxgx", []),
        ("bnak", ["bank"]),
        ("bnka", []),
        ("bamks", []),
        ("nank", []),
        ("nortgqge", []),
        ("ommitment", ["commitment"]),
        ("Café", ["cave"]),
        ("CAVF", ["cave"]),
        ("commitmnet", ["commitment"]),
    ],
)
def test_one_slip_or_two_in_long_words(
    catalog: CatalogWriter, typed: str, found: list[str]
) -> None:
    put(catalog, "a mortgage from the bank in a cave is a commitment")
    assert catalog.nearest_words(typed, name=False, limit=3) == found


def test_fewer_slips_count_and_more_chunks_come_first(catalog: CatalogWriter) -> None:
    put(catalog, "harbor barber", "barter", "barter", "developed developer", "developed")
    assert catalog.nearest_words("barbor", name=False, limit=9) == ["barber", "harbor"]
    assert catalog.nearest_words("barper", name=False, limit=9) == ["barter", "barber"]
    assert catalog.nearest_words("barper", name=False, limit=1) == ["barter"]
    assert catalog.nearest_words("develped", name=False, limit=9) == ["developed"]
    assert catalog.nearest_words("devlopeds", name=False, limit=9) == ["developed"]


def test_a_name_stands_for_no_word_that_is_never_one(catalog: CatalogWriter) -> None:
    put(catalog, "Mask on. The mask of the Central Bank and a bank; a talk with Mush there.")
    assert catalog.nearest_words("musk", name=False, limit=3) == ["mask", "mush"]
    assert catalog.nearest_words("Musk", name=True, limit=3) == ["mush"]
    assert catalog.nearest_words("Bnak", name=True, limit=3) == ["bank"]


def test_words_go_with_the_last_document_that_has_them(catalog: CatalogWriter) -> None:
    first, second = entry("a.txt", "A rare zinnia."), entry("b.txt", "A zinnia; a peony.")
    catalog.put_documents([first, second], meta={})
    catalog.remove_documents([second.document.id], meta={})
    assert catalog.nearest_words("zinnai", name=False, limit=3) == ["zinnia"]
    assert catalog.nearest_words("poeny", name=False, limit=3) == []
    catalog.put_documents([entry("a.txt", "A rare rose.", version=2)], meta={})
    assert catalog.nearest_words("zinnai", name=False, limit=3) == []
    with connect(catalog_path(catalog), create=False) as connection:
        rows = connection.execute("SELECT word FROM vocabulary ORDER BY word").fetchall()
    connection.close()
    assert [row[0] for row in rows] == ["rare", "rose", "txt"]


def test_titles_and_headings_count_and_codes_do_not(catalog: CatalogWriter) -> None:
    titled = entry("a.txt", "One.\nTwo.", title="Warehouse x15 lease")
    catalog.put_documents([titled], meta={})
    assert catalog.nearest_words("warehuose", name=False, limit=3) == ["warehouse"]
    assert catalog.nearest_words("temrs", name=False, limit=3) == ["terms"]
    assert catalog.nearest_words("x155", name=False, limit=3) == []


def test_unknown_and_plain_words(catalog: CatalogWriter) -> None:
    put(catalog, "The WHO paid for commitments in Bern.")
    asked = ["commitment", "WHO", "bern", "Basel", '"', ""]
    assert catalog.unknown_words(asked[:4]) == {"Basel"}
    assert catalog.plain_words(["Paid", "who", "bern"]) == {"Paid"}


@given(st.text(min_size=1, max_size=12), st.booleans())
def test_any_word_may_be_looked_up(typed: str, name: bool) -> None:
    connection = connect(Path(":memory:"), create=True)
    assert nearest_words(connection, typed, name=name, limit=3) == []
    connection.close()


def catalog_path(catalog: CatalogWriter) -> Path:
    return catalog._path  # pyright: ignore[reportPrivateUsage] - the fixture made it
