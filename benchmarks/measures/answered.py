"""The figures of answering: right and wrong answers, silence where there is nothing to say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.evaluation.statistics import (
    CurvePoint,
    Metric,
    Scored,
    area_under_risk,
    figure_metric,
    risk_coverage,
    share_metric,
)
from rag.types import Answer

__all__ = [
    "Outcome",
    "abstention",
    "answer_metrics",
    "confidence",
    "curve",
    "failed_outcome",
    "floor_metrics",
    "handled",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One question, asked.

    Attributes:
        answerable: Whether the documents hold an answer.
        abstained: Whether none was given.
        right: Whether a given answer is right; False when none was given.
        confidence: How sure the system was that there is one, 0–1.
    """

    answerable: bool
    abstained: bool
    right: bool
    confidence: float = 0.0


def failed_outcome(answerable: bool) -> Outcome:
    """Return the outcome of a question that failed: wrong whichever way, and sure of it."""
    return Outcome(answerable=answerable, abstained=answerable, right=False, confidence=1.0)


def confidence(answer: Answer) -> float:
    """Return how sure an answer is, 0–1: its own estimate, else the surest of its claims."""
    own = float(answer.model_dump().get("confidence") or 0.0)
    return own or max((claim.verdict.score for claim in answer.claims), default=0.0)


def handled(outcome: Outcome) -> bool:
    """Whether the right thing happened: a right answer, or silence where there is none."""
    return outcome.right if outcome.answerable else outcome.abstained


def abstention(outcomes: Sequence[Outcome]) -> tuple[float, float, float]:
    """Return precision, recall and F1 of keeping silent where there is no answer, each 0–1."""
    silent = sum(o.abstained for o in outcomes)
    empty = sum(not o.answerable for o in outcomes)
    both = sum(o.abstained and not o.answerable for o in outcomes)
    if not both:
        return 0.0, 0.0, 0.0
    return both / silent, both / empty, 2 * both / (silent + empty)


def answer_metrics(name: str, outcomes: Sequence[Outcome]) -> dict[str, Metric]:
    """Return abstention beside coverage and accuracy, so that silence alone cannot shine.

    `answered` is of the answerable questions, `answered_right` of those among them that were
    answered, `coverage` and `accuracy` of all questions and of all that were answered.
    """
    answerable = [o for o in outcomes if o.answerable]
    given = [o for o in outcomes if not o.abstained]
    return {
        f"{name}_abstention_f1": figure_metric(outcomes, _part(2)),
        f"{name}_abstention_precision": figure_metric(outcomes, _part(0)),
        f"{name}_abstention_recall": figure_metric(outcomes, _part(1)),
        f"{name}_answered": share_metric([not o.abstained for o in answerable]),
        f"{name}_answered_right": share_metric([o.right for o in answerable if not o.abstained]),
        f"{name}_coverage": share_metric([not o.abstained for o in outcomes]),
        f"{name}_accuracy": share_metric([o.right for o in given]),
        f"{name}_handled": share_metric([handled(o) for o in outcomes]),
        f"{name}_aurc": figure_metric([_risked(o) for o in outcomes], area_under_risk),
    }


def floor_metrics(
    name: str, copied: Sequence[bool], outcomes: Sequence[Outcome]
) -> dict[str, Metric]:
    """Return what two systems without a model reach on the same questions.

    Args:
        name: The set.
        copied: Per question whether copying the top passage gives a right answer; it never
            abstains, so its abstention F1 is 0 and every question without an answer is wrong.
        outcomes: The questions; always keeping silent is computed from them.
    """
    silent = [
        Outcome(answerable=o.answerable, abstained=True, right=False, confidence=0.0)
        for o in outcomes
    ]
    told = [right for right, o in zip(copied, outcomes, strict=True) if o.answerable]
    return {
        f"{name}_floor_copy_answered_right": share_metric(told),
        f"{name}_floor_copy_handled": share_metric(
            [right and o.answerable for right, o in zip(copied, outcomes, strict=True)]
        ),
        f"{name}_floor_silent_abstention_f1": figure_metric(silent, _part(2)),
        f"{name}_floor_silent_handled": share_metric([handled(o) for o in silent]),
    }


def curve(outcomes: Sequence[Outcome]) -> list[CurvePoint]:
    """Return risk and coverage at each confidence; to answer what was not answered is wrong."""
    return risk_coverage([_risked(o) for o in outcomes])


def _risked(outcome: Outcome) -> Scored:
    return outcome.confidence, outcome.right


def _part(index: int) -> Callable[[Sequence[Outcome]], float]:
    return lambda outcomes: abstention(outcomes)[index]
