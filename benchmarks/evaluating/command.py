"""The command line on models without weights: `python -m benchmarks.evaluating.command ARGS`.

They find the answer by the words that a sentence shares with the question. The environment says
how they differ from run to run:

    CITEPROOF_FAKE_DELAY_MS   how long each model request takes
    CITEPROOF_FAKE_NOISE      share of requests, 0-1, that go wrong, and a seed: `0.02,7`
    CITEPROOF_FAKE_REGRESSION `citations` or `passages`: what a bad change would do
"""

from __future__ import annotations

import asyncio
import os
import random
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from ingest import Ingestor
from rag.catalog import CATALOG_FILE, Catalog
from rag.filters import GivenFilters
from rag.models.fake import FakeChat, FakeEmbedder
from rag.pipeline import AnswerPipeline, Limits
from rag.prompts import WRITER_SYSTEM
from rag.protocols import ChatReply, TokenChoice
from rag.settings import Settings
from rag.store import ChromaStore, index_address
from rag.types import Answer, Message
from rag.words import containment, content_stems
from ui.cli import app
from ui.wiring import FileProgress, Wiring

__all__ = ["FakeModels", "Regressed", "evaluated", "main", "take_in"]

_NUMBERED = re.compile(r"^\[(\d+)\] (?:.*?: )?(.+)$", re.MULTILINE)
_ASKED = re.compile(r"(?:answered by the text above|is it true that): (.*)\Z", re.DOTALL)
_ASKING_WORDS = frozenset({"mani", "name", "case"})
_FIGURE = re.compile(r"\b\d{3,4}\b")


class FakeModels(FakeChat):
    """Writes and judges by shared words.

    Args:
        delay_s: How long each request takes.
        noise: Share of requests that go wrong, 0–1.
        seed: Of the noise.
    """

    def __init__(self, *, delay_s: float = 0.0, noise: float = 0.0, seed: int = 0) -> None:
        """Keep the numbers."""
        super().__init__(reply=self._written, probability=self._judged, model_id="fake-words")
        self._delay_s = delay_s
        self._noise = noise
        self._chance = random.Random(seed)  # noqa: S311 - noise, not secrecy

    async def complete(self, messages: Sequence[Message], *, max_tokens: int) -> ChatReply:
        """Return the scripted reply after the delay."""
        await asyncio.sleep(self._delay_s)
        return await super().complete(messages, max_tokens=max_tokens)

    async def first_token(self, messages: Sequence[Message]) -> TokenChoice:
        """Return the scripted choice after the delay."""
        await asyncio.sleep(self._delay_s)
        return await super().first_token(messages)

    def _judged(self, messages: Sequence[Message]) -> float:
        prompt = messages[-1].content
        found = _ASKED.search(prompt)
        asked = set(content_stems(found[1] if found else prompt)) - _ASKING_WORDS
        passage = content_stems(prompt[: found.start()] if found else "")
        yes = containment(asked, passage) == 1
        if self._chance.random() < self._noise:
            yes = not yes
        return 0.97 if yes else 0.03

    def _written(self, messages: Sequence[Message]) -> str:
        prompt = messages[-1].content
        asked = set(content_stems(prompt.rpartition("Question:")[2])) - _ASKING_WORDS
        if messages[0].content != WRITER_SYSTEM:
            figure = _FIGURE.search(prompt)
            return figure[0] if figure else "NOT FOUND"
        lines = [(number, text) for number, text in _NUMBERED.findall(prompt)]
        if not lines:
            return "NOT FOUND"
        number, text = max(lines, key=lambda line: containment(asked, content_stems(line[1])))
        return f"{text.rstrip('.')} [{number}]."


class Regressed(AnswerPipeline):
    """A pipeline after a bad change: its sentences cite nothing."""

    async def answer(
        self,
        question: str,
        *,
        history: Sequence[Message] = (),
        filters: GivenFilters | None = None,
    ) -> Answer:
        """Return the answer without its citations."""
        answer = await super().answer(question, history=history, filters=filters)
        claims = [claim.model_copy(update={"citations": []}) for claim in answer.claims]
        return answer.model_copy(update={"claims": claims})


def evaluated(settings: Settings, *, progress: FileProgress | None = None) -> AnswerPipeline:
    """Return the pipeline on models without weights, as the environment says."""
    del progress
    share, _, seed = os.environ.get("CITEPROOF_FAKE_NOISE", "0,0").partition(",")
    delay_s = float(os.environ.get("CITEPROOF_FAKE_DELAY_MS", "0")) / 1000
    models = FakeModels(delay_s=delay_s, noise=float(share), seed=int(seed or 0))
    regression = os.environ.get("CITEPROOF_FAKE_REGRESSION", "")
    catalog = Catalog(settings.data / CATALOG_FILE)
    limits = Limits(chunks=1, evidence=1) if regression == "passages" else Limits()
    made = Regressed if regression == "citations" else AnswerPipeline
    address = index_address(settings.data, "embedded")
    return made(
        catalog=catalog,
        store=ChromaStore(address, collection=catalog.collection() or ""),
        embedder=FakeEmbedder(),
        chat=models,
        judge=models,
        limits=limits,
    )


def take_in(source: Path, data: Path) -> None:
    """Take a folder in with the embedder without weights."""
    Ingestor(data, embedder=FakeEmbedder()).ingest([source])


def main(arguments: Sequence[str]) -> int:
    """Run the command line; return its exit code."""
    try:
        app(list(arguments), obj=Wiring(evaluated=evaluated), standalone_mode=True)
    except SystemExit as exc:
        return int(exc.code or 0)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
