"""What the commands and the server use of `rag` and `ingest`, each imported when it is needed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from rag.client import BuildPipeline, Pipeline
from rag.feedback import Feedback
from rag.ingest_report import IngestReport
from rag.types import Answer, Document

if TYPE_CHECKING:
    from rag.models.registry import ModelFile
    from rag.pipeline import AnswerPipeline
    from rag.settings import Settings

__all__ = [
    "Builds",
    "BuildsEvaluated",
    "FileProgress",
    "Ingests",
    "ModelRegistry",
    "SourceProgress",
    "Wiring",
]

FileProgress = Callable[[str, int, int], None]
"""Called with (file name, bytes done, bytes in all) while a model file is fetched."""

SourceProgress = Callable[[int, int, str], None]
"""Called with (sources done, sources in all, uri) while sources are taken in."""


class Builds(Protocol):
    """What a command needs of `rag.assemble.build_pipeline`."""

    def __call__(self, settings: Settings, *, progress: FileProgress | None = None) -> Pipeline:
        """Return the pipeline of a data directory; model files that are missing are fetched."""
        ...


class BuildsEvaluated(Protocol):
    """What evaluation needs of `rag.assemble.build_pipeline`: the parts that score, too."""

    def __call__(
        self, settings: Settings, *, progress: FileProgress | None = None
    ) -> AnswerPipeline:
        """Return the pipeline of a data directory; model files that are missing are fetched."""
        ...


class Ingests(Protocol):
    """What a command needs of `ingest.Ingestor`."""

    def ingest(
        self,
        paths: Sequence[Path],
        *,
        tags: Sequence[str] | None = None,
        sync: bool = False,
        progress: SourceProgress | None = None,
    ) -> IngestReport:
        """Take the sources in."""
        ...

    async def aingest(
        self,
        paths: Sequence[Path],
        *,
        tags: Sequence[str] | None = None,
        sync: bool = False,
        progress: SourceProgress | None = None,
    ) -> IngestReport:
        """Take the sources in."""
        ...

    def remove(self, documents: Sequence[str]) -> IngestReport:
        """Remove documents by id or uri."""
        ...

    async def aremove(self, documents: Sequence[str]) -> IngestReport:
        """Remove documents by id or uri."""
        ...


class ModelRegistry(Protocol):
    """What a command needs of the module `rag.models.registry`."""

    def load_registry(self) -> tuple[ModelFile, ...]:
        """Return the embedded model files."""
        ...

    def status(self, model_file: ModelFile, cache_dir: Path, *, verify: bool = False) -> str:
        """Return `present`, `absent` or `damaged`; `verify` hashes the file."""
        ...

    def ensure(self, name: str, cache_dir: Path, progress: FileProgress | None = None) -> Path:
        """Fetch one file if it is not there, and return its path."""
        ...


def _pipeline(settings: Settings, *, progress: FileProgress | None = None) -> Pipeline:
    from rag.assemble import build_pipeline

    return build_pipeline(settings, progress=progress)


def _evaluated(settings: Settings, *, progress: FileProgress | None = None) -> AnswerPipeline:
    from rag.assemble import build_pipeline

    return build_pipeline(settings, progress=progress)


def _ingestor(settings: Settings) -> Ingests:
    from ingest.pipeline import Ingestor

    return Ingestor(data=settings.data, settings=settings)


def _documents(data: Path) -> list[Document]:
    from rag.catalog import CATALOG_FILE, Catalog

    if not (data / CATALOG_FILE).is_file():
        return []
    catalog = Catalog(data / CATALOG_FILE)
    try:
        return catalog.documents()
    finally:
        catalog.close()


def _answers(data: Path, limit: int) -> list[Answer]:
    from rag.catalog import CATALOG_FILE, Catalog

    if not (data / CATALOG_FILE).is_file():
        return []
    catalog = Catalog(data / CATALOG_FILE)
    try:
        held = [catalog.answer(answer_id) for answer_id in catalog.answer_ids(limit=limit)]
        return [answer for answer in held if answer is not None]
    finally:
        catalog.close()


def _feedback(data: Path) -> tuple[list[Feedback], list[str]]:
    from rag.catalog import CATALOG_FILE, Catalog
    from rag.evaluation.feedback_questions import feedback_questions

    if not (data / CATALOG_FILE).is_file():
        return [], []
    catalog = Catalog(data / CATALOG_FILE)
    try:
        return catalog.feedback(), list(feedback_questions(catalog))
    finally:
        catalog.close()


def _registry() -> ModelRegistry:
    from rag.models import registry

    return registry


def _serve(settings: Settings, build: BuildPipeline, host: str, port: int, opened: bool) -> None:
    from ui.serve import serve

    serve(settings, build=build, host=host, port=port, open_page=opened)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wiring:
    """The real parts by default; tests give fakes.

    Attributes:
        pipeline: Builds the pipeline of a data directory.
        evaluated: The same for a batch evaluation.
        ingestor: Makes what ingests into a data directory.
        documents: Lists the documents of a data directory, by uri.
        answers: Lists at most so many stored answers of a data directory, the newest first.
        feedback: What readers said of the answers of a data directory, the oldest first, and the
            same as lines of a question file.
        registry: Returns the registry of embedded model files.
        serve: Serves the page until it is stopped: settings, pipeline builder, host, port and
            whether to open the page in a browser.
    """

    pipeline: Builds = _pipeline
    evaluated: BuildsEvaluated = _evaluated
    ingestor: Callable[[Settings], Ingests] = _ingestor
    documents: Callable[[Path], list[Document]] = _documents
    answers: Callable[[Path, int], list[Answer]] = _answers
    feedback: Callable[[Path], tuple[list[Feedback], list[str]]] = _feedback
    registry: Callable[[], ModelRegistry] = _registry
    serve: Callable[[Settings, BuildPipeline, str, int, bool], None] = _serve
