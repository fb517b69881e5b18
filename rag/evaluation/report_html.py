"""A run as one HTML file that opens without a network.

The overview is written as it is shown. Each result stands in an element of its own that the page's
script reads when its question is opened, so that a report of thousands of questions opens at once.
Texts of documents and answers reach the page as text only.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from textwrap import shorten
from typing import Any, TextIO

from jinja2 import Environment
from markupsafe import Markup

from rag.evaluation.compare import Comparison
from rag.evaluation.report_plots import interval_bar, risk_plot, seconds_plot
from rag.evaluation.results import Result, RunFolder
from rag.evaluation.summary import Figure, Summary, headline, is_share

__all__ = ["write_html"]

_GROUP_COLUMNS = ("correct", "citation_recall", "citation_precision", "gold_quote_found")
_QUESTION_CHARS = 240

_Before = Mapping[tuple[str, int], tuple[str, str]]
"""Status and text of a previous answer, by question id and repeat."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    name: str
    value: str
    interval: str
    drawn: Markup
    n: int
    failures: int


def write_html(
    path: Path,
    folder: RunFolder,
    summary: Summary,
    *,
    comparison: Comparison | None = None,
    previous: RunFolder | None = None,
) -> None:
    """Write the report of a run.

    Args:
        path: The file; it is there only when it is whole.
        folder: The run; its results are read one by one.
        summary: Its figures.
        comparison: What differs from a previous run.
        previous: That run, whose answers are shown where they differ.

    Raises:
        UsageError: If a folder cannot be read.
    """
    before = {
        (result.question.id, result.repeat): _said(result)
        for result in (previous.results() if previous is not None else ())
    }
    part = path.with_name(path.name + ".part")
    with part.open("w", encoding="utf-8", errors="replace") as file:
        seconds = [result.seconds for result in folder.results() if not result.error]
        file.write(_overview(summary, comparison, seconds))
        _write_results(file, folder, before, compared=previous is not None)
        file.write(f"<script>{_resource('report.js')}</script>\n</body>\n</html>\n")
    part.replace(path)


def _overview(summary: Summary, comparison: Comparison | None, seconds: list[float]) -> str:
    template = Environment(autoescape=True).from_string(_resource("report.html.j2"))
    plots = [seconds_plot(seconds)] if seconds else []
    if summary.curve:
        plots.insert(0, risk_plot(summary.curve))
    held = {name for group in _groups(summary).values() for each in group.values() for name in each}
    return template.render(
        summary=summary,
        headline=headline(summary),
        statuses=", ".join(f"{count} {status}" for status, count in summary.statuses.items()),
        begun=summary.info.created_at.replace("T", " ").replace("+00:00", " UTC"),
        comparison=comparison,
        figures=[_row(name, figure) for name, figure in summary.metrics.items()],
        plots=plots,
        groupings=list(_groups(summary).items()),
        group_columns=[name for name in _GROUP_COLUMNS if name in held],
        kinds=list(summary.by_kind),
        policy=_policy(),
        style=Markup(_resource("report.css")),  # noqa: S704 - our own file
    )


def _groups(summary: Summary) -> Mapping[str, Mapping[str, Mapping[str, Figure]]]:
    return {"By kind of question": summary.by_kind, "By tag": summary.by_tag}


def _row(name: str, figure: Figure) -> _Row:
    share = is_share(name)
    shape = ".3f" if share else ".4g"
    return _Row(
        name=name,
        value=f"{figure.value:{shape}}",
        interval=f"{figure.low:{shape}} to {figure.high:{shape}}",
        drawn=interval_bar(figure.value, figure.low, figure.high) if share else Markup(""),
        n=figure.n,
        failures=figure.failures,
    )


def _write_results(
    file: TextIO,
    folder: RunFolder,
    before: Mapping[tuple[str, int], tuple[str, str]],
    *,
    compared: bool,
) -> None:
    """Write every result into an element of its own, then the list of them."""
    index: list[dict[str, object]] = []
    for at, result in enumerate(folder.results()):
        index.append({"at": at, **_entry(result, before, compared=compared)})
        file.write(_element(f"r{at}", result.model_dump(mode="json")))
    file.write(_element("index", index))


def _entry(result: Result, before: _Before, *, compared: bool) -> dict[str, object]:
    question = result.question
    again = f" (asked again, {result.repeat + 1})" if result.repeat else ""
    entry: dict[str, object] = {
        "id": question.id,
        "question": shorten(question.question, _QUESTION_CHARS, placeholder=" …") + again,
        "kind": question.kind,
        "state": _state(result),
        "wrong": result.error or "; ".join(result.wrong),
    }
    old = before.get((question.id, result.repeat))
    if compared and old is None:
        entry["changed"] = "new"
    elif old is not None and old != _said(result):
        entry |= {"changed": "changed", "beforeStatus": old[0], "before": old[1]}
    return entry


def _state(result: Result) -> str:
    if result.error:
        return "failed"
    if result.wrong:
        return "wrong"
    return "right" if result.question.has_rules else "unjudged"


def _said(result: Result) -> tuple[str, str]:
    if result.response is None:
        return "failed", result.error
    return result.response.status or "answered", result.response.text


def _element(name: str, held: Any) -> str:  # noqa: ANN401 - any JSON
    """Return JSON that no text in it can end, or begin markup in."""
    text = json.dumps(held, ensure_ascii=False, separators=(",", ":"))
    for character, code in _ESCAPES.items():
        text = text.replace(character, code)
    return f'<script type="application/json" id="{name}">{text}</script>\n'


_ESCAPES = {character: f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


def _policy() -> str:
    sources = " ".join(_hashes("report.js"))
    styles = " ".join(_hashes("report.css"))
    return (
        f"default-src 'none'; script-src {sources}; style-src {styles}; "
        "base-uri 'none'; form-action 'none'"
    )


def _hashes(name: str) -> Iterator[str]:
    digest = hashlib.sha256(_resource(name).encode()).digest()
    yield f"'sha256-{base64.b64encode(digest).decode()}'"


def _resource(name: str) -> str:
    return resources.files("rag.evaluation").joinpath(name).read_text(encoding="utf-8")
