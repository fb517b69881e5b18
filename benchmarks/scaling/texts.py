"""Real text of the public collections: pieces as long as a chunk, copies of them, and questions."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from benchmarks.measures.data import DataError, load_questions
from ingest.chunk import chunk_document
from ingest.sentences import split
from rag.types import Document

__all__ = ["Piece", "load_asked", "load_pieces", "varied", "write_folder"]

COLLECTIONS = ("cacm", "cisi", "cran", "npl")
QUESTION_SETS = ("clapnq", "hotpotqa", "ramdocs", "squad2")
SECTIONS_PER_FILE = 10
SEED = 20260101
_HEADING_WORDS = 6
_ALTERED = 0.3


class _Text(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str = Field(alias="_id")
    text: str
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A section of a file, of one chunk.

    Attributes:
        heading: Its heading.
        text: What stands below it, on one line.
    """

    heading: str
    text: str

    @property
    def embedded(self) -> str:
        """The text that an ingest embeds for the chunk."""
        return f"{self.heading}\n{self.text}"


def load_pieces(data: Path, *, limit: int | None = None) -> list[Piece]:
    """Return distinct pieces of all collections, in an order that mixes them and stays the same.

    Args:
        data: The evaluation data.
        limit: At most so many.

    Raises:
        DataError: If a file is missing or cannot be read.
    """
    texts = [row.text for name in COLLECTIONS for row in _rows(data / "ir" / name / "corpus.jsonl")]
    for name in QUESTION_SETS:
        texts += [d.text for q in load_questions(data, name) for d in q.documents]
    distinct = dict.fromkeys(" ".join(text.split()) for text in texts)
    pieces: dict[str, Piece] = {}
    for text in sorted(distinct, key=_shuffled):
        if limit is not None and len(pieces) >= limit:
            break
        pieces |= {piece.text: piece for piece in _pieces(text)}
    return list(pieces.values())[:limit]


def load_asked(data: Path, *, limit: int | None = None) -> list[str]:
    """Return distinct questions of all collections, in an order that mixes them.

    Args:
        data: The evaluation data.
        limit: At most so many.

    Raises:
        DataError: As `load_pieces`.
    """
    asked = [
        row.text for name in COLLECTIONS for row in _rows(data / "ir" / name / "queries.jsonl")
    ]
    for name in QUESTION_SETS:
        asked += [question.question for question in load_questions(data, name)]
    distinct = dict.fromkeys(" ".join(text.split()) for text in asked)
    return sorted(distinct, key=_shuffled)[:limit]


def varied(pieces: Sequence[Piece], number: int) -> Piece:
    """Return piece `number` of an endless series: the pieces themselves, then copies of them.

    Three in ten words of a copy are replaced by words drawn from all pieces, so that copies are
    distinct and every word stays as frequent as it is in real text.

    Args:
        pieces: At least one.
        number: At least 0.
    """
    piece = pieces[number % len(pieces)]
    if number < len(pieces):
        return piece
    chance = random.Random(f"{SEED} {number}")  # noqa: S311 - choosing words, not secrecy
    words = piece.text.split()
    for place in range(len(words)):
        if chance.random() < _ALTERED:
            words[place] = chance.choice(chance.choice(pieces).text.split())
    return Piece(heading=f"{piece.heading} {number}", text=" ".join(words))


def write_folder(folder: Path, pieces: Sequence[Piece], size: int) -> None:
    """Write Markdown files with the first pieces of the series, ten to a file.

    Args:
        folder: Made if it is not there.
        pieces: As `varied`.
        size: How many pieces.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for start in range(0, size, SECTIONS_PER_FILE):
        numbers = range(start, min(start + SECTIONS_PER_FILE, size))
        sections = [varied(pieces, number) for number in numbers]
        text = "\n".join(f"## {each.heading}\n\n{each.text}\n" for each in sections)
        (folder / f"{start // SECTIONS_PER_FILE:06d}.md").write_text(text, encoding="utf-8")


def _pieces(text: str) -> list[Piece]:
    document = Document(
        id="doc", uri="doc", title="", text=text, media_type="text/plain",
        sha256="", fetched_at="",
    )  # fmt: skip
    spans = [text[chunk.start : chunk.end] for chunk in chunk_document(document, split(text))]
    return [Piece(heading=_heading(span), text=span) for span in spans]


def _heading(text: str) -> str:
    words = [word.strip(".,;:!?\"'()*_#|") for word in text.split()[:_HEADING_WORDS]]
    return " ".join(word for word in words if word) or "Untitled"


def _shuffled(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _rows(path: Path) -> list[_Text]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        return [_Text.model_validate_json(line) for line in lines if line.strip()]
    except (OSError, ValidationError) as exc:
        raise DataError(f"{path} cannot be read: {exc}") from exc
