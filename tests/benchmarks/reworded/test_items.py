from __future__ import annotations

import ast
import hashlib
import json
from collections import defaultdict
from dataclasses import asdict
from pathlib import Path
from typing import cast

import pytest

from benchmarks.altered.items import CLASSES
from benchmarks.reworded import items as module
from benchmarks.reworded.items import Half, Reworded, near_copies, reworded

_LINE = {
    "id": "rw-900",
    "title": "Notice",
    "context": "",
    "evidence": "The gate is locked at ten.",
    "claim": "From ten the gate is shut.",
    "faithful": True,
    "kind": "synonyms",
}


def _file(folder: Path, *lines: str) -> Path:
    path = folder / "lines.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def _by_evidence(items: list[Reworded]) -> dict[str, list[Reworded]]:
    pairs: dict[str, list[Reworded]] = defaultdict(list)
    for item in items:
        pairs[item.evidence].append(item)
    return pairs


def test_every_evidence_has_one_faithful_and_one_unfaithful_claim() -> None:
    items = reworded()
    pairs = _by_evidence(items)
    assert (len(items), len(pairs)) == (160, 80)
    wrong = [
        [item.id for item in pair]
        for pair in pairs.values()
        if sorted(item.faithful for item in pair) != [False, True]
        or len({(item.title, item.context) for item in pair}) != 1
    ]
    assert wrong == []


def test_near_copies_are_four_altered_and_two_faithful_claims_of_each_text() -> None:
    items = near_copies()
    assert len({item.id for item in items}) == len({item.claim for item in items}) == 480
    groups = _by_evidence(items).values()
    assert {tuple(sorted(i.faithful for i in group)) for group in groups} == {
        (False,) * 4 + (True,) * 2
    }
    assert {item.kind for item in items if not item.faithful} == set(CLASSES)
    assert {item.kind for item in items if item.faithful} == {"faithful"}


def test_ids_and_claims_are_unique() -> None:
    items = reworded()
    assert len({item.id for item in items}) == 160
    assert len({item.claim for item in items}) == 160


def test_every_claim_is_one_clean_sentence_that_is_not_its_evidence() -> None:
    assert [
        item.id
        for item in reworded()
        if item.claim in item.evidence
        or not item.claim.endswith(".")
        or not item.kind
        or any("  " in text or text != text.strip() for text in (item.claim, item.evidence))
    ] == []


@pytest.mark.parametrize(("half", "parity"), [("tune", 0), ("report", 1)])
def test_a_half_holds_whole_pairs(half: Half, parity: int) -> None:
    pairs = _by_evidence(reworded(half))
    assert len(pairs) >= 28
    assert {len(pair) for pair in pairs.values()} == {2}
    digits = [int(hashlib.sha256(text.encode()).hexdigest()[-1], 16) for text in pairs]
    assert {digit % 2 for digit in digits} == {parity}


def test_the_halves_make_up_the_whole() -> None:
    halves = reworded("tune") + reworded("report")
    assert sorted(item.id for item in halves) == [item.id for item in reworded()]


def test_an_item_is_read_as_written(tmp_path: Path) -> None:
    [item] = reworded(path=_file(tmp_path, json.dumps(_LINE)))
    assert asdict(item) == _LINE


@pytest.mark.parametrize(
    ("broken", "named"),
    [
        ('{"id": "rw-901"', "the line"),
        ("", "the line"),
        (json.dumps({key: _LINE[key] for key in _LINE if key != "claim"}), "claim"),
        (json.dumps(_LINE | {"faithful": "yes"}), "faithful"),
        (json.dumps(_LINE | {"source": "news"}), "source"),
    ],
)
def test_a_broken_line_is_refused_and_named(tmp_path: Path, broken: str, named: str) -> None:
    path = _file(tmp_path, json.dumps(_LINE), broken, json.dumps(_LINE))
    with pytest.raises(ValueError, match=rf"lines\.jsonl, line 2: {named}: "):
        reworded(path=path)


def test_an_unknown_half_and_a_missing_file_are_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="'both'"):
        reworded(cast("Half", "both"))
    with pytest.raises(FileNotFoundError, match="nowhere"):
        reworded(path=tmp_path / "nowhere.jsonl")


def test_the_set_is_independent_of_what_it_tests() -> None:
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
    names = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in names} & {"rag", "ingest", "ui"} == set()
