from __future__ import annotations

from benchmarks.cross_encoder.relevance import group_of, relevance_pairs
from benchmarks.measures.collections import Collection, Query
from benchmarks.measures.data import SourceDocument, half_of
from benchmarks.retrieval import Found

NAMES = [f"d{number}" for number in range(40)]
DOCUMENTS = tuple(SourceDocument(id=name, title="", text=f"Text of {name}.") for name in NAMES)
QUERIES = {
    half: next(f"q{n}" for n in range(50) if half_of(f"q{n}") == half)
    for half in ("tune", "report")
}


def found(half: str) -> Found:
    query = Query(id=QUERIES[half], text="What?", relevant={"d3": 1.0, "d39": 2.0, "gone": 1.0})
    return Found(query=query, ranked={"ours": NAMES}, evidence=[])


def test_a_question_stands_beside_what_answers_it_and_what_is_near() -> None:
    collection = Collection(name="cran", documents=DOCUMENTS, queries=())
    pairs = relevance_pairs(collection, [found("tune"), found("report")])
    assert {pair.group for pair in pairs} == {group_of(collection, found("tune"))}
    assert [pair.passage for pair in pairs if pair.holds] == ["Text of d39.", "Text of d3."]
    wrong = {pair.passage for pair in pairs if not pair.holds}
    assert len(wrong) == 4
    assert wrong <= {f"Text of {name}." for name in NAMES[:30]} - {"Text of d3."}
    assert pairs == relevance_pairs(collection, [found("tune")])
