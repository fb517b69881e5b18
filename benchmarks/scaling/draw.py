"""Draws time, recall, memory and disk against the number of chunks."""

# pyright: reportUnknownMemberType=false
# matplotlib does not say what type its keyword arguments have.

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.plots import STYLE
from benchmarks.scaling.figures import label
from rag.evaluation.statistics import Metric

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw"]

_SIZE_IN = (7.3, 3.2)
_GRID = "#d9d9d9"
_LINES = (
    ("#1f5f99", "-", "o"),
    ("#1f5f99", ":", "o"),
    ("#b3541e", "-", "s"),
    ("#b3541e", ":", "s"),
)
_TIMES = {
    "p95_ms": "retrieval, p95",
    "p50_ms": "retrieval, p50",
    "vector_p95_ms": "vectors, p95",
    "vector_p50_ms": "vectors, p50",
}
_RECALL = {"recall10": "recall@10"}
_BYTES = {
    "bytes_per_chunk": "disk, all",
    "vector_disk_bytes_per_chunk": "disk, vectors",
    "vector_memory_bytes_per_chunk": "memory, vectors",
}


def draw(metrics: Mapping[str, Metric], sizes: Sequence[int], target: Path) -> None:
    """Write the figure as SVG, letters as paths, on white; the same figures give the same bytes.

    Args:
        metrics: Figures by name, each name ending with its size.
        sizes: Numbers of chunks; a figure that a size lacks is left out.
        target: The file.
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context(STYLE):
        figure = Figure(figsize=_SIZE_IN, layout="constrained", facecolor="white")
        times, recall, room = figure.subplots(1, 3)
        # Where only vectors were asked, the p95 of all is theirs, and there is no p50 of all.
        alone = {f"p95_ms_{name}" for name in map(label, sizes) if f"p50_ms_{name}" not in metrics}
        metrics = {name: metric for name, metric in metrics.items() if name not in alone}
        _curves(times, metrics, sizes, _TIMES)
        times.set_title("milliseconds a question", fontsize=10)
        times.set_ylim(bottom=0)
        _curves(recall, metrics, sizes, _RECALL)
        recall.set_title("recall@10", fontsize=10)
        recall.set_ylim(0.9, 1.005)
        _curves(room, metrics, sizes, _BYTES)
        room.set_title("bytes a chunk", fontsize=10)
        room.set_ylim(bottom=0)
        target.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(target, metadata={"Date": None, "Creator": None})


def _curves(
    axes: Axes, metrics: Mapping[str, Metric], sizes: Sequence[int], names: Mapping[str, str]
) -> None:
    for (name, said), (colour, dashes, mark) in zip(names.items(), _LINES, strict=False):
        found = [(size, metrics.get(f"{name}_{label(size)}")) for size in sizes]
        there = [(size, metric) for size, metric in found if metric is not None]
        if not there:
            continue
        values = [metric.value for _, metric in there]
        ends = [
            [max(0.0, metric.value - metric.low) for _, metric in there],
            [max(0.0, metric.high - metric.value) for _, metric in there],
        ]
        axes.errorbar(
            [size for size, _ in there],
            values,
            yerr=ends,
            color=colour,
            linestyle=dashes,
            marker=mark,
            markersize=4,
            linewidth=1.4,
            label=said,
        )
    axes.set_xscale("log")
    axes.set_xlabel("chunks")
    axes.grid(color=_GRID, linewidth=0.6)
    axes.set_axisbelow(True)
    if len(names) > 1:
        axes.legend(fontsize=7, frameon=False)
