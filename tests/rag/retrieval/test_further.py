"""A question of parts, or of two hops, is searched for again, and what is found gets places."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from rag.models.fake import FakeEmbedder
from rag.retrieval.further import beside, further_queries
from rag.retrieval.retriever import Retriever
from rag.store import ChromaStore
from rag.types import Passage
from tests.corpus import open_catalog


def passage(name: str, quote: str = "Words.", *, score: float = 1.0, start: int = 0) -> Passage:
    return Passage(
        document_id=name,
        uri=name,
        title=name,
        start=start,
        end=start + len(quote),
        quote=quote,
        rank=1,
        score=score,
    )


def test_parts_are_searched_apart_and_a_hop_only_for_one_question() -> None:
    film = passage("film", "Blue Hill is a film directed by Anna Lind.")
    assert len(further_queries("What is a pump and how does a valve work?", [film])) == 2
    (hop,) = further_queries("Where was the director of Blue Hill born?", [film])
    assert "Anna Lind" in hop
    assert further_queries("Who directed Blue Hill?", [film]) == []
    assert further_queries("Who directed Blue Hill?", []) == []


def test_what_a_further_search_found_follows_with_no_higher_score() -> None:
    found = [passage(f"d{n}", score=1.0 - 0.1 * n) for n in range(4)]
    ranked = beside(found, [[passage("new", score=5.0), passage("d0"), passage("x")]], limit=4)
    assert [p.document_id for p in ranked] == ["d0", "d1", "d2", "new"]
    assert [p.rank for p in ranked] == [1, 2, 3, 4]
    assert [p.score for p in ranked] == sorted((p.score for p in ranked), reverse=True)


@given(
    found=st.lists(st.integers(0, 9), max_size=8, unique=True),
    further=st.lists(st.lists(st.integers(0, 15), max_size=5, unique=True), max_size=4),
    limit=st.integers(1, 8),
)
def test_nothing_comes_twice_and_the_first_half_stays(
    found: list[int], further: list[list[int]], limit: int
) -> None:
    first = [passage("d", start=10 * n) for n in found][:limit]
    others = [[passage("d", start=10 * n) for n in each] for each in further]
    starts = [p.start for p in beside(first, others, limit=limit)]
    assert len(starts) == len(set(starts)) <= limit
    half = limit - limit // 2
    assert starts[:half][: len(first)] == [p.start for p in first][:half]


async def test_the_retriever_finds_both_hops(tmp_path: Path) -> None:
    documents = {
        "film.txt": "Blue Hill is a film directed by Anna Lind.",
        "lind.txt": "Anna Lind came from the port of Varna.",
    } | {f"born{n}.txt": f"A director was number {n} of a list." for n in range(12)}
    catalog = open_catalog(tmp_path, documents)
    store = ChromaStore(tmp_path / "data" / "chroma", collection=catalog.collection() or "")
    finder = Retriever(catalog, store, FakeEmbedder(), chunks=20, evidence=4)
    question = "Where was the director of Blue Hill born?"
    alone = await finder.retrieve(question)
    further = await finder.retrieve(question, further=True)
    assert "lind.txt" not in {found.uri for found in alone}
    assert {"film.txt", "lind.txt"} <= {found.uri for found in further}
    await store.close()
