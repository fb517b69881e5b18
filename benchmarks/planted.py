"""Check a rewritten sample article with planted errors, as `citeproof check` would.

    python benchmarks/planted.py [--json FILE]

Prints each sentence with its verdict and how many of the planted errors were found, and how many
of the true sentences were objected to. Exits 0 whatever the figures, 1 when it cannot be run.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from benchmarks.scoring import write_report
from ingest import Ingestor
from rag import Client
from rag.check_report import CheckReport
from rag.errors import QAError
from rag.evaluation.statistics import count_metric

__all__ = ["PlantedSentence", "load_article", "main", "verdicts"]

ROOT = Path(__file__).resolve().parent.parent
SEEDS = ROOT / "seeds"
ARTICLE = ROOT / "benchmarks" / "planted_article.jsonl"


class PlantedSentence(BaseModel):
    """One sentence of the article.

    Attributes:
        text: The sentence.
        planted: Whether it is false.
        kind: The kind of error; empty for a true sentence.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str
    planted: bool
    kind: str


def load_article(path: Path = ARTICLE) -> list[PlantedSentence]:
    """Read the article, one JSON object a line."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [PlantedSentence.model_validate_json(line) for line in lines]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures here")
    options = parser.parse_args(arguments)
    article = load_article()
    try:
        with tempfile.TemporaryDirectory(prefix="citeproof-planted-") as data:
            Ingestor(data=data).ingest([SEEDS])
            with Client(data=data) as client:
                report = client.check("\n\n".join(sentence.text for sentence in article))
    except QAError as exc:
        print(f"error: {exc}", file=sys.stderr)
        return 1
    labels = verdicts(article, report)
    for sentence, label in zip(article, labels, strict=True):
        wrong = (label == "supported") == sentence.planted
        said = f"planted: {sentence.kind}" if sentence.planted else "true"
        print(f"{'WRONG' if wrong else 'ok   '} {label:<20} {said:<26} {sentence.text}")
    found = [label != "supported" for s, label in zip(article, labels, strict=True) if s.planted]
    refused = [
        label != "supported" for s, label in zip(article, labels, strict=True) if not s.planted
    ]
    metrics = {
        "planted_found": count_metric(found),
        "planted_total": count_metric([True] * len(found)),
        "true_objected": count_metric(refused),
        "true_total": count_metric([True] * len(refused)),
    }
    print(f"\nfound {sum(found)} of {len(found)} planted errors; ", end="")
    print(f"objected to {sum(refused)} of {len(refused)} true sentences")
    if options.json:
        write_report(options.json, metrics)
    return 0


def verdicts(article: Sequence[PlantedSentence], report: CheckReport) -> list[str]:
    """Return the verdict of each sentence, `not checked` where it was skipped."""
    labels = {claim.text: claim.verdict.label for claim in report.claims}
    return [labels.get(sentence.text, "not checked") for sentence in article]


if __name__ == "__main__":
    raise SystemExit(main())
