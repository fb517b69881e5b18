"""Settings: one class in nested groups, from the environment (`CITEPROOF_…`) or a TOML file.

Only `rag.assemble` and the edges (command line, pages, client) read settings; every other module
gets plain values by constructor.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

from platformdirs import user_cache_path, user_config_path, user_data_path
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from rag.errors import ConfigurationError

__all__ = ["AnswerSettings", "ModelSettings", "RetrievalSettings", "Settings", "load_settings"]


class _Group(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ModelSettings(_Group):
    """Which models, and where their files are."""

    chat: str = Field(
        default="embedded",
        description="`embedded`, `embedded:/path/model.gguf` or `openai:<model>`.",
    )
    embed: str = Field(default="embedded", description="`embedded` or `openai:<model>`.")
    judge: str = Field(
        default="",
        description="Model that checks claims, as `chat`; empty means the chat model.",
    )
    base_url: str = Field(
        default="", description="Address of the OpenAI-compatible server for `openai:` models."
    )
    api_key: SecretStr = Field(
        default=SecretStr(""), description="Key for `base_url`; empty for servers without keys."
    )
    judge_base_url: str = Field(
        default="", description="Server of an `openai:` judge; empty means `base_url`."
    )
    judge_api_key: SecretStr = Field(
        default=SecretStr(""), description="Key for `judge_base_url`; empty means `api_key`."
    )
    rerank: str = Field(
        default="",
        description="`openai:<model>` orders the evidence by a server's `/rerank`; empty does not.",
    )
    rerank_base_url: str = Field(
        default="", description="Server of the reranker; empty means `base_url`."
    )
    rerank_api_key: SecretStr = Field(
        default=SecretStr(""), description="Key for `rerank_base_url`; empty means `api_key`."
    )
    cache_dir: Path = Field(
        default_factory=lambda: user_cache_path("citeproof", appauthor=False) / "models",
        description="Folder of the embedded model files.",
    )
    threads: int = Field(
        default_factory=lambda: max(1, min(8, os.cpu_count() or 1)),
        ge=1,
        le=256,
        description="Threads of the embedded models.",
    )
    context_tokens: int = Field(
        default=4096, ge=1024, le=131072, description="Context window of the embedded chat model."
    )
    timeout_s: float = Field(
        default=120.0, ge=1.0, le=3600.0, description="Read timeout of one model request."
    )


class RetrievalSettings(_Group):
    """How evidence is found."""

    chunks: int = Field(
        default=20,
        ge=1,
        le=200,
        description="Chunks that evidence is chosen from, after dense and lexical are fused.",
    )
    evidence: int = Field(
        default=8, ge=1, le=50, description="Evidence sentences shown and considered."
    )


class AnswerSettings(_Group):
    """How answers are written and checked."""

    risk: Literal["strict", "balanced", "open"] = Field(
        default="balanced",
        description="How sure an answer must be: `strict` stays silent more often, `open` less.",
    )
    support_threshold: float = Field(
        default=0.65,
        ge=0.0,
        le=1.0,
        description="Least P(supported) for a sentence to be shown.",
    )
    max_tokens: int = Field(
        default=120, ge=16, le=4096, description="Longest text the writer may produce."
    )
    max_question_chars: int = Field(
        default=2000, ge=10, le=100_000, description="Longest question accepted."
    )
    max_text_chars: int = Field(
        default=50_000,
        ge=100,
        le=10_000_000,
        description="Longest text that `check` accepts, in characters.",
    )


class Settings(BaseSettings):
    """All settings.

    Sources, first wins: arguments, environment (`CITEPROOF_DATA`, `CITEPROOF_MODELS__CHAT`, …),
    the TOML file named by `CITEPROOF_CONFIG` or `citeproof.toml` in the user's configuration
    folder, defaults.
    """

    model_config = SettingsConfigDict(
        env_prefix="CITEPROOF_", env_nested_delimiter="__", extra="forbid", frozen=True
    )

    data: Path = Field(
        default_factory=lambda: user_data_path("citeproof", appauthor=False),
        description="Data directory: catalog, vectors, lock.",
    )
    chroma: str = Field(
        default="embedded",
        pattern=r"^(embedded|https?://.+)$",
        description="`embedded`, or the address of a `chroma run` server.",
    )
    models: ModelSettings = ModelSettings()
    retrieval: RetrievalSettings = RetrievalSettings()
    answer: AnswerSettings = AnswerSettings()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read arguments, then the environment, then the TOML file."""
        toml = TomlConfigSettingsSource(settings_cls, toml_file=_config_file())
        return init_settings, env_settings, toml


def _config_file() -> Path:
    named = os.environ.get("CITEPROOF_CONFIG")
    if named:
        path = Path(named)
        if not path.is_file():
            raise ConfigurationError(
                f"CITEPROOF_CONFIG names {named!r}, which is not a file; "
                "create it or unset the variable"
            )
        return path
    return user_config_path("citeproof", appauthor=False) / "citeproof.toml"


def load_settings(*, data: Path | str | None = None) -> Settings:
    """Read the settings.

    Args:
        data: Data directory that wins over every other source.

    Raises:
        ConfigurationError: Naming each field that is not valid, and its value.
    """
    try:
        return Settings() if data is None else Settings(data=Path(data))
    except ValidationError as exc:
        problems = "; ".join(
            f"{'.'.join(str(part) for part in error['loc'])} = {error['input']!r}: {error['msg']}"
            for error in exc.errors()
        )
        raise ConfigurationError(f"settings are not valid: {problems}") from exc
