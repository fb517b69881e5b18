"""Puts the parts together as the settings say; the only module of `rag` that reads settings."""

from __future__ import annotations

from pathlib import Path

from rag.answering.calibration import risk_threshold, warn_if_uncalibrated
from rag.catalog import CATALOG_FILE, Catalog
from rag.errors import ConfigurationError, StoreError
from rag.models.registry import Progress, ensure, load_registry
from rag.pipeline import AnswerPipeline, Limits
from rag.protocols import ChatModel, Embedder, Reranker, VectorStore
from rag.settings import ModelSettings, Settings

__all__ = [
    "build_chat",
    "build_embedder",
    "build_judge",
    "build_pipeline",
    "build_reranker",
    "judge_id",
]

_EMBEDDED = "embedded"
_OWN_MODELS = "'embedded', 'embedded:/path/model.gguf' (chat and judge only)"


def build_pipeline(settings: Settings, *, progress: Progress | None = None) -> AnswerPipeline:
    """Return the pipeline over the settings' data directory.

    Model files that are missing are fetched; nothing is loaded yet. A judge that the scores were
    not calibrated on is warned of, once.

    Args:
        settings: The settings.
        progress: Called while a model file is fetched.

    Raises:
        ConfigurationError: If there is nothing to ask, or the index was built with another
            embedding model.
        ModelError: If a model file cannot be had.
        StoreError: If the catalog cannot be read.
    """
    path = settings.data / CATALOG_FILE
    if not path.is_file():
        raise ConfigurationError(_nothing_to_ask(settings.data))
    catalog = Catalog(path)
    collection = catalog.collection()
    if collection is None or not catalog.document_ids():
        raise ConfigurationError(_nothing_to_ask(settings.data))
    embedder = build_embedder(settings, progress=progress)
    built_with = catalog.embed_model_id()
    if built_with != embedder.model_id:
        raise ConfigurationError(
            f"the index in {settings.data} was built with the embedding model {built_with!r}, but "
            f"the settings name {embedder.model_id!r}; set models.embed back, or ingest again"
        )
    chat = build_chat(settings.models, progress=progress)
    judge = chat
    if not _judge_is_chat(settings.models):
        judge = build_judge(settings.models, progress=progress)
    warn_if_uncalibrated(judge.model_id)
    limits = Limits(
        chunks=settings.retrieval.chunks,
        evidence=settings.retrieval.evidence,
        risk_threshold=risk_threshold(settings.answer.risk),
        support_threshold=settings.answer.support_threshold,
        max_tokens=settings.answer.max_tokens,
    )
    return AnswerPipeline(
        catalog=catalog,
        store=_store(settings, collection),
        embedder=embedder,
        chat=chat,
        judge=judge,
        limits=limits,
        reranker=build_reranker(settings.models),
    )


def build_embedder(settings: Settings, *, progress: Progress | None = None) -> Embedder:
    """Return the embedder that the settings name; its files are fetched if missing.

    Raises:
        ConfigurationError: If `models.embed` is neither `embedded` nor `openai:<model>`.
        ModelError: If a model file cannot be had.
    """
    models = settings.models
    if models.embed == _EMBEDDED:
        from rag.models.embedded_embedder import EmbeddedEmbedder

        return EmbeddedEmbedder(
            ensure("embedder", models.cache_dir, progress),
            ensure("tokenizer", models.cache_dir, progress),
            threads=models.threads,
        )
    from rag.models.openai_embedder import OpenAICompatibleEmbedder

    key = models.api_key.get_secret_value()
    return OpenAICompatibleEmbedder(
        _server_model("models.embed", models.embed),
        base_url=_address(models.base_url, key, "models.embed"),
        api_key=key,
        timeout_s=models.timeout_s,
    )


def build_chat(models: ModelSettings, *, progress: Progress | None = None) -> ChatModel:
    """Return the chat model that the settings name; its file is fetched if missing.

    Raises:
        ConfigurationError: If `models.chat` is not one of the forms its description names.
        ModelError: If the model file cannot be had.
    """
    return _chat("models.chat", models.chat, models, models.base_url, progress)


def build_judge(models: ModelSettings, *, progress: Progress | None = None) -> ChatModel:
    """Return the judge that the settings name, as a model of its own; its file is fetched.

    Raises:
        ConfigurationError: If `models.judge` is not one of the forms its description names.
        ModelError: If the model file cannot be had.
    """
    return _chat(
        "models.judge" if models.judge else "models.chat",
        models.judge or models.chat,
        models,
        models.judge_base_url or models.base_url,
        progress,
        models.judge_api_key.get_secret_value() or None,
    )


def build_reranker(models: ModelSettings) -> Reranker | None:
    """Return the reranker that the settings name, or None where they name none.

    Raises:
        ConfigurationError: If `models.rerank` is not `openai:<model>`, or has no server.
    """
    if not models.rerank:
        return None
    model = _server_model("models.rerank", models.rerank, others="empty")
    address = models.rerank_base_url or models.base_url
    if not address:
        raise ConfigurationError(
            f"models.rerank is {models.rerank!r}, but there is no server; set "
            "CITEPROOF_MODELS__RERANK_BASE_URL"
        )
    from rag.models.openai_reranker import OpenAICompatibleReranker

    return OpenAICompatibleReranker(
        model,
        base_url=address,
        api_key=(models.rerank_api_key or models.api_key).get_secret_value(),
        timeout_s=models.timeout_s,
    )


def judge_id(models: ModelSettings) -> str:
    """Return the model id of the judge that the settings name; nothing is fetched or opened."""
    name = models.judge or models.chat
    if name == _EMBEDDED:
        name = next(held.file for held in load_registry() if held.name == "chat")
    elif not name.startswith(f"{_EMBEDDED}:"):
        return name
    return Path(name.removeprefix(f"{_EMBEDDED}:")).stem


def _chat(
    setting: str,
    name: str,
    models: ModelSettings,
    base_url: str,
    progress: Progress | None,
    api_key: str | None = None,
) -> ChatModel:
    if name == _EMBEDDED or name.startswith(f"{_EMBEDDED}:"):
        from rag.models.embedded_chat import EmbeddedChat

        own_file = name.removeprefix(_EMBEDDED).removeprefix(":")
        path = Path(own_file) if own_file else ensure("chat", models.cache_dir, progress)
        return EmbeddedChat(
            path,
            threads=models.threads,
            context_tokens=models.context_tokens,
            timeout_s=models.timeout_s,
        )
    from rag.models.openai_compatible import OpenAICompatibleChat

    key = api_key if api_key is not None else models.api_key.get_secret_value()
    return OpenAICompatibleChat(
        _server_model(setting, name),
        base_url=_address(base_url, key, setting),
        api_key=key,
        timeout_s=models.timeout_s,
    )


def _judge_is_chat(models: ModelSettings) -> bool:
    return models.judge in {"", models.chat} and not models.judge_base_url


def _store(settings: Settings, collection: str) -> VectorStore:
    from rag.store import ChromaStore, index_address

    address = index_address(settings.data, settings.chroma)
    if isinstance(address, Path) and not address.is_dir():
        raise StoreError(
            f"the vector index {address} is missing; ingest any document again to rebuild it "
            "from the catalog"
        )
    return ChromaStore(address, collection=collection)


def _server_model(setting: str, name: str, *, others: str = _OWN_MODELS) -> str:
    kind, _, model = name.partition(":")
    if kind != "openai" or not model:
        raise ConfigurationError(f"{setting} is {name!r}; it must be {others} or 'openai:<model>'")
    return model


def _address(base_url: str, api_key: str, setting: str) -> str:
    if not base_url and not api_key:
        raise ConfigurationError(
            f"{setting} names a server's model, but there is neither an address nor a key; set "
            "CITEPROOF_MODELS__BASE_URL, or CITEPROOF_MODELS__API_KEY for OpenAI itself"
        )
    return base_url


def _nothing_to_ask(data: Path) -> str:
    return f"there are no documents in {data} yet; run: citeproof ingest PATH --data {data}"
