"""Ask every question on the sample articles, on the embedded models, beside plain LlamaIndex.

    python benchmarks/seeds.py [--json FILE] [--no-peer] [--peer-answers FILE] [--only ID …]

Prints one line a question and the score by kind. Both systems are asked in turns, question by
question, so that noise of the machine meets both; one is idle while the other answers. Exits 0
whatever the figures, and 1 only when it cannot be run.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from benchmarks.peer import LlamaIndexPeer, PeerAnswer, PeerError
from benchmarks.scoring import (
    canonical_texts,
    citations_of,
    inexact,
    write_report,
)
from ingest import Ingestor
from rag import Client
from rag.errors import QAError
from rag.evaluation.correctness import problems
from rag.evaluation.dataset import EvalQuestion, load_questions
from rag.evaluation.response import Response
from rag.evaluation.statistics import Metric, count_metric, median_metric, ratio_metric
from rag.types import Answer

__all__ = ["Asks", "Outcome", "Peer", "ask_all", "main", "metrics_of", "run", "write_peer_answers"]

ROOT = Path(__file__).resolve().parent.parent
SEEDS = ROOT / "seeds"
QUESTIONS = ROOT / "benchmarks" / "seed_questions.jsonl"
WARM_UP = "What do these articles report on?"
SHORT = 90


class Asks(Protocol):
    """What the benchmark needs of a client."""

    def ask(self, question: str) -> Answer:
        """Return the checked answer."""
        ...


class Peer(Protocol):
    """What the benchmark needs of a peer."""

    def ask(self, question: str) -> PeerAnswer:
        """Return the peer's answer."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One question, answered.

    Attributes:
        wrong: What is wrong with the answer; empty when it is right.
        seconds: Wall-clock time of our answer, of a failed one too.
        answer: Ours; None when asking failed.
        peer: The peer's; None without a peer.
    """

    question: EvalQuestion
    wrong: tuple[str, ...]
    seconds: float
    answer: Answer | None
    peer: PeerAnswer | None


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; return the exit code."""
    options = _options(arguments)
    questions = load_questions(QUESTIONS)
    if unknown := set(options.only) - {question.id for question in questions}:
        print(f"no question has the id {', '.join(sorted(unknown))}", file=sys.stderr)
        return 2
    if options.only:
        questions = [question for question in questions if question.id in options.only]
    try:
        outcomes = run(questions, with_peer=not options.no_peer, peer_answers=options.peer_answers)
    except (QAError, PeerError) as exc:
        print(f"error: {exc}", file=sys.stderr)
        return 1
    metrics = metrics_of(outcomes, canonical_texts(SEEDS))
    _print_summary(outcomes, metrics)
    if options.json:
        write_report(options.json, metrics)
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures here")
    parser.add_argument("--no-peer", action="store_true", help="leave plain LlamaIndex out")
    parser.add_argument(
        "--peer-answers",
        type=Path,
        metavar="FILE",
        help="write LlamaIndex's answers here, for citeproof eval --answers",
    )
    parser.add_argument("--only", nargs="+", default=[], metavar="ID", help="ask these only")
    return parser.parse_args(arguments)


def run(
    questions: Sequence[EvalQuestion], *, with_peer: bool, peer_answers: Path | None = None
) -> list[Outcome]:
    """Take the articles in and ask the questions, once the models are loaded.

    Args:
        questions: The questions.
        with_peer: Ask plain LlamaIndex in turns with the product.
        peer_answers: Keep LlamaIndex's answers in this file.

    Raises:
        QAError: If the articles cannot be taken in.
        PeerError: If the peer cannot be made, or ends.
    """
    with tempfile.TemporaryDirectory(prefix="citeproof-seeds-") as data:
        Ingestor(data=data).ingest([SEEDS])
        peer: AbstractContextManager[Peer | None]
        peer = LlamaIndexPeer(SEEDS) if with_peer else nullcontext()
        with Client(data=data) as client, peer as started:
            client.ask(WARM_UP)  # loads the models, which a served page does once
            if started is not None:
                started.ask(WARM_UP)
            return ask_all(questions, client, started, peer_answers=peer_answers)


