"""Evaluation runs as HTML: the list of runs, a run in figures, and two runs side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal
from urllib.parse import quote

from rag.evaluation.compare import Changed, Comparison, Difference
from rag.evaluation.report_plots import interval_bar, risk_plot, seconds_plot
from rag.evaluation.summary import Figure, Summary, headline, is_share
from ui.eval_folders import ListedRun, MeasuredRun
from ui.html.parts import note_html, text
from ui.render import plural
from ui.untrusted import escaped

__all__ = [
    "comparison_html",
    "evaluation_url",
    "figures_html",
    "progress_html",
    "right_words",
    "run_html",
    "runs_html",
    "when_words",
]

_REPORT = "report.html"
_FILES = (
    ("results.jsonl", "Answers"),
    ("summary.json", "Figures"),
    ("summary.md", "Summary"),
    ("junit.xml", "JUnit"),
)
_MOST_CHANGED = 50
_OF_RUNS = ("Run", "Questions", "Right", "Failed", "citeproof", "Index")
_OF_FIGURES = ("Figure", "Value", "95 % interval", "n", "Failed")
_OF_DIFFERENCES = (
    "Figure", "Before", "Now", "Difference", "95 % interval", "p", "n", "What it means",
)  # fmt: skip
_MEANS = {
    "correct": "answers that keep every rule of their question",
    "must_include": "wanted words that are told",
    "exact_match": "answers that are a reference answer word for word",
    "token_f1": "words shared with the reference answer",
    "reference_similarity": "likeness in meaning to the reference answer",
    "judged_correct": "answers that say what the reference answer says, by the judge",
    "gold_quote_found": "wanted quotes that the search found",
    "recall@5": "wanted documents among the first 5 found",
    "mrr": "how far up the first wanted document is found",
    "ndcg@10": "how far up the wanted documents are found",
    "faithfulness": "sentences that the documents entail",
    "citation_recall": "sentences that their citations prove",
    "citation_precision": "citations that a sentence needs",
    "quote_exactness": "quotes that stand in their document word for word",
    "disagreement_recall": "disagreements of the documents that are shown",
    "disagreement_precision": "shown disagreements that are ones",
    "sides_complete": "sides of a disagreement that are told",
    "abstention_precision": "silent answers that are right to be silent",
    "abstention_recall": "questions without an answer that get none",
    "abstention_f1": "both of these in one",
    "answered_share": "questions with an answer that get one",
    "right_when_answered": "given answers that are right",
    "aurc": "risk over all levels of sureness; smaller is better",
    "stability": "questions answered the same every time",
    "seconds_p50": "seconds; half of the answers are faster",
    "seconds_p95": "seconds; 95 of 100 answers are faster",
    "prompt_tokens": "tokens read for an answer",
    "completion_tokens": "tokens written for an answer",
    "model_requests": "model requests for an answer",
    "cost": "of an answer",
}
_VERDICTS: dict[Literal["better", "worse", "no difference shown"], tuple[str, str]] = {
    "better": ("▲ better", "cp-supported"),
    "worse": ("▼ worse", "cp-contradicted"),
    "no difference shown": ("no difference shown", "cp-no-difference"),
}


def evaluation_url(name: str, file: str = _REPORT) -> str:
    """Return the address of a file of a run."""
    return f"/evaluations/{quote(name, safe='')}/{file}"


def when_words(created_at: str) -> str:
    """Return a time in UTC as people read it.

    >>> when_words("2026-01-02T03:04:05+00:00")
    '2026-01-02 03:04 UTC'
    """
    day, _, hours = created_at.partition("T")
    return f"{day} {hours[:5]} UTC" if hours else day


def right_words(run: ListedRun) -> str:
    """Return how many answers of a run are right.

    >>> right_words(ListedRun(name="r", asked=20, right=17, ruled=18))
    '17 of 18 right'
    """
    if not run.asked:
        return "nothing asked yet"
    return f"{run.right:.4g} of {run.ruled} right" if run.ruled else "no rules to judge by"


def runs_html(runs: Sequence[ListedRun]) -> str:
    """Return the list of runs as a table, in the order given."""
    if not runs:
        return note_html("There are no runs yet.")
    rows = [_listed(run) for run in runs]
    return _table(_OF_RUNS, rows, "cp-runs", "Evaluation runs, newest first")


def progress_html(done: int, total: int) -> str:
    """Return how much of a run is done as a bar."""
    return (
        f'<progress class="cp-progress" max="{max(1, total)}" value="{done}" '
        f'aria-label="Questions asked">{done} of {total}</progress>'
    )


def run_html(run: MeasuredRun) -> str:
    """Return a run: what came of it, its files, its figures and plots."""
    summary = run.summary
    statuses = ", ".join(
        f"{n} {status.replace('_', ' ')}" for status, n in summary.statuses.items()
    )
    answers = note_html(f"Answers: {statuses or 'none yet'}.")
    return (
        f'<section class="cp-run" aria-label="{text(run.name)}">'
        f'<h3 class="cp-run-head">{text(headline(summary))}</h3>'
        f"{answers}{_depends_on(summary)}"
        f"{_files(run.name)}{figures_html(summary)}{_plots(run)}</section>"
    )


def figures_html(summary: Summary) -> str:
    """Return the figures of a run as a table, each with its interval and what it is made from."""
    if not summary.metrics:
        return note_html("There are no figures yet.")
    rows = [_figure(name, figure) for name, figure in summary.metrics.items()]
    said = (
        "n is the number of questions that a figure is made from. A failed one counts as 0. In 95 "
        "of 100 samples of such questions the figure would lie in its interval."
    )
    return _table(_OF_FIGURES, rows, "cp-figures", "Figures of the run") + note_html(said)


def comparison_html(first: MeasuredRun, second: MeasuredRun, comparison: Comparison) -> str:
    """Return two runs side by side, and what differs.

    Args:
        first: The run that is compared with.
        second: The run.
        comparison: Their differences, second minus first.
    """
    left = comparison.only_first + comparison.only_second
    also = f" {plural(left, 'question')} of one run only left out." if left else ""
    both = note_html(f"{plural(comparison.paired, 'question')} in both runs.{also}")
    head = (
        '<section class="cp-comparison" aria-label="Comparison">'
        f'<h3 class="cp-run-head">What differs</h3>{both}'
        f'<div class="cp-beside">{_beside("Before", first)}{_beside("Now", second)}</div>'
    )
    if not comparison.paired:
        nothing = note_html("No question is in both runs, so there is no difference to tell.")
        return f"{head}{nothing}</section>"
    said = (
        "Better and worse are said only where chance alone would give such a difference in fewer "
        "than 1 of 20 cases, by a paired test over the questions of both runs."
    )
    rows = [_difference(each) for each in comparison.differences]
    table = _table(_OF_DIFFERENCES, rows, "cp-differences", "Differences of the two runs")
    return f"{head}{table}{note_html(said)}{_changes(comparison.changed, second.name)}</section>"


def _listed(run: ListedRun) -> str:
    if run.problem:
        return (
            f'<tr><th scope="row">{text(run.name)}</th>'
            f'<td colspan="5">Cannot be read: {text(run.problem)}</td></tr>'
        )
    stopped = f" of {run.total}" if run.total is not None and run.asked < run.total else ""
    system = "" if run.system == "citeproof" else _under(run.system)
    cells = (
        f"{text(run.name)}{_under(when_words(run.created_at))}",
        f"{run.asked}{stopped} answered{_under(run.questions)}{system}",
        text(right_words(run)),
        f"{run.failed or '–'}",
        text(run.version),
        text(run.generation) or "–",
    )
    return _row(_OF_RUNS, cells)


def _depends_on(summary: Summary) -> str:
    info = summary.info
    said = (
        info.questions,
        f"begun {when_words(info.created_at)}",
        f"citeproof {info.version}",
        f"index {info.generation}" if info.generation else "",
        f"judge {info.judge}" if info.judge else "no judge",
    )
    return note_html(" · ".join(part for part in said if part))


def _files(name: str) -> str:
    files = "".join(
        f'<a class="cp-action" href="{escaped(evaluation_url(name, file))}" download>{words}</a>'
        for file, words in _FILES
    )
    return (
        '<div class="cp-actions" role="group" aria-label="Files of this run">'
        f'<a class="cp-action" href="{escaped(evaluation_url(name))}" target="_blank" '
        f'rel="noopener">Open the report</a>{files}</div>'
    )


def _figure(name: str, figure: Figure) -> str:
    amount = not is_share(name)
    value, low, high = (_number(each, amount) for each in (figure.value, figure.low, figure.high))
    drawn = "" if amount else interval_bar(figure.value, figure.low, figure.high)
    cells = (
        f"{_name(name)}{_under(_MEANS.get(name, ''))}",
        value,
        f"{drawn}{_under(f'{low} to {high}')}",
        f"{figure.n}",
        f"{figure.failures or '–'}",
    )
    return _row(_OF_FIGURES, cells)


def _name(figure: str) -> str:
    """Return the name of a figure, which may break behind its underscores."""
    return text(figure).replace("_", "_<wbr>")


def _number(value: float, amount: bool) -> str:
    return f"{value:.4g}" if amount else f"{value:.3f}"


def _plots(run: MeasuredRun) -> str:
    plots = [risk_plot(run.summary.curve)] if run.summary.curve else []
    if run.seconds:
        plots.append(seconds_plot(run.seconds))
    drawn = "".join(f'<figure class="cp-plot">{plot}</figure>' for plot in plots)
    return f'<div class="cp-plots">{drawn}</div>' if drawn else ""


def _beside(word: str, run: MeasuredRun) -> str:
    return (
        f'<div class="cp-side-run"><h4>{word}: {text(run.name)}</h4>'
        f"<p><strong>{text(headline(run.summary))}</strong></p>{_depends_on(run.summary)}"
        f"{_plots(run)}</div>"
    )


def _difference(each: Difference) -> str:
    words, kind = _VERDICTS[each.verdict]
    cells = (
        _name(each.metric),
        f"{each.first:.3f}",
        f"{each.second:.3f}",
        f"{each.difference:+.3f}",
        f"{each.low:+.3f} to {each.high:+.3f}",
        f"{each.p:.3f}" if each.p >= 0.001 else "below 0.001",
        f"{each.n}",
        f'<span class="cp-says {kind}">{words}</span>',
    )
    return _row(_OF_DIFFERENCES, cells)


def _changes(changed: Sequence[Changed], name: str) -> str:
    if not changed:
        return note_html("No question became right or wrong.")
    items = "".join(_change(each, name) for each in changed[:_MOST_CHANGED])
    more = len(changed) - _MOST_CHANGED
    rest = note_html(f"and {more} more") if more > 0 else ""
    return f'<h4>Questions that became right or wrong</h4><ul class="cp-changes">{items}</ul>{rest}'


def _change(each: Changed, name: str) -> str:
    address = escaped(f"{evaluation_url(name)}#q={quote(each.id, safe='')}")
    mark, words = (
        ("cp-contradicted", "✗ now wrong") if each.is_wrong else ("cp-supported", "✓ now right")
    )
    why = "; ".join(each.is_wrong or each.was_wrong)
    was = "" if each.is_wrong else "was: "
    return (
        f'<li><strong class="{mark}">{words}</strong> '
        f'<a href="{address}" target="_blank" rel="noopener">{text(each.question)}</a> '
        f"{_under(was + why)}</li>"
    )


def _under(words: str) -> str:
    """Return words in small print on a line of their own, escaped."""
    return f'<span class="cp-under">{text(words)}</span>' if words else ""


def _row(heads: Sequence[str], cells: Sequence[str]) -> str:
    """Return a row of a table; its cells are HTML, and the first one names it."""
    first, *others = cells
    named = zip(heads[1:], others, strict=True)
    shown = "".join(f'<td data-name="{head}">{cell}</td>' for head, cell in named)
    return f'<tr><th scope="row">{first}</th>{shown}</tr>'


def _table(heads: Sequence[str], rows: Sequence[str], kind: str, label: str) -> str:
    """Return a table that scrolls sideways where it is too wide; its rows are HTML."""
    columns = "".join(f'<th scope="col">{head}</th>' for head in heads)
    return (
        f'<div class="cp-scroll" tabindex="0" role="region" aria-label="{label}">'
        f'<table class="cp-table {kind}">'
        f"<thead><tr>{columns}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )
