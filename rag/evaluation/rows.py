"""What figures are made from: a few numbers of each question, however long its answers are."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from rag.evaluation.dataset import EvalQuestion, question_hash
from rag.evaluation.results import Result
from rag.evaluation.scores import SCORES, applies

__all__ = ["Asked", "Reply", "read_rows", "scores_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One answer in numbers.

    Attributes:
        failed: Whether there is none, or it could not be scored.
        status: Its status, `unknown` of a system without, `failed` without an answer.
        silent: Whether it says that there is no answer.
        conflicting: Whether it shows that the documents disagree.
        confidence: P(there is an answer), if known.
        wrong: What is wrong with it.
        scores: Its scores by name.
        said: Changes with its status and its words.
        seconds: Its time.
        requests: Model requests.
        prompt_tokens: Tokens read.
        completion_tokens: Tokens written.
    """

    failed: bool
    status: str
    silent: bool
    conflicting: bool
    confidence: float | None
    wrong: tuple[str, ...]
    scores: Mapping[str, float]
    said: str
    seconds: float
    requests: int
    prompt_tokens: int
    completion_tokens: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question and the answers to it, in the order they were asked for."""

    question: EvalQuestion
    replies: Sequence[Reply]

    @property
    def failed(self) -> bool:
        """Whether any of the answers failed."""
        return any(reply.failed for reply in self.replies)


def read_rows(results: Iterable[Result]) -> dict[str, Asked]:
    """Return the questions of a run by their hash, in the order of their first result."""
    questions: dict[str, EvalQuestion] = {}
    replies: dict[str, list[tuple[int, Reply]]] = {}
    for result in results:
        name = question_hash(result.question)
        questions.setdefault(name, result.question)
        replies.setdefault(name, []).append((result.repeat, _reply(result)))
    return {
        name: Asked(
            question=question,
            replies=[reply for _, reply in sorted(replies[name], key=lambda one: one[0])],
        )
        for name, question in questions.items()
    }


def scores_of(rows: Mapping[str, Asked]) -> dict[str, dict[str, float]]:
    """Return the scores that the run has, each as its mean over the answers by question.

    A failed answer counts 0 in every score that applies to its question.
    """
    had = {name for row in rows.values() for reply in row.replies for name in reply.scores}
    found: dict[str, dict[str, float]] = {}
    for name in (name for name in SCORES if name in had):
        by_question: dict[str, float] = {}
        for key, row in rows.items():
            values = [value for reply in row.replies for value in _value(name, row, reply)]
            if values:
                by_question[key] = fmean(values)
        found[name] = by_question
    return found


def _value(name: str, row: Asked, reply: Reply) -> list[float]:
    if reply.failed:
        return [0.0] if applies(name, row.question) else []
    return [reply.scores[name]] if name in reply.scores else []


def _reply(result: Result) -> Reply:
    response = result.response
    words = f"{response.status}\n{response.words}" if response else ""
    usage = response.usage if response else None
    return Reply(
        failed=bool(result.error),
        status=(response.status or "unknown") if response else "failed",
        silent=response is not None and response.silent,
        conflicting=response is not None and response.status == "conflicting",
        confidence=response.confidence if response else None,
        wrong=result.wrong,
        scores=result.scores,
        said=hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:16] if response else "",
        seconds=result.seconds,
        requests=usage.requests if usage else 0,
        prompt_tokens=usage.prompt_tokens if usage else 0,
        completion_tokens=usage.completion_tokens if usage else 0,
    )
