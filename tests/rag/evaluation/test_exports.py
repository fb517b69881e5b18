from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import pytest

from rag.errors import QAError, UsageError
from rag.evaluation.answers_file import AnswersFile
from rag.evaluation.dataset import EvalQuestion, load_questions
from rag.evaluation.exports import export
from rag.evaluation.response import Quoted, Response
from rag.evaluation.results import Result, RunFolder, RunInfo
from tests.fake_pipeline import answer_of

Shape = Literal["ragas", "deepeval", "beir"]
INFO = RunInfo(
    questions="q.jsonl", system="citeproof", settings_hash="0" * 16, version="0", repeat=2,
    created_at="2026-01-01T00:00:00Z",
)  # fmt: skip
OPENED = EvalQuestion(
    id="when opened",
    question="When did the bridge “reopen”?",
    reference_answer=("On 3 May 2024.", "May 2024"),
    gold_sources=("harbour.txt", "gone.txt"),
    gold_quotes=("The bridge reopened on 3 May 2024",),
)
COST = EvalQuestion(id="cost", question="What did repairs cost?", gold_sources=("city ledger.md",))
MISSING = EvalQuestion(id="missing", question="What is missing?")
FAILED = EvalQuestion(id="failed", question="What fails?", gold_sources=("harbour.txt",))


def made(question: EvalQuestion, *, asked: str = "", repeat: int = 0) -> Result:
    response = Response.of(answer_of(asked or question.question)) if asked != "fail" else None
    return Result(
        key=f"{question.id}-{repeat}",
        question=question,
        repeat=repeat,
        response=response,
        error="" if response else "the model failed",
    )


def run(path: Path, results: Sequence[Result]) -> RunFolder:
    folder = RunFolder(path)
    folder.start(INFO)
    for result in results:
        folder.append(result)
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    results = [
        made(OPENED, asked="missing", repeat=1),
        made(OPENED),
        made(COST),
        made(MISSING),
        made(FAILED, asked="fail"),
    ]
    return run(tmp_path / "run", results)


