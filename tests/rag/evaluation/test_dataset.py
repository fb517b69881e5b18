from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from pydantic import ValidationError

from rag.errors import UsageError
from rag.evaluation.dataset import EvalQuestion, chosen, load_questions, question_hash
from rag.types import Message

JSONL = """\
{"id": "opened", "question": "When did the harbour open?", "must_include": [["1902", "MCMII"]], \
"gold_sources": ["harbour.txt"], "expected_status": "answered", "tags": ["dates", "easy"]}

{"id": "yes", "question": "Is there a ferry?", "polarity": "yes", "reference_answer": ["Yes."], \
"history": [{"role": "user", "content": "Hello, “you”"}], "kind": "yes/no"}
{"id": "none", "question": "Who owns it?", "expected_status": "not_found", "note": "[sic]"}
"""
CSV = """\
id,question,must_include,gold_sources,expected_status,tags,polarity,reference_answer,history,kind,note
opened,When did the harbour open?,"[[""1902"", ""MCMII""]]",harbour.txt,answered,\
"[""dates"", ""easy""]",,,,,

yes,Is there a ferry?,,,,,yes,Yes.,\
"[{""role"": ""user"", ""content"": ""Hello, “you”""}]",yes/no,
none,Who owns it?,,,not_found,,,,,,[sic]
"""
YAML = """\
- id: opened
  question: When did the harbour open?
  must_include: [["1902", MCMII]]
  gold_sources: harbour.txt
  expected_status: answered
  tags: [dates, easy]
- id: "yes"
  question: Is there a ferry?
  polarity: yes
  reference_answer: Yes.
  history:
    - {role: user, content: "Hello, “you”"}
  kind: yes/no
- id: none
  question: Who owns it?
  expected_status: not_found
  note: "[sic]"
"""
QUESTIONS = [
    EvalQuestion(
        id="opened",
        question="When did the harbour open?",
        must_include=(("1902", "MCMII"),),
        gold_sources=("harbour.txt",),
        expected_status="answered",
        tags=("dates", "easy"),
    ),
    EvalQuestion(
        id="yes",
        question="Is there a ferry?",
        polarity="yes",
        reference_answer=("Yes.",),
        history=(Message(role="user", content="Hello, “you”"),),
        kind="yes/no",
    ),
    EvalQuestion(id="none", question="Who owns it?", expected_status="not_found", note="[sic]"),
]
ROWS = [json.loads(line) for line in JSONL.splitlines() if line]


def _file(folder: Path, name: str, held: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(held if isinstance(held, bytes) else held.encode())
    return path


def _one(folder: Path, row: Mapping[str, object]) -> EvalQuestion:
    [question] = load_questions(_file(folder, "q.jsonl", json.dumps(row)))
    return question


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("q.jsonl", JSONL),
        ("q.json", json.dumps(ROWS, indent=1)),
        ("q.json", json.dumps({"questions": ROWS})),
        ("q.csv", CSV),
        ("q.yaml", YAML),
        ("Q.YML", "questions:\n" + YAML),
    ],
)
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
def test_every_shape_reads_the_same_questions(
    tmp_path: Path, name: str, text: str, bom: bytes, line_end: bytes
) -> None:
    held = bom + text.encode().replace(b"\n", line_end)
    assert load_questions(_file(tmp_path, name, held)) == QUESTIONS


def test_ragas_names(tmp_path: Path) -> None:
    row: dict[str, object] = {
        "user_input": "When did it open?",
        "reference": "In 1902.",
        "reference_contexts": ["It opened in 1902."],
        "response": "In 1902.",
        "retrieved_contexts": ["It opened in 1902.", "It is red."],
        "rubrics": {"score1": "wrong"},
    }
    question = _one(tmp_path, row)
    assert (question.question, question.reference_answer) == ("When did it open?", ("In 1902.",))
    assert question.gold_quotes == ("It opened in 1902.",)
    older = {"question": "?", "ground_truths": ["a", "b"], "answer": "a", "contexts": ["c"]}
    assert _one(tmp_path, older).reference_answer == ("a", "b")


