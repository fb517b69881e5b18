from __future__ import annotations

import os
from pathlib import Path

import numpy as np

from benchmarks.scaling.steps import (
    Result,
    apart,
    disk_bytes,
    kept,
    peak_bytes,
    resident_bytes,
)


class Counted(Result):
    n: int


def test_a_result_is_made_once(tmp_path: Path) -> None:
    made: list[int] = []

    def make() -> Counted:
        made.append(1)
        return Counted(n=len(made))

    path = tmp_path / "index" / "built.json"
    assert [kept(path, Counted, make) for _ in range(3)] == [Counted(n=1)] * 3
    assert [each.name for each in path.parent.iterdir()] == ["built.json"]


def test_a_step_runs_in_another_process() -> None:
    assert apart(os.getpid) != os.getpid()
    assert apart(pow, 2, 5) == 32


def test_memory_is_that_of_this_process() -> None:
    before = resident_bytes()
    held = np.ones(50_000_000, dtype=np.uint8)
    assert peak_bytes() >= resident_bytes() >= before + len(held) // 2


def test_disk_counts_every_file_below_and_no_holes(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "a").write_bytes(b"x" * 10_000)
    with (tmp_path / "hole").open("wb") as file:
        file.truncate(50_000_000)
    assert 10_000 <= disk_bytes(tmp_path) < 1_000_000
