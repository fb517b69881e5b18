"""The published table of docs/evaluation.md, made from the figures a run has written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from benchmarks.measures.published import Published, read_published

__all__ = ["BEGIN", "END", "TableError", "published_table", "put_table"]

BEGIN = "<!-- grounding figures: made by `python -m benchmarks.grounding --table FILE …` -->"
END = "<!-- end of the grounding figures -->"

GROUPS: Mapping[str, Mapping[str, str]] = {
    "altered sentences": {
        "altered_accepted_hard": "accepted: numbers, scales, units, dates, negations",
        "altered_accepted": "accepted: all ten classes",
        "faithful_refused": "faithful sentences refused",
        "hand_accepted": "written by hand: altered ones accepted",
        "hand_refused": "written by hand: faithful ones refused",
        "near_accepted_hard": "near copies by hand: accepted, the hard classes",
        "near_accepted": "near copies by hand: accepted, all ten classes",
        "near_refused": "near copies by hand: faithful ones refused",
        "reworded_accepted": "free rewordings by hand: false ones accepted",
        "reworded_refused": "free rewordings by hand: faithful ones refused",
    },
    "FEVER-symmetric": {
        "fever_auc": "area under ROC",
        "fever_judge_auc": "the same, judge alone",
        "fever_auc_gain": "difference",
        "fever_accuracy": "accuracy at .5",
        "fever_judge_accuracy": "the same, judge alone",
    },
    "WiCE": {
        "wice_auroc": "area under ROC, partly supported left out",
        "wice_judge_auroc": "the same, judge alone",
        "wice_auroc_gain": "difference",
        "wice_auroc_all": "area under ROC, partly supported as not supported",
        "wice_judge_auroc_all": "the same, judge alone",
    },
    "BUMP": {
        "bump_auc": "area under ROC",
        "bump_judge_auc": "the same, judge alone",
        "bump_auc_gain": "difference",
        "bump_pairs_right": "pairs in the right order",
    },
    "SQuAD 2.0": {
        "squad2_abstention_f1": "silence where there is no answer, F1",
        "squad2_floor_silent_abstention_f1": "the same, always silent",
        "squad2_abstention_precision": "precision of silence",
        "squad2_abstention_recall": "recall of silence",
        "squad2_answered": "answerable questions answered",
        "squad2_answered_right": "of those, right",
        "squad2_coverage": "all questions answered",
        "squad2_accuracy": "of those, right",
        "squad2_handled": "right answer, or silence where there is none",
        "squad2_floor_copy_handled": "the same, copying the top passage",
        "squad2_floor_silent_handled": "the same, always silent",
        "squad2_aurc": "area under risk and coverage (smaller is better)",
    },
    "CLAP NQ": {
        "clapnq_abstention_f1": "silence where there is no answer, F1",
        "clapnq_floor_silent_abstention_f1": "the same, always silent",
        "clapnq_abstention_precision": "precision of silence",
        "clapnq_abstention_recall": "recall of silence",
        "clapnq_answered": "answerable questions answered",
        "clapnq_answered_right": "of those, right (token F1 of .4)",
        "clapnq_coverage": "all questions answered",
        "clapnq_accuracy": "of those, right",
        "clapnq_handled": "right answer, or silence where there is none",
        "clapnq_floor_copy_handled": "the same, copying the top passage",
        "clapnq_floor_silent_handled": "the same, always silent",
        "clapnq_aurc": "area under risk and coverage (smaller is better)",
        "clapnq_citation_recall": "citation recall (ALCE; entailment by the judge)",
        "clapnq_citation_precision": "citation precision (ALCE; entailment by the judge)",
    },
    "RAMDocs": {
        "ramdocs_right_answers_shown": "right answers shown with a document that says so",
        "ramdocs_strict_em": "all right answers and no wrong one",
        "ramdocs_wrong_answer_shown": "a planted wrong answer shown",
        "ramdocs_answered": "questions answered",
    },
    "HotpotQA": {
        "hotpotqa_answered": "questions answered",
        "hotpotqa_answered_right": "of those, right",
        "hotpotqa_both_gold_cited": "both documents cited",
    },
    "seed questions": {"seeds_correct": "right", "seeds_refused_correct": "refused rightly"},
    "beside plain LlamaIndex, same questions": {
        "peer_handled_ours": "right answer, or silence where there is none: citeproof",
        "peer_handled_llamaindex": "the same, LlamaIndex",
        "peer_handled_gain": "difference",
        "peer_answered_right_ours": "answered ones that are right: citeproof",
        "peer_answered_right_llamaindex": "the same, LlamaIndex",
        "peer_abstention_f1_ours": "silence where there is no answer, F1: citeproof",
        "peer_abstention_f1_llamaindex": "the same, LlamaIndex",
    },
}
COUNTS = frozenset({"seeds_correct", "seeds_refused_correct"})


class TableError(Exception):
    """The table cannot be made or put in its place."""


class _Figure(BaseModel):
    model_config = ConfigDict(frozen=True)

    value: float
    n: int
    low: float
    high: float


class _Report(Published):
    commit: str
    machine: str
    metrics: dict[str, _Figure]


def published_table(files: Sequence[Path]) -> str:
    """Return the table of runs' figures as Markdown; a figure that all of them lack has no row.

    Args:
        files: What `--json` wrote, of one run or of runs of other sections or sizes; a figure that
            several have is the first one's.

    Raises:
        TableError: If a file cannot be read or holds figures of the tune half.
    """
    reports = [read_published(file, _Report, error=TableError) for file in files]
    lines = [*dict.fromkeys(f"Commit {r.commit[:12]}; {r.machine}." for r in reports), ""]
    metrics = {name: each for r in reversed(reports) for name, each in r.metrics.items()}
    report = reports[0].model_copy(update={"metrics": metrics})
    lines += ["| set | measure | value | n | 95 % interval |", "|---|---|---|---|---|"]
    for group, names in GROUPS.items():
        held = [name for name in names if name in report.metrics]
        for at, name in enumerate(held):
            lines.append(_row("" if at else group, names[name], name, report.metrics[name]))
    failed = {
        name.removesuffix("_failed"): int(figure.value)
        for name, figure in report.metrics.items()
        if name.endswith("_failed") and figure.value
    }
    told = ", ".join(f"{name} {count}" for name, count in failed.items()) or "none"
    return "\n".join([*lines, "", f"Failures, counted as wrong: {told}.", *_classes(report)])


def put_table(page: Path, table: str) -> None:
    """Replace what stands between the two marker comments of a page.

    Raises:
        TableError: If the page lacks a marker.
    """
    text = page.read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise TableError(f"{page} lacks the lines {BEGIN!r} and {END!r}; put them where it goes")
    page.write_text(f"{before}{BEGIN}\n{table}\n{END}{after}", encoding="utf-8")


def _classes(report: _Report) -> list[str]:
    start = "altered_accepted_"
    found = {
        name.removeprefix(start): figure
        for name, figure in report.metrics.items()
        if name.startswith(start) and name != f"{start}hard"
    }
    if not found:
        return []
    told = ", ".join(
        f"{name.replace('_', ' ')} {_number(figure.value)} of {figure.n}"
        for name, figure in found.items()
    )
    return ["", f"Share accepted by class of alteration: {told}."]


def _row(group: str, label: str, name: str, figure: _Figure) -> str:
    whole = name in COUNTS
    value, low, high = (
        _number(each, whole=whole) for each in (figure.value, figure.low, figure.high)
    )
    return f"| {group} | {label} | {value} | {figure.n} | {low} to {high} |"


def _number(value: float, *, whole: bool = False) -> str:
    """Return a count as it is, and a share as in `.875`, `1.000` or `-.020`."""
    if whole:
        return f"{value:.0f}"
    text = f"{value:.3f}"
    return text.replace("0.", ".", 1) if abs(value) < 0.9995 else text
