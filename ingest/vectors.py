"""Embeds chunks, with their sentences, for the index."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Sequence

from rag.catalog_writer import CatalogWriter
from rag.protocols import Embedder, SpannedText, Vectors

__all__ = ["embed_missing"]

_BATCH = 256


async def embed_missing(
    catalog: CatalogWriter, embedder: Embedder, texts: Sequence[SpannedText]
) -> dict[SpannedText, Vectors]:
    """Return the vectors of chunk texts, embedding and storing those the catalog does not have.

    Raises:
        ModelError: If the embedder failed; what was embedded before that is stored.
    """
    unique = list(dict.fromkeys(texts))
    found = catalog.text_vectors(embedder.model_id, unique)
    missing = sorted((each for each in unique if each not in found), key=lambda e: len(e.text))
    saved: Awaitable[None] = asyncio.sleep(0)
    try:
        for start in range(0, len(missing), _BATCH):
            batch = missing[start : start + _BATCH]
            vectors = await embedder.embed_spans(batch)
            await saved
            saved = asyncio.ensure_future(
                asyncio.to_thread(catalog.save_vectors, embedder.model_id, batch, vectors)
            )  # while the next are embedded
            found |= {text: each.whole for text, each in zip(batch, vectors, strict=True)}
    finally:
        await saved
    return found
