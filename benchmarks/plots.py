"""Draw risk against coverage from the figures that `grounding.py` has written.

    python benchmarks/plots.py GROUNDING_JSON OUT_FOLDER [--level strict|balanced|open]

Writes `risk_coverage.svg` with a panel for each set of questions. The same figures give the same
bytes. Exits 1 when there is nothing to draw.
"""

# pyright: reportUnknownMemberType=false
# matplotlib does not say what type its keyword arguments have.

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict

from benchmarks.measures.published import Published, read_published
from rag.answering.calibration import RiskLevel, risk_threshold
from rag.evaluation.statistics import CurvePoint

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = [
    "Panel",
    "PlotError",
    "Step",
    "draw",
    "level_step",
    "main",
    "read_panels",
    "steps",
    "wilson_interval",
]

SETS: Mapping[str, str] = {"squad2": "SQuAD 2.0", "clapnq": "CLAP NQ"}
LEVELS: tuple[RiskLevel, ...] = ("strict", "balanced", "open")
FILE_NAME = "risk_coverage.svg"

_MARKS: Mapping[RiskLevel, str] = {"strict": "s", "balanced": "o", "open": "^"}
_LINE, _BAND, _GRID, _INK = "#1f5f99", "#d5e4f1", "#d9d9d9", "#222222"
STYLE: dict[Any, Any] = {  # the keys are literals that only matplotlib names
    "axes.edgecolor": _INK,
    "axes.labelcolor": _INK,
    "font.family": "DejaVu Sans",  # comes with matplotlib, so every machine draws the same
    "font.size": 9,
    "svg.fonttype": "path",
    "svg.hashsalt": "citeproof",
    "text.color": _INK,
    "xtick.color": _INK,
    "ytick.color": _INK,
}
_SIZE_IN = (7.3, 3.9)
_Z = 1.959964


class PlotError(Exception):
    """There is nothing to draw."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What is answered at one threshold, and how often wrongly.

    Attributes:
        threshold: Everything with at least this confidence is answered, 0–1.
        coverage: Share of the questions answered, 0–1.
        risk: Share wrong among them, 0–1.
        low: Lower end of the 95 % interval of the risk, 0–1.
        high: Upper end, 0–1.
    """

    threshold: float
    coverage: float
    risk: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One set of questions.

    Attributes:
        title: Its name for readers.
        n: Number of questions.
        steps: By falling threshold.
    """

    title: str
    n: int
    steps: tuple[Step, ...]


class _Figure(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    n: int


class _Report(Published):
    metrics: dict[str, _Figure]
    curves: dict[str, list[CurvePoint]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Draw the figure; return the exit code.

    Args:
        arguments: Command line; that of the process when None.
    """
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("figures", type=Path, metavar="GROUNDING_JSON")
    parser.add_argument("folder", type=Path, metavar="OUT_FOLDER")
    parser.add_argument(
        "--level", choices=LEVELS, default="balanced", help="answer.risk of that run"
    )
    options = parser.parse_args(arguments)
    try:
        panels = read_panels(options.figures)
        options.folder.mkdir(parents=True, exist_ok=True)
        draw(panels, options.folder / FILE_NAME, measured=options.level)
    except (OSError, PlotError) as exc:
        print(f"error: {exc}", file=sys.stderr)
        return 1
    return 0


def wilson_interval(wrong: int, n: int) -> tuple[float, float]:
    """Return the 95 % interval of a share; also of none and of all it is wider than nothing.

    Args:
        wrong: How many of them, 0 to n.
        n: At least 1.

    Source: Wilson, "Probable inference, the law of succession, and statistical inference", 1927.
    """
    share, spread = wrong / n, _Z * _Z / n
    middle = (share + spread / 2) / (1 + spread)
    half = _Z * math.sqrt(share * (1 - share) / n + spread / (4 * n)) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)


