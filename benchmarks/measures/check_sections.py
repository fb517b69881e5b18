"""The sections that check claims: altered sentences, FEVER-symmetric, WiCE, BUMP."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from benchmarks.altered.items import (
    AlteredItem,
    altered_items,
    faithful_items,
    hand_written,
)
from benchmarks.measures.checking import (
    Ranked,
    accepted_metrics,
    bump_metrics,
    fever_metrics,
    refused_metric,
    wice_metrics,
)
from benchmarks.measures.data import JudgedRow, load_judged, pair_of, spread
from benchmarks.measures.judging import Claimed, Judged, judging
from benchmarks.measures.plan import Findings, Plan, failures
from benchmarks.reworded.items import Reworded, near_copies, reworded
from rag.evaluation.statistics import Metric, share_metric

__all__ = ["altered", "bump", "fever", "wice"]


def altered(plan: Plan) -> Findings:
    """Measure what passes of falsified sentences, and what is refused of faithful ones."""
    false = _sampled(plan, "altered", altered_items(plan.data, half=plan.half))
    true = _sampled(plan, "faithful", faithful_items(plan.data, half=plan.half))
    by_hand = _sampled(plan, "hand", hand_written())
    results = _restated(plan, "altered", false)
    refused = _restated(plan, "faithful", true)
    hand = _restated(plan, "hand", by_hand)
    hand_false = [j for item, j in zip(by_hand, hand, strict=True) if not item.faithful]
    hand_true = [j for item, j in zip(by_hand, hand, strict=True) if item.faithful]
    passed = zip((item.cls for item in false), results, strict=True)
    return Findings(
        metrics={
            **accepted_metrics(list(passed)),
            "faithful_refused": refused_metric(refused),
            "hand_accepted": share_metric([j.accepted or bool(j.error) for j in hand_false]),
            "hand_refused": refused_metric(hand_true),
            **failures("altered", [*results, *refused, *hand]),
            **_reworded(plan),
        }
    )


def _reworded(plan: Plan) -> Mapping[str, Metric]:
    """Measure the same on rewordings written by hand, true and false ones of one text."""
    free = plan.take("reworded", reworded(plan.half))
    near = plan.take("near", near_copies())
    judged = _judged(plan, "reworded", _claims(free), beside=False)
    close = _judged(plan, "near", _claims(near), beside=False)
    false = [j for item, j in zip(free, judged, strict=True) if not item.faithful]
    true = [j for item, j in zip(free, judged, strict=True) if item.faithful]
    altered_near = [(i.kind, j) for i, j in zip(near, close, strict=True) if not i.faithful]
    passed = accepted_metrics(altered_near)
    return {
        "near_accepted_hard": passed["altered_accepted_hard"],
        "near_accepted": passed["altered_accepted"],
        "near_refused": refused_metric(
            [j for item, j in zip(near, close, strict=True) if item.faithful]
        ),
        "reworded_accepted": share_metric([j.accepted or bool(j.error) for j in false]),
        "reworded_refused": refused_metric(true),
        **failures("reworded", [*judged, *close]),
    }


def _claims(items: Sequence[Reworded]) -> dict[str, Claimed]:
    return {
        item.id: Claimed(
            claim=item.claim, evidence=item.evidence, title=item.title, context=item.context
        )
        for item in items
    }


def fever(plan: Plan) -> Findings:
    """Measure how well the check tells supported claims from others, on FEVER-symmetric."""
    rows = _rows(plan, "fever", "fever_symmetric")
    ranked = _ranked(plan, "fever", rows)
    metrics = fever_metrics(ranked)
    return Findings(metrics={**metrics, **failures("fever", [each.judged for each in ranked])})


def wice(plan: Plan) -> Findings:
    """Measure the same on WiCE, without its partly supported claims and with them."""
    ranked = _ranked(plan, "wice", _rows(plan, "wice", "wice"))
    metrics = wice_metrics(ranked)
    return Findings(metrics={**metrics, **failures("wice", [each.judged for each in ranked])})


def bump(plan: Plan) -> Findings:
    """Measure the same on BUMP: summaries beside their copies with one planted error."""
    edited = {
        pair_of(row.id): row
        for row in load_judged(plan.data, "bump", plan.half)
        if row.label != "supported"
    }
    true = [row for row in load_judged(plan.data, "bump", plan.half) if row.label == "supported"]
    pairs = spread(
        [(row, edited[pair_of(row.id)]) for row in true if pair_of(row.id) in edited],
        name=lambda pair: pair[0].id,
        stratum=lambda pair: pair[1].error_type,
    )
    rows = [row for pair in plan.take("bump", pairs) for row in pair]
    ranked = _ranked(plan, "bump", rows)
    both = list(zip(ranked[::2], ranked[1::2], strict=True))
    metrics = bump_metrics(both)
    return Findings(metrics={**metrics, **failures("bump", [each.judged for each in ranked])})


def _rows(plan: Plan, section: str, name: str) -> list[JudgedRow]:
    rows = load_judged(plan.data, name, plan.half)
    ordered = spread(rows, name=lambda row: row.id, stratum=lambda row: row.label)
    return plan.take(section, ordered)


def _ranked(plan: Plan, section: str, rows: Sequence[JudgedRow]) -> list[Ranked]:
    claims = {row.id: Claimed(claim=row.claim, evidence=row.evidence) for row in rows}
    records = _judged(plan, section, claims, beside=True)
    return [
        Ranked(truth=row.label == "supported", label=row.label, judged=judged)
        for row, judged in zip(rows, records, strict=True)
    ]


def _sampled(plan: Plan, name: str, items: Sequence[AlteredItem]) -> list[AlteredItem]:
    ordered = spread(items, name=lambda item: item.id, stratum=lambda item: item.cls)
    return plan.take(name, ordered)


def _restated(plan: Plan, name: str, items: Sequence[AlteredItem]) -> list[Judged]:
    claims = {
        item.id: Claimed(claim=item.claim, evidence=item.evidence, title=item.title)
        for item in items
    }
    return _judged(plan, name, claims, beside=False)


def _judged(plan: Plan, name: str, claims: Mapping[str, Claimed], *, beside: bool) -> list[Judged]:
    return plan.records(
        name,
        claims,
        Judged,
        lambda: judging(plan.tools.chat, threshold=plan.threshold, beside=beside),
    )
