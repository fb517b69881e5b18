"""Measure the page in a real browser, on the embedded models and the sample documents.

    python benchmarks/browser.py [--json FILE] [--only SECTION …]

The sections:

asking   every seed question, the server warm: from Enter until evidence is on the screen, and
         whether the first checked sentence was there before the whole answer was done
axe      serious and critical findings of axe-core on every view, light and dark, wide and narrow
hostile  documents that attack the page, asked about, opened and listed: how many of them ran
         something, became markup or made the page fetch from elsewhere

Needs `chromium` on the PATH and the development requirements. Exits 0 whatever the figures, and 1
only when it cannot be run.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, sync_playwright

from benchmarks.browsing.hostile import HOSTILE, write_hostile
from benchmarks.browsing.serving import served
from benchmarks.browsing.visit import CHROMIUM, Visit
from benchmarks.scoring import write_report
from ingest import Ingestor
from rag.errors import QAError
from rag.evaluation.dataset import load_questions
from rag.evaluation.statistics import Metric, count_metric, figure_metric, share_metric

__all__ = ["SECTIONS", "main"]

ROOT = Path(__file__).resolve().parent.parent
SEEDS, QUESTIONS = ROOT / "seeds", ROOT / "benchmarks" / "seed_questions.jsonl"
TIMEOUT_S = 180.0
WARM_UP = "What do these articles report on?"
VIEWS = ("Check", "Documents", "Evaluate")

# Times are taken in the page: Enter, and the first frame after the words are in the document.
_WATCH = """
() => {
  window.times = {};
  const turns = () => [...document.querySelectorAll('.cp-turn')];
  const shown = (name, selector) => {
    if (times.enter === undefined || times[name] !== undefined) return;
    if (turns().slice(times.turns).some((turn) => turn.querySelector(selector))) {
      times[name] = null;
      requestAnimationFrame(() => { times[name] = performance.now(); });
    }
  };
  new MutationObserver(() => {
    shown('evidence', '.cp-card');
    shown('sentence', '.cp-claim');
    shown('done', '.cp-status');
  }).observe(document.body, { subtree: true, childList: true });
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    window.times = { enter: performance.now(), turns: turns().length };
  }, true);
}
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--json", type=Path, help="write the figures here")
    parser.add_argument("--only", nargs="+", choices=list(SECTIONS), help="run these sections")
    given = parser.parse_args(arguments)
    if CHROMIUM is None:
        print("no Chromium was found: install Debian's `chromium`", file=sys.stderr)
        return 1
    metrics: dict[str, Metric] = {}
    try:
        with sync_playwright() as playwright, tempfile.TemporaryDirectory() as work:
            browser = playwright.chromium.launch(
                executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
            )
            for name in given.only or SECTIONS:
                metrics |= SECTIONS[name](browser, Path(work))
            browser.close()
    except (QAError, OSError, RuntimeError) as exc:
        print(f"cannot be run: {exc}", file=sys.stderr)
        return 1
    for name, metric in metrics.items():
        interval = f"(n {metric.n}, 95 % interval {metric.low:.4g} to {metric.high:.4g})"
        print(f"{name:28} {metric.value:.4g}  {interval}")
    if given.json:
        write_report(given.json, metrics)
    return 0


def _asking(browser: Browser, work: Path) -> Mapping[str, Metric]:
    """Ask every seed question in a conversation of its own."""
    evidence: list[float] = []
    early: list[bool] = []
    with served(_serve(_taken_in(work / "seeds", [SEEDS]))) as address:
        visit = Visit(browser, address, timeout_s=TIMEOUT_S)
        visit.ask(WARM_UP)
        for question in load_questions(QUESTIONS):
            visit.open(address)
            visit.page.evaluate(_WATCH)
            visit.ask(question.question)
            visit.page.wait_for_function("times.done")
            times: dict[str, float] = visit.page.evaluate("times")
            if "evidence" in times:
                evidence.append(times["evidence"] - times["enter"])
            if "sentence" in times:
                early.append(times["sentence"] < times["done"])
            print(f"{question.id}  {json.dumps(_since(times))}", flush=True)
    return {
        "evidence_visible_p95_ms": figure_metric(evidence, _p95),
        "first_sentence_before_done": share_metric(early),
    }


def _axe(browser: Browser, work: Path) -> Mapping[str, Metric]:
    """Look at every view in both schemes and two widths."""
    found: list[str] = []
    looks = 0
    with served(_serve(_taken_in(work / "seeds", [SEEDS]))) as address:
        for dark in (False, True):
            for width in (360, 1280):
                visit = Visit(browser, address, timeout_s=TIMEOUT_S, dark=dark, width=width)
                found += visit.serious()
                visit.ask("Is there a purchase commitment?")
                found += visit.serious()
                visit.page.locator(".cp-cite").first.click()
                visit.page.wait_for_selector("dialog[open] iframe")
                found += visit.serious()
                visit.page.keyboard.press("Escape")
                for name in VIEWS:
                    visit.tab(name)
                    found += visit.serious()
                looks += 3 + len(VIEWS)
                visit.context.close()
    for each in found:
        print(each)
    return {"axe_serious": count_metric([True] * len(found) + [False] * (looks - len(found)))}


def _hostile(browser: Browser, work: Path) -> Mapping[str, Metric]:
    """Ask about every hostile document, and open its page."""
    data = _taken_in(work / "hostile", write_hostile(work / "attacks"))
    ran: list[bool] = []
    with served(_serve(data)) as address:
        for document in HOSTILE:
            visit = Visit(browser, address, timeout_s=TIMEOUT_S)
            visit.ask(document.question)
            bad = visit.executed()
            links = visit.page.locator(".cp-card a.cp-open")
            addresses = [link.get_attribute("href") or "" for link in links.all()]
            visit.tab("Documents")
            visit.page.wait_for_selector("#documents-table table")
            bad = bad or visit.executed()
            for opened in addresses[:2]:
                visit.page.goto(address.rstrip("/") + opened)
                bad = bad or visit.executed()
            ran.append(bad or bool(visit.errors) or bool(visit.foreign))
            print(f"{document.subject}  {'RAN' if ran[-1] else 'stayed text'}", flush=True)
            visit.context.close()
    return {"hostile_executed": count_metric(ran)}


SECTIONS: Mapping[str, Callable[[Browser, Path], Mapping[str, Metric]]] = {
    "asking": _asking,
    "axe": _axe,
    "hostile": _hostile,
}
"""What is measured, by name."""


def _taken_in(data: Path, paths: Sequence[Path]) -> Path:
    if not data.is_dir():
        Ingestor(data=data).ingest(paths)
    return data


def _serve(data: Path) -> list[str]:
    command = Path(sys.executable).with_name("citeproof")
    return [str(command), "serve", "--port", "0", "--data", str(data)]


def _p95(values: Sequence[float]) -> float:
    return float(np.quantile(values, 0.95))


def _since(times: Mapping[str, float]) -> dict[str, int]:
    return {
        name: round(at - times["enter"])
        for name, at in times.items()
        if name in ("evidence", "sentence", "done")
    }


if __name__ == "__main__":
    sys.exit(main())
