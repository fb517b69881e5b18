from __future__ import annotations

import pytest

from benchmarks.cross_encoder.asked import gate_pairs, statement, statement_pairs
from benchmarks.measures.data import Question, SourceDocument

TEXT = "Ann Hale founded the mill in 1890. Ben Cole bought it in 1911. The roof was green."


def _question(
    asked: str, *answers: str, text: str = TEXT, name: str = "q", answerable: bool = True
) -> Question:
    return Question(
        id=name,
        question=asked,
        documents=(SourceDocument(id=f"doc-{name}", title="", text=text),),
        answers=answers,
        answerable=answerable,
        gold_document_ids=(f"doc-{name}",) if answerable else (),
    )


@pytest.mark.parametrize(
    ("asked", "answer", "expected"),
    [
        ("Who founded the mill?", "Ann Hale", "Ann Hale founded the mill."),
        ("Which local family was known for flour?", "the Hales", "The Hales was known for flour."),
        ("What is the capital?", "Norwich", "The capital is Norwich."),
        ("What did Ann Hale found?", "a mill", "What did Ann Hale found: a mill."),
    ],
)
def test_statements(asked: str, answer: str, expected: str) -> None:
    assert statement(asked, answer) == expected


def test_wrong_answers_have_the_shape_of_the_right_one() -> None:
    pairs = statement_pairs([_question("When was the mill founded?", "1890")], seed=1)
    assert {pair.claim: pair.holds for pair in pairs} == {
        "When was the mill founded: 1890.": True,
        "When was the mill founded: 1911.": False,
    }


def test_a_right_answer_that_the_passage_does_not_have_is_not_learned() -> None:
    pairs = statement_pairs([_question("When was the mill burned?", "1950")], seed=1)
    assert not any(pair.holds for pair in pairs)


def test_an_unanswerable_question_gives_only_what_does_not_hold() -> None:
    pairs = statement_pairs([_question("When did it burn?", answerable=False)], seed=1)
    assert [pair.holds for pair in pairs] == [False, False]


def test_a_yes_no_question_gives_no_statement() -> None:
    assert statement_pairs([_question("Was the roof green?", "yes")], seed=1) == []


def test_the_gate_learns_the_answering_sentence_and_its_neighbour() -> None:
    questions = [
        _question("Who bought the mill?", "Ben Cole"),
        _question("How tall is it?", text="It has a tower.", name="r", answerable=False),
    ]
    learned = {(pair.passage, pair.claim): pair.holds for pair in gate_pairs(questions)}
    assert learned == {
        (TEXT, "Who bought the mill?"): True,
        ("It has a tower.", "Who bought the mill?"): False,
        ("Ben Cole bought it in 1911.", "Who bought the mill?"): True,
        ("Ann Hale founded the mill in 1890.", "Who bought the mill?"): False,
        ("It has a tower.", "How tall is it?"): False,
        (TEXT, "How tall is it?"): False,
    }
