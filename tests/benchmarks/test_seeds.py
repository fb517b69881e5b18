from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from benchmarks.peer import PeerAnswer, PeerError
from benchmarks.scoring import canonical_texts
from benchmarks.seeds import QUESTIONS as QUESTION_FILE
from benchmarks.seeds import SEEDS, ask_all, main, metrics_of
from rag.answering.statements import statement_pair
from rag.errors import ModelError
from rag.evaluation.answers_file import AnswersFile
from rag.evaluation.dataset import EvalQuestion, load_questions
from rag.types import Answer, ModelIds


def _question(name: str, expected_status: str) -> EvalQuestion:
    rules = {"id": name, "question": name, "kind": "fact", "expected_status": expected_status}
    empty: dict[str, list[str]] = {
        "must_include": [],
        "must_not_include": [],
        "gold_sources": [],
        "gold_quotes": [],
    }
    return EvalQuestion.model_validate({**rules, **empty, "note": ""})


class _Silent:
    """Finds nothing, and fails at the question `broken`."""

    def ask(self, question: str) -> Answer:
        if question == "broken":
            raise ModelError("the model stopped")
        return Answer(
            id="ans_1",
            question=question,
            standalone_question=question,
            status="not_found",
            text="The documents do not say.",
            models=ModelIds(chat="c", judge="j", embed="e"),
            generation="g1",
            created_at="2026-01-01T00:00:00Z",
        )


class _Peer:
    def __init__(self) -> None:
        self.asked: list[str] = []

    def ask(self, question: str) -> PeerAnswer:
        self.asked.append(question)
        return PeerAnswer(
            text="The capital is Canberra.",
            sources=("a.txt",),
            seconds=100.0,
            passages=("On Australia.",),
        )


QUESTIONS = [
    _question("silent", "not_found"),
    _question("known", "answered"),
    _question("broken", "not_found"),
]


def test_failures_count_as_wrong_and_the_peer_is_asked_all_the_same(
    capsys: pytest.CaptureFixture[str],
) -> None:
    peer = _Peer()
    metrics = metrics_of(ask_all(QUESTIONS, _Silent(), peer), {})
    assert peer.asked == ["silent", "known", "broken"]
    assert (metrics["seeds_correct"].value, metrics["seeds_total"].value) == (1, 3)
    assert metrics["seeds_refused_correct"].value == 1
    assert metrics["seeds_refused_correct"].n == 2
    assert metrics["citations_inexact"].value == 0
    assert metrics["answer_ratio_to_llamaindex"].n == 3
    printed = capsys.readouterr().out
    assert "broken  failed: the model stopped" in printed
    assert "LlamaIndex 100.0 s  The capital is Canberra." in printed


def test_the_peers_answers_can_be_scored_by_the_evaluation(tmp_path: Path) -> None:
    path = tmp_path / "answers.jsonl"
    ask_all(QUESTIONS, _Silent(), _Peer(), peer_answers=path)
    file = AnswersFile(path, QUESTIONS)
    response = asyncio.run(file.answer(QUESTIONS[0]))
    assert response.words.strip() == "The capital is Canberra."
    assert [(c.uri, c.quote) for c in response.contexts] == [("a.txt", "On Australia.")]
    assert file.seconds(QUESTIONS[0]) == 100.0


def test_what_a_peer_said_before_it_ended_is_kept(tmp_path: Path) -> None:
    class Ending(_Peer):
        def ask(self, question: str) -> PeerAnswer:
            if self.asked:
                raise PeerError("the peer has ended")
            return super().ask(question)

    path = tmp_path / "answers.jsonl"
    with pytest.raises(PeerError):
        ask_all(QUESTIONS, _Silent(), Ending(), peer_answers=path)
    assert len(path.read_text(encoding="utf-8").splitlines()) == 1


def test_without_a_peer_there_is_no_ratio() -> None:
    assert "answer_ratio_to_llamaindex" not in metrics_of(ask_all(QUESTIONS, _Silent(), None), {})


def test_an_unknown_id_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--only", "d01", "d99"]) == 2
    assert "d99" in capsys.readouterr().err


def test_the_yes_no_questions_can_be_read() -> None:
    questions = load_questions(QUESTION_FILE.with_name("yes_no_questions.jsonl"))
    assert len(questions) == len({question.id for question in questions}) == 30
    assert sum(question.expected_status == "not_found" for question in questions) == 17
    assert all(statement_pair(question.question) for question in questions)


def test_the_seed_questions_can_be_read() -> None:
    questions = load_questions(QUESTION_FILE)
    assert len(questions) == len({question.id for question in questions}) == 18
    assert sum(question.expected_status == "not_found" for question in questions) == 4
    texts = canonical_texts(SEEDS)
    assert {name for question in questions for name in question.gold_sources} <= texts.keys()
