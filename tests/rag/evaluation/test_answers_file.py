from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from rag.errors import QAError, UsageError
from rag.evaluation.answers_file import AnswersFile
from rag.evaluation.dataset import EvalQuestion
from rag.types import Message

WHO = EvalQuestion(id="who", question="Who built it?")
WHEN = EvalQuestion(id="when", question="When was it built?")
ASKED = (WHO, WHEN)


def write(path: Path, rows: Sequence[object]) -> Path:
    text = "".join(f"{json.dumps(row)}\n" for row in rows)
    path.write_text(json.dumps(rows) if path.suffix == ".json" else text, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", ["a.jsonl", "a.json", "A.JSONL"])
async def test_rows_are_found_by_id_and_else_by_the_question(tmp_path: Path, name: str) -> None:
    rows = [
        {"question": "When was it built? ", "answer": "In 1902.", "seconds": 2.5},
        {"id": "who", "question": "Who built  it?", "answer": "Ada."},
        {"id": "other", "question": "Of another file?", "answer": "Yes."},
    ]
    file = AnswersFile(write(tmp_path / name, rows), ASKED)
    assert (await file.answer(WHO)).text == "Ada."
    assert (await file.answer(WHEN)).text == "In 1902."
    assert (file.seconds(WHO), file.seconds(WHEN)) == (None, 2.5)
    await file.close()
    await file.close()


async def test_an_unknown_id_leaves_the_words_to_decide(tmp_path: Path) -> None:
    rows = [{"id": "row-1", "question": "Who built it?", "answer": "Ada."}]
    file = AnswersFile(write(tmp_path / "a.jsonl", rows), ASKED)
    assert (await file.answer(WHO)).text == "Ada."


async def test_a_question_without_an_answer_fails_when_it_is_asked(tmp_path: Path) -> None:
    rows = [{"id": "who", "answer": None}]
    file = AnswersFile(write(tmp_path / "a.jsonl", rows), ASKED)
    with pytest.raises(QAError, match="no words for the question 'who'"):
        await file.answer(WHO)
    with pytest.raises(QAError, match="no row for the question 'when'") as raised:
        await file.answer(WHEN)
    assert not raised.value.retryable
    assert file.seconds(WHEN) is None


def refused(path: Path, questions: Sequence[EvalQuestion] = ASKED) -> str:
    with pytest.raises(UsageError) as raised:
        AnswersFile(path, questions)
    assert str(path) in str(raised.value)
    return str(raised.value)


def test_bad_rows_are_named_with_their_lines(tmp_path: Path) -> None:
    rows = [
        {"id": "who", "answer": "Ada."},
        {"id": "when", "answer": "In 1902.", "confidence": 2},
        ["no object"],
        {"answer": "Of what?"},
        {"question": "Who built it?", "answer": "Bob."},
    ]
    said = refused(write(tmp_path / "a.jsonl", rows))
    for words in (
        "4 bad rows",
        "line 2: confidence holds 2",
        "line 3: is no object but list",
        "line 4: names no question",
        "line 5: answers 'who' again, as line 1 does",
    ):
        assert words in said
    assert "item 3: is no object" in refused(write(tmp_path / "a.json", rows))


def test_many_bad_rows_are_counted(tmp_path: Path) -> None:
    said = refused(write(tmp_path / "a.jsonl", [{"answer": "Ada."}] * 13))
    assert "line 10:" in said and "line 11:" not in said
    assert said.endswith("and 3 more")


def test_an_id_that_belongs_to_another_question_is_refused(tmp_path: Path) -> None:
    rows = [{"id": "who", "question": "When was it built?", "answer": "In 1902."}]
    said = refused(write(tmp_path / "a.jsonl", rows))
    assert "has the id 'who' of another question, 'Who built it?'" in said


def test_words_that_two_questions_share_need_an_id(tmp_path: Path) -> None:
    turn = Message(role="user", content="The bridge.")
    again = WHO.model_copy(update={"id": "who-2", "history": (turn,)})
    path = write(tmp_path / "a.jsonl", [{"question": "Who built it?", "answer": "Ada."}])
    assert "any of who, who-2" in refused(path, [WHO, again])


def test_rows_of_other_questions_twice_are_refused_too(tmp_path: Path) -> None:
    rows = [{"id": "who", "answer": "Ada."}, *[{"id": "x", "answer": "Bob."}] * 2]
    assert "line 3: answers 'x' again, as line 2 does" in refused(write(tmp_path / "a.jsonl", rows))


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.csv", b"", "neither .jsonl nor .json"),
        ("a.jsonl", b'{"id": "who", "answer": "Ada."}\n{"id":', "line 2 is not JSON"),
        ("a.json", b"{}", "holds no list of answers"),
        ("a.json", b"[", "is not JSON"),
        ("a.jsonl", b'{"id": "\xff"}', "not UTF-8 text: byte 8"),
        ("a.jsonl", b"", "has 0 rows and answers none of the 2 questions"),
        ("a.jsonl", b'{"id": "x", "answer": "y"}', "has 1 rows and answers none"),
    ],
)
def test_unusable_files_are_refused(tmp_path: Path, name: str, text: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(text)
    assert said in refused(tmp_path / name)


def test_a_file_that_is_not_there_is_said_in_words(tmp_path: Path) -> None:
    assert "No such file" in refused(tmp_path / "none.jsonl")
