"""A plain LlamaIndex pipeline, as its guides build it, on the same models as citeproof.

SimpleDirectoryReader → VectorStoreIndex on Chroma → CitationQueryEngine with the three best chunks;
prompts, chunk sizes and everything else are LlamaIndex's defaults. It runs in an environment of its
own (`peers/requirements.txt`), reads `{"id", "question"}` lines on stdin and writes one
`{"id", "question", "answer", "sources", "passages", "seconds"}` line each on stdout.

The chat model is any OpenAI-compatible server: CITEPROOF_PEER_BASE_URL and CITEPROOF_PEER_API_KEY.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import re
import secrets
import sys
import time
from collections.abc import Generator
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any, TextIO

import chromadb
import numpy as np
import onnxruntime
from llama_index.core import SimpleDirectoryReader, StorageContext, VectorStoreIndex
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.llms import CompletionResponse, CustomLLM, LLMMetadata
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.query_engine import CitationQueryEngine
from openai import OpenAI
from pydantic import PrivateAttr
from tokenizers import Tokenizer

__all__ = ["Chat", "MiniLM", "main", "make_index"]

MAX_TOKENS = 256
"""LlamaIndex's own default for a completion."""
CONTEXT_TOKENS = 4096
EMBEDDED_TOKENS = 256
TIMEOUT_S = 600.0
_LABEL = re.compile(r"Source \d+:\n")


class Chat(CustomLLM):
    """A chat model behind an OpenAI-compatible server; greedy."""

    model: str
    _client: OpenAI = PrivateAttr()

    def __init__(self, *, model: str, base_url: str, api_key: str) -> None:
        """Connect at the first request."""
        super().__init__(model=model)
        self._client = OpenAI(base_url=base_url, api_key=api_key, timeout=TIMEOUT_S)

    @property
    def metadata(self) -> LLMMetadata:
        """Sizes that LlamaIndex packs prompts by."""
        return LLMMetadata(
            context_window=CONTEXT_TOKENS, num_output=MAX_TOKENS, model_name=self.model
        )

    def complete(
        self,
        prompt: str,
        formatted: bool = False,
        **kwargs: Any,  # noqa: ANN401 - the signature of LlamaIndex
    ) -> CompletionResponse:
        """Return the completion of one prompt, sent as one user message."""
        del formatted, kwargs
        reply = self._client.chat.completions.create(
            model=self.model,
            messages=[{"role": "user", "content": prompt}],
            max_tokens=MAX_TOKENS,
            temperature=0,
            seed=0,
        )
        return CompletionResponse(text=reply.choices[0].message.content or "")

    def stream_complete(
        self,
        prompt: str,
        formatted: bool = False,
        **kwargs: Any,  # noqa: ANN401 - the signature of LlamaIndex
    ) -> Generator[CompletionResponse, None, None]:
        """Yield the whole completion; the benchmark measures finished answers."""
        yield self.complete(prompt, formatted, **kwargs)


class MiniLM(BaseEmbedding):
    """all-MiniLM-L6-v2 by onnxruntime: mean of the token vectors, L2-normalised."""

    _session: Any = PrivateAttr()
    _tokenizer: Any = PrivateAttr()

    def __init__(self, *, model_path: Path, tokenizer_path: Path) -> None:
        """Load the model."""
        super().__init__(model_name=model_path.stem)
        self._session = onnxruntime.InferenceSession(
            str(model_path), providers=["CPUExecutionProvider"]
        )
        self._tokenizer = Tokenizer.from_file(str(tokenizer_path))
        self._tokenizer.enable_truncation(EMBEDDED_TOKENS)
        self._tokenizer.no_padding()

    def _get_text_embedding(self, text: str) -> list[float]:
        encoded = self._tokenizer.encode(text)
        inputs = {
            "input_ids": np.array([encoded.ids], dtype=np.int64),
            "attention_mask": np.array([encoded.attention_mask], dtype=np.int64),
            "token_type_ids": np.array([encoded.type_ids], dtype=np.int64),
        }
        names = {each.name for each in self._session.get_inputs()}
        tokens = self._session.run(None, {n: v for n, v in inputs.items() if n in names})[0]
        mean = np.asarray(tokens[0], dtype=np.float64).mean(axis=0)
        return (mean / np.linalg.norm(mean)).tolist()

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)


def main() -> None:
    """Index the folder, then answer the questions on stdin until it ends."""
    parser = argparse.ArgumentParser(description="A plain LlamaIndex pipeline for comparison.")
    parser.add_argument("folder", type=Path, help="folder of articles")
    parser.add_argument("--embedder", type=Path, required=True, help="ONNX file")
    parser.add_argument("--tokenizer", type=Path, required=True, help="its tokenizer.json")
    parser.add_argument("--model", required=True, help="name the chat server knows its model by")
    arguments = parser.parse_args()
    replies = sys.stdout
    with redirect_stdout(sys.stderr):  # whatever a library prints must not mix with the answers
        engine = _engine(
            arguments.folder,
            Chat(
                model=arguments.model,
                base_url=os.environ["CITEPROOF_PEER_BASE_URL"],
                api_key=os.environ["CITEPROOF_PEER_API_KEY"],
            ),
            MiniLM(model_path=arguments.embedder, tokenizer_path=arguments.tokenizer),
        )
        for line in sys.stdin:
            _answer(engine, json.loads(line), replies)


def make_index(
    folder: Path, embedder: MiniLM, splitter: SentenceSplitter | None = None
) -> VectorStoreIndex:
    """Return a new index of a folder, on a Chroma in memory.

    Args:
        folder: The documents.
        embedder: The embedder.
        splitter: Makes the chunks; LlamaIndex's default when None.
    """
    # Installed in this script's own environment only, so the type checker cannot see it.
    vendor: Any = importlib.import_module("llama_index.vector_stores.chroma")
    collection = chromadb.EphemeralClient().create_collection(
        f"articles-{secrets.token_hex(4)}", embedding_function=None
    )
    storage = StorageContext.from_defaults(
        vector_store=vendor.ChromaVectorStore(chroma_collection=collection)
    )
    return VectorStoreIndex.from_documents(
        SimpleDirectoryReader(str(folder)).load_data(),
        storage_context=storage,
        embed_model=embedder,
        transformations=None if splitter is None else [splitter],
    )


def _engine(folder: Path, chat: Chat, embedder: MiniLM) -> CitationQueryEngine:
    engine: Any = CitationQueryEngine  # its signature has parts without types
    return engine.from_args(make_index(folder, embedder), llm=chat, similarity_top_k=3)


def _answer(engine: CitationQueryEngine, asked: dict[str, str], replies: TextIO) -> None:
    started = time.perf_counter()
    response = engine.query(asked["question"])
    seconds = time.perf_counter() - started
    sources = [node.metadata.get("file_name", "") for node in response.source_nodes]
    texts = [node.node.get_content() for node in response.source_nodes]
    passages = [text.partition(":\n")[2] if _LABEL.match(text) else text for text in texts]
    reply = {
        **asked,
        "answer": str(response),
        "sources": sources,
        "passages": passages,
        "seconds": seconds,
    }
    print(json.dumps(reply), file=replies, flush=True)


if __name__ == "__main__":
    main()
