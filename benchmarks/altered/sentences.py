"""True sentences to alter, from the seed articles, squad2 contexts and WiCE evidence."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["Sentence", "half_of", "sentences", "split"]

_SEEDS = Path(__file__).resolve().parents[2] / "seeds"
_MIN_WORDS, _MAX_WORDS = 8, 40

_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|Jr|Sr|No|Inc|Co|Corp|Ltd|vs?|ca|c|e\.g|i\.e|al|Gen|Col|Lt|Capt"
    r"|Rev|Hon|Sgt|Vol|pp|p|approx|est|b|d|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Mt|Ft)"
    r"|\b[A-Z])\.$"
)
_BOUNDARY = re.compile(r"(?<=[.!?])[\"”’)]?\s+(?=[\"“‘(]?[A-Z0-9])")
_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|can|could|may|might|must|did|does|do|said|says"
    r"|became|began|made|took|gave|led|won|held|grew|wrote|found|left|lost|met|ran|rose|bought|built|brought|sent|kept|came|went|began|fell|sold"
    r"|\w{2,}ed)\b"
)
_UNCLEAN = re.compile(
    r"[|#•@\[\]{}<>=*_\\]|https?:|www\.|\.\.\.|…|\?|!|^[^,.]{0,40}:|[:;] [A-Z]|(?:^"
    r"|\s)[-–—]{1,2}\s|--"
    r"|\b(?:I|[Yy]ou|[Yy]our|I'm|[Cc]lick|[Cc]opyright|[Ss]ubscribe|[Cc]ookies?|[Dd]isclaimer"
    r"|Also [Rr]ead|Posted|Photo|Image|Sign up|Share|Required fields|TITLE|Tweet|[Nn]ewsletter"
    r"|[Ww]ebsite)\b|U\.S\. (?:This|The|In|It|By|These|A)\b|[a-z][.,][A-Z]|\d{1,2}:\d\d"
    r"|\)[A-Z\d]|[a-z]\d"
)
_GLUED = re.compile(r"\b(?=\w{13,})\w*[a-z]{3}[A-Z]\w*|[a-z]{2}\d|\d[A-Z][a-z]{2}")
_STARTS = re.compile(r"^(?:[“\"]?[A-Z])")
_PAIRS = (("(", ")"), ("“", "”"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A true sentence and where it is from.

    Attributes:
        id: Unique over all sources: source, row and position.
        source: `seeds`, `squad2` or `wice`.
        title: Name of the article, or "".
        text: The exact sentence, 8 to 40 words, ending in a full stop.
        document: The whole text the sentence stands in.
    """

    id: str
    source: str
    title: str
    text: str
    document: str


def half_of(key: str) -> str:
    """`tune` if the last hex digit of the SHA-256 of the key is even, else `report`."""
    digit = int(hashlib.sha256(key.encode()).hexdigest()[-1], 16)
    return "report" if digit % 2 else "tune"


def split(text: str) -> list[str]:
    """The sentences of a text that are clean enough to alter, in order.

    A clean one has 8 to 40 words and a verb, ends in a full stop, closes its brackets and quotes,
    and is neither heading, question, list nor page furniture.

    Example:
        >>> split("News! Mr. Hale bought the old mill near the river in 1999. Why?")
        ['Mr. Hale bought the old mill near the river in 1999.']
    """
    found: list[str] = []
    for line in re.split(r"\n| ## |(?:^|\s)#+ ", text):
        found += [one for one in _pieces(re.sub(r"^\s*(?:•|\d+\.)\s+", "", line)) if _clean(one)]
    return found


def sentences(data: Path | None, *, half: str) -> list[Sentence]:
    """The clean sentences of one half, without repeats, in the order of the files.

    Args:
        data: The evaluation folder, with `qa/squad2.jsonl` and `judge/wice.jsonl`; None takes the
            seed articles alone.
        half: `tune` or `report`. A row belongs to a half by its id, a sentence of the seeds by its
            text; what occurs in several rows belongs to the first.

    Raises:
        FileNotFoundError: A file is not in the folder.
        ValueError: The half is neither of the two.
    """
    if half not in {"tune", "report"}:
        raise ValueError(f"half is {half!r}; pass 'tune' or 'report'")
    seen: set[str] = set()
    found: list[Sentence] = []
    for sentence, own_half in _all(data):
        if sentence.text not in seen:
            seen.add(sentence.text)
            if own_half == half:
                found.append(sentence)
    return found


def _pieces(line: str) -> Iterator[str]:
    start = 0
    for match in _BOUNDARY.finditer(line):
        if _ABBREVIATION.search(line[start : match.start()]):
            continue
        end = match.start() + len(match.group().rstrip())
        yield line[start:end].strip()
        start = match.end()
    yield line[start:].strip()


def _clean(text: str) -> bool:
    words = text.split()
    capitals = sum(word[0].isupper() for word in words)
    return (
        _MIN_WORDS <= len(words) <= _MAX_WORDS
        and text.endswith(".")
        and capitals < 0.5 * len(words)
        and all(text.count(left) == text.count(right) for left, right in _PAIRS)
        and text.count('"') % 2 == 0
        and bool(_STARTS.match(text) and _VERB.search(text))
        and not (_UNCLEAN.search(text) or _GLUED.search(text) or "  " in text)
    )


def _all(data: Path | None) -> Iterator[tuple[Sentence, str]]:
    for path in sorted(_SEEDS.glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        title = next((line.strip() for line in text.splitlines() if line.strip()), "")
        for sentence in _of(f"seeds-{path.stem[:3]}", "seeds", title, text):
            yield sentence, half_of(sentence.text)
    if data is None:
        return
    for row in _rows(data / "qa" / "squad2.jsonl"):
        for document in row["documents"]:
            found = _of(f"squad2-{row['id']}", "squad2", document["title"], document["text"])
            yield from ((sentence, half_of(row["id"])) for sentence in found)
    for row in _rows(data / "judge" / "wice.jsonl"):
        found = _of(row["id"], "wice", "", row["evidence"])
        yield from ((sentence, half_of(row["id"])) for sentence in found)


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    if not path.is_file():
        raise FileNotFoundError(f"no {path}; set CITEPROOF_EVAL_DATA to the evaluation folder")
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def _of(prefix: str, source: str, title: str, text: str) -> Iterator[Sentence]:
    for position, sentence in enumerate(split(text)):
        yield Sentence(
            id=f"{prefix}-s{position}",
            source=source,
            title=title,
            text=sentence,
            document=text,
        )
