"""Indexes folders as the plain LlamaIndex pipeline does, and tells how long that took.

It runs in an environment of its own (`peers/requirements.txt`), reads `{"folder", "whole_text"}`
lines on stdin and writes one `{"seconds"}` line each on stdout. Where the whole text is asked for,
chunks are as long as the embedder reads, in its own tokens, and overlap in the proportion of
LlamaIndex's defaults.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from contextlib import redirect_stdout
from pathlib import Path

from llama_index.core.node_parser import SentenceSplitter
from tokenizers import Tokenizer

from benchmarks.peers.plain_llamaindex import EMBEDDED_TOKENS, MiniLM, make_index

__all__ = ["main"]

MARKS = 2
OVERLAP = 50


def main() -> None:
    """Index the folders named on stdin until it ends."""
    parser = argparse.ArgumentParser(description="Plain LlamaIndex, indexing only.")
    parser.add_argument("--embedder", type=Path, required=True, help="ONNX file")
    parser.add_argument("--tokenizer", type=Path, required=True, help="its tokenizer.json")
    arguments = parser.parse_args()
    replies = sys.stdout
    with redirect_stdout(sys.stderr):  # whatever a library prints must not mix with the replies
        embedder = MiniLM(model_path=arguments.embedder, tokenizer_path=arguments.tokenizer)
        embedder.get_text_embedding("a first text, which loads the model")
        splitter = _whole_text_splitter(arguments.tokenizer)
        for line in sys.stdin:
            asked = json.loads(line)
            started = time.perf_counter()
            make_index(Path(asked["folder"]), embedder, splitter if asked["whole_text"] else None)
            reply = {"seconds": time.perf_counter() - started}
            print(json.dumps(reply), file=replies, flush=True)


def _whole_text_splitter(tokenizer_path: Path) -> SentenceSplitter:
    tokenizer = Tokenizer.from_file(str(tokenizer_path))
    tokenizer.no_truncation()
    tokenizer.no_padding()

    def tokens(text: str) -> list[int]:
        return tokenizer.encode(text, add_special_tokens=False).ids

    return SentenceSplitter(
        chunk_size=EMBEDDED_TOKENS - MARKS, chunk_overlap=OVERLAP, tokenizer=tokens
    )


if __name__ == "__main__":
    main()
