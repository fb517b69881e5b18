from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.measures.asking import asking, make_corpus, reading_top
from benchmarks.measures.data import Question, SourceDocument
from rag.models.fake import FakeEmbedder
from tests.small_evaluation import make_tools

ARDEN = SourceDocument(
    id="doc[1]", title="Arden", text="The stone bridge in Arden was built by Lewis Hill in spring."
)
BRILL = SourceDocument(
    id="doc-2", title="", text="The stone bridge in Brill was built by Maud Stone in autumn."
)


def _question(place: str, *documents: SourceDocument) -> Question:
    return Question(
        id=place,
        question=f"Who built the stone bridge in {place}?",
        documents=documents,
        answers=("Maud Stone",),
        answerable=True,
    )


@pytest.mark.slow
def test_a_corpus_is_taken_in_once_and_asked(tmp_path: Path) -> None:
    corpus = make_corpus(tmp_path, [ARDEN, BRILL], embedder=FakeEmbedder())
    assert (corpus.source / "doc[1].txt").read_text().startswith("Arden\n\nThe stone")
    assert make_corpus(tmp_path, [ARDEN, BRILL], embedder=FakeEmbedder()) == corpus
    build = make_tools().build
    with asking(corpus, build, own_documents=False) as ask:
        pooled = ask(_question("Brill", ARDEN))
    assert pooled.answer is not None
    assert {passage.uri for passage in pooled.answer.evidence} == {"doc[1].txt", "doc-2.txt"}
    with asking(corpus, build, own_documents=True) as ask:
        alone = ask(_question("Brill", ARDEN))
    assert alone.answer is not None
    assert {passage.uri for passage in alone.answer.evidence} == {"doc[1].txt"}


@pytest.mark.slow
def test_the_top_passage_needs_no_chat_model(tmp_path: Path) -> None:
    corpus = make_corpus(tmp_path, [ARDEN, BRILL], embedder=FakeEmbedder())

    def refuse(_: object) -> float:
        raise AssertionError("the judge was asked")

    with reading_top(corpus, make_tools(refuse).build) as top:
        assert top(_question("Brill")).text == BRILL.text
