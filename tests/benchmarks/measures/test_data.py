from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.measures.data import (
    DataError,
    SourceDocument,
    half_of,
    load_judged,
    load_questions,
    pair_of,
    require_data,
    spread,
)


def test_halves_follow_the_last_digit_of_the_hash() -> None:
    names = ("", "a", "b", "hello")  # sha256 ends in 855, 8bb, 89d and 824
    assert [half_of(name) for name in names] == ["report", "report", "report", "tune"]


def test_pairs_stay_in_one_half(tmp_path: Path) -> None:
    rows = [
        {"id": f"t-{n}-{end}", "claim": "c", "evidence": "e", "label": label, "error_type": ""}
        for n in range(20)
        for end, label in (("reference", "supported"), ("edited", "not_enough_evidence"))
    ]
    (tmp_path / "judge").mkdir()
    (tmp_path / "judge" / "pairs.jsonl").write_text("\n".join(map(json.dumps, rows)))
    halves = {half: load_judged(tmp_path, "pairs", half) for half in ("report", "tune")}
    for half, held in halves.items():
        stems = [pair_of(row.id) for row in held]
        assert all(stems.count(stem) == 2 for stem in stems)
        assert all(half_of(stem) == half for stem in stems)
    assert sum(len(held) for held in halves.values()) == 40


def test_a_row_of_another_shape_is_named(tmp_path: Path) -> None:
    (tmp_path / "qa").mkdir()
    path = tmp_path / "qa" / "odd.jsonl"
    with pytest.raises(DataError, match="is missing"):
        load_questions(tmp_path, "odd")
    path.write_text('{"id": "q"}\n')
    with pytest.raises(DataError, match="line 1"):
        load_questions(tmp_path, "odd")
    path.write_text("no json\n")
    with pytest.raises(DataError, match="line 1"):
        load_questions(tmp_path, "odd")


def test_the_data_folder_is_asked_for_clearly(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="CITEPROOF_EVAL_DATA"):
        require_data(None)
    with pytest.raises(DataError, match="no folder qa, judge"):
        require_data(tmp_path)
    (tmp_path / "qa").mkdir()
    (tmp_path / "judge").mkdir()
    assert require_data(tmp_path) == tmp_path


def test_a_title_stands_above_the_text() -> None:
    titled = SourceDocument(id="d-1", title="Gate", text="It opened.")
    assert (titled.name, titled.content) == ("d-1.txt", "Gate\n\nIt opened.")
    assert SourceDocument(id="d", title="", text="It opened.").content == "It opened."


@given(st.lists(st.integers(), unique=True, min_size=4, max_size=60), st.integers(1, 60))
def test_every_beginning_is_stratified(numbers: list[int], size: int) -> None:
    ordered = spread(numbers, name=str, stratum=lambda number: number % 3)
    assert sorted(ordered) == sorted(numbers)
    taken = ordered[:size]
    for stratum in range(3):
        whole = sum(number % 3 == stratum for number in numbers)
        held = sum(number % 3 == stratum for number in taken)
        assert abs(held - whole * len(taken) / len(numbers)) <= 2


@given(st.lists(st.integers(), unique=True, max_size=30))
def test_the_order_does_not_depend_on_the_file(numbers: list[int]) -> None:
    def ordered(given: list[int]) -> list[int]:
        return spread(given, name=str, stratum=lambda number: number % 2)

    assert ordered(numbers) == ordered(sorted(numbers))
