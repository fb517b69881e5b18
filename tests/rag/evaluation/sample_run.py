"""A small run written by hand: a right answer, a wrong one with sides, a silent one, a failure."""

from __future__ import annotations

from pathlib import Path

from rag.evaluation.dataset import EvalQuestion
from rag.evaluation.response import Quoted, Response, SideTold, Told
from rag.evaluation.results import Result, RunFolder, RunInfo
from rag.types import AnswerStatus, Usage

__all__ = ["HOSTILE", "INFO", "results", "sample_run"]

HOSTILE = "</script><img src=x onerror=alert(1)>"
INFO = RunInfo(
    questions="questions.jsonl",
    system="citeproof",
    settings_hash="0123456789abcdef",
    generation="g3",
    judge="judge-model",
    version="0.1.0",
    created_at="2026-01-02T03:04:05+00:00",
)
QUOTE = Quoted(uri="a.txt", quote="The fee is $4 million.", title="Lease", start=0, end=22)


def _question(name: str, status: AnswerStatus, **more: object) -> EvalQuestion:
    given = {"id": name, "question": f"What of {name}?", "expected_status": status, **more}
    return EvalQuestion.model_validate(given)


def results() -> list[Result]:
    """Return the results, in order."""
    told = Told(text="The fee is $4 million.", citations=(QUOTE,), label="supported", score=0.97)
    removed = Told(text="It will rise.", label="contradicted", score=0.1, reason="It “may” rise.")
    right = Response(
        text="The fee is $4 million. [1]",
        status="answered",
        confidence=0.9,
        told=(told,),
        removed=(removed,),
        contexts=(QUOTE,),
        usage=Usage(requests=3, prompt_tokens=100, completion_tokens=10),
    )
    sides = (SideTold(value="4", text="It is 4.", citations=(QUOTE,), note="The later one."),)
    conflict = Response(text=HOSTILE, status="conflicting", confidence=0.8, sides=sides)
    silent = Response(text="The documents do not say.", status="not_found", confidence=0.1)
    fee = _question("fee", "answered", kind="fact", gold_quotes=[QUOTE.quote])
    return [
        Result(key="1", question=fee, response=right, scores={"correct": 1.0}, seconds=1.5),
        Result(
            key="2",
            question=_question(HOSTILE, "answered", kind="fact"),
            response=conflict,
            wrong=("conflicting, not answered", HOSTILE),
            scores={"correct": 0.0},
            seconds=2.0,
        ),
        Result(
            key="3",
            question=_question("moon", "not_found", kind="silent"),
            response=silent,
            scores={"correct": 1.0},
            seconds=0.5,
        ),
        Result(
            key="4",
            question=_question("lost", "answered"),
            error="the model stopped \x0b",
            seconds=9,
        ),
    ]


def sample_run(path: Path) -> RunFolder:
    """Write the run into a folder."""
    folder = RunFolder(path)
    folder.start(INFO)
    for result in results():
        folder.append(result)
    return folder