def test_deepeval_names(tmp_path: Path) -> None:
    golden: dict[str, object] = {
        "input": "When did it open?",
        "expected_output": "In 1902.",
        "actual_output": None,
        "context": ["It opened in 1902."],
        "retrieval_context": None,
        "source_file": "harbour.txt",
        "name": "opened",
        "comments": "from the archive",
        "additional_metadata": {"a": 1},
        "tools_called": [],
    }
    assert _one(tmp_path, golden) == EvalQuestion(
        id="opened",
        question="When did it open?",
        reference_answer=("In 1902.",),
        gold_quotes=("It opened in 1902.",),
        gold_sources=("harbour.txt",),
        note="from the archive",
    )


def test_answers_beside_the_questions_are_left_to_others(tmp_path: Path) -> None:
    # Written by data frames, whose lists are no JSON, and whose answers may begin with a marker.
    table = "question,response,retrieved_contexts\nWho?,[1] says so,\"['a', 'b']\"\n"
    [question] = load_questions(_file(tmp_path, "q.csv", table))
    assert question == EvalQuestion(id=question.id, question="Who?")


def test_a_list_of_one_may_be_a_string(tmp_path: Path) -> None:
    row: dict[str, object] = {
        "question": "?",
        "reference_answer": "a",
        "must_include": "1902",
        "must_not_include": "b",
        "gold_sources": "a.txt",
        "gold_quotes": "words",
        "tags": "t",
    }
    question = _one(tmp_path, row)
    assert question.must_include == (("1902",),)
    assert (question.reference_answer, question.must_not_include) == (("a",), ("b",))
    assert (question.gold_sources, question.gold_quotes) == (("a.txt",), ("words",))
    assert question.tags == ("t",)
    groups = _one(tmp_path, {"question": "?", "must_include": ["1902", ["red", "blue"]]})
    assert groups.must_include == (("1902",), ("red", "blue"))


def test_an_empty_string_is_as_an_empty_cell(tmp_path: Path) -> None:
    question = _one(tmp_path, {"question": "?", "reference_answer": "", "must_include": " "})
    assert (question.reference_answer, question.must_include) == ((), ())
    assert not question.has_rules


@pytest.mark.parametrize(("written", "polarity"), [("yes", "yes"), ("no", "no"), ("'no'", "no")])
def test_a_bare_yes_or_no_of_yaml_is_a_polarity(
    tmp_path: Path, written: str, polarity: str
) -> None:
    [question] = load_questions(
        _file(tmp_path, "q.yaml", f"- question: x\n  polarity: {written}\n")
    )
    assert question.polarity == polarity


def test_an_id_is_made_from_the_question(tmp_path: Path) -> None:
    one, same = ({"question": "Who?", "tags": [tag]} for tag in ("a", "b"))
    assert _one(tmp_path, one).id == _one(tmp_path, same).id
    assert _one(tmp_path, one).id != _one(tmp_path, {"question": "Whose?"}).id


BAD_ROWS: list[tuple[dict[str, object], str]] = [
    ({}, "question: Field required"),
    ({"question": "  "}, "question: Value error, is empty"),
    ({"question": ["?"]}, "question: Input should be a valid string"),
    ({"question": "?", "id": ""}, "id: String should have at least 1 character"),
    ({"question": "?", "answers": "a"}, "answers: Extra inputs are not permitted"),
    ({"question": "?", "expected_status": "silent"}, "expected_status: Input should be"),
    ({"question": "?", "polarity": "maybe"}, "polarity: Input should be 'yes' or 'no'"),
    ({"question": "?", "must_include": [["1902"], [1903]]}, "must_include.1.0: Input should"),
    ({"question": "?", "must_include": [[]]}, "must_include: Value error, holds an empty"),
    ({"question": "?", "must_include": [["a", ""]]}, "must_include: Value error, holds an"),
    ({"question": "?", "must_not_include": [""]}, "must_not_include: Value error, holds an"),
    ({"question": "?", "gold_quotes": [" "]}, "gold_quotes: Value error, holds an empty"),
    ({"question": "?", "history": "Hello"}, "history: Input should be a valid tuple"),
    ({"question": "?", "history": [{"role": "cat", "content": ""}]}, "history.0.role: Input"),
    ({"question": "?", "input": "Who?"}, "input: the row has question by another name too"),
    ({"name": "a", "id": "b", "question": "?"}, "id: the row has id by another name too"),
    ({"question": "\ud800"}, "question: Input should be a valid string"),
]


