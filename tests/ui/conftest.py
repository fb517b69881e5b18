from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from rag.client import BuildPipeline
from rag.errors import QAError
from rag.ingest_report import IngestFailure, IngestReport
from rag.models.registry import ModelFile
from rag.settings import Settings
from rag.types import Document
from tests.fake_pipeline import FakePipeline, builder
from ui.cli import app
from ui.wiring import Builds, FileProgress, SourceProgress, Wiring


@dataclass
class FakeRegistry:
    """Three small files; fetching writes them."""

    present: set[str] = field(default_factory=lambda: {"chat", "embedder", "tokenizer"})
    damaged: set[str] = field(default_factory=set[str])
    fetched: list[str] = field(default_factory=list[str])

    def load_registry(self) -> tuple[ModelFile, ...]:
        return tuple(
            ModelFile(
                name=name, title=f"{name} model", role="", file=f"{name}.bin", size=1_500_000,
                sha256="0" * 64, licence="Apache-2.0", sources=(),
            )
            for name in ("chat", "embedder", "tokenizer")
        )  # fmt: skip

    def status(self, model_file: ModelFile, cache_dir: Path, *, verify: bool = False) -> str:
        if verify and model_file.name in self.damaged:
            self.present.discard(model_file.name)
            return "damaged"
        return "present" if model_file.name in self.present else "absent"

    def ensure(self, name: str, cache_dir: Path, progress: FileProgress | None = None) -> Path:
        if name in self.present:
            return cache_dir / f"{name}.bin"
        if progress is not None:
            progress(f"{name}.bin", 1_500_000, 1_500_000)
        self.fetched.append(name)
        self.present.add(name)
        return cache_dir / f"{name}.bin"


@dataclass
class FakeIngestor:
    calls: list[tuple[list[Path], bool]] = field(default_factory=list[tuple[list[Path], bool]])
    tags: list[Sequence[str] | None] = field(default_factory=list["Sequence[str] | None"])
    removed: list[str] = field(default_factory=list[str])
    error: QAError | None = None

    async def aingest(
        self,
        paths: Sequence[Path],
        *,
        tags: Sequence[str] | None = None,
        sync: bool = False,
        progress: SourceProgress | None = None,
    ) -> IngestReport:
        return self.ingest(paths, tags=tags, sync=sync, progress=progress)

    def remove(self, documents: Sequence[str]) -> IngestReport:
        if self.error is not None:
            raise self.error
        self.removed += documents
        return IngestReport(removed=list(documents), generation="g2")

    async def aremove(self, documents: Sequence[str]) -> IngestReport:
        return self.remove(documents)

    def ingest(
        self,
        paths: Sequence[Path],
        *,
        tags: Sequence[str] | None = None,
        sync: bool = False,
        progress: SourceProgress | None = None,
    ) -> IngestReport:
        if self.error is not None:
            raise self.error
        self.calls.append((list(paths), sync))
        self.tags.append(tags)
        if progress is not None:
            progress(1, 2, "a\x1b[31m.txt")
        return IngestReport(
            added=["a.txt"],
            skipped=[IngestFailure(uri="b\x1b[31m.exe", reason="not a kind that is read")],
            chunks=3,
            generation="g1",
            seconds=0.25,
        )


@dataclass
class World:
    """The command line with fakes behind it."""

    data: Path
    pipeline: FakePipeline = field(default_factory=FakePipeline)
    build: Builds | None = None
    registry: FakeRegistry = field(default_factory=FakeRegistry)
    ingestor: FakeIngestor = field(default_factory=FakeIngestor)
    held: list[Document] | None = None
    served: list[tuple[str, int, bool]] = field(default_factory=list[tuple[str, int, bool]])

    def wiring(self) -> Wiring:
        def documents(data: Path) -> list[Document]:
            return self.pipeline.catalog.documents() if self.held is None else self.held

        def serve(
            settings: Settings, build: BuildPipeline, host: str, port: int, opened: bool
        ) -> None:
            self.served.append((host, port, opened))

        return Wiring(
            pipeline=self.build or builder(self.pipeline),
            ingestor=lambda settings: self.ingestor,
            documents=documents,
            answers=lambda data, limit: list(self.pipeline.catalog.answers.values())[:limit],
            registry=lambda: self.registry,
            serve=serve,
        )

    def run(self, *words: str, env: dict[str, str] | None = None) -> Result:
        given = {"CITEPROOF_DATA": str(self.data), **(env or {})}
        return CliRunner(env=given).invoke(app, list(words), obj=self.wiring())


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)
