from __future__ import annotations

from benchmarks.measures.bm25 import BM25


def test_rare_words_and_short_documents_come_first() -> None:
    index = BM25(
        {
            "long": "a pump and a valve of a plant with many more words in it",
            "short": "a pump",
            "other": "a valve",
            "none": "nothing of the kind",
        }
    )
    assert index.rank("pumps") == ["short", "long"]
    assert index.rank("Which pump and valve?") == ["long", "other", "short"]
    assert index.rank("the") == index.rank("turbine") == []