@pytest.mark.parametrize(("row", "wrong"), BAD_ROWS)
def test_a_bad_row_is_named_with_its_line(
    tmp_path: Path, row: dict[str, object], wrong: str
) -> None:
    path = _file(tmp_path, "q.jsonl", '{"question": "Good?"}\n\n' + json.dumps(row))
    with pytest.raises(UsageError) as caught:
        load_questions(path)
    assert f"{path} has 1 bad rows: line 3: {wrong}" in str(caught.value)


def test_the_same_value_by_two_names_is_one(tmp_path: Path) -> None:
    assert _one(tmp_path, {"question": "?", "input": "?", "name": "a", "id": "a"}).id == "a"


@pytest.mark.parametrize(
    ("name", "held", "wrong"),
    [
        ("q.jsonl", '{"question": "?"}\n{"question"', ", line 2 is not JSON: "),
        ("q.jsonl", '{"question": "?"}\n["?"]', ", line 2 is no object but list"),
        ("q.jsonl", b'{"question": "\xff"}', " is not UTF-8 text: byte 14"),
        ("q.jsonl", '{"question": "?"}'.encode("utf-16"), " is not UTF-8 text: byte 0"),
        ("q.json", '[{"question": "?"}, 5]', ", item 2 is no object but int"),
        ("q.json", '{"question": "?"}', " holds no list of questions"),
        ("q.json", "[" * 100_000, " is not JSON: "),
        ("q.csv", "question\n?,a\n", ", line 2 has more cells than the header has names"),
        ("q.csv", 'question,tags\n?,"[""a"""\n', ", line 2, tags is not JSON: "),
        ("q.csv", 'question\n"?\n', "is not CSV: unexpected end of data"),
        ("q.csv", "question,question\n?,a\n", ", line 1 names a column twice"),
        ("q.yaml", "- question: x\n  note: 'a\n", " is not YAML: "),
        ("q.yaml", "- question: x\n  note: 2025-13-45\n", " is not YAML: "),
        ("q.yaml", "question: x\n", " holds no list of questions"),
        ("q.yaml", "- question: x\n- y\n", ", line 2 is no object but str"),
        ("q.txt", "Who?", " is none of .jsonl, .json, .csv, .yaml, .yml"),
        ("q", "Who?", " is none of .jsonl"),
    ],
)
def test_a_bad_file_is_named_with_what_is_wrong(
    tmp_path: Path, name: str, held: str | bytes, wrong: str
) -> None:
    path = _file(tmp_path, name, held)
    with pytest.raises(UsageError) as caught:
        load_questions(path)
    assert str(path) in str(caught.value)
    assert wrong in str(caught.value)


@pytest.mark.parametrize("name", ["q.jsonl", "q.json", "q.csv", "q.yaml"])
@pytest.mark.parametrize("held", [b"", b"\xef\xbb\xbf", b"\n\r\n"])
def test_an_empty_file_holds_no_questions(tmp_path: Path, name: str, held: bytes) -> None:
    path = _file(tmp_path, name, held)
    with pytest.raises(UsageError, match=r"holds no|is not JSON"):
        load_questions(path)


def test_a_file_with_a_header_or_an_empty_list_only_holds_no_questions(tmp_path: Path) -> None:
    for path in (_file(tmp_path, "q.csv", "id,question\n"), _file(tmp_path, "q.json", "[]")):
        with pytest.raises(UsageError, match="holds no questions"):
            load_questions(path)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"none\.jsonl cannot be read: No such file"):
        load_questions(tmp_path / "none.jsonl")
    (tmp_path / "folder.json").mkdir()
    with pytest.raises(UsageError, match=r"folder\.json cannot be read"):
        load_questions(tmp_path / "folder.json")


@pytest.mark.parametrize(
    ("name", "held", "first", "second"),
    [
        ("q.jsonl", '{"id": "a", "question": "1"}\n\n{"id": "a", "question": "2"}', 1, 3),
        ("q.csv", 'id,question\na,"1\n1"\na,2\n', 3, 4),  # a row is named by its last line
        ("q.yaml", "# mine\n- {id: a, question: x}\n- id: a\n  question: y\n", 2, 3),
        ("q.yaml", "questions:\n\n- {id: a, question: x}\n\n- {id: a, question: y}\n", 3, 5),
    ],
)
def test_an_id_given_twice_is_named_with_both_places(
    tmp_path: Path, name: str, held: str, first: int, second: int
) -> None:
    with pytest.raises(UsageError) as caught:
        load_questions(_file(tmp_path, name, held))
    assert f"line {second}: id 'a' is that of line {first} too" in str(caught.value)


