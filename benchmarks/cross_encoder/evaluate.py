"""Figures of the report half: `python -m benchmarks.cross_encoder.evaluate EVAL_DATA OUT`.

Reads the model that `train` wrote into OUT. Where OUT has `judge_report.jsonl` with the zero-shot
judge's log-odds (`{"id", "z"}` a line), the judge's own figures stand beside, and those of both
together where it has scored items of the tune half too. Writes `scores.jsonl` and `figures.json`.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from benchmarks.cross_encoder.combine import fit_combination, refusing_below
from benchmarks.cross_encoder.figures import first_stage, measured
from benchmarks.cross_encoder.items import Item, items
from benchmarks.cross_encoder.pair import read_pairs
from benchmarks.cross_encoder.scorer import Scorer
from benchmarks.measures.data import require_data
from rag.evaluation.statistics import Metric

__all__ = ["main"]

_JUDGE = "judge_report.jsonl"
_COMBINED = ("fever_symmetric", "wice", "bump")


def main(argv: list[str] | None = None) -> None:
    """Score, print a table, write the figures.

    Args:
        argv: Arguments of the command; None takes those of the process.

    Raises:
        DataError: The evaluation data is not there or a row has another shape.
        FileNotFoundError: `prepare` has not been run.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("eval_data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--model", default="cross_encoder.onnx", help="file in OUT")
    parser.add_argument("--limit", type=int, help="most items of each half, to try it out")
    given = parser.parse_args(argv)
    data = require_data(given.eval_data)
    files = json.loads((given.out / "models.json").read_text(encoding="utf-8"))
    scorer = Scorer(given.out / given.model, Path(files["tokenizer"]))
    report = items(data, "report")[: given.limit]
    unseen = _unseen(items(data, "tune"), given.out)[: given.limit]
    scores = _scored([*report, *unseen], scorer)
    _write_scores(given.out / "scores.jsonl", scores)
    judge = _judge_scores(given.out / _JUDGE)
    systems, notes = _systems(report, unseen, scores, judge)
    notes["ms_a_pair"] = round(statistics.median(scorer.spent_ms), 2)
    written = {
        "notes": notes,
        **{
            name: {figure: asdict(metric) for figure, metric in metrics.items()}
            for name, metrics in systems.items()
        },
    }
    (given.out / "figures.json").write_text(json.dumps(written, indent=2) + "\n", encoding="utf-8")
    print("\n".join(_table(systems)))
    print(json.dumps(notes, indent=2))


def _unseen(listed: Sequence[Item], out: Path) -> list[Item]:
    """The judged items of the tune half that nothing was learned from."""
    learned = {pair.id.rpartition("-")[0] for pair in read_pairs(out / "train.jsonl")}
    return [item for item in listed if item.of in _COMBINED and item.id not in learned]


def _scored(listed: Sequence[Item], scorer: Scorer) -> dict[str, float]:
    scores: dict[str, float] = {}
    for at, item in enumerate(listed, start=1):
        scores[item.id] = scorer.weakest(item.evidence, item.claim)
        if at % 50 == 0:
            print(f"\rscored {at} of {len(listed)}", end="", file=sys.stderr)
    return scores


def _write_scores(path: Path, scores: Mapping[str, float]) -> None:
    lines = (json.dumps({"id": name, "z": round(value, 5)}) for name, value in scores.items())
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def _judge_scores(path: Path) -> dict[str, float]:
    if not path.is_file():
        return {}
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return {row["id"]: float(row["z"]) for row in rows}


def _systems(
    report: Sequence[Item],
    unseen: Sequence[Item],
    scores: Mapping[str, float],
    judge: Mapping[str, float],
) -> tuple[dict[str, dict[str, Metric]], dict[str, float | str]]:
    """Figures by system, and what was fitted."""
    threshold = refusing_below(unseen, scores)
    claims = [item for item in report if item.of in _COMBINED]
    systems = {
        "alone": {**measured(report, scores), **first_stage(claims, scores, threshold)},
    }
    notes: dict[str, float | str] = {"refuses_below": threshold}
    if judge:
        systems["judge"] = measured(report, judge)
        systems["alone_on_judged"] = measured([item for item in report if item.id in judge], scores)
    combination = fit_combination(unseen, judge, scores)
    if combination is None:
        notes["combination"] = "not fitted: the judge has not scored items of the tune half"
    else:
        systems["together"] = measured(report, combination.together(judge, scores))
        notes["combination"] = json.dumps(asdict(combination))
    return systems, notes


def _table(systems: Mapping[str, Mapping[str, Metric]]) -> list[str]:
    names = dict.fromkeys(name for metrics in systems.values() for name in metrics)
    lines = ["| figure | " + " | ".join(systems) + " |", "|---" * (len(systems) + 1) + "|"]
    for name in names:
        cells = [_cell(metrics.get(name)) for metrics in systems.values()]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return lines


def _cell(metric: Metric | None) -> str:
    if metric is None:
        return "–"
    return f"{metric.value:.3f} [{metric.low:.3f}, {metric.high:.3f}] n={metric.n}"


if __name__ == "__main__":
    main()
