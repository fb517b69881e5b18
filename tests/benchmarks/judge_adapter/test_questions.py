"""What is told to answer a question, by its gold answers, and what is left out."""

from __future__ import annotations

import pytest

from benchmarks.judge_adapter.questions import passage_examples, says_answer
from benchmarks.measures.data import Question, SourceDocument
from rag.types import Passage

LONG = "The lock was widened in 1911 because longer barges had to reach the upper quay of the town."


def question(answer: str = "", *, answerable: bool = True) -> Question:
    return Question(
        id="q",
        question="Why was the lock widened?",
        documents=(SourceDocument(id="own", title="", text=LONG),),
        answers=(answer,) if answerable else (),
        answerable=answerable,
        gold_document_ids=("own",) if answerable else (),
    )


def passage(quote: str, *, uri: str = "own.txt", start: int = 0) -> Passage:
    return Passage(
        document_id=uri,
        uri=uri,
        title="",
        start=start,
        end=start + len(quote),
        quote=quote,
        rank=1,
        score=1.0,
    )


@pytest.mark.parametrize(
    ("asked", "read", "says"),
    [
        (question("1911"), passage("It was widened in 1911."), True),
        (question("1911"), passage("It was widened late."), False),
        (question("1911"), passage("It was widened in 1911.", uri="other.txt"), False),
        (question(answerable=False), passage("It was widened in 1911."), False),
        (question(LONG), passage("Longer barges had to reach the upper quay."), True),
        (question(LONG), passage("The lock keeper lived beside the lock."), None),
    ],
)
def test_what_says_an_answer(asked: Question, read: Passage, says: bool | None) -> None:
    assert says_answer(asked, read) is says


def test_one_passage_that_answers_and_two_that_do_not_are_asked_about() -> None:
    evidence = [
        passage("It was widened in 1911.", start=0),
        passage("In 1911 it was wide.", start=40),
        *(passage(f"Lock {n} is old.", uri=f"{n}.txt") for n in range(3)),
    ]
    examples = list(passage_examples("set", question("1911"), evidence))
    assert [one.yes for one in examples] == [True, False, False, True]
    assert examples[-1].id == "q-together"
    assert all("Why was the lock widened?" in one.prompt for one in examples)


def test_together_is_left_out_where_it_cannot_be_told() -> None:
    evidence = [passage("The lock keeper lived beside the lock.")]
    assert list(passage_examples("set", question(LONG), evidence)) == []
