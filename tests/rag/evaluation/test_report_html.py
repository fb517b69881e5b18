from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

from rag.evaluation.compare import Comparison, compare_runs
from rag.evaluation.report_html import write_html
from rag.evaluation.results import RunFolder
from rag.evaluation.summary import summarise
from tests.rag.evaluation.sample_run import HOSTILE, INFO, results, sample_run

ELEMENT = re.compile(r'<script type="application/json" id="([^"]+)">(.*?)</script>')
INLINE = re.compile(r"<(script|style)>(.*?)</\1>", re.DOTALL)


def _page(
    folder: RunFolder, *, comparison: Comparison | None = None, previous: RunFolder | None = None
) -> str:
    path = folder.path / "report.html"
    summary = summarise(INFO, folder.results())
    write_html(path, folder, summary, comparison=comparison, previous=previous)
    return path.read_text(encoding="utf-8")


def _held(page: str) -> dict[str, Any]:
    return {name: json.loads(text) for name, text in ELEMENT.findall(page)}


def test_every_result_stands_in_the_page_whole(tmp_path: Path) -> None:
    held = _held(_page(sample_run(tmp_path)))
    assert [held[f"r{at}"] for at in range(4)] == [
        result.model_dump(mode="json") for result in results()
    ]
    assert [row["state"] for row in held["index"]] == ["right", "wrong", "right", "failed"]
    assert [row["at"] for row in held["index"]] == [0, 1, 2, 3]
    assert held["index"][3]["wrong"].startswith("the model stopped")


def test_the_overview_is_there_without_a_script(tmp_path: Path) -> None:
    page = _page(sample_run(tmp_path))
    assert "2 of 4 right (0.500), 1 failed" in page
    assert "1 answered, 1 conflicting, 1 failed, 1 not_found" in page
    assert "2026-01-02 03:04:05 UTC" in page
    assert re.search(r'<th scope="row">correct</th><td class="number">0\.500</td>', page)
    assert page.count("<svg") >= 3
    assert "results.jsonl" in page[page.index("<noscript>") :]


def test_no_text_becomes_markup_and_nothing_is_fetched(tmp_path: Path) -> None:
    page = _page(sample_run(tmp_path))
    assert HOSTILE not in page
    assert "<img" not in page
    assert page.count("</script>") == 4 + 1 + 1  # results, their list, the page's own
    assert "http" not in INLINE.sub("", page).replace("http-equiv", "")
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", page)


def test_only_the_pages_own_script_and_style_may_run(tmp_path: Path) -> None:
    page = _page(sample_run(tmp_path))
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy is not None and "default-src &#39;none&#39;" in policy[1]
    for kind, text in INLINE.findall(page):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{kind}-src &#39;sha256-{digest}&#39;" in policy[1]


def test_what_differs_from_a_previous_run_is_shown(tmp_path: Path) -> None:
    previous, folder = sample_run(tmp_path / "a"), RunFolder(tmp_path / "b")
    folder.start(INFO)
    first, *others = results()
    assert first.response is not None
    changed = first.response.model_copy(update={"text": "It is free."})
    wrong = first.model_copy(
        update={"response": changed, "wrong": ("lacks 4",), "scores": {"correct": 0.0}}
    )
    for result in [wrong, *others[:2]]:
        folder.append(result)
    comparison = compare_runs(previous, folder)
    page = _page(folder, comparison=comparison, previous=previous)
    index = _held(page)["index"]
    assert index[0]["before"] == "The fee is $4 million. [1]"
    assert "before" not in index[1] and "before" not in index[2]
    assert "Since the previous run" in page and "✗ now wrong" in page
    assert "lacks 4" in page


@pytest.mark.parametrize("name", ["report.html.part", "report.html"])
def test_a_report_is_written_over_a_part_left_by_a_kill(tmp_path: Path, name: str) -> None:
    folder = sample_run(tmp_path)
    (tmp_path / name).write_text("half", encoding="utf-8")
    assert _page(folder).startswith("<!doctype html>")
    assert not (tmp_path / "report.html.part").exists()
