"""Asks the product the questions of a public set, over a corpus made once in the work folder."""

from __future__ import annotations

import asyncio
import glob
import hashlib
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measures.data import Question, SourceDocument
from benchmarks.measures.ledger import ROOT, Record
from ingest import Ingestor
from rag.client import Client
from rag.pipeline import AnswerPipeline
from rag.protocols import Embedder
from rag.settings import Settings, load_settings
from rag.types import Answer

__all__ = [
    "Asked",
    "Corpus",
    "TopPassage",
    "asking",
    "make_corpus",
    "reading_top",
    "take_in",
    "write_source",
]

Build = Callable[[Settings], AnswerPipeline]
INGEST_CODE = ("ingest", "rag/store.py", "rag/schema.py", "rag/catalog_writer.py")


class Asked(Record):
    """What the product said to one question.

    Attributes:
        answer: None when asking failed.
        seconds: Wall-clock time.
    """

    answer: Answer | None = None
    seconds: float = 0.0


class TopPassage(Record):
    """The best passage that retrieval alone has for a question; empty when it has none."""

    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """Documents taken in once.

    Attributes:
        source: Folder of their text files.
        data: Data directory of the product.
    """

    source: Path
    data: Path


def make_corpus(
    folder: Path, documents: Sequence[SourceDocument], *, embedder: Embedder | None = None
) -> Corpus:
    """Write the documents as text files and take them in; what is there already is kept.

    Args:
        folder: Where source files and data directories are kept. Code that takes documents in
            differently gets a data directory of its own.
        documents: The corpus; ids are unique.
        embedder: By default the one the settings name.

    Raises:
        StoreError: If the data directory cannot be written.
        ModelError: If the embedder cannot be had.
    """
    source = write_source(folder / "source", documents)
    return Corpus(source=source, data=take_in(source, folder, embedder=embedder))


def write_source(folder: Path, documents: Sequence[SourceDocument]) -> Path:
    """Write documents as text files and return the folder; what is there already is kept."""
    folder.mkdir(parents=True, exist_ok=True)
    for document in documents:
        path = folder / document.name
        if not path.is_file() or path.read_text(encoding="utf-8") != document.content:
            path.write_text(document.content, encoding="utf-8")
    return folder


def take_in(source: Path, folder: Path, *, embedder: Embedder | None = None) -> Path:
    """Take a folder of documents in and return the data directory, which is made in `folder`.

    Args and errors as `make_corpus`.
    """
    data = folder / f"data-{_ingest_code()}"
    Ingestor(data, embedder=embedder).ingest([source])
    return data


@contextmanager
def asking(
    corpus: Corpus, build: Build, *, own_documents: bool
) -> Generator[Callable[[Question], Asked]]:
    """Open the product over a corpus and yield what asks it one question.

    Args:
        corpus: The documents.
        build: Builds the pipeline from settings.
        own_documents: Search only the documents the question comes with.

    Raises:
        ConfigurationError: If the settings are not valid.
        QAError: From the yielded function, if a question failed.
    """
    with Client(corpus.data, build=build) as client:

        def ask(question: Question) -> Asked:
            filters = [glob.escape(d.name) for d in question.documents] if own_documents else None
            started = time.perf_counter()
            answer = client.ask(question.question, filters=filters)
            return Asked(answer=answer, seconds=time.perf_counter() - started)

        yield ask


@contextmanager
def reading_top(corpus: Corpus, build: Build) -> Generator[Callable[[Question], TopPassage]]:
    """Open the retrieval over a corpus and yield what reads the best passage; no chat model runs.

    Raises:
        QAError: If the data directory cannot be read.
    """
    with asyncio.Runner() as runner:
        pipeline = build(load_settings(data=corpus.data))

        def top(question: Question) -> TopPassage:
            passages = runner.run(pipeline.retrieve(question.question))
            return TopPassage(text=passages[0].quote if passages else "")

        try:
            yield top
        finally:
            runner.run(pipeline.close())


def _ingest_code() -> str:
    """Return 8 hex digits that change with the code that takes documents in."""
    digest = hashlib.sha256()
    for name in INGEST_CODE:
        path = ROOT / name
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            digest.update(file.read_bytes())
    return digest.hexdigest()[:8]
