"""Embeds what is searched: chunks for the index, and every sentence that can be evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from ingest.chunk import embedding_text
from rag.catalog_writer import EVIDENCE_KINDS, CatalogWriter
from rag.protocols import Embedder, Vectors
from rag.types import Chunk, Document

__all__ = ["embed_missing", "texts_to_embed"]

_BATCH = 128


def texts_to_embed(document: Document, chunks: Sequence[Chunk]) -> Iterator[str]:
    """Yield the text of every chunk, and the quote of every sentence that can be evidence."""
    for chunk in chunks:
        yield embedding_text(chunk, document.text)
        for sentence in chunk.sentences:
            if sentence.kind in EVIDENCE_KINDS:
                yield document.text[sentence.start : sentence.end]


async def embed_missing(
    catalog: CatalogWriter, embedder: Embedder, texts: Sequence[str]
) -> dict[str, Vectors]:
    """Return the vectors of texts, embedding and storing those the catalog does not have.

    Raises:
        ModelError: If the embedder failed; what was embedded before that is stored.
    """
    unique = list(dict.fromkeys(texts))
    found = dict(catalog.vectors(embedder.model_id, unique))
    missing = sorted((text for text in unique if text not in found), key=len)
    for start in range(0, len(missing), _BATCH):
        batch = missing[start : start + _BATCH]
        vectors = np.asarray(await embedder.embed(batch), dtype=np.float32)
        catalog.save_vectors(embedder.model_id, batch, vectors)
        found |= dict(zip(batch, vectors, strict=True))
    return found