def lines(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_ragas_samples(folder: RunFolder, tmp_path: Path) -> None:
    out = tmp_path / "deep" / "er" / "out.jsonl"
    assert export(folder, "ragas", out) == [out]
    opened, cost, missing, failed = lines(out)
    assert opened == {
        "id": "when opened",
        "user_input": OPENED.question,
        "response": (
            "The bridge reopened on 3 May 2024. Repairs took nine months and cost $4.2 million."
        ),
        "retrieved_contexts": [p.quote for p in answer_of("?").evidence],
        "reference": "On 3 May 2024.",
        "reference_contexts": ["The bridge reopened on 3 May 2024"],
    }
    assert cost["response"].splitlines() == [
        "The repairs cost $4.2 million.",
        "$4.2 million The repairs cost $4.2 million.",
        "$4.9 million The repairs cost $4.9 million in all.",
    ]
    assert "reference" not in cost and "reference_contexts" not in cost
    assert missing["response"] == "The documents do not say."
    assert (failed["response"], failed["retrieved_contexts"]) == ("", [])
    assert "“reopen”" in out.read_text(encoding="utf-8")


def test_deepeval_test_cases(folder: RunFolder, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    export(folder, "deepeval", out)
    cases = json.loads(out.read_text(encoding="utf-8"))
    assert [case["name"] for case in cases] == ["when opened", "cost", "missing", "failed"]
    assert cases[0] == {
        "name": "when opened",
        "input": OPENED.question,
        "actual_output": (
            "The bridge reopened on 3 May 2024. Repairs took nine months and cost $4.2 million."
        ),
        "retrieval_context": [p.quote for p in answer_of("?").evidence],
        "expected_output": "On 3 May 2024.",
        "context": ["The bridge reopened on 3 May 2024"],
    }
    assert cases[3]["actual_output"] == ""


def test_beir_queries_qrels_and_run(folder: RunFolder, tmp_path: Path) -> None:
    out = tmp_path / "beir"
    written = export(folder, "beir", out)
    assert written == [out / "queries.jsonl", out / "qrels" / "test.tsv", out / "run.trec"]
    assert lines(written[0])[0] == {"_id": "when%20opened", "text": OPENED.question}
    assert [row.split("\t") for row in written[1].read_text().splitlines()] == [
        ["query-id", "corpus-id", "score"],
        ["when%20opened", "news/harbour.txt", "1"],
        ["when%20opened", "gone.txt", "1"],
        ["cost", "reports/city%20ledger.md", "1"],
        ["failed", "harbour.txt", "1"],
    ]
    ranked = [row.split() for row in written[2].read_text().splitlines()]
    assert ranked[:3] == [
        ["when%20opened", "Q0", "news/harbour.txt", "1", "1.00000000", "citeproof"],
        ["when%20opened", "Q0", "reports/city%20ledger.md", "2", "0.50000000", "citeproof"],
        ["when%20opened", "Q0", "evil/<script>.txt", "3", "0.33333333", "citeproof"],
    ]
    assert {row[0] for row in ranked} == {"when%20opened", "cost", "missing"}


def test_a_document_found_twice_has_its_best_rank(tmp_path: Path) -> None:
    contexts = tuple(Quoted(uri=uri, quote=uri) for uri in ("a", "b", "a", "", "c"))
    result = made(COST).model_copy(update={"response": Response(text="x", contexts=contexts)})
    export(run(tmp_path / "run", [result]), "beir", tmp_path / "out")
    ranked = (tmp_path / "out" / "run.trec").read_text().splitlines()
    assert [row.split()[2:4] for row in ranked] == [["a", "1"], ["b", "2"], ["c", "3"]]


def test_what_a_system_does_not_say_is_left_out(tmp_path: Path) -> None:
    unsaid = Response(text="Ada.", has_contexts=False)
    names = Response(text="Ada.", contexts=(Quoted(uri="a.txt"),))
    results = [
        made(question).model_copy(update={"response": response})
        for question, response in ((COST, unsaid), (OPENED, names))
    ]
    export(run(tmp_path / "run", results), "ragas", tmp_path / "out.jsonl")
    assert all("retrieved_contexts" not in row for row in lines(tmp_path / "out.jsonl"))


@pytest.mark.parametrize(("shape", "name"), [("ragas", "out.jsonl"), ("deepeval", "out.json")])
async def test_an_export_can_be_asked_again(
    folder: RunFolder, tmp_path: Path, shape: Shape, name: str
) -> None:
    (out,) = export(folder, shape, tmp_path / name)
    questions = load_questions(out)
    assert [question.id for question in questions] == ["when opened", "cost", "missing", "failed"]
    assert questions[0].reference_answer == ("On 3 May 2024.",)
    assert questions[0].gold_quotes == OPENED.gold_quotes
    file = AnswersFile(out, questions)
    opened = await file.answer(questions[0])
    assert [told.text for told in opened.told] == [
        "The bridge reopened on 3 May 2024.",
        "Repairs took nine months and cost $4.2 million.",
    ]
    assert [c.quote for c in opened.contexts] == [p.quote for p in answer_of("?").evidence]
    assert (await file.answer(questions[2])).silent
    with pytest.raises(QAError, match="no words for the question 'failed'"):
        await file.answer(questions[3])


@pytest.mark.parametrize(
    ("shape", "out", "there"),
    [("ragas", "out", "out"), ("deepeval", "out", "out"), ("beir", "out", "out/run.trec")],
)
def test_files_are_not_written_over_unless_by_force(
    folder: RunFolder, tmp_path: Path, shape: Shape, out: str, there: str
) -> None:
    held = tmp_path / there
    held.parent.mkdir(exist_ok=True)
    held.write_text("mine")
    with pytest.raises(UsageError, match="is there already"):
        export(folder, shape, tmp_path / out)
    assert held.read_text() == "mine"
    assert held in export(folder, shape, tmp_path / out, force=True)
    assert held.read_text() != "mine"


def test_a_run_that_cannot_be_read_leaves_no_files(folder: RunFolder, tmp_path: Path) -> None:
    with (folder.path / "results.jsonl").open("a") as file:
        file.write('{"key": "k", "error": "", "question": {"id": "x"}, "repeat": 0}\n')
    out = tmp_path / "new" / "out.jsonl"
    with pytest.raises(UsageError, match="line 6 is not a result"):
        export(folder, "ragas", out)
    assert list(out.parent.iterdir()) == []


def test_nothing_to_export_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds no run"):
        export(RunFolder(tmp_path / "none"), "ragas", tmp_path / "out.jsonl")
    with pytest.raises(UsageError, match="has no results to export"):
        export(run(tmp_path / "run", []), "ragas", tmp_path / "out.jsonl")
    assert not (tmp_path / "out.jsonl").exists()


def test_where_nothing_can_be_written_is_said_in_words(folder: RunFolder, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match=r"cannot be written: (Not a directory|File exists)"):
        export(folder, "beir", tmp_path / "file")
    with pytest.raises(UsageError, match="is a folder"):
        export(folder, "ragas", folder.path, force=True)
