"""Replies of OpenAI-compatible servers, as far as they are read here; the rest is ignored."""

from __future__ import annotations

import math

from pydantic import BaseModel, ConfigDict, Field, field_validator

__all__ = ["ChatBody", "EmbeddingsBody", "RerankBody"]


class _Body(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class _TopLogprob(_Body):
    token: str
    logprob: float | None = None


class _TokenLogprobs(_Body):
    top_logprobs: list[_TopLogprob] | None = None


class _Logprobs(_Body):
    content: list[_TokenLogprobs] | None = None


class _ReplyMessage(_Body):
    content: str | None = None


class _Choice(_Body):
    message: _ReplyMessage
    finish_reason: str | None = None
    logprobs: _Logprobs | None = None


class _Usage(_Body):
    prompt_tokens: int = 0
    completion_tokens: int = 0


class ChatBody(_Body):
    """Body of a reply to `/chat/completions`."""

    choices: list[_Choice] = Field(min_length=1)
    usage: _Usage = _Usage()

    @field_validator("usage", mode="before")
    @classmethod
    def _no_usage(cls, value: object) -> object:
        return {} if value is None else value

    def first_token(self) -> dict[str, float]:
        """Return probabilities in 0–1 by first token, the most likely first; empty if not given."""
        logprobs = self.choices[0].logprobs
        tokens = logprobs.content if logprobs else None
        totals: dict[str, float] = {}
        for top in (tokens[0].top_logprobs or []) if tokens else []:
            if top.logprob is not None:  # two tokens may have the same text
                share = math.exp(min(0.0, top.logprob))
                totals[top.token] = min(1.0, totals.get(top.token, 0.0) + share)
        return dict(sorted(totals.items(), key=lambda item: -item[1]))


class _Embedding(_Body):
    index: int
    embedding: list[float]


class EmbeddingsBody(_Body):
    """Body of a reply to `/embeddings`."""

    data: list[_Embedding]


class _Score(_Body):
    index: int
    relevance_score: float


class RerankBody(_Body):
    """Body of a reply to `/rerank`."""

    results: list[_Score]
