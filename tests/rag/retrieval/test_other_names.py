"""Other names are searched where the documents leave no doubt what is meant."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.alias import Alias
from rag.catalog import CATALOG_FILE, Catalog
from rag.catalog_writer import CatalogWriter
from rag.retrieval.other_names import other_names
from tests.one_document import entry

COUNCIL = Alias(name="CRC", other="Central Reserve Council")
ALIASES = {
    "a.txt": [COUNCIL, Alias(name="WHO", other="World Health Organization")],
    "b.txt": [COUNCIL, Alias(name="Delta Precision Mills Co., Ltd.", other="Millcraft")],
    "c.txt": [Alias(name="ANN", other=name) for name in ("Alpha Net", "Beta Net", "Gamma Net")],
    "d.txt": [
        Alias(name="LLM", other="large language model"),
        Alias(name="LLMs", other="large language models"),
        Alias(name="IBM", other="Ivory Board Makers Corp."),
        Alias(name="IBM", other="Ivory Board Makers Corp. of Ohio"),
        Alias(name="William Hart", other="Bill"),
        Alias(name="Council", other="Town Assembly"),
        Alias(name="Twin", other="One Twin Peak"),
        Alias(name="Twin", other="Two Twin Peak"),
    ],
}


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalog]:
    folder: Path = tmp_path_factory.mktemp("names")
    writer = CatalogWriter(folder / CATALOG_FILE)
    text = "People who pay the bill of the council."
    entries = [entry(uri, text, aliases=aliases) for uri, aliases in ALIASES.items()]
    writer.put_documents(entries, meta={})
    yield writer
    writer.close()


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("What rate did the CRC set?", ["central reserve council"]),
        ("what rate did the crc set", ["central reserve council"]),
        ("What is the CRC's rate?", ["central reserve council"]),
        ("What did the Central Reserve Council decide?", ["crc"]),
        ("What does Millcraft make?", ["delta precision mills"]),
        ("What does Delta Precision Mills make?", ["millcraft"]),
        ("What does the WHO say?", ["world health organization"]),
        ("What are LLMs?", ["large language model"]),
        ("Did IBM pay?", ["ivory board makers"]),
        ("Who is Bill?", ["william hart"]),
        ("What is Twin?", ["one twin peak", "two twin peak"]),
        ("Do the CRC and Millcraft agree?", ["central reserve council", "delta precision mills"]),
    ],
)
def test_a_name_brings_the_other(catalog: Catalog, question: str, names: list[str]) -> None:
    assert other_names(question, catalog) == names


@pytest.mark.parametrize(
    "question",
    [
        "Who pays?",
        "who says so",
        "Who pays the bill?",
        "What did William Hart do?",
        "Which council met?",
        "What is ANN?",
        "What did the Central Reserve Council (CRC) decide?",
        "What is the reserve of the central council?",
        "What did the CRCX do?",
        "",
    ],
)
def test_no_name_is_added(catalog: Catalog, question: str) -> None:
    assert other_names(question, catalog) == []


def test_aliases_go_with_their_document_and_its_version(tmp_path: Path) -> None:
    catalog = CatalogWriter(tmp_path / CATALOG_FILE)
    first = entry("a.txt", "One.", aliases=[COUNCIL])
    second = entry("b.txt", "Two.", aliases=[COUNCIL])
    catalog.put_documents([first, second], meta={})
    assert [one.documents for one in catalog.named_elsewhere(["crc"])] == [2]
    catalog.put_documents([entry("a.txt", "Three.", version=2)], meta={})
    assert other_names("CRC?", catalog) == ["central reserve council"]
    catalog.remove_documents([second.document.id], meta={})
    assert other_names("CRC?", catalog) == []
    catalog.close()
