"""Embedders behind an OpenAI-compatible server: OpenAI, vLLM, Ollama, text-embeddings-inference."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rag.errors import ModelError
from rag.models.openai_bodies import EmbeddingsBody
from rag.models.openai_compatible import Server
from rag.models.spans import embedded_apart
from rag.protocols import SpannedText, SpanVectors, Vectors

__all__ = ["OpenAICompatibleEmbedder"]

# Few enough for the input limits of the servers in use (text-embeddings-inference allows 32).
_EMBED_BATCH = 32


class OpenAICompatibleEmbedder:
    """An embedding model on an OpenAI-compatible server; safe to use from several event loops.

    Args:
        model: The server's name of the model.
        base_url: Address of the server's API, which usually ends in `/v1`; empty for OpenAI.
        api_key: Key of the server; empty for servers without keys.
        timeout_s: Longest wait for bytes of a reply.
        dim: Length of a vector; by default learned from the first reply.
    """

    def __init__(
        self,
        model: str,
        *,
        base_url: str = "",
        api_key: str = "",
        timeout_s: float = 120.0,
        dim: int | None = None,
    ) -> None:
        """Keep the address; nothing is sent before the first request."""
        self._server = Server(
            f"embedding model {model!r}", base_url, api_key, timeout_s=timeout_s, max_retries=2
        )
        self._model = model
        self._dim = dim

    @property
    def model_id(self) -> str:
        """Stable id; vectors of different ids are never compared."""
        return f"openai:{self._model}"

    @property
    def dim(self) -> int:
        """Length of a vector.

        Raises:
            ModelError: Before the first `embed`, if it was not given.
        """
        if self._dim is None:
            raise ModelError(
                f"the vector length of {self._server.name} is not known before the first text; "
                "embed a text first, or give `dim`"
            )
        return self._dim

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one L2-normalised float32 row per text, shape (n_texts, dim), in order.

        Raises:
            ModelError: If the server cannot be reached, refuses, times out, or replies with
                another number of vectors or another vector length than expected.
        """
        self._server.check_open()
        batches = [texts[i : i + _EMBED_BATCH] for i in range(0, len(texts), _EMBED_BATCH)]
        rows = [await self._embed_batch(batch) for batch in batches]
        if not rows:
            return np.zeros((0, self._dim or 0), dtype=np.float32)
        return np.concatenate(rows)

    async def embed_spans(self, texts: Sequence[SpannedText]) -> list[SpanVectors]:
        """Return the vectors of texts and, for their words alone, of their spans; as `embed`."""
        return await embedded_apart(self, texts)

    async def close(self) -> None:
        """Release the connections; later calls raise ModelError. Closing twice does nothing."""
        await self._server.close()

    async def _embed_batch(self, texts: Sequence[str]) -> Vectors:
        with self._server.translated():
            raw = await self._server.client().embeddings.with_raw_response.create(
                model=self._model,
                # Servers refuse an empty text; a blank has no words either.
                input=[text or " " for text in texts],
                encoding_format="float",
            )
            items = EmbeddingsBody.model_validate_json(raw.content).data
        ordered = [item.embedding for item in sorted(items, key=lambda item: item.index)]
        lengths = {len(row) for row in ordered}
        expected = self._dim or max(lengths, default=0)
        if len(ordered) != len(texts) or lengths != {expected}:
            raise self._server.unreadable(
                f"{len(ordered)} vectors of length {sorted(lengths)} for {len(texts)} texts, "
                f"expected length {expected}",
                "check that the model name is an embedding model",
            )
        vectors = np.asarray(ordered, dtype=np.float32)
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        if not np.isfinite(norms).all() or not norms.all():
            raise self._server.unreadable(
                "a vector that is zero or not finite", "use another embedding model"
            )
        self._dim = expected
        return (vectors / norms).astype(np.float32)