def ask_all(
    questions: Sequence[EvalQuestion],
    client: Asks,
    peer: Peer | None,
    *,
    peer_answers: Path | None = None,
) -> list[Outcome]:
    """Ask both systems in turns, printing one line a question.

    A question that raises counts as wrong; a peer that ends raises PeerError, and what it answered
    before is in the file of its answers.
    """
    outcomes: list[Outcome] = []
    for question in questions:
        started = time.perf_counter()
        answer: Answer | None = None
        try:
            answer = client.ask(question.question)
            wrong = tuple(problems(question, Response.of(answer)))
        except QAError as exc:
            wrong = (f"failed: {exc}",)
        seconds = time.perf_counter() - started
        theirs = peer.ask(question.question) if peer is not None else None
        outcome = Outcome(
            question=question, wrong=wrong, seconds=seconds, answer=answer, peer=theirs
        )
        _print_outcome(outcome)
        outcomes.append(outcome)
        if peer_answers is not None:
            write_peer_answers(peer_answers, outcomes)
    return outcomes


def metrics_of(outcomes: Sequence[Outcome], texts: dict[str, str]) -> dict[str, Metric]:
    """Return the published figures; the ratio only when the peer was asked."""
    right = [not outcome.wrong for outcome in outcomes]
    silent = [not o.wrong for o in outcomes if o.question.expected_status == "not_found"]
    answers = [outcome.answer for outcome in outcomes if outcome.answer is not None]
    bad = [inexact(citation, texts) for answer in answers for citation in citations_of(answer)]
    metrics = {
        "seeds_correct": count_metric(right),
        "seeds_total": count_metric([True] * len(outcomes)),
        "seeds_refused_correct": count_metric(silent),
        "citations_inexact": count_metric(bad),
        "answer_seconds_p50": median_metric([outcome.seconds for outcome in outcomes]),
    }
    pairs = [(o.seconds, o.peer.seconds) for o in outcomes if o.peer is not None]
    if pairs:
        metrics["answer_ratio_to_llamaindex"] = ratio_metric(pairs)
    return metrics


def write_peer_answers(path: Path, outcomes: Sequence[Outcome]) -> None:
    """Write the peer's answers as `citeproof eval --answers` reads them, a line each."""
    rows = [
        {
            "id": outcome.question.id,
            "answer": outcome.peer.text,
            "contexts": [
                {"uri": source, "quote": passage}
                for source, passage in zip(outcome.peer.sources, outcome.peer.passages, strict=True)
            ],
            "seconds": outcome.peer.seconds,
        }
        for outcome in outcomes
        if outcome.peer is not None
    ]
    lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    path.write_text("".join(lines), encoding="utf-8")


def _print_outcome(outcome: Outcome) -> None:
    verdict = "; ".join(outcome.wrong) or "ok"
    status = outcome.answer.status if outcome.answer else "failed"
    text = " ".join((outcome.answer.text if outcome.answer else "").split())
    line = f"{outcome.question.id}  {verdict}  [{status}]  {outcome.seconds:.1f} s  {_short(text)}"
    if outcome.peer is not None:
        line += f"\n     LlamaIndex {outcome.peer.seconds:.1f} s  {_short(outcome.peer.text)}"
    print(line, flush=True)


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= SHORT else words[: SHORT - 1] + "…"


def _print_summary(outcomes: Sequence[Outcome], metrics: dict[str, Metric]) -> None:
    total = Counter(outcome.question.kind for outcome in outcomes)
    right = Counter(outcome.question.kind for outcome in outcomes if not outcome.wrong)
    print()
    for kind in sorted(total):
        print(f"{kind:<14} {right[kind]} of {total[kind]}")
    print(f"{'all':<14} {sum(right.values())} of {sum(total.values())}\n")
    for name, metric in metrics.items():
        print(
            f"{name:<28} {metric.value:.4g}  (n {metric.n}, "
            f"95 % interval {metric.low:.4g} to {metric.high:.4g})"
        )


if __name__ == "__main__":
    raise SystemExit(main())
