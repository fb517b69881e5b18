"""Gates: the least a figure may be, and a run that must not be worse than another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.errors import UsageError
from rag.evaluation.compare import worse_p
from rag.evaluation.results import RunFolder
from rag.evaluation.rows import read_rows, scores_of
from rag.evaluation.scores import SCORES
from rag.evaluation.summary import Summary

__all__ = ["Floor", "below_floors", "parse_floors", "worse_than"]

_ALPHA = 0.05
_ROUNDING = 1e-9  # a mean of 0.1, 0.4 and 0.1 comes out just below 0.2
# Of each row the first that the earlier run has.
_WATCHED = (
    ("correct", "judged_correct", "token_f1"),
    ("gold_quote_found", "recall@5"),
    ("citation_recall",),
    ("citation_precision",),
)
_OF_RUN = (
    "abstention_precision", "abstention_recall", "abstention_f1", "answered_share",
    "right_when_answered", "disagreement_precision", "stability",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """The least that a figure may be."""

    metric: str
    least: float


def parse_floors(texts: Sequence[str]) -> list[Floor]:
    """Read gates as the command line takes them.

    Raises:
        UsageError: Naming the text that is no gate, and what would be one.

    >>> parse_floors(["citation_precision=0.95"])
    [Floor(metric='citation_precision', least=0.95)]
    """
    floors: list[Floor] = []
    for text in texts:
        name, _, number = text.partition("=")
        known = (*SCORES, *_OF_RUN)
        if name not in known:
            raise UsageError(f"--fail-under {text!r}: there is no figure {name!r} among {known}")
        try:
            least = float(number)
        except ValueError:
            least = -1.0
        if not 0 <= least <= 1:
            raise UsageError(f"--fail-under {text!r}: write a share of 0 to 1, as {name}=0.95")
        floors.append(Floor(metric=name, least=least))
    return floors


def below_floors(summary: Summary, floors: Sequence[Floor]) -> list[str]:
    """Return in words which figures are below their floor; one that the run lacks is, too."""
    found: list[str] = []
    for floor in floors:
        figure = summary.metrics.get(floor.metric)
        if figure is None:
            found.append(f"{floor.metric} is asked for, but no question of the run has it")
        elif figure.value < floor.least - _ROUNDING:
            found.append(f"{floor.metric} is {figure.value:.3f}, below {floor.least:g}")
    return found


def worse_than(run: RunFolder, other: RunFolder) -> list[str]:
    """Return in words what is worse in a run than in another, beyond what chance explains.

    Four scores are watched: `correct`, `gold_quote_found`, `citation_recall` and
    `citation_precision`; `judged_correct` or `token_f1` where the questions have no rules, and
    `recall@5` where they have no gold quotes. Each is tested one-sided over the questions that both
    runs were asked (`rag.evaluation.compare.worse_p`), at .05 over all four together by Holm's
    procedure. A score that the other run has and this one lacks is worse, as is a question that
    now fails.

    Source: Holm, "A simple sequentially rejective multiple test procedure", 1979.

    Raises:
        UsageError: If either folder holds no readable run, or no question is in both.
    """
    old, new = read_rows(other.results()), read_rows(run.results())
    both = old.keys() & new.keys()
    if not both:
        raise UsageError(
            f"{run.path} and {other.path} have no question in common; compare runs of one file"
        )
    old_scores = scores_of({key: row for key, row in old.items() if key in both})
    new_scores = scores_of({key: row for key, row in new.items() if key in both})
    watched = [
        held[0] for names in _WATCHED if (held := [name for name in names if name in old_scores])
    ]
    found = [f"{name} has no value any more" for name in watched if name not in new_scores]
    tested = [_tested(name, old_scores, new_scores) for name in watched if name in new_scores]
    for rank, (p, words) in enumerate(sorted(tested)):
        if p > _ALPHA / (len(tested) - rank):
            break
        found.append(words)
    return found


def _tested(
    name: str, old: Mapping[str, Mapping[str, float]], new: Mapping[str, Mapping[str, float]]
) -> tuple[float, str]:
    """Return the one-sided p value of a score being lower, and the difference in words.

    A question that has the score in one run only, such as a citation's where the other stayed
    silent, counts in neither.
    """
    both = sorted(old[name].keys() & new[name].keys())
    p = worse_p([new[name][key] - old[name][key] for key in both])
    was = sum(old[name][key] for key in both) / len(both) if both else 0.0
    now = sum(new[name][key] for key in both) / len(both) if both else 0.0
    return p, f"{name} fell from {was:.3f} to {now:.3f} (n {len(both)}, one-sided p {p:.4f})"
