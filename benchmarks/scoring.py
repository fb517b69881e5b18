"""How the benchmarks judge answers, and how they report figures.

A question is right when every rule it states holds: status, words that must and must not occur,
the first word of an answer to a yes/no question, and a citation from one of the sources that hold
the answer. Figures carry n and a bootstrap 95 % interval.
"""

from __future__ import annotations

import json
import os
import platform
import random
import re
import statistics
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict

from rag.types import Answer, AnswerStatus, Citation

__all__ = [
    "Metric",
    "SeedQuestion",
    "answer_words",
    "canonical_texts",
    "citations_of",
    "count_metric",
    "inexact",
    "interval",
    "load_questions",
    "median_metric",
    "occurs",
    "problems",
    "ratio_metric",
    "write_report",
]

ROOT = Path(__file__).resolve().parent.parent
RESAMPLES = 2000
SEED = 20260101

_T = TypeVar("_T")


class SeedQuestion(BaseModel):
    """One question with the rules of a right answer.

    Attributes:
        must_include: Groups of alternatives; one of each group occurs in the answer.
        must_not_include: Texts of which none occurs in the answer.
        gold_sources: File names of the documents that hold the answer.
        gold_quotes: Words of those documents that state it, for measuring retrieval.
        polarity: First word of the answer to a yes/no question.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    question: str
    kind: str
    expected_status: AnswerStatus
    must_include: tuple[tuple[str, ...], ...]
    must_not_include: tuple[str, ...]
    gold_sources: tuple[str, ...]
    gold_quotes: tuple[str, ...]
    note: str
    polarity: Literal["yes", "no"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """A figure with its number of observations and its bootstrap 95 % interval."""

    value: float
    n: int
    low: float
    high: float


def load_questions(path: Path) -> list[SeedQuestion]:
    """Read a question file, one JSON object a line."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [SeedQuestion.model_validate_json(line) for line in lines if line.strip()]


def problems(question: SeedQuestion, answer: Answer) -> list[str]:
    """Return what is wrong with an answer, empty when it is right."""
    found: list[str] = []
    status = "answered" if answer.status == "partly_answered" else answer.status
    if status != question.expected_status:
        found.append(f"{answer.status}, not {question.expected_status}")
    words = answer_words(answer)
    for group in question.must_include:
        if not any(occurs(alternative, words) for alternative in group):
            found.append("lacks " + " | ".join(group))
    for text in question.must_not_include:
        if text.casefold() in words.casefold():
            found.append(f"says {text}")
    if question.polarity and _first_word(answer.text) != question.polarity:
        found.append(
            f"begins with {_first_word(answer.text) or 'nothing'}, not {question.polarity}"
        )
    cited = {PurePosixPath(citation.uri).name for citation in answer.sources()}
    if question.gold_sources and not cited & set(question.gold_sources):
        found.append("cites no document that holds the answer")
    return found


def answer_words(answer: Answer) -> str:
    """Return what the reader is told: the text without markers, and the sides of a conflict."""
    sides = [f"{side.value} {side.text}" for side in answer.sides]
    return re.sub(r"\[\d+(?:\s*,\s*\d+)*\]", "", "\n".join([answer.text, *sides]))


def occurs(phrase: str, text: str) -> bool:
    r"""Whether a phrase occurs as whole words, in any case and with any white space.

    >>> occurs("$1 trillion", "It is $1.4 trillion."), occurs("4 trillion", "It is $1.4 trillion.")
    (False, False)
    >>> occurs("$1.4 trillion", "a staggering US$1.4\xa0Trillion"), occurs("17", "rose 17%.")
    (True, True)
    """
    inner = r"\s+".join(re.escape(word) for word in phrase.split())
    before = r"(?<!\w)(?<!\d[.,])" if phrase[:1].isalnum() else ""
    after = r"(?!\w)(?![.,]\d)" if phrase[-1:].isalnum() else ""
    return re.search(before + inner + after, text, re.IGNORECASE) is not None


def _first_word(text: str) -> str:
    found = re.search(r"\w+", text)
    return found.group().casefold() if found else ""


def canonical_texts(folder: Path) -> dict[str, str]:
    """Return the canonical text of every txt file of a folder, by file name.

    Read from the files, not from the catalog, so that a fault there is seen: the decoded text,
    byte order mark removed, CRLF made LF, nothing else.
    """
    return {
        path.name: path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
        for path in sorted(folder.glob("*.txt"))
    }


def citations_of(answer: Answer) -> list[Citation]:
    """Return every citation of an answer, also those of its sides and of its removed claims."""
    holders = [*answer.claims, *answer.removed, *answer.sides]
    return [citation for holder in holders for citation in holder.citations]


def inexact(citation: Citation, texts: Mapping[str, str]) -> bool:
    """Whether the quote is not what the document says at the citation's offsets."""
    text = texts.get(PurePosixPath(citation.uri).name, "")
    return not citation.quote or text[citation.start : citation.end] != citation.quote


def interval(sample: Sequence[_T], figure: Callable[[Sequence[_T]], float]) -> tuple[float, float]:
    """Return the percentile bootstrap 95 % interval of a figure; seeded.

    Source: Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13.
    """
    if not sample:
        return 0.0, 0.0
    chance = random.Random(SEED)  # noqa: S311 - resampling, not secrecy
    figures = sorted(figure(chance.choices(sample, k=len(sample))) for _ in range(RESAMPLES))
    return figures[round(0.025 * (RESAMPLES - 1))], figures[round(0.975 * (RESAMPLES - 1))]


def count_metric(holds: Sequence[bool]) -> Metric:
    """Return how many of n hold."""
    low, high = interval(holds, sum)
    return Metric(value=sum(holds), n=len(holds), low=low, high=high)


def median_metric(values: Sequence[float]) -> Metric:
    """Return the median; at least one value."""
    low, high = interval(values, statistics.median)
    return Metric(value=statistics.median(values), n=len(values), low=low, high=high)


def ratio_metric(pairs: Sequence[tuple[float, float]]) -> Metric:
    """Return median of the first over median of the second; resampled pair by pair."""

    def ratio(sample: Sequence[tuple[float, float]]) -> float:
        ours, theirs = zip(*sample, strict=True)
        return statistics.median(ours) / statistics.median(theirs)

    low, high = interval(pairs, ratio)
    return Metric(value=ratio(pairs), n=len(pairs), low=low, high=high)


def write_report(
    path: Path, metrics: Mapping[str, Metric], *, more: Mapping[str, object] | None = None
) -> None:
    """Write `{"commit", "machine", "metrics"}` as JSON, with more keys after them if given."""
    report = {
        "commit": _commit(),
        "machine": _machine(),
        "metrics": {name: asdict(metric) for name, metric in metrics.items()},
        **(more or {}),
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")


def _commit() -> str:
    try:
        done = subprocess.run(
            ["git", "describe", "--always", "--abbrev=40", "--dirty", "--exclude=*"],  # noqa: S607
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return done.stdout.strip()


def _machine() -> str:
    cpu = platform.processor() or "unknown processor"
    info = Path("/proc/cpuinfo")
    if info.is_file():
        named = re.search(
            r"^model name\s*:\s*(.+)$", info.read_text(encoding="utf-8"), re.MULTILINE
        )
        cpu = named.group(1) if named else cpu
    cores = len(os.sched_getaffinity(0))
    return (
        f"{platform.system()} {platform.machine()}, {cpu}, {cores} cores, "
        f"Python {platform.python_version()}"
    )
