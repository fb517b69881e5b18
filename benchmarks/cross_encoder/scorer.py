"""Reads a trained cross-encoder: log-odds that a passage supports a claim."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from benchmarks.cross_encoder.judged import claim_sentences
from benchmarks.cross_encoder.window import window

__all__ = ["MAX_TOKENS", "PairTokenizer", "Scorer", "feeds"]

MAX_TOKENS = 160
"""Tokens of passage and claim together, with the three marks between them."""

Tokens = tuple[list[int], list[int]]
"""Token ids, and 1 for each that belongs to the claim."""


class Scorer:
    """A cross-encoder on one thread; one pair at a time, so that no pair changes another's score.

    Args:
        model: The ONNX file that `train` wrote.
        tokenizer: The embedder's `tokenizer.json`.
    """

    def __init__(self, model: Path, tokenizer: Path) -> None:
        """Load both files."""
        import onnxruntime

        vendor = cast("Any", onnxruntime)  # its classes come from a compiled module without types
        options = vendor.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._session = vendor.InferenceSession(
            str(model), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = PairTokenizer(tokenizer)
        self.spent_ms: list[float] = []

    def logit(self, passage: str, claim: str) -> float:
        """Return the log-odds for one pair and keep the milliseconds it took in `spent_ms`."""
        start = time.perf_counter()
        value = float(
            self._session.run(None, feeds([self._tokenizer.encode(passage, claim)]))[0][0]
        )
        self.spent_ms.append((time.perf_counter() - start) * 1000)
        return value

    def weakest(self, evidence: str, claim: str) -> float:
        """Return the least log-odds of a claim's sentences, each beside the text nearest to it."""
        return min(self.logit(window(one, evidence), one) for one in claim_sentences(claim))


class PairTokenizer:
    """Turns a passage and a claim into tokens.

    Args:
        tokenizer: The embedder's `tokenizer.json`.
    """

    def __init__(self, tokenizer: Path) -> None:
        """Load the file."""
        from tokenizers import Tokenizer

        loaded = Tokenizer.from_file(str(tokenizer))
        loaded.no_padding()
        cast("Any", loaded).enable_truncation(MAX_TOKENS, strategy="longest_first")
        self._tokenizer = loaded

    def encode(self, passage: str, claim: str) -> Tokens:
        """Return the tokens, at most 160; the longer text loses its end first."""
        made = self._tokenizer.encode(passage, claim)
        return list(made.ids), list(made.type_ids)


def feeds(batch: Sequence[Tokens]) -> dict[str, NDArray[np.int64]]:
    """Return the model's inputs, each of shape (batch, longest), padded with zeros."""
    longest = max(len(ids) for ids, _ in batch)
    arrays = {
        name: np.zeros((len(batch), longest), np.int64)
        for name in ("input_ids", "attention_mask", "token_type_ids")
    }
    for row, (ids, types) in enumerate(batch):
        arrays["input_ids"][row, : len(ids)] = ids
        arrays["attention_mask"][row, : len(ids)] = 1
        arrays["token_type_ids"][row, : len(ids)] = types
    return arrays
