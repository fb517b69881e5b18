from __future__ import annotations

from pathlib import Path

from benchmarks.evaluating.made_up import plants, questions, write_corpus, write_questions
from rag.evaluation.dataset import EvalQuestion, load_questions


def test_plants_are_the_same_each_time_and_have_names_of_their_own() -> None:
    assert plants(50) == plants(60)[:50]
    assert len({name for name, *_ in plants(300)}) == 300


def test_each_question_is_another_and_one_in_five_has_no_answer(tmp_path: Path) -> None:
    write_questions(tmp_path / "q.jsonl", 200, known=40)
    held = load_questions(tmp_path / "q.jsonl")
    assert len(held) == len({question.id for question in held}) == 200
    assert sum(question.expected_status == "not_found" for question in held) == 40


def test_gold_quotes_stand_in_their_documents(tmp_path: Path) -> None:
    write_corpus(tmp_path, 10)
    texts = " ".join(path.read_text(encoding="utf-8") for path in tmp_path.iterdir())
    for row in questions(10, known=10):
        question = EvalQuestion.model_validate(row)
        assert all(quote in texts for quote in question.gold_quotes)
        assert len(question.gold_quotes) == {"silent": 0, "both": 2}.get(question.kind, 1)
