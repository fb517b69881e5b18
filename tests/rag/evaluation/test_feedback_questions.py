from __future__ import annotations

import json
from pathlib import Path

from rag.evaluation.dataset import load_questions
from rag.evaluation.feedback_questions import feedback_questions, question_of
from rag.feedback import Feedback, FeedbackKind
from tests.fake_pipeline import HARBOUR, FakeCatalog, answer_of

ANSWER = answer_of("When did the bridge reopen?")
SENTENCE = ANSWER.claims[0].text


def said(kind: FeedbackKind, **more: str) -> Feedback:
    return Feedback(answer_id=ANSWER.id, kind=kind, created_at="2026-01-01T00:00:00Z", **more)


def test_a_right_answer_is_the_reference() -> None:
    question = question_of(ANSWER, said("right"), number=1)
    assert question.reference_answer == (
        "The bridge reopened on 3 May 2024. Repairs took nine months and cost $4.2 million.",
    )
    assert question.expected_status == "answered"
    assert question.gold_sources == (HARBOUR.uri,)
    assert len(question.gold_quotes) == 2
    assert question.must_not_include == ()


def test_a_wrong_sentence_must_not_come_again() -> None:
    question = question_of(
        ANSWER, said("wrong", sentence=SENTENCE, better="In 2025.", comment="No."), number=2
    )
    assert question.must_not_include == (SENTENCE,)
    assert question.reference_answer == ("In 2025.",)
    assert (question.expected_status, question.gold_sources) == (None, ())
    assert (question.id, question.note, question.tags) == ("ans_1-2", "No.", ("feedback", "wrong"))


def test_a_quote_that_proves_nothing_leaves_the_sentence_open() -> None:
    question = question_of(ANSWER, said("wrong", sentence=SENTENCE, quote="The bridge"), number=3)
    assert question.must_not_include == ()
    assert question.note == "on the quote “The bridge”"


def test_the_file_is_a_question_file(tmp_path: Path) -> None:
    catalog = FakeCatalog()
    catalog.save_answer(ANSWER)
    kinds: tuple[FeedbackKind, ...] = ("right", "wrong", "unhelpful", "missing_source")
    for kind in kinds:
        catalog.save_feedback(said(kind))
    path = tmp_path / "feedback.jsonl"
    path.write_text("".join(feedback_questions(catalog)), encoding="utf-8")
    questions = load_questions(path)
    assert [question.tags[1] for question in questions] == list(kinds)
    assert {question.question for question in questions} == {ANSWER.standalone_question}
    assert "must_include" not in json.loads(path.read_text(encoding="utf-8").splitlines()[0])