def steps(points: Sequence[CurvePoint], n: int) -> tuple[Step, ...]:
    """Return the points of a curve by falling threshold, each risk with its interval.

    Args:
        points: Shares of the n questions, in any order.
        n: Number of questions, at least 1.

    Raises:
        PlotError: If a point answers none of the questions, or more than there are.
    """
    found: list[Step] = []
    for point in sorted(points, key=lambda each: each.threshold, reverse=True):
        answered = round(point.coverage * n)
        wrong = round(point.risk * answered)
        if not 0 <= wrong <= answered or not 1 <= answered <= n:
            raise PlotError(
                f"coverage {point.coverage} and risk {point.risk} are no shares of {n} questions; "
                "measure again with benchmarks/grounding.py"
            )
        low, high = wilson_interval(wrong, answered)
        found.append(
            Step(
                threshold=point.threshold,
                coverage=point.coverage,
                risk=point.risk,
                low=low,
                high=high,
            )
        )
    return tuple(found)


def level_step(found: Sequence[Step], threshold: float) -> Step | None:
    """Return where a threshold stands on a curve; None when it lets no question through.

    Args:
        found: By falling threshold.
        threshold: Least confidence of an answer, 0–1.
    """
    return next((step for step in reversed(found) if step.threshold >= threshold), None)


def read_panels(figures: Path) -> list[Panel]:
    """Return a panel for each set of questions that a run has measured.

    Args:
        figures: What `grounding.py --json` wrote.

    Raises:
        PlotError: If the file cannot be read, is of the tune half or holds no curve.
    """
    report = read_published(figures, _Report, error=PlotError)
    panels: list[Panel] = []
    for name, title in SETS.items():
        points, counted = report.curves.get(name), report.metrics.get(f"{name}_aurc")
        if points and counted and counted.n:
            panels.append(Panel(title=title, n=counted.n, steps=steps(points, counted.n)))
    if not panels:
        raise PlotError(
            f"{figures} holds no curve of {' or '.join(SETS)}; run benchmarks/grounding.py --only "
            f"{' '.join(SETS)} --json {figures}"
        )
    return panels


def draw(panels: Sequence[Panel], target: Path, *, measured: RiskLevel = "balanced") -> None:
    """Write the figure as SVG, about 700 pixels wide, letters as paths, on white.

    Args:
        panels: At least one, from left to right.
        target: The file.
        measured: The risk level of the run; below its threshold the questions were not answered
            and count as wrong, so that part of the curve is dotted.
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context(STYLE):
        figure = Figure(figsize=_SIZE_IN, layout="constrained", facecolor="white")
        axes = figure.subplots(1, len(panels), squeeze=False, sharey=True)
        for panel, place in zip(panels, axes[0], strict=True):
            _draw_panel(place, panel, risk_threshold(measured))
        axes[0][0].set_ylabel("risk: share wrong among the answered")
        figure.savefig(target, metadata={"Date": None, "Creator": None})


def _draw_panel(axes: Axes, panel: Panel, threshold: float) -> None:
    answered = [step for step in panel.steps if step.threshold >= threshold]
    silent = [*answered[-1:], *panel.steps[len(answered) :]]
    axes.fill_between(
        [step.coverage for step in panel.steps],
        [step.low for step in panel.steps],
        [step.high for step in panel.steps],
        color=_BAND,
        linewidth=0,
    )
    for part, dashes in ((answered, "-"), (silent, ":")):
        axes.plot(
            [step.coverage for step in part],
            [step.risk for step in part],
            color=_LINE,
            linestyle=dashes,
            linewidth=1.6,
        )
    for level in LEVELS:
        _mark(axes, panel.steps, level)
    axes.set_title(f"{panel.title} (n = {panel.n})", fontsize=10)
    axes.set_xlabel("coverage: share of the questions answered")
    axes.set_xlim(0, 1.02)
    axes.set_ylim(-0.02, 1.02)
    axes.grid(color=_GRID, linewidth=0.6)
    axes.set_axisbelow(True)


def _mark(axes: Axes, found: Sequence[Step], level: RiskLevel) -> None:
    step = level_step(found, risk_threshold(level))
    if step is None:
        return
    axes.plot(
        [step.coverage],
        [step.risk],
        marker=_MARKS[level],
        markersize=7,
        markerfacecolor="white",
        markeredgecolor=_INK,
        markeredgewidth=1.4,
        linestyle="none",
    )
    axes.annotate(
        f"{level} {risk_threshold(level):.2f}".replace("0.", "."),
        (step.coverage, step.risk),
        xytext=(9, -10),
        textcoords="offset points",
    )


if __name__ == "__main__":
    raise SystemExit(main())
