from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.plots import (
    FILE_NAME,
    PlotError,
    level_step,
    main,
    read_panels,
    steps,
    wilson_interval,
)
from rag.evaluation.statistics import CurvePoint, Scored, risk_coverage

SCORED: list[Scored] = [(0.9, True), (0.8, True), (0.6, False), (0.6, True), (0.2, False)]


def write_figures(path: Path, scored: Sequence[Scored] = SCORED, *, half: str = "report") -> Path:
    points = [
        {"threshold": p.threshold, "coverage": p.coverage, "risk": p.risk}
        for p in risk_coverage(scored)
    ]
    metrics = {"squad2_aurc": {"value": 0.2, "n": len(scored), "low": 0.1, "high": 0.3}}
    report = {"half": half, "metrics": metrics, "curves": {"squad2": points}}
    path.write_text(json.dumps(report), encoding="utf-8")
    return path


def test_steps_keep_the_curve_and_count_each_interval() -> None:
    points = risk_coverage(SCORED)
    found = steps(points[::-1], len(SCORED))
    assert [(s.threshold, s.coverage, s.risk) for s in found] == [
        (0.9, 0.2, 0.0),
        (0.8, 0.4, 0.0),
        (0.6, 0.8, 0.25),
        (0.2, 1.0, 0.4),
    ]
    assert [(s.low, s.high) for s in found] == [
        wilson_interval(wrong, answered) for wrong, answered in [(0, 1), (0, 2), (1, 4), (2, 5)]
    ]


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60))
def test_every_measured_curve_can_be_drawn(scored: list[Scored]) -> None:
    found = steps(risk_coverage(scored), len(scored))
    assert found[-1].coverage == 1
    for step in found:
        assert 0 <= step.low <= step.risk + 1e-9
        assert step.risk - 1e-9 <= step.high <= 1


@pytest.mark.parametrize(
    ("wrong", "n", "expected"),
    [(0, 10, (0.0, 0.2775)), (5, 10, (0.2366, 0.7634)), (10, 10, (0.7225, 1.0))],
)
def test_the_interval_of_a_share(wrong: int, n: int, expected: tuple[float, float]) -> None:
    assert wilson_interval(wrong, n) == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize(
    ("threshold", "coverage"), [(0.95, None), (0.9, 0.2), (0.7, 0.4), (0.6, 0.8), (0.0, 1.0)]
)
def test_a_level_stands_at_the_last_question_it_lets_through(
    threshold: float, coverage: float | None
) -> None:
    step = level_step(steps(risk_coverage(SCORED), len(SCORED)), threshold)
    assert (step and step.coverage) == coverage


@pytest.mark.parametrize(("coverage", "risk"), [(0.01, 0.0), (1.4, 0.0), (0.5, 1.5)])
def test_shares_that_no_count_gives_are_refused(coverage: float, risk: float) -> None:
    point = CurvePoint(threshold=0.5, coverage=coverage, risk=risk)
    with pytest.raises(PlotError, match="grounding"):
        steps([point], 5)


def test_the_picture_is_the_same_byte_for_byte(tmp_path: Path) -> None:
    figures = write_figures(tmp_path / "figures.json")
    for folder in ("one", "two"):
        assert main([str(figures), str(tmp_path / folder)]) == 0
    first, second = ((tmp_path / folder / FILE_NAME).read_bytes() for folder in ("one", "two"))
    assert first == second
    text = first.decode("utf-8")
    assert not re.search(r"<text|font-family|dc:date|Matplotlib v", text)
    assert "fill: #ffffff" in text
    assert read_panels(figures)[0].n == 5


def test_the_dotted_part_moves_with_the_level_of_the_run(tmp_path: Path) -> None:
    figures = str(write_figures(tmp_path / "figures.json"))
    assert main([figures, str(tmp_path / "a")]) == 0
    assert main([figures, str(tmp_path / "b"), "--level", "strict"]) == 0
    assert (tmp_path / "a" / FILE_NAME).read_bytes() != (tmp_path / "b" / FILE_NAME).read_bytes()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "no figures"),
        ('{"half": "report", "metrics": {}, "curves": {}}', "--only squad2 clapnq"),
        ('{"half": "tune", "metrics": {}, "curves": {}}', "tune half"),
    ],
)
def test_what_cannot_be_drawn_says_why(
    text: str, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    figures = tmp_path / "figures.json"
    figures.write_text(text, encoding="utf-8")
    assert main([str(figures), str(tmp_path / "out")]) == 1
    told = capsys.readouterr().err
    assert says in told
    assert str(figures) in told
    assert not (tmp_path / "out").exists()
