from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.measures.data import DataError
from benchmarks.scaling.texts import Piece, load_asked, load_pieces, varied, write_folder
from ingest.chunk import chunk_document, embedding_text
from ingest.sentences import split
from rag.types import Document
from tests.small_evaluation import make_collections, make_data

PIECES = [
    Piece(heading="A stone bridge", text="A stone bridge stands in Arden. It was built in spring."),
    Piece(heading="Grain", text="Grain is sold in Brill on every market day of the year."),
]


def test_pieces_are_distinct_and_always_in_the_same_order(tmp_path: Path) -> None:
    data = make_collections(make_data(tmp_path))
    pieces = load_pieces(data)
    texts = [piece.text for piece in pieces]
    assert len(set(texts)) == len(texts) > 10
    assert any("relays" in text for text in texts)
    assert any("Brillson" in text for text in texts)
    assert load_pieces(data, limit=3) == pieces[:3]


def test_questions_come_from_every_collection(tmp_path: Path) -> None:
    asked = load_asked(make_collections(make_data(tmp_path)))
    assert any("relays" in text for text in asked)
    assert any("Brill" in text for text in asked)
    assert len(set(asked)) == len(asked)


def test_a_collection_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"cacm.*corpus\.jsonl"):
        load_pieces(make_data(tmp_path))


def test_copies_keep_most_words_and_are_always_the_same() -> None:
    assert [varied(PIECES, number) for number in (0, 1)] == PIECES
    copies = [varied(PIECES, number) for number in range(2, 40)]
    assert len({copy.text for copy in copies}) == len(copies)
    assert copies == [varied(PIECES, number) for number in range(2, 40)]
    known = {word for piece in PIECES for word in piece.text.split()}
    for number, copy in enumerate(copies, start=2):
        original = PIECES[number % 2].text.split()
        assert len(copy.text.split()) == len(original)
        assert set(copy.text.split()) <= known
    kept = [
        old == new
        for number, copy in enumerate(copies, start=2)
        for old, new in zip(PIECES[number % 2].text.split(), copy.text.split(), strict=True)
    ]
    assert 0.5 < sum(kept) / len(kept) < 0.9


def test_every_section_becomes_one_chunk_of_the_embedded_text(tmp_path: Path) -> None:
    write_folder(tmp_path, PIECES, 23)
    files = sorted(tmp_path.iterdir())
    assert [path.name for path in files] == ["000000.md", "000001.md", "000002.md"]
    found: list[str] = []
    for path in files:
        text = path.read_text(encoding="utf-8")
        document = Document(
            id="d", uri="u", title="", text=text, media_type="m", sha256="", fetched_at=""
        )
        chunks = chunk_document(document, split(text))
        found += [embedding_text(chunk, text).text for chunk in chunks]
    assert found == [varied(PIECES, number).embedded for number in range(23)]
