from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.measures.ledger import Record
from benchmarks.measures.plan import SECONDS, SIZES, TAKING_IN, expected_seconds, failures
from tests.small_evaluation import make_plan


def test_a_section_takes_as_many_as_the_run_is_for(tmp_path: Path) -> None:
    items = list(range(1000))
    full = make_plan(tmp_path)
    assert len(full.take("fever", items)) == 1000
    assert len(replace(full, cap=5).take("fever", items)) == 5
    assert replace(full, full=False).take("fever", items) == items[: SIZES["fever"]]
    assert len(replace(full, full=False, cap=10_000).take("fever", items)) == SIZES["fever"]


def test_the_default_run_is_meant_for_three_quarters_of_an_hour() -> None:
    assert SIZES.keys() == SECONDS.keys()
    sections = ["altered", "fever", "wice", "bump", "squad2", "clapnq", "ramdocs", "hotpotqa"]
    whole = expected_seconds([*sections, "seeds", "peer"])
    assert expected_seconds(sections) < whole <= 45 * 60
    asking = sum(SIZES[name] * SECONDS[name] for name in SIZES)
    assert whole == pytest.approx(asking + sum(TAKING_IN.values()))


def test_failures_are_counted() -> None:
    metrics = failures("fever", [Record(), Record(error="stopped")])
    assert (metrics["fever_failed"].value, metrics["fever_failed"].n) == (1, 2)