def test_one_question_twice_without_ids_is_a_duplicate(tmp_path: Path) -> None:
    path = _file(tmp_path, "q.jsonl", '{"question": "Who?"}\n' * 2)
    with pytest.raises(UsageError, match=r"line 2: id 'q_\w{12}' is that of line 1 too"):
        load_questions(path)


def test_ten_bad_rows_are_told_and_the_others_counted(tmp_path: Path) -> None:
    path = _file(tmp_path, "q.jsonl", '{"question": ""}\n' * 12)
    with pytest.raises(UsageError, match=r"has 12 bad rows: line 1: .*; line 10: .*; and 2 more$"):
        load_questions(path)


def test_line_separators_inside_a_string_end_no_line(tmp_path: Path) -> None:
    row = '{"question": "one\u2028two\u0085three"}'
    [question] = load_questions(_file(tmp_path, "q.jsonl", row))
    assert question.question == "one\u2028two\u0085three"


def test_a_hash_changes_with_everything_but_note_and_tags() -> None:
    base = EvalQuestion(id="a", question="Who?")
    others: list[dict[str, object]] = [
        {"id": "b"},
        {"question": "Whose?"},
        {"reference_answer": ["x"]},
        {"must_include": [["x"]]},
        {"must_include": [["x", "y"]]},
        {"must_include": [["x"], ["y"]]},
        {"must_not_include": ["x"]},
        {"expected_status": "answered"},
        {"gold_sources": ["x"]},
        {"gold_quotes": ["x"]},
        {"polarity": "no"},
        {"kind": "x"},
        {"history": [{"role": "user", "content": "x"}]},
    ]
    names = {name for other in others for name in other} | {"note", "tags"}
    assert names == set(EvalQuestion.model_fields)
    hashes = [question_hash(_with(base, other)) for other in [{}, *others]]
    assert len(set(hashes)) == len(hashes)
    assert question_hash(_with(base, {"note": "n", "tags": ["t"]})) == question_hash(base)
    assert len(question_hash(base)) == 16 and int(question_hash(base), 16) >= 0


def _with(question: EvalQuestion, other: dict[str, object]) -> EvalQuestion:
    return EvalQuestion.model_validate(question.model_dump() | other)


@pytest.mark.parametrize(
    ("rules", "has_rules"),
    [
        ({"expected_status": "answered"}, True),
        ({"must_include": [["x"]]}, True),
        ({"must_not_include": ["x"]}, True),
        ({"polarity": "yes"}, True),
        ({"gold_sources": ["x"]}, True),
        ({"reference_answer": ["x"], "gold_quotes": ["x"], "kind": "x", "note": "x"}, False),
    ],
)
def test_rules_are_what_says_which_answer_is_right(
    rules: dict[str, object], has_rules: bool
) -> None:
    assert EvalQuestion.model_validate({"id": "a", "question": "?", **rules}).has_rules is has_rules


def test_questions_are_chosen_by_any_tag_in_the_order_of_the_file() -> None:
    assert chosen(QUESTIONS) == QUESTIONS
    assert chosen(QUESTIONS, limit=2) == QUESTIONS[:2]
    both = [each.model_copy(update={"tags": tags}) for each, tags in _tagged()]
    assert [each.id for each in chosen(both, tags=["b", "c"])] == ["yes", "none"]
    assert [each.id for each in chosen(both, tags=["b", "c"], limit=1)] == ["yes"]
    with pytest.raises(UsageError, match="no question has the tag x, y; there are a, b, c"):
        chosen(both, tags=["y", "x"])
    with pytest.raises(UsageError, match="there are no tags"):
        chosen([QUESTIONS[1]], tags=["x"])


def _tagged() -> list[tuple[EvalQuestion, tuple[str, ...]]]:
    return list(zip(QUESTIONS, [("a",), ("a", "b"), ("c",)], strict=True))


def test_a_question_is_never_edited() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        QUESTIONS[0].id = "x"  # pyright: ignore[reportAttributeAccessIssue] - it must fail
