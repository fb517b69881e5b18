"""Chunks: whole sentences, none lost, none over a heading, each with what it needs to be read."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.chunk import MAX_CHARS, chunk_document, embedding_text
from ingest.sentences import split
from rag.types import Chunk, Document


def a_document(text: str) -> Document:
    return Document(
        id="doc_0",
        uri="a.txt",
        title="a.txt",
        text=text,
        media_type="text/plain",
        sha256="00",
        fetched_at="2026-01-01T00:00:00+00:00",
    )


def chunks_of(text: str) -> list[Chunk]:
    return chunk_document(a_document(text), split(text))


LINES = st.lists(
    st.sampled_from(
        [
            "# Terms",
            "The fee is due.",
            "Is it binding?",
            "No. It is an option.",
            "| a | b |",
            "|---|---|",
            "- one item",
            "Leave a Reply",
            "",
            "It goes on… Read more",
            "x" * 1200,
            "The long road " * 30 + "ends.",
            "As follows:",
            "— Anna Smith, analyst",
        ]
    ),
    max_size=25,
).map("\n".join)


@given(LINES | st.text())
@settings(max_examples=300, deadline=None)
def test_each_sentence_is_in_exactly_one_chunk(text: str) -> None:
    sentences = split(text)
    chunks = chunks_of(text)
    wanted = [s for s in sentences if s.kind not in ("heading", "boilerplate")]
    for sentence in wanted:
        holders = [c for c in chunks if c.start <= sentence.start and sentence.end <= c.end]
        assert len(holders) == 1
        assert sentence in holders[0].sentences
    headings = [s for s in sentences if s.kind == "heading"]
    for chunk in chunks:
        own = [s for s in chunk.sentences if s.start >= chunk.start]
        assert (own[0].start, own[-1].end) == (chunk.start, chunk.end)
        assert not any(chunk.start <= h.start < chunk.end for h in headings)
        assert own[0].kind not in ("boilerplate", "heading")
        assert own[-1].kind != "boilerplate"
        assert len(chunk.sentences) - len(own) <= 1
    assert [c.start for c in chunks] == sorted(c.start for c in chunks)
    assert len({c.id for c in chunks}) == len(chunks)


def test_long_sections_are_split_evenly() -> None:
    text = "# Terms\n\n" + " ".join(f"The clause number {n} is about fees." for n in range(60))
    chunks = chunks_of(text)
    lengths = [c.end - c.start for c in chunks]
    assert len(chunks) == 3
    assert max(lengths) <= MAX_CHARS
    assert min(lengths) > 0.6 * max(lengths)
    assert {c.heading for c in chunks} == {"Terms"}


def test_a_sentence_longer_than_a_chunk_is_one_chunk() -> None:
    text = "It is " + "very " * 400 + "long. Then it ends."
    assert [len(c.sentences) for c in chunks_of(text)] == [1, 1]


def test_a_question_stays_with_its_answer_and_starts_a_chunk() -> None:
    text = (
        "FAQs\n\nIs there a fee?\n\nNo. There is none for the first year of the term.\n\n"
        "Who pays?\n\nThe tenant pays for the water and for the power of the flat.\n"
    )
    chunks = chunks_of(text)
    assert [[s.kind for s in c.sentences] for c in chunks] == [
        ["question", "prose", "prose"],
        ["question", "prose"],
    ]
    assert [c.heading for c in chunks] == ["FAQs", "FAQs"]


def test_the_rest_of_a_long_answer_has_the_question_as_heading() -> None:
    answer = " ".join(f"The tenant pays for part number {n} of the flat." for n in range(40))
    chunks = chunks_of(f"# FAQs\n\nWho pays?\n\n{answer}\n")
    assert [c.heading for c in chunks] == ["FAQs", "Who pays?", "Who pays?"][: len(chunks)]
    assert chunks[0].sentences[0].kind == "question"


def test_a_closing_question_does_not_stand_alone() -> None:
    text = "It is a bold plan, and it costs a lot of money.\nWho will build the machines of it?\n"
    assert [len(c.sentences) for c in chunks_of(text)] == [2]


def test_every_part_of_a_long_table_has_its_header_row() -> None:
    rows = "".join(f"| Firm {n} | {n} million dollars | Ohio |\n" for n in range(60))
    text = f"# Deals\n\n| Firm | Value | State |\n|---|---|---|\n{rows}"
    chunks = chunks_of(text)
    assert len(chunks) > 1
    for chunk in chunks:
        first = next(s for s in chunk.sentences if s.kind == "table_row")
        assert text[first.start : first.end] == "| Firm | Value | State |"
        assert "| Firm | Value | State |" in embedding_text(chunk, text).text
    assert chunks[1].start > chunks[1].sentences[0].end


def test_boilerplate_is_not_embedded() -> None:
    text = "The fee is due.\nLeave a Reply\nIt is paid by the tenant each month.\nShare this\n"
    (chunk,) = chunks_of(text)
    embedded = embedding_text(chunk, text)
    assert embedded.text == "The fee is due.\nIt is paid by the tenant each month."
    words = [embedded.text[start:end] for start, end in embedded.spans]
    assert words == [text[s.start : s.end] for s in chunk.embedded_sentences]
    assert text[chunk.end - 6 : chunk.end] == "month."


def test_a_text_of_headings_and_boilerplate_has_no_chunks() -> None:
    assert chunks_of("# Terms\n\nLeave a Reply\n") == []
    assert chunks_of("") == []


def test_ids_depend_on_the_bytes_and_are_in_order() -> None:
    text = "# A\n\nOne fee.\n\n# B\n\nTwo fees.\n"
    first = chunk_document(a_document(text), split(text))
    other = chunk_document(a_document(text).model_copy(update={"sha256": "11"}), split(text))
    assert [c.id.rsplit("-", 1)[1] for c in first] == ["00000", "00001"]
    assert not {c.id for c in first} & {c.id for c in other}
