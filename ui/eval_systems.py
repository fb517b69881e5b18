"""What a batch evaluation asks and scores with, opened as its options and settings say."""

from __future__ import annotations

import hashlib
import os
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from importlib.metadata import version
from typing import Protocol, runtime_checkable

from rich.console import Console
from rich.text import Text

from rag import prompts
from rag.catalog import CATALOG_FILE
from rag.errors import UsageError
from rag.evaluation.answers_file import AnswersFile
from rag.evaluation.command import Command
from rag.evaluation.dataset import EvalQuestion
from rag.evaluation.endpoint import Endpoint
from rag.evaluation.entailment import build_scorer, judge_id
from rag.evaluation.scores import Scorer
from rag.evaluation.server import CiteproofServer
from rag.evaluation.systems import Answering, InProcess, System
from rag.protocols import AnswerCatalog, ChatModel, Embedder
from rag.settings import Settings
from ui.eval_options import EvalOptions
from ui.model_files import fetching
from ui.wiring import Wiring

__all__ = ["Asking", "Scorable", "asking", "own_asking", "settings_hash"]

_KEY = "CITEPROOF_EVAL_KEY"
_TIMEOUT_S = 600.0


@runtime_checkable
class Scorable(Answering, Protocol):
    """A pipeline whose own parts score its answers: `rag.pipeline.AnswerPipeline`."""

    @property
    def catalog(self) -> AnswerCatalog:
        """The documents."""
        ...

    @property
    def judge(self) -> ChatModel:
        """The model that weighs what neither exact words nor guards decide."""
        ...

    @property
    def embedder(self) -> Embedder:
        """The model that compares answers with references."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What is asked and what scores it.

    Attributes:
        system: What is asked.
        scorer: What scores its answers.
        name: The system in words.
        settings_hash: 16 hex digits that change with what its answers depend on.
        generation: Index generation that is searched; empty for another system.
        judge: The judge and its prompts; empty without documents to score by.
        seconds_of: Gives the time of an answer that was written earlier.
    """

    system: System
    scorer: Scorer
    name: str
    settings_hash: str
    generation: str
    judge: str
    seconds_of: Callable[[EvalQuestion], float | None]


@asynccontextmanager
async def asking(
    options: EvalOptions,
    settings: Settings,
    wiring: Wiring,
    questions: Sequence[EvalQuestion],
    notices: Console,
) -> AsyncGenerator[Asking]:
    """Open what the options name, and close it at the end.

    Another system is scored by the documents of the data directory, where there are any; without
    them its quotes and citations are not looked at.

    Raises:
        UsageError: If the options name several systems, or one that cannot be opened.
        ConfigurationError: If there is nothing to ask.
    """
    async with AsyncExitStack() as opened:
        other = _other_system(options, questions)
        pipeline = None
        if other is None or (settings.data / CATALOG_FILE).is_file():
            with fetching(notices) as progress:
                pipeline = wiring.evaluated(settings, progress=progress)
            opened.push_async_callback(pipeline.close)
        else:
            words = f"{settings.data} holds no documents: quotes and citations are not scored"
            notices.print(Text(words), soft_wrap=True)
        if other is not None:
            opened.push_async_callback(other.system.close)
        yield _asking(options, settings, pipeline, other)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Other:
    system: System
    name: str
    settings_hash: str = ""
    seconds_of: Callable[[EvalQuestion], float | None] = lambda _: None


def settings_hash(settings: Settings) -> str:
    """Return 16 hex digits that change with what answers depend on.

    Models, thresholds, prompts and the version of the program; places, keys and sizes of the
    machine do not count.
    """
    said = settings.model_dump_json(
        exclude={
            "data": True,
            "chroma": True,
            "models": {
                "api_key", "cache_dir", "judge_api_key", "rerank_api_key", "threads", "timeout_s",
            },
        }
    )  # fmt: skip
    texts = [str(vars(prompts)[name]) for name in prompts.__all__ if name.isupper()]
    parts = [said, version("citeproof"), prompts.prompt_hash(*texts)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def own_asking(pipeline: Scorable, settings: Settings, *, judged: bool = False) -> Asking:
    """Return citeproof itself, asked and scored with the parts of an open pipeline.

    Args:
        pipeline: Answers the questions, and scores the answers.
        settings: Those that it was built with.
        judged: Whether the judge also says which answers are right.

    Raises:
        StoreError: If the catalog cannot be read.
    """
    scorer = build_scorer(
        catalog=pipeline.catalog,
        judge=pipeline.judge,
        embedder=pipeline.embedder,
        threshold=settings.answer.support_threshold,
        judged=judged,
    )
    return Asking(
        system=InProcess(pipeline),
        scorer=scorer,
        name="citeproof",
        settings_hash=settings_hash(settings),
        generation=pipeline.catalog.generation(),
        judge=judge_id(pipeline.judge.model_id) + (", judges answers" if judged else ""),
        seconds_of=lambda _: None,
    )


def _asking(
    options: EvalOptions, settings: Settings, pipeline: Scorable | None, other: _Other | None
) -> Asking:
    if pipeline is None and options.judged:
        raise UsageError(f"--judged needs documents, and {settings.data} holds none")
    own = own_asking(pipeline, settings, judged=options.judged) if pipeline is not None else None
    if other is None:
        assert own is not None  # noqa: S101 - opened above where no other system is named
        return own
    return Asking(
        system=other.system,
        scorer=own.scorer if own is not None else Scorer(),
        name=other.name,
        settings_hash=other.settings_hash,
        generation="",
        judge=own.judge if own is not None else "",
        seconds_of=other.seconds_of,
    )


def _other_system(options: EvalOptions, questions: Sequence[EvalQuestion]) -> _Other | None:
    """Return the system that an option names, None for citeproof itself."""
    named = {
        "--answers": options.answers,
        "--command": options.command,
        "--base-url": options.base_url,
        "--endpoint": options.endpoint,
    }
    given = [name for name, value in named.items() if value is not None]
    if len(given) > 1:
        raise UsageError(f"{' and '.join(given)} name several systems; give one of them")
    if options.model and options.endpoint is None:
        raise UsageError(f"--model {options.model!r} is of use with --endpoint only")
    key = os.environ.get(_KEY, "")
    if options.answers is not None:
        file = AnswersFile(options.answers, questions)
        digest = hashlib.sha256(options.answers.read_bytes()).hexdigest()[:16]
        name = f"answers of {options.answers}"
        return _Other(system=file, name=name, settings_hash=digest, seconds_of=file.seconds)
    if options.command is not None:
        command = Command(options.command, timeout_s=_TIMEOUT_S)
        return _Other(system=command, name=f"command {options.command}")
    if options.base_url is not None:
        server = CiteproofServer(options.base_url, key, timeout_s=_TIMEOUT_S)
        return _Other(system=server, name=f"citeproof server {options.base_url}")
    if options.endpoint is not None:
        if not options.model:
            raise UsageError(f"--endpoint {options.endpoint!r} needs --model NAME")
        chat = Endpoint.at(options.endpoint, model=options.model, api_key=key, timeout_s=_TIMEOUT_S)
        return _Other(system=chat, name=f"{options.model} at {options.endpoint}")
    return None
