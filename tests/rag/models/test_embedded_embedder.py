from __future__ import annotations

from pathlib import Path

import pytest

from rag.errors import ModelError
from rag.models.embedded_embedder import EmbeddedEmbedder
from rag.protocols import SpannedText


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


@pytest.mark.models
async def test_a_span_is_read_where_it_stands(embedded_embedder: EmbeddedEmbedder) -> None:
    texts = [
        f"{subject} published its yearly report on Monday. It rose by a third."
        for subject in ("The copper mine's output", "The hospital's waiting list")
    ]
    spans = [((0, text.index(" It")), (text.index("It"), len(text))) for text in texts]

    mine, hospital = await embedded_embedder.embed_spans(
        [SpannedText(text=text, spans=span) for text, span in zip(texts, spans, strict=True)]
    )

    (asked,) = await embedded_embedder.embed(["How much more copper was mined?"])
    assert mine.spans[1] @ asked > hospital.spans[1] @ asked + 0.2


@pytest.mark.models
async def test_a_text_is_read_beyond_one_window(embedded_embedder: EmbeddedEmbedder) -> None:
    filler = "The committee met again and agreed on the minutes. "
    text = filler * 60 + "The price of copper fell by a third."
    spans = ((0, len(filler) - 1), (len(filler) * 60, len(text)))

    (found,) = await embedded_embedder.embed_spans([SpannedText(text=text, spans=spans)])

    (asked,) = await embedded_embedder.embed(["What happened to the price of copper?"])
    assert found.spans[1] @ asked > found.spans[0] @ asked + 0.2
