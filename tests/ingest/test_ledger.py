from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.ledger import Ledger
from ingest.load import SourceFile
from rag.catalog_writer import CatalogWriter


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    catalog = CatalogWriter(tmp_path / "catalog.sqlite3")
    yield Ledger(catalog, tags=None)
    catalog.close()


def test_files_of_one_uri_get_parent_folders_and_then_numbers(ledger: Ledger) -> None:
    named = [("/a/b/c.txt", "b/c.txt"), ("/a/c.txt", "c.txt"), ("/b/c.txt", "c.txt")]
    named += [("/a/b/d/c.txt", "c.txt"), ("/d/c.txt", "c.txt"), ("/c.txt", "b/c.txt")]
    taken = [
        ledger.decide(SourceFile(path=Path(path), uri=uri), sha256=path).source.uri
        for path, uri in named
    ]
    assert taken == ["b/c.txt", "c.txt", "b/c.txt~2", "d/c.txt", "d/c.txt~2", "b/c.txt~3"]
