"""Fit the weights of the judge and the gate on the tune half of the evaluation data.

Usage: python -m benchmarks.calibrate EVAL_DATA [--sample N]

Writes the weights `support` and `gate` of `rag/answering/calibration.json` and keeps the rest: the
question's weights `answer` and the levels of `risk` (decision 8). Only items of the tune half are
read (last hex digit of sha256(id) even), so that the report half stays unseen.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.measures.data import half_of
from benchmarks.measures.figures import area_under_roc
from benchmarks.measures.logistic import fit_logistic
from ingest import Ingestor
from rag.answering.calibration import FILE, Weights, gate_features, support_features
from rag.answering.judge import Judge
from rag.answering.reading import passage_text
from rag.assemble import build_chat, build_pipeline
from rag.pipeline import AnswerPipeline
from rag.prompts import ANSWERS, JUDGE_SYSTEM, SUPPORTS, prompt_hash
from rag.settings import load_settings

__all__ = ["main"]

_SEED = 7
_RIDGE = 1e-2

Row = Mapping[str, Any]
Example = tuple[dict[str, float], bool]


def main() -> int:
    """Collect examples, fit, write; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("eval_data", type=Path)
    parser.add_argument("--sample", type=int, default=60, help="items per source")
    arguments = parser.parse_args()
    if not (arguments.eval_data / "judge").is_dir():
        print(f"{arguments.eval_data} holds no evaluation data (no folder judge)", file=sys.stderr)
        return 1
    asyncio.run(_calibrate(arguments.eval_data, arguments.sample))
    return 0


async def _calibrate(data: Path, sample: int) -> None:
    settings = load_settings()
    chat = build_chat(settings.models)
    judge = Judge(chat)
    fitted = {
        "support": _fit("support", await _support_examples(data, judge, sample)),
        "gate": _fit("gate", await _gate_examples(data, judge, sample)),
    }
    kept = json.loads(FILE.read_text(encoding="utf-8"))  # what is not fitted here
    written = {
        **kept,
        "model": chat.model_id,
        "prompts": prompt_hash(JUDGE_SYSTEM, SUPPORTS, ANSWERS),
        **fitted,
    }
    FILE.write_text(json.dumps(written, indent=2) + "\n")
    await chat.close()


def _tune_rows(path: Path, sample: int) -> list[Row]:
    """Return a seeded sample of the tune half of a JSONL file."""
    rows: list[Row] = [json.loads(line) for line in path.read_text().splitlines()]
    tune = [row for row in rows if half_of(row["id"]) == "tune"]
    random.Random(_SEED).shuffle(tune)  # noqa: S311 - sampling, not secrets
    return tune[:sample]


async def _support_examples(data: Path, judge: Judge, sample: int) -> list[Example]:
    examples: list[Example] = []
    for name in ("fever_symmetric", "wice"):
        for row in _tune_rows(data / "judge" / f"{name}.jsonl", sample):
            evidence = row["evidence"][:1600]
            judged = await judge.supports(row["claim"], evidence)
            features = support_features(judged, row["claim"], evidence)
            examples.append((features, row["label"] == "supported"))
            print(f"\rsupport {len(examples)}", end="", file=sys.stderr)
    return examples


async def _gate_examples(data: Path, judge: Judge, sample: int) -> list[Example]:
    examples: list[Example] = []
    for name in ("squad2", "clapnq"):
        rows = _tune_rows(data / "qa" / f"{name}.jsonl", sample)
        with tempfile.TemporaryDirectory() as folder:
            pipeline = _pooled(rows, Path(folder))
            for row in rows:
                for features, answers in await _passages(row, pipeline, judge):
                    examples.append((features, answers))
                print(f"\r{name} {len(examples)}", end="", file=sys.stderr)
    return examples


def _pooled(rows: Sequence[Row], folder: Path) -> AnswerPipeline:
    source = folder / "source"
    source.mkdir()
    for row in rows:
        for document in row["documents"]:
            (source / f"{document['id']}.txt").write_text(document["text"])
    Ingestor(data=folder / "data").ingest([source])
    return build_pipeline(load_settings(data=folder / "data"))


async def _passages(row: Row, pipeline: AnswerPipeline, judge: Judge) -> list[Example]:
    """Return at most one answering and one not answering passage of the evidence."""
    evidence = await pipeline.retrieve(row["question"])
    gold = {f"{name}.txt" for name in row["gold_document_ids"]}
    found: dict[bool, dict[str, float]] = {}
    for passage in evidence[:6]:
        has = any(answer.lower() in passage.quote.lower() for answer in row["answers"])
        answers = bool(row["answerable"]) and has and passage.uri in gold
        if (
            answers in found
            or (has and not answers)
            or (passage.uri in gold and not answers and row["answerable"])
        ):
            continue
        judged = await judge.answers(row["question"], passage_text([passage]))
        found[answers] = gate_features(judged)
    return [(features, answers) for answers, features in found.items()]


def _fit(name: str, examples: Sequence[Example]) -> Weights:
    """Fit a logistic regression with a small ridge; print its area under the ROC curve."""
    names = sorted(examples[0][0])
    x = np.array([[1.0, *(features[key] for key in names)] for features, _ in examples])
    y = np.array([float(label) for _, label in examples])
    weights = fit_logistic(x, y, ridge=_RIDGE)
    fitted = dict(zip(["bias", *names], (round(float(w), 4) for w in weights), strict=True))
    single = {key: round(_area(x[:, i + 1], y), 3) for i, key in enumerate(names)}
    print(f"\n{name}: n={len(y)} positive={int(y.sum())} AUC={_area(x @ weights, y):.3f} {single}")
    print(f"  {fitted}")
    return fitted


def _area(scores: NDArray[np.float64], labels: NDArray[np.float64]) -> float:
    return area_under_roc([(float(s), bool(y)) for s, y in zip(scores, labels, strict=True)])


if __name__ == "__main__":
    sys.exit(main())
