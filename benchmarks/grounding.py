"""Measure how often the checker errs, on public data and on sentences altered by code.

    python benchmarks/grounding.py [EVAL_DATA] [--json FILE] [--work DIR] [--sample N] [--full]
                                   [--only SECTION …] [--no-peer] [--half report|tune] [--retry]
    python -m benchmarks.grounding --table FILE …

EVAL_DATA, or CITEPROOF_EVAL_DATA, is the folder of the evaluation data, which is not part of this
project. Every result is kept in DIR as it is made, so a run that was ended goes on where it was; a
change of code or settings starts anew. The default sizes take about 45 minutes on two cores.
Exits 0 whatever the figures, and 1 only when it cannot be run.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from benchmarks.measures.answer_sections import clapnq, hotpotqa, peer, ramdocs, seeds, squad2
from benchmarks.measures.check_sections import altered, bump, fever, wice
from benchmarks.measures.data import DataError, Half, require_data
from benchmarks.measures.ledger import ROOT, fingerprint
from benchmarks.measures.options import data_parser
from benchmarks.measures.plan import Findings, Plan, Tools, default_tools, expected_seconds
from benchmarks.measures.table import TableError, published_table, put_table
from benchmarks.peer import PeerError
from benchmarks.scoring import write_report
from rag.errors import QAError
from rag.evaluation.statistics import CurvePoint, Metric
from rag.settings import load_settings

__all__ = ["SECTIONS", "main", "measure"]

SECTIONS: Mapping[str, Callable[[Plan], Findings]] = {
    "altered": altered,
    "fever": fever,
    "wice": wice,
    "bump": bump,
    "squad2": squad2,
    "clapnq": clapnq,
    "ramdocs": ramdocs,
    "hotpotqa": hotpotqa,
    "seeds": seeds,
    "peer": peer,
}
PAGE = ROOT / "docs" / "evaluation.md"
WORK = ROOT / "results" / "grounding"


def main(arguments: Sequence[str] | None = None, *, tools: Tools | None = None) -> int:
    """Run the benchmark; return the exit code.

    Args:
        arguments: Command line; that of the process when None.
        tools: Parts to measure with; those the settings name when None.
    """
    options = _options(arguments)
    if unknown := set(options.only) - set(SECTIONS):
        print(
            f"no section is called {', '.join(sorted(unknown))}; there are {', '.join(SECTIONS)}",
            file=sys.stderr,
        )
        return 2
    try:
        if options.table is not None:
            put_table(PAGE, published_table(options.table))
            return 0
        _run(options, tools or default_tools())
    except (DataError, FileNotFoundError, PeerError, QAError, TableError) as exc:
        print(f"error: {exc}", file=sys.stderr)
        return 1
    return 0


def measure(plan: Plan, sections: Sequence[str]) -> Findings:
    """Measure sections one after the other and return all their figures.

    Args:
        plan: The run.
        sections: Names of `SECTIONS`, in the order to measure them in.

    Raises:
        DataError: If a file of the evaluation data is missing or cannot be read.
        PeerError: If the peer cannot be started or has ended.
        QAError: If there is nothing to measure with.
    """
    metrics: dict[str, Metric] = {}
    curves: dict[str, Sequence[CurvePoint]] = {}
    for name in sections:
        found = SECTIONS[name](plan)
        metrics |= found.metrics
        curves |= found.curves
    return Findings(metrics=metrics, curves=curves)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = data_parser(__doc__, work=WORK, kept="results and corpora")
    parser.add_argument("--sample", type=_positive, metavar="N", help="at most N items a section")
    parser.add_argument("--full", action="store_true", help="all items; takes many hours")
    parser.add_argument(
        "--only", nargs="+", default=[], metavar="SECTION", help="measure these only"
    )
    parser.add_argument("--no-peer", action="store_true", help="leave plain LlamaIndex out")
    parser.add_argument(
        "--half", choices=("report", "tune"), default="report", help="tune: for development only"
    )
    parser.add_argument("--retry", action="store_true", help="measure what failed again")
    parser.add_argument(
        "--table",
        type=Path,
        nargs="+",
        metavar="FILE",
        help="put figures written by --json into the docs; of several files the first that has one",
    )
    return parser.parse_args(arguments)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a number of items, which is at least 1")
    return number


def _run(options: argparse.Namespace, tools: Tools) -> None:
    settings = load_settings()
    plan = Plan(
        data=require_data(options.data),
        work=options.work,
        half=options.half,
        key=fingerprint(settings),
        tools=tools,
        threshold=settings.answer.support_threshold,
        full=options.full,
        cap=options.sample,
        retry=options.retry,
    )
    sections = [
        name
        for name in SECTIONS
        if (name in options.only or not options.only) and not (name == "peer" and options.no_peer)
    ]
    if not (plan.full or plan.cap):
        minutes = expected_seconds(sections) / 60
        print(f"about {minutes:.0f} minutes on two cores, less what is there", file=sys.stderr)
    found = measure(plan, sections)
    _print(found, plan.half)
    if options.json:
        curves = {
            name: [asdict(point) for point in points] for name, points in found.curves.items()
        }
        more = {"half": plan.half, "results": plan.key, "curves": curves}
        write_report(options.json, found.metrics, more=more)


def _print(found: Findings, half: Half) -> None:
    print(
        "report half" if half == "report" else "TUNE HALF: for development, never to be published"
    )
    width = max((len(name) for name in found.metrics), default=0)
    for name, metric in found.metrics.items():
        print(
            f"{name:<{width}} {metric.value:>8.4g}  (n {metric.n}, "
            f"95 % interval {metric.low:.4g} to {metric.high:.4g})"
        )


if __name__ == "__main__":
    raise SystemExit(main())
