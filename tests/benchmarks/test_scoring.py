from __future__ import annotations

import json
from pathlib import Path

from benchmarks.scoring import (
    canonical_texts,
    citations_of,
    inexact,
    write_report,
)
from rag.evaluation.statistics import count_metric
from rag.types import Answer, AnswerStatus, Citation, Claim, Document, ModelIds, Side, Verdict

ROOT = Path(__file__).resolve().parents[2]
TEXT = "The ferry runs daily. It costs $1.4 trillion."


def _cite(uri: str = "a.txt", start: int = 0, end: int = 21) -> Citation:
    document = Document(
        id="doc_0000000000000001",
        uri=uri,
        title="A",
        text=TEXT,
        media_type="text/plain",
        sha256="0" * 64,
        fetched_at="2026-01-01T00:00:00Z",
    )
    return Citation.from_span(document, start, end)


def _claim(text: str, *citations: Citation) -> Claim:
    verdict = Verdict(label="supported", score=1.0, reason="stated")
    return Claim(text=text, citations=list(citations), verdict=verdict)


def _answer(
    text: str,
    *citations: Citation,
    status: AnswerStatus = "answered",
    sides: list[Side] | None = None,
) -> Answer:
    return Answer(
        id="ans_1",
        question="?",
        standalone_question="?",
        status=status,
        text=text,
        claims=[_claim(text, *citations)] if citations else [],
        sides=sides or [],
        models=ModelIds(chat="c", judge="j", embed="e"),
        generation="g1",
        created_at="2026-01-01T00:00:00Z",
    )


def test_an_inexact_citation_is_found_wherever_it_stands() -> None:
    texts = {"a.txt": TEXT}
    moved = _cite().model_copy(update={"start": 1})
    changed = _cite().model_copy(update={"quote": "The ferry runs weekly."})
    stranger = _cite("b.txt")
    assert [inexact(c, texts) for c in (_cite(), moved, changed, stranger)] == [
        False,
        True,
        True,
        True,
    ]
    answer = _answer("Daily.", _cite(), sides=[Side(value="v", text="t", citations=[moved])])
    answer = answer.model_copy(update={"removed": [_claim("Weekly.", changed)]})
    assert sum(inexact(citation, texts) for citation in citations_of(answer)) == 2


def test_canonical_text_drops_the_mark_and_carriage_returns_only(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("\ufeffone\r\n two\r \u00a0three\n".encode())
    assert canonical_texts(tmp_path) == {"a.txt": "one\n two\r \u00a0three\n"}


def test_report_names_commit_machine_and_figures(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "report.json"
    write_report(target, {"seeds_correct": count_metric([True, False])})
    report = json.loads(target.read_text(encoding="utf-8"))
    assert report.keys() == {"commit", "machine", "metrics"}
    assert report["metrics"]["seeds_correct"].keys() == {"value", "n", "low", "high"}
