"""The figures of a report as SVG, drawn by code."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from rag.evaluation.statistics import CurvePoint

__all__ = ["interval_bar", "risk_plot", "seconds_plot"]

_WIDTH, _HEIGHT, _LEFT, _BOTTOM, _TOP = 320, 200, 40, 34, 30
_BARS = 24


def interval_bar(value: float, low: float, high: float) -> Markup:
    """Return a share with its interval on a line from 0 to 1."""
    start, place, end = (2 + 156 * min(1.0, max(0.0, each)) for each in (low, value, high))
    return Markup(
        '<svg width="160" height="14" viewBox="0 0 160 14" role="img" aria-label="{label}">'
        '<path class="axis" d="M2 7H158"/><path class="range" d="M{start:.1f} 7H{end:.1f}"/>'
        '<circle class="bar" cx="{place:.1f}" cy="7" r="4"/></svg>'
    ).format(
        label=f"{value:.3f}, {low:.3f} to {high:.3f}",
        start=float(start),
        end=float(end),
        place=float(place),
    )


def risk_plot(curve: Sequence[CurvePoint]) -> Markup:
    """Return risk against coverage: the share of wrong answers when only the surest are given."""
    points = " ".join(f"{_x(point.coverage):.1f},{_y(point.risk):.1f}" for point in _thinned(curve))
    last = curve[-1]
    label = f"Risk against coverage: at full coverage {last.risk:.2f} of the answers are wrong"
    body = Markup('<polyline class="curve" points="{points}"/>').format(points=points)
    return _frame("Wrong among the surest answers", label, "share answered", body, "1")


def seconds_plot(seconds: Sequence[float]) -> Markup:
    """Return how many answers took how long."""
    longest = max(seconds, default=0.0) or 1.0
    counts = [0] * _BARS
    for each in seconds:
        counts[min(_BARS - 1, int(each / longest * _BARS))] += 1
    most = max(counts) or 1
    width = (_WIDTH - _LEFT - 10) / _BARS
    bars = [
        Markup(
            '<rect class="bar" x="{x:.1f}" y="{y:.1f}" width="{w:.1f}" height="{h:.1f}"/>'
        ).format(
            x=_LEFT + number * width,
            y=_y(count / most),
            w=max(1.0, width - 1),
            h=_HEIGHT - _BOTTOM - _y(count / most),
        )
        for number, count in enumerate(counts)
        if count
    ]
    label = f"Times of {len(seconds)} answers, the longest {longest:.2f} s"
    body = Markup("").join(bars)
    return _frame("Time of an answer", label, f"0 to {longest:.3g} seconds", body, str(most))


def _frame(title: str, label: str, across: str, body: Markup, top: str) -> Markup:
    base, right = _HEIGHT - _BOTTOM, _WIDTH - 10
    return Markup(
        '<svg viewBox="0 0 {width} {height}" role="img" aria-label="{label}">'
        "<title>{label}</title>"
        '<text x="{left}" y="16">{title}</text>'
        '<path class="axis" d="M{left} {top_y}V{base}H{right}"/>'
        '<text x="{tick}" y="{top_text}" text-anchor="end">{top}</text>'
        '<text x="{tick}" y="{base}" text-anchor="end">0</text>'
        '<text x="{right}" y="{below}" text-anchor="end">{across}</text>{body}</svg>'
    ).format(
        width=_WIDTH, height=_HEIGHT, label=label, title=title, left=_LEFT, top_y=_TOP, base=base,
        right=right, tick=_LEFT - 6, top_text=_TOP + 8, top=top, below=_HEIGHT - 12,
        across=across, body=body,
    )  # fmt: skip


def _thinned(curve: Sequence[CurvePoint]) -> list[CurvePoint]:
    step = max(1, len(curve) // 400)
    return [*curve[::step], curve[-1]]


def _x(share: float) -> float:
    return _LEFT + share * (_WIDTH - _LEFT - 10)


def _y(share: float) -> float:
    return _TOP + (1 - share) * (_HEIGHT - _BOTTOM - _TOP)
