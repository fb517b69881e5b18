from __future__ import annotations

from pathlib import Path

import pytest

from rag.errors import ModelError
from rag.models.embedded_embedder import EmbeddedEmbedder


async def test_a_missing_file_is_named(tmp_path: Path) -> None:
    embedder = EmbeddedEmbedder(tmp_path / "model.onnx", tmp_path / "tokenizer.json")

    with pytest.raises(ModelError, match=r"model\.onnx is not there"):
        await embedder.embed(["one"])


async def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "model.onnx").write_bytes(b"not a model")
    embedder = EmbeddedEmbedder(tmp_path / "model.onnx", tmp_path / "tokenizer.json")

    with pytest.raises(ModelError, match=r"model\.onnx cannot be used"):
        await embedder.embed(["one"])


@pytest.mark.models
async def test_a_damaged_tokenizer_is_named(models_dir: Path, tmp_path: Path) -> None:
    (tmp_path / "tokenizer.json").write_text("{}")
    embedder = EmbeddedEmbedder(
        models_dir / "all-minilm-l6-v2-int8.onnx", tmp_path / "tokenizer.json"
    )

    with pytest.raises(ModelError, match=r"tokenizer\.json cannot be used"):
        await embedder.embed(["one"])


@pytest.mark.models
async def test_near_meanings_are_near(embedded_embedder: EmbeddedEmbedder) -> None:
    question, near, far = await embedded_embedder.embed(
        [
            "How much money did the firm make?",
            "The company's annual profit was five billion dollars.",
            "Whales sleep near the surface of the sea.",
        ]
    )

    assert embedded_embedder.model_id == "all-minilm-l6-v2-int8"
    assert question @ near > question @ far + 0.2


@pytest.mark.models
async def test_broken_unicode_is_embedded(embedded_embedder: EmbeddedEmbedder) -> None:
    vectors = await embedded_embedder.embed(["half a pair: \ud83d", "\x00"])

    assert vectors.shape == (2, 384)
