from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.cross_encoder.pair import Pair, is_dev, read_pairs, write_pairs


def test_pairs_are_read_as_they_were_written(tmp_path: Path) -> None:
    pairs = [
        Pair(id="1", source="wice", group="g", passage="Ä \u2028 x", claim="c\n", holds=True),
        Pair(id="2", source="gate", group="g", passage="p", claim="c?", holds=False),
    ]
    write_pairs(tmp_path / "pairs.jsonl", pairs)
    assert read_pairs(tmp_path / "pairs.jsonl") == pairs


def test_a_missing_file_names_the_command(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="prepare"):
        read_pairs(tmp_path / "train.jsonl")


def test_about_one_group_in_six_is_held_back() -> None:
    held = sum(is_dev(f"group {n}") for n in range(3000))
    assert 400 < held < 600
