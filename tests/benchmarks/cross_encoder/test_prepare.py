from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from benchmarks.cross_encoder.held import report_texts
from benchmarks.cross_encoder.items import items
from benchmarks.cross_encoder.prepare import all_pairs
from benchmarks.measures.data import Half, half_of

SHARED = "The old mill near Hale was sold to a farmer from Norwich in 1911."
OWN = "The council approved a new bridge over the river and it opened in 1920."


def _id(half: Half, prefix: str) -> str:
    return next(f"{prefix}{n}" for n in count() if half_of(f"{prefix}{n}") == half)


def _claim(half: Half, evidence: str, claim: str, prefix: str) -> dict[str, Any]:
    return {"id": _id(half, prefix), "claim": claim, "evidence": evidence, "label": "supported"}


def _question(half: Half, text: str, asked: str, prefix: str) -> dict[str, Any]:
    name = _id(half, prefix)
    document = {"id": f"doc-{name}", "title": "", "text": text}
    return {
        "id": name,
        "question": asked,
        "documents": [document],
        "answers": ["1920"],
        "answerable": True,
        "gold_document_ids": [document["id"]],
    }


@pytest.fixture
def data(tmp_path: Path) -> Path:
    files: Mapping[str, list[dict[str, Any]]] = {
        "judge/fever_symmetric": [
            _claim("report", SHARED, "A farmer bought the mill.", "f"),
            _claim("tune", SHARED, "The mill went to a family.", "f"),
            _claim("tune", OWN, "A bridge was opened.", "g"),
        ],
        "judge/wice": [],
        "judge/bump": [],
        "qa/squad2": [
            _question("report", SHARED, "Who bought the mill?", "s"),
            _question("tune", f"{SHARED} {OWN}", "When was the bridge opened?", "s"),
            _question("tune", OWN, "When did the bridge open?", "t"),
        ],
        "qa/clapnq": [],
        "qa/hotpotqa": [],
    }
    for name, rows in files.items():
        path = tmp_path / f"{name}.jsonl"
        path.parent.mkdir(exist_ok=True)
        path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return tmp_path


def test_pairs_come_of_the_tune_half_only(data: Path) -> None:
    claims = {pair.claim for pair in all_pairs(data, 4)}
    assert {"The mill went to a family.", "A bridge was opened."} <= claims
    assert not {"A farmer bought the mill.", "Who bought the mill?"} & claims


def test_what_shares_a_sentence_with_the_report_half_is_left_out(data: Path) -> None:
    made = all_pairs(data, 4)
    clean = report_texts(data).clean(made)
    assert any("mill" in pair.passage for pair in made)
    assert not any("mill" in pair.passage for pair in clean)
    assert any(pair.claim == "A bridge was opened." for pair in clean)


def test_items_come_of_one_half_and_are_known_by_their_ids(data: Path) -> None:
    report = items(data, "report")
    assert {item.claim for item in report if item.of != "altered"} == {
        "A farmer bought the mill.",
        "Who bought the mill?",
    }
    assert len({item.id for item in report}) == len(report)
    assert {item.of for item in report} == {"fever_symmetric", "altered", "gate"}
