"""What a run shows: each figure with n, failures and a bootstrap 95 % interval."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from statistics import fmean

from pydantic import BaseModel, ConfigDict

from rag.evaluation.bootstrap import Interval, quantile_interval, ratio_interval, risk_interval
from rag.evaluation.results import Result, RunInfo
from rag.evaluation.rows import Asked, Reply, read_rows, scores_of
from rag.evaluation.statistics import CurvePoint, risk_coverage

__all__ = ["Figure", "Prices", "Summary", "headline", "is_share", "summarise"]

Prices = tuple[float, float]
"""Price of a million tokens read, and of a million written, in any currency."""

_AMOUNTS = ("seconds_", "prompt_tokens", "completion_tokens", "model_requests", "cost")
_Scores = Mapping[str, Mapping[str, float]]


class Figure(BaseModel):
    """One figure.

    Attributes:
        value: The figure; shares are 0–1.
        n: Questions it is made from.
        failures: How many of them failed; they count as 0.
        low: Lower end of the bootstrap 95 % interval.
        high: Upper end.
    """

    model_config = ConfigDict(frozen=True)

    value: float
    n: int
    failures: int
    low: float
    high: float


class Summary(BaseModel):
    """A run in figures.

    Attributes:
        info: What the run depends on.
        questions: How many questions were asked.
        results: How many results there are; more than questions when asked repeatedly.
        errors: How many of them failed.
        statuses: How many answers have each status; `unknown` of systems without.
        metrics: Figures by name.
        by_kind: Figures of each kind of question, by name.
        by_tag: Figures of the questions of each tag, by name.
        curve: Risk against coverage, where answers carry a confidence and questions have rules.
    """

    model_config = ConfigDict(frozen=True)

    info: RunInfo
    questions: int
    results: int
    errors: int
    statuses: dict[str, int]
    metrics: dict[str, Figure]
    by_kind: dict[str, dict[str, Figure]]
    by_tag: dict[str, dict[str, Figure]]
    curve: list[CurvePoint]


def summarise(info: RunInfo, results: Iterable[Result], *, prices: Prices | None = None) -> Summary:
    """Return a run in figures; results are read once and their answers are not kept.

    Args:
        info: What the run depends on.
        results: The run's results.
        prices: Adds the figure `cost`, of an answer, in their currency.
    """
    rows = read_rows(results)
    scores = scores_of(rows)
    replies = [reply for row in rows.values() for reply in row.replies]
    return Summary(
        info=info,
        questions=len(rows),
        results=len(replies),
        errors=sum(reply.failed for reply in replies),
        statuses=dict(sorted(Counter(reply.status for reply in replies).items())),
        metrics={**_means(scores, rows), **_of_run(rows), **_costs(rows, prices)},
        by_kind=_grouped(scores, rows, _kinds),
        by_tag=_grouped(scores, rows, lambda row: row.question.tags),
        curve=risk_coverage([pair for pairs in _sure(rows).values() for pair in pairs]),
    )


def headline(summary: Summary) -> str:
    """Return a run in one line.

    Of questions asked several times, each counts by its share of right answers.
    """
    failed = f"{summary.errors} failed"
    correct = summary.metrics.get("correct")
    if correct is None:
        return f"{summary.questions} questions without rules of a right answer, {failed}"
    right = f"{correct.value * correct.n:.4g} of {correct.n} right"
    return f"{right} ({correct.value:.3f}), {failed}"


def is_share(metric: str) -> bool:
    """Say whether a figure lies in 0–1; the others are seconds, counts and costs.

    >>> is_share("citation_recall"), is_share("seconds_p95")
    (True, False)
    """
    return not metric.startswith(_AMOUNTS)


def _means(scores: _Scores, rows: Mapping[str, Asked]) -> dict[str, Figure]:
    """Return the mean of each score over those of the questions that have it."""
    found: dict[str, Figure] = {}
    for name, by_question in scores.items():
        held = [key for key in by_question if key in rows]
        if held:
            values = ratio_interval([by_question[key] for key in held])
            found[name] = _figure(values, [rows[key] for key in held])
    return found


def _grouped(
    scores: _Scores, rows: Mapping[str, Asked], groups_of: Callable[[Asked], Sequence[str]]
) -> dict[str, dict[str, Figure]]:
    names = sorted({group for row in rows.values() for group in groups_of(row)})
    return {
        name: _means(scores, {key: row for key, row in rows.items() if name in groups_of(row)})
        for name in names
    }


def _kinds(row: Asked) -> list[str]:
    return [row.question.kind] if row.question.kind else []


def _of_run(rows: Mapping[str, Asked]) -> dict[str, Figure]:
    """Return the figures that no single question has."""
    found = _silence(rows) | _disagreement(rows)
    sure = _sure(rows)
    if sure:
        confidences = [fmean(score for score, _ in pairs) for pairs in sure.values()]
        right = [fmean(truth for _, truth in pairs) for pairs in sure.values()]
        found["aurc"] = _figure(risk_interval(confidences, right), [rows[key] for key in sure])
    repeated = [row for row in rows.values() if len(row.replies) > 1]
    if repeated:
        same = [
            float(not row.failed and len({reply.said for reply in row.replies}) == 1)
            for row in repeated
        ]
        found["stability"] = _figure(ratio_interval(same), repeated)
    return found


def _silence(rows: Mapping[str, Asked]) -> dict[str, Figure]:
    """Return how well the system knows when to be silent, where the questions say it should.

    Precision, recall and F1 of silence, if a question expects it; the share of answerable questions
    that are answered; and the share of right answers among those given.
    """
    known = [row for row in rows.values() if row.question.expected_status is not None]
    none = [row.question.expected_status == "not_found" for row in known]
    figures: dict[str, Figure] = {}
    if any(none):
        silent = [_share(row, lambda reply: reply.silent and not reply.failed) for row in known]
        both = [share * truth for share, truth in zip(silent, none, strict=True)]
        either = [share + truth for share, truth in zip(silent, none, strict=True)]
        found = {
            "abstention_precision": ratio_interval(both, silent),
            "abstention_recall": ratio_interval(both, [float(truth) for truth in none]),
            "abstention_f1": ratio_interval([2 * each for each in both], either),
        }
        figures = {name: _figure(value, known) for name, value in found.items()}
    answerable = [row for row, truth in zip(known, none, strict=True) if not truth]
    if answerable:
        answered = [_share(row, _is_answered) for row in answerable]
        figures["answered_share"] = _figure(ratio_interval(answered), answerable)
    if known:
        told = [_share(row, _is_answered) for row in known]
        right = [
            _share(row, lambda reply: not reply.silent and reply.scores.get("correct") == 1)
            for row in known
        ]
        figures["right_when_answered"] = _figure(ratio_interval(right, told), known)
    return figures


def _is_answered(reply: Reply) -> bool:
    return not reply.silent and not reply.failed


def _disagreement(rows: Mapping[str, Asked]) -> dict[str, Figure]:
    known = [row for row in rows.values() if row.question.expected_status is not None]
    shown = [_share(row, lambda reply: reply.conflicting and not reply.failed) for row in known]
    if not any(row.question.expected_status == "conflicting" for row in known):
        return {}
    right = [
        share * (row.question.expected_status == "conflicting")
        for share, row in zip(shown, known, strict=True)
    ]
    return {"disagreement_precision": _figure(ratio_interval(right, shown), known)}


def _costs(rows: Mapping[str, Asked], prices: Prices | None) -> dict[str, Figure]:
    """Return time, tokens and cost of an answer, over questions; failed answers have none."""
    held = [row for row in rows.values() if not all(reply.failed for reply in row.replies)]
    if not held:
        return {}
    seconds = _each(held, lambda reply: reply.seconds)
    found = {
        "seconds_p50": quantile_interval(seconds, 0.5),
        "seconds_p95": quantile_interval(seconds, 0.95),
    }
    read = _each(held, lambda reply: reply.prompt_tokens)
    if any(read):
        written = _each(held, lambda reply: reply.completion_tokens)
        found["prompt_tokens"] = ratio_interval(read)
        found["completion_tokens"] = ratio_interval(written)
        found["model_requests"] = ratio_interval(_each(held, lambda reply: reply.requests))
        if prices is not None:
            costs = [r * prices[0] + w * prices[1] for r, w in zip(read, written, strict=True)]
            found["cost"] = ratio_interval([cost / 1e6 for cost in costs])
    return {name: _figure(value, held) for name, value in found.items()}


def _each(rows: Sequence[Asked], number: Callable[[Reply], float]) -> list[float]:
    """Return a number of each question: its mean over the answers that did not fail."""
    return [fmean(number(reply) for reply in row.replies if not reply.failed) for row in rows]


def _sure(rows: Mapping[str, Asked]) -> dict[str, list[tuple[float, bool]]]:
    """Return by question the confidence of its answers, and whether each is right.

    Silence is no right answer. One that failed is wrong, with confidence 0 if it has none.
    """
    found: dict[str, list[tuple[float, bool]]] = {}
    given = any(reply.confidence is not None for row in rows.values() for reply in row.replies)
    for key, row in rows.items():
        pairs = [
            (reply.confidence or 0.0, not reply.silent and reply.scores.get("correct") == 1)
            for reply in row.replies
            if reply.confidence is not None or reply.failed
        ]
        if given and pairs and row.question.has_rules:
            found[key] = pairs
    return found


def _share(row: Asked, holds: Callable[[Reply], bool]) -> float:
    return sum(holds(reply) for reply in row.replies) / len(row.replies)


def _figure(interval: Interval, rows: Sequence[Asked]) -> Figure:
    value, low, high = interval
    return Figure(
        value=value, n=len(rows), failures=sum(row.failed for row in rows), low=low, high=high
    )
