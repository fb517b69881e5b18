"""The embedded embedder: all-MiniLM-L6-v2 by onnxruntime, in this process."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from rag.errors import ModelError
from rag.models.spans import SpanPool, windows
from rag.protocols import SpannedText, SpanVectors, Vectors

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

__all__ = ["EmbeddedEmbedder"]

_DIM = 384
_MAX_TOKENS = 256  # what the model was published with; a longer text is read in windows
_MARKS = 2  # tokens that mark the start and the end of a window
_MOST_WINDOWS = 16  # later words of a text are not seen
_BATCH = 8


class EmbeddedEmbedder:
    """all-MiniLM-L6-v2: mean of the token vectors, L2-normalised; loaded at the first text.

    The vector of a text does not depend on the texts beside it: where rows are made integers, each
    has its own scale (`rag/models/int8_graph.py`). Batches of 8 texts of similar length take the
    least time. Each thread runs a batch of its own, which takes a tenth less CPU than two threads
    on one batch.

    A text longer than the model reads is read in windows; its vector is the mean over all of them.

    Source: Reimers and Gurevych, Sentence-BERT, 2019 (arXiv 1908.10084), section 3, mean pooling.

    Args:
        model_path: The ONNX file.
        tokenizer_path: Its `tokenizer.json`.
        threads: How many batches run at once.
    """

    def __init__(self, model_path: Path, tokenizer_path: Path, *, threads: int = 1) -> None:
        """Keep the paths; nothing is read before the first text."""
        self._model_path = model_path
        self._tokenizer_path = tokenizer_path
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="embedder")
        self._guard = threading.Lock()
        self._loaded: tuple[InferenceSession, Tokenizer] | None = None
        self._closed = False

    @property
    def model_id(self) -> str:
        """Stable id: the file's name without its ending."""
        return self._model_path.stem

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return _DIM

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one L2-normalised float32 row per text, shape (n_texts, dim), in order.

        Raises:
            ModelError: If a file is missing or damaged, or the embedder has been closed.
        """
        rows = await self.embed_spans([SpannedText(text=text) for text in texts])
        return np.array([row.whole for row in rows], dtype=np.float32).reshape(-1, _DIM)

    async def embed_spans(self, texts: Sequence[SpannedText]) -> list[SpanVectors]:
        """Return the vectors of texts and, pooled from the same tokens, of their spans, in order.

        Raises:
            ModelError: As `embed`.
        """
        return await asyncio.to_thread(self._embed, list(texts))

    async def close(self) -> None:
        """Release the model; later calls raise ModelError. Closing twice does nothing."""
        with self._guard:
            self._closed = True
            self._loaded = None
        self._pool.shutdown(wait=False)

    def _embed(self, texts: list[SpannedText]) -> list[SpanVectors]:
        session, tokenizer = self._load()
        try:
            read = [tokenizer.encode(_encodable(each.text)) for each in texts]
            pools: list[SpanPool] = []
            pending: list[tuple[SpanPool, range, list[int]]] = []
            for text, tokens in zip(texts, read, strict=True):
                offsets = tokens.offsets[1:-1]
                pools.append(SpanPool(text, offsets, _DIM))
                for run in windows(offsets, text, size=_MAX_TOKENS - _MARKS)[:_MOST_WINDOWS]:
                    pending.append((pools[-1], run, _marked(tokens.ids, run)))
            # The longest first, so that all threads are done at about the same time.
            pending.sort(key=lambda window: len(window[2]), reverse=True)
            batches = [pending[at : at + _BATCH] for at in range(0, len(pending), _BATCH)]
            tokens_of = ([ids for _, _, ids in batch] for batch in batches)
            hidden_of = self._pool.map(partial(_token_vectors, session), tokens_of)
            for batch, hidden in zip(batches, hidden_of, strict=True):
                for (pool, run, ids), vectors in zip(batch, hidden, strict=True):
                    pool.add(run, vectors[: len(ids)])
        except Exception as exc:
            raise ModelError(f"embedder {self._model_path} failed on a text: {exc}") from exc
        return [pool.vectors() for pool in pools]

    def _load(self) -> tuple[InferenceSession, Tokenizer]:
        with self._guard:
            if self._closed:
                raise ModelError(f"embedder {self.model_id!r} has been closed; make a new one")
            if self._loaded is None:
                self._loaded = self._session(), self._tokenizer()
            return self._loaded

    def _session(self) -> InferenceSession:
        import onnxruntime

        from rag.models.int8_graph import integer_graph, multiplies_exactly

        vendor = cast("Any", onnxruntime)  # its classes come from a compiled module without types
        options = vendor.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 4
        path = self._model_path
        try:
            model = integer_graph(path) if multiplies_exactly() else path
            return cast(
                "InferenceSession",
                vendor.InferenceSession(model, options, providers=["CPUExecutionProvider"]),
            )
        except Exception as exc:  # onnxruntime's and onnx's errors share no base of their own
            raise _unusable(path, exc) from exc

    def _tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer

        try:
            tokenizer = Tokenizer.from_file(str(self._tokenizer_path))
            tokenizer.no_padding()
            tokenizer.no_truncation()
        except Exception as exc:  # tokenizers raises bare Exception
            raise _unusable(self._tokenizer_path, exc) from exc
        return tokenizer


def _marked(ids: Sequence[int], run: range) -> list[int]:
    """Return a window's token ids between the marks of start and end."""
    return [ids[0], *ids[1 + run.start : 1 + run.stop], ids[-1]]


def _token_vectors(
    session: InferenceSession, tokens: Sequence[Sequence[int]]
) -> NDArray[np.float32]:
    longest = max(len(ids) for ids in tokens)
    ids = np.zeros((len(tokens), longest), dtype=np.int64)
    mask = np.zeros_like(ids)
    for row, text in enumerate(tokens):
        ids[row, : len(text)] = text
        mask[row, : len(text)] = 1
    feeds = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
    return cast("NDArray[np.float32]", cast("Any", session).run(None, feeds)[0])


def _encodable(text: str) -> str:
    # Half of a surrogate pair cannot be tokenized; a question typed in a shell may hold one.
    return text.encode("utf-8", "replace").decode()


def _unusable(path: Path, exc: Exception) -> ModelError:
    state = "cannot be used" if path.is_file() else "is not there"
    return ModelError(
        f"embedder file {path} {state} ({exc}); run `citeproof models pull` to fetch it again"
    )
