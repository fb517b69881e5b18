"""Collections that retrieval is measured on: documents, questions, and which answer which."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measures.data import DataError, Half, SourceDocument, half_of, load_questions

__all__ = ["Collection", "Query", "load_classic", "load_pooled"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A question and the documents that answer it.

    Attributes:
        id: Unique in its collection; it tells the half.
        text: The question.
        relevant: Gain by document id, above 0.
        answers: Right answers in words, where the collection has them.
    """

    id: str
    text: str
    relevant: Mapping[str, float]
    answers: tuple[str, ...] = ()

    @property
    def half(self) -> Half:
        """The half that the question belongs to."""
        return half_of(self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """Documents in one pool, and the questions asked of it."""

    name: str
    documents: tuple[SourceDocument, ...]
    queries: tuple[Query, ...]


def load_classic(data: Path, name: str) -> Collection:
    """Return a collection of `ir/` (BEIR layout); questions without a relevant document are out.

    Raises:
        DataError: If a file is missing or cannot be read.
    """
    folder = data / "ir" / name
    try:
        gains: defaultdict[str, dict[str, float]] = defaultdict(dict)
        with (folder / "qrels.tsv").open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines, delimiter="\t"):
                if float(row["score"]) > 0:
                    gains[row["query-id"]][row["corpus-id"]] = float(row["score"])
        documents = tuple(
            SourceDocument(id=row["_id"], title=row.get("title", ""), text=row["text"])
            for row in _rows(folder / "corpus.jsonl")
        )
        queries = tuple(
            Query(id=row["_id"], text=row["text"], relevant=gains[row["_id"]])
            for row in _rows(folder / "queries.jsonl")
            if row["_id"] in gains
        )
    except (OSError, ValueError, KeyError) as exc:
        raise DataError(f"the collection {folder} cannot be read: {exc}") from exc
    return Collection(name=name, documents=documents, queries=queries)


def load_pooled(data: Path, name: str) -> Collection:
    """Return all documents of a question set, and its answerable questions.

    Raises:
        DataError: As `load_classic`.
    """
    rows = load_questions(data, name)
    pool = {document.id: document for row in rows for document in row.documents}
    queries = tuple(
        Query(
            id=row.id,
            text=row.question,
            relevant=dict.fromkeys(row.gold_document_ids, 1.0),
            answers=row.answers,
        )
        for row in rows
        if row.answerable and row.gold_document_ids
    )
    return Collection(name=name, documents=tuple(pool.values()), queries=queries)


def _rows(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
