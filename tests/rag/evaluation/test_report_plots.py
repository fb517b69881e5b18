from __future__ import annotations

import re
from xml.etree import ElementTree

from rag.evaluation.report_plots import interval_bar, risk_plot, seconds_plot
from rag.evaluation.statistics import CurvePoint


def _numbers(text: str) -> list[float]:
    return [float(each) for each in re.findall(r"-?\d+(?:\.\d+)?", text)]


def test_a_share_is_drawn_in_its_place() -> None:
    drawn = ElementTree.fromstring(interval_bar(0.5, 0.25, 1.0))  # noqa: S314 - made by this code
    circle = drawn.find("circle")
    assert circle is not None and float(circle.attrib["cx"]) == 2 + 156 * 0.5
    line = [path for path in drawn.findall("path") if path.attrib["class"] == "range"]
    assert _numbers(line[0].attrib["d"]) == [2 + 156 * 0.25, 7, 158]
    assert drawn.attrib["aria-label"] == "0.500, 0.250 to 1.000"


def test_risk_falls_to_the_bottom_and_a_long_curve_is_thinned() -> None:
    curve = [
        CurvePoint(threshold=1 - n / 5000, coverage=(n + 1) / 5000, risk=0.0) for n in range(5000)
    ]
    drawn = ElementTree.fromstring(risk_plot(curve))  # noqa: S314 - as above
    line = drawn.find("polyline")
    assert line is not None
    points = [tuple(_numbers(point)) for point in line.attrib["points"].split()]
    assert len(points) < 500
    assert points[-1] == (310.0, 166.0)  # the right end of the bottom


def test_times_are_counted_in_bars_and_all_are_there() -> None:
    drawn = ElementTree.fromstring(seconds_plot([0.0, 0.1, 9.9, 10.0]))  # noqa: S314 - as above
    bars = drawn.findall("rect")
    assert len(bars) == 2  # the first and the last twenty-fourth hold two each
    assert len({bar.attrib["height"] for bar in bars}) == 1
    assert "Times of 4 answers, the longest 10.00 s" in drawn.attrib["aria-label"]
    assert seconds_plot([]).count("<rect") == 0
