"""Small collections in the layout of the evaluation data, written for tests."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

__all__ = ["write_classic", "write_pooled"]

_TEXTS = ("Pumps lift water.", "Valves stop water.", "Rivers carry water to the sea.")
_PUMP = {"id": "p", "title": "Pumps", "text": "A pump costs forty dollars. It lasts long."}
_VALVE = {"id": "v", "title": "Valves", "text": "A valve costs nine dollars."}


def write_classic(data: Path, name: str) -> None:
    """Write three documents, three questions and two answers to `ir/<name>`."""
    folder = data / "ir" / name
    documents = [{"_id": str(n), "title": "", "text": t} for n, t in enumerate(_TEXTS, start=1)]
    _lines(folder / "corpus.jsonl", documents)
    questions = ["What lifts water?", "What stops water?", "What is a turbine?"]
    _lines(
        folder / "queries.jsonl",
        [{"_id": f"q{n}", "text": text} for n, text in enumerate(questions, start=1)],
    )
    (folder / "qrels.tsv").write_text(
        "query-id\tcorpus-id\tscore\nq1\t1\t2\nq1\t3\t0\nq2\t2\t1\n", encoding="utf-8"
    )


def write_pooled(data: Path, name: str) -> None:
    """Write an answerable and an unanswerable question on two documents to `qa/<name>.jsonl`."""
    asked = {"documents": [_PUMP, _VALVE], "gold_document_ids": ["p"]}
    _lines(
        data / "qa" / f"{name}.jsonl",
        [
            {"id": "a", "question": "What does a pump cost?", "answers": ["forty"]}
            | {"answerable": True}
            | asked,
            {"id": "b", "question": "What does a turbine cost?", "answers": []}
            | {"answerable": False}
            | asked,
        ],
    )


def _lines(path: Path, rows: Sequence[object]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
