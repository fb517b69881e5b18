"""Fit the weights of the judge and the gate on the tune half of the evaluation data.

Usage: python -m benchmarks.calibrate EVAL_DATA [--sample N]

Writes the weights `support`, `gate` and `answer` of `rag/answering/calibration.json` and keeps the
levels of `risk` (decision 8) and the weight of the lead, which is set by hand: where many documents
tell of one thing none leads. Only items of the tune half are read (last hex digit of sha256(id)
even), so that the report half stays unseen; they are asked over the documents of the whole set, as
the report half is.
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
from benchmarks.measures.logistic import fit_logistic
from ingest import Ingestor
from rag.answering.asked import asks_for_value
from rag.answering.calibration import (
    FILE,
    Weights,
    answer_features,
    gate_features,
    support_features,
)
from rag.answering.gate import Gate, lead
from rag.answering.judge import Judge
from rag.answering.reading import passage_text
from rag.assemble import build_judge, build_pipeline
from rag.evaluation.statistics import area_under_roc
from rag.pipeline import AnswerPipeline
from rag.prompts import ANSWERS, JUDGE_SYSTEM, SUPPORTS, prompt_hash
from rag.settings import load_settings
from rag.types import Passage

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
    model = build_judge(settings.models)
    judge = Judge(model)
    kept = json.loads(FILE.read_text(encoding="utf-8"))  # what is not fitted here
    support = await _support_examples(data, judge, sample)
    passages, questions = await _question_examples(data, judge, sample)
    fitted = {
        "support": _fit("support", support),
        "gate": _fit("gate", passages),
        "answer": _fit("answer", questions, fixed={"lead": kept["answer"]["lead"]}),
    }
    written = {
        **kept,
        "model": model.model_id,
        "prompts": prompt_hash(JUDGE_SYSTEM, SUPPORTS, ANSWERS),
        **fitted,
    }
    FILE.write_text(json.dumps(written, indent=2) + "\n")
    await model.close()


def _tune_rows(path: Path, sample: int) -> list[Row]:
    """Return a seeded sample of the tune half of a JSONL file."""
    tune = [row for row in _rows(path) if half_of(row["id"]) == "tune"]
    random.Random(_SEED).shuffle(tune)  # noqa: S311 - sampling, not secrets
    return tune[:sample]


def _rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text().splitlines()]


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


async def _question_examples(
    data: Path, judge: Judge, sample: int
) -> tuple[list[Example], list[Example]]:
    """Return the examples of the gate, a passage each, and of the answer, a question each."""
    passages: list[Example] = []
    questions: list[Example] = []
    for name in ("squad2", "clapnq"):
        rows = _tune_rows(data / "qa" / f"{name}.jsonl", sample)
        with tempfile.TemporaryDirectory() as folder:
            pipeline = _pooled(_rows(data / "qa" / f"{name}.jsonl"), Path(folder))
            for row in rows:
                evidence = await pipeline.retrieve(row["question"])
                passages += await _passages(row, evidence, judge)
                questions += await _question(row, evidence, judge)
                print(f"\r{name} {len(questions)}", end="", file=sys.stderr)
    return passages, questions


async def _question(row: Row, evidence: Sequence[Passage], judge: Judge) -> list[Example]:
    """Return what the answer's confidence is read from, and whether the question has an answer."""
    if not evidence:
        return []
    gate = Gate(judge)
    every = asks_for_value(row["question"])
    weighed = await gate.weigh(row["question"], evidence, every_document=every)
    best = max(gated.judged for gated in weighed)
    if not best:
        return []
    together = await gate.weigh_together(row["question"], evidence)
    return [(answer_features(best, together, lead(evidence)), bool(row["answerable"]))]


def _pooled(rows: Sequence[Row], folder: Path) -> AnswerPipeline:
    source = folder / "source"
    source.mkdir()
    for row in rows:
        for document in row["documents"]:
            (source / f"{document['id']}.txt").write_text(document["text"])
    Ingestor(data=folder / "data").ingest([source])
    return build_pipeline(load_settings(data=folder / "data"))


async def _passages(row: Row, evidence: Sequence[Passage], judge: Judge) -> list[Example]:
    """Return at most one answering and one not answering passage of the evidence."""
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


def _fit(
    name: str, examples: Sequence[Example], *, fixed: Mapping[str, float] | None = None
) -> Weights:
    """Fit a logistic regression with a small ridge; print its area under the ROC curve.

    Args:
        name: For the report.
        examples: Features and labels.
        fixed: Weights that are not fitted.
    """
    fixed = fixed or {}
    names = sorted(key for key in examples[0][0] if key not in fixed)
    x = np.array([[1.0, *(features[key] for key in names)] for features, _ in examples])
    y = np.array([float(label) for _, label in examples])
    offset = np.array(
        [sum(weight * features[key] for key, weight in fixed.items()) for features, _ in examples]
    )
    weights = fit_logistic(x, y, ridge=_RIDGE, offset=offset)
    fitted = dict(zip(["bias", *names], (round(float(w), 4) for w in weights), strict=True))
    single = {key: round(_area(x[:, i + 1], y), 3) for i, key in enumerate(names)}
    area = _area(x @ weights + offset, y)
    print(f"\n{name}: n={len(y)} positive={int(y.sum())} AUC={area:.3f} {single}")
    print(f"  {fitted}")
    return {**fitted, **fixed}


def _area(scores: NDArray[np.float64], labels: NDArray[np.float64]) -> float:
    return area_under_roc([(float(s), bool(y)) for s, y in zip(scores, labels, strict=True)])


if __name__ == "__main__":
    sys.exit(main())
