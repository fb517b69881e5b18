"""What one ingest did."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["IngestFailure", "IngestReport"]


class IngestFailure(BaseModel):
    """A source that was not taken in, and why."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    uri: str
    reason: str


class IngestReport(BaseModel):
    """What one ingest did; uris relative to the folder given.

    Attributes:
        added: New documents.
        updated: Documents with a new version.
        unchanged: Sources whose bytes were already there, and whose tags are as they were.
        retagged: Documents whose bytes were already there and whose tags changed.
        removed: Documents removed because their source is gone (only with `sync`).
        skipped: Files of a kind that is not read, found inside a folder.
        failed: Sources that could not be read, with reasons.
        chunks: Chunks written.
        generation: Index generation after the ingest.
        seconds: Wall-clock time.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    added: list[str] = Field(default_factory=list[str])
    updated: list[str] = Field(default_factory=list[str])
    unchanged: list[str] = Field(default_factory=list[str])
    retagged: list[str] = Field(default_factory=list[str])
    removed: list[str] = Field(default_factory=list[str])
    skipped: list[IngestFailure] = Field(default_factory=list[IngestFailure])
    failed: list[IngestFailure] = Field(default_factory=list[IngestFailure])
    chunks: int = 0
    generation: str = ""
    seconds: float = 0.0
