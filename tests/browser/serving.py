"""A server of the page for browser tests: `python -m tests.browser.serving KIND DATA [SEEDS]`.

KIND is `scripted` (answers written here, whatever is asked), `small` (the real pipeline, store and
ingest on models without weights) or `embedded` (the real models).
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from pathlib import Path

from ingest import Ingestor
from rag.catalog import CATALOG_FILE
from rag.errors import ConfigurationError
from rag.models.fake import FakeChat, FakeEmbedder
from rag.pipeline import AnswerPipeline
from rag.settings import Settings
from rag.types import Message
from tests.corpus import first_evidence, opened_pipeline
from tests.fake_pipeline import FakePipeline, builder
from ui.serve import serve

__all__ = ["small_pipeline"]

_YES, _NO = 0.97, 0.03
_DELAY_S = 0.5  # long enough to press Stop between two sentences


def small_pipeline(settings: Settings, **_: object) -> AnswerPipeline:
    """Return the real pipeline on a model that repeats the best evidence and agrees with it."""
    if not (settings.data / CATALOG_FILE).is_file():
        raise ConfigurationError(f"there are no documents in {settings.data} yet")
    return opened_pipeline(settings.data, FakeChat(reply=first_evidence, probability=_agrees))


def _agrees(messages: Sequence[Message]) -> float:
    """Say yes to what shares a word with the question, and to statements the passage holds."""
    prompt = messages[-1].content
    if "is it true that" not in prompt:
        return _YES
    passage, _, claim = prompt.rpartition("is it true that: ")
    words = set(re.findall(r"\w{4,}", claim.lower()))
    held = set(re.findall(r"\w{4,}", passage.partition("\n\nBased only")[0].lower()))
    return _YES if words <= held else _NO


def _small_ingestor(settings: Settings) -> Ingestor:
    return Ingestor(data=settings.data, settings=settings, embedder=FakeEmbedder())


def _main(kind: str, data: Path, *paths: Path) -> None:
    settings = Settings(data=data)
    if kind == "scripted":
        serve(settings, build=builder(FakePipeline(delay_s=_DELAY_S)), port=0)
        return
    small = kind == "small"
    if paths:
        ingestor = _small_ingestor(settings) if small else Ingestor(data=data, settings=settings)
        ingestor.ingest(paths)
    if small:
        serve(settings, build=small_pipeline, ingestor=_small_ingestor, port=0)
    else:
        serve(settings, port=0)


if __name__ == "__main__":
    _main(sys.argv[1], Path(sys.argv[2]), *map(Path, sys.argv[3:]))
