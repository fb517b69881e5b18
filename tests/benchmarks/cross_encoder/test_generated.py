from __future__ import annotations

from benchmarks.altered.sentences import split
from benchmarks.cross_encoder.generated import document_sentences, generated_pairs
from benchmarks.measures.data import Question, SourceDocument

TEXT = (
    "The old mill near Hale was sold to a farmer from Norwich in 1911 for 400 pounds. "
    "The council approved a new bridge over the river and it opened in May 1920. "
    "The harbour was closed by the storm for three weeks, and most boats were lost."
)


def _question(name: str, text: str) -> Question:
    document = SourceDocument(id=f"doc-{name}", title="Hale", text=text)
    return Question(id=name, question="Who?", documents=(document,), answers=(), answerable=False)


def test_sentences_of_a_repeated_document_come_once() -> None:
    found = document_sentences("clapnq", [_question("1", TEXT), _question("2", TEXT)])
    assert [sentence.text for sentence in found] == split(TEXT)
    assert len({sentence.id for sentence in found}) == 3


def test_every_passage_holds_the_sentence_and_both_labels_come() -> None:
    sentences = document_sentences("clapnq", [_question("1", TEXT)])
    pairs = generated_pairs(sentences, seed=3)
    assert {pair.holds for pair in pairs} == {False, True}
    assert len({pair.id for pair in pairs}) == len(pairs)
    assert all(any(s.text in pair.passage for s in sentences) for pair in pairs)


def test_no_claim_both_holds_and_does_not() -> None:
    pairs = generated_pairs(document_sentences("clapnq", [_question("1", TEXT)]), seed=3)
    true = {(pair.passage, pair.claim) for pair in pairs if pair.holds}
    assert true.isdisjoint((pair.passage, pair.claim) for pair in pairs if not pair.holds)


def test_the_same_seed_gives_the_same_pairs() -> None:
    sentences = document_sentences("clapnq", [_question("1", TEXT)])
    assert generated_pairs(sentences, seed=3) == generated_pairs(sentences, seed=3)
