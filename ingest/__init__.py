"""Ingest: from files to documents, sentences, chunks and vectors in a data directory."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ingest.pipeline import Ingestor

__all__ = ["Ingestor"]


def __getattr__(name: str) -> object:
    """Import the ingestor on first use."""
    if name in __all__:
        from ingest import pipeline

        return getattr(pipeline, name)
    raise AttributeError(f"module 'ingest' has no attribute {name!r}")
