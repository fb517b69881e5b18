from __future__ import annotations

from rag.protocols import Listing
from tests.fake_pipeline import FakeCatalog
from ui.views.collections import collection_of, collections, in_collection


def test_tags_and_top_folders_are_collections() -> None:
    assert collections(FakeCatalog().listings()) == [
        ("All documents", ""),
        ("Tag: news", "tag:news"),
        ("Folder: evil", "folder:evil"),
        ("Folder: news", "folder:news"),
        ("Folder: reports", "folder:reports"),
    ]
    assert collections([]) == [("All documents", "")]


def test_names_are_shown_as_one_line() -> None:
    odd = Listing(id="d", uri="a\n\u202eb/c.md", media_type="text/markdown")
    assert collections([odd])[1][0] == "Folder: a b"


def test_a_choice_is_a_filter() -> None:
    assert collection_of("tag:a:b") == {"tags": ["a:b"]}
    assert collection_of("folder:x") == {"folders": ["x"]}
    assert collection_of(None) is None
    assert collection_of("anything else") is None


def test_documents_of_a_collection() -> None:
    harbour, *_ = (one for one in FakeCatalog().listings() if one.uri.startswith("news/"))
    chosen = [
        choice
        for choice in ("", "tag:news", "tag:new", "folder:news", "folder:new")
        if in_collection(harbour, choice)
    ]
    assert chosen == ["", "tag:news", "folder:news"]
