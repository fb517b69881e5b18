"""Rerankers behind a server's `/rerank`: vLLM, llama.cpp, Infinity, Jina, Cohere."""

from __future__ import annotations

import math
from collections.abc import Sequence

from rag.models.openai_bodies import RerankBody
from rag.models.openai_compatible import Server

__all__ = ["OpenAICompatibleReranker"]


class OpenAICompatibleReranker:
    """A reranking model on a server; safe to use from several event loops.

    Source of the request: Jina's and Cohere's rerank APIs, which the open servers follow.

    Args:
        model: The server's name of the model.
        base_url: Address of the server's API, which usually ends in `/v1`.
        api_key: Key of the server; empty for servers without keys.
        timeout_s: Longest wait for bytes of a reply.
    """

    def __init__(
        self, model: str, *, base_url: str, api_key: str = "", timeout_s: float = 120.0
    ) -> None:
        """Keep the address; nothing is sent before the first request."""
        self._server = Server(
            f"reranker {model!r}", base_url, api_key, timeout_s=timeout_s, max_retries=2
        )
        self._model = model

    @property
    def model_id(self) -> str:
        """Stable id, stored with every answer."""
        return f"openai:{self._model}"

    async def rerank(self, question: str, texts: Sequence[str]) -> list[float]:
        """Return a score for each text, in order; larger is better.

        Raises:
            ModelError: If the server cannot be reached, refuses, times out, or does not reply with
                one finite score for each text.
        """
        self._server.check_open()
        if not texts:
            return []
        body = {"model": self._model, "query": question, "documents": list(texts)}
        with self._server.translated():
            reply = await self._server.client().post("/rerank", body=body, cast_to=object)
            results = RerankBody.model_validate(reply).results
        scores = {result.index: result.relevance_score for result in results}
        finite = all(math.isfinite(score) for score in scores.values())
        if sorted(scores) != list(range(len(texts))) or len(results) != len(texts) or not finite:
            raise self._server.unreadable(
                f"{len(results)} scores for {len(texts)} texts, or some that are not finite",
                "check that the model name is a reranking model",
            )
        return [scores[index] for index in range(len(texts))]

    async def close(self) -> None:
        """Release the connections; later calls raise ModelError. Closing twice does nothing."""
        await self._server.close()
