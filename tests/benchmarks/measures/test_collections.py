from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.measures.collections import load_classic, load_pooled
from benchmarks.measures.data import DataError
from tests.small_collections import write_classic, write_pooled


def test_a_classic_collection_keeps_questions_that_have_an_answer(tmp_path: Path) -> None:
    write_classic(tmp_path, "cran")
    collection = load_classic(tmp_path, "cran")
    assert [document.id for document in collection.documents] == ["1", "2", "3"]
    assert [query.id for query in collection.queries] == ["q1", "q2"]
    assert dict(collection.queries[0].relevant) == {"1": 2.0}


def test_a_missing_or_broken_collection_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="npl"):
        load_classic(tmp_path, "npl")
    write_classic(tmp_path, "npl")
    (tmp_path / "ir" / "npl" / "queries.jsonl").write_text("{broken\n")
    with pytest.raises(DataError, match="npl"):
        load_classic(tmp_path, "npl")


def test_a_pool_holds_each_document_once_and_answerable_questions(tmp_path: Path) -> None:
    write_pooled(tmp_path, "squad2")
    collection = load_pooled(tmp_path, "squad2")
    assert [document.id for document in collection.documents] == ["p", "v"]
    (query,) = collection.queries
    assert (query.answers, dict(query.relevant)) == (("forty",), {"p": 1.0})
    assert query.half in {"report", "tune"}
    assert json.loads((tmp_path / "qa" / "squad2.jsonl").read_text().splitlines()[1])
