"""Measure the batch evaluation itself: what a kill costs, how fast it is, what its gates catch.

    python benchmarks/evaluation.py [--json FILE] [--only SECTION …] [--questions N]

All on a made-up corpus and models without weights (`benchmarks/evaluating`), so that the figures
are of the evaluation and not of a model. The sections:

resume      a run killed by SIGKILL at ten random points and resumed, beside one left alone
throughput  N questions, 5,000 by default, beside the same answers without evaluation; memory
report      the time in which Chromium opens the report of that run; needs `chromium` on the PATH
gates       --no-worse-than: twenty unchanged runs whose models err at random, and planted
            regressions: sentences that cite nothing, a retriever cut to one passage

Exits 0 whatever the figures, and 1 only when it cannot be run.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.evaluating.command import take_in
from benchmarks.evaluating.made_up import write_corpus, write_questions
from benchmarks.evaluating.opening import BrowserMissing, opening_seconds
from benchmarks.evaluating.runs import (
    BenchmarkError,
    answering_seconds,
    finished,
    killed_at,
    peak_mb,
    results_of,
)
from benchmarks.scoring import write_report
from rag.evaluation.statistics import Metric, count_metric, median_metric

__all__ = ["SECTIONS", "World", "main"]

PLANTS, QUESTIONS = 200, 5000
KILLED_QUESTIONS, KILLS, KILLED_DELAY_MS = 150, 10, 3
GATE_QUESTIONS, UNCHANGED, NOISE = 150, 20, 0.02
REGRESSIONS = ("citations", "passages")
SEED = 20260101


@dataclass(slots=True)
class World:
    """Where a benchmark works.

    Attributes:
        folder: Holds everything.
        questions: Questions of the long run.
        long_run: The folder of the long run, once there is one.
    """

    folder: Path
    questions: int
    long_run: Path | None = field(default=None)

    @property
    def data(self) -> Path:
        """The data directory, taken in at first use."""
        data = self.folder / "data"
        if not data.is_dir():
            write_corpus(self.folder / "source", PLANTS)
            take_in(self.folder / "source", data)
        return data

    def file(self, count: int) -> Path:
        """Return a file of so many questions."""
        path = self.folder / f"questions-{count}.jsonl"
        if not path.is_file():
            write_questions(path, count, known=PLANTS)
        return path


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures here")
    parser.add_argument("--only", nargs="+", default=[], choices=list(SECTIONS), help="these only")
    parser.add_argument("--questions", type=int, default=QUESTIONS, metavar="N", help="long run")
    options = parser.parse_args(arguments)
    metrics: dict[str, Metric] = {}
    with tempfile.TemporaryDirectory(prefix="citeproof-evaluation-") as folder:
        world = World(folder=Path(folder), questions=options.questions)
        for name, section in SECTIONS.items():
            if options.only and name not in options.only:
                continue
            try:
                found = section(world)
            except (BenchmarkError, BrowserMissing, OSError) as exc:
                print(f"error: {exc}", file=sys.stderr)
                return 1
            for metric, figure in found.items():
                print(f"{metric:<32} {figure.value:>9.4g}  (n {figure.n})", flush=True)
            metrics |= found
            if options.json:
                write_report(options.json, metrics)
    return 0


def _resume(world: World) -> dict[str, Metric]:
    """Return in how many results a run that was killed differs from one that was not."""
    file, chance = world.file(KILLED_QUESTIONS), random.Random(SEED)  # noqa: S311 - moments
    whole, killed = world.folder / "whole", world.folder / "killed"
    finished(world.data, file, whole, delay_ms=KILLED_DELAY_MS)
    moments = sorted(chance.sample(range(KILLED_QUESTIONS - 1), KILLS))
    kills = [
        killed_at(
            world.data, file, killed, results, chance.uniform(0, 0.1), delay_ms=KILLED_DELAY_MS
        )
        for results in moments
    ]
    finished(world.data, file, killed, "--resume", delay_ms=KILLED_DELAY_MS)
    left, right = results_of(whole), results_of(killed)
    differs = [left.get(key) != right.get(key) for key in left.keys() | right.keys()]
    return {
        "resume_differences": count_metric(differs),
        "resume_kills": count_metric(kills),
    }


def _throughput(world: World) -> dict[str, Metric]:
    """Return questions a second, the share of the time that answering takes, and memory."""
    few, many = world.questions // 10, world.questions
    small = finished(world.data, world.file(few), world.folder / "few")
    started = time.perf_counter()
    large = finished(world.data, world.file(many), world.folder / "many")
    seconds = time.perf_counter() - started
    world.long_run = world.folder / "many"
    alone = answering_seconds(world.data, world.file(few)) / few * many
    return {
        "eval_questions_per_s": _one(many / seconds, many),
        "eval_time_to_answering": _one(seconds / alone, many),
        "eval_peak_mb": _one(peak_mb(large), many),
        "eval_peak_mb_of_a_tenth": _one(peak_mb(small), few),
    }


def _report(world: World) -> dict[str, Metric]:
    if world.long_run is None:
        world.long_run = world.folder / "many"
        finished(world.data, world.file(world.questions), world.long_run)
    seconds = opening_seconds(world.long_run / "report.html")
    size = (world.long_run / "report.html").stat().st_size / 1e6
    return {"report_open_s": median_metric(seconds), "report_mb": _one(size, world.questions)}


def _gates(world: World) -> dict[str, Metric]:
    """Return how many unchanged runs the gate stops, and how many regressions it lets pass."""
    file, base = world.file(GATE_QUESTIONS), world.folder / "base"
    finished(world.data, file, base, noise=NOISE, seed=0)
    gate = ("--no-worse-than", str(base))
    unchanged = [
        finished(
            world.data, file, world.folder / f"again-{seed}", *gate, noise=NOISE, seed=seed
        ).code
        for seed in range(1, UNCHANGED + 1)
    ]
    planted = [
        finished(
            world.data,
            file,
            world.folder / regression,
            *gate,
            noise=NOISE,
            seed=UNCHANGED + 1,
            regression=regression,
        ).code
        for regression in REGRESSIONS
    ]
    return {
        "gate_false_alarms": count_metric([code != 0 for code in unchanged]),
        "gate_missed": count_metric([code != 3 for code in planted]),
    }


def _one(value: float, n: int) -> Metric:
    return Metric(value=value, n=n, low=value, high=value)


SECTIONS: Mapping[str, Callable[[World], dict[str, Metric]]] = {
    "resume": _resume,
    "throughput": _throughput,
    "report": _report,
    "gates": _gates,
}

if __name__ == "__main__":
    raise SystemExit(main())
