"""What every Embedder does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from rag.errors import ModelError
from rag.models.embedded_embedder import EmbeddedEmbedder
from rag.models.fake import FakeEmbedder
from rag.models.openai_embedder import OpenAICompatibleEmbedder
from rag.protocols import Embedder, SpannedText

TEXTS = [
    "OpenAI and Foxconn design server racks.",
    "Foxconn",
    "",
    "  \n",
    "Ωμέγα, 東京, naïve café 🙂",
    " ".join(["the option to buy the hardware once production ramps up"] * 60),
]


@pytest.fixture(
    params=["fake", "openai-compatible", pytest.param("embedded", marks=pytest.mark.models)]
)
def make_embedder(request: pytest.FixtureRequest) -> Callable[[], Embedder]:
    """Makes a new embedder that has not been asked anything."""
    if request.param == "embedded":
        models_dir: Path = request.getfixturevalue("models_dir")
        return lambda: EmbeddedEmbedder(
            models_dir / "all-minilm-l6-v2-int8.onnx",
            models_dir / "all-minilm-l6-v2-tokenizer.json",
        )
    if request.param == "fake":
        return FakeEmbedder
    url: str = request.getfixturevalue("openai_server").url
    return lambda: OpenAICompatibleEmbedder("stub", base_url=f"{url}/v1")


async def test_gives_one_unit_vector_a_text_in_order(make_embedder: Callable[[], Embedder]) -> None:
    embedder = make_embedder()

    vectors = await embedder.embed(TEXTS)

    assert vectors.shape == (len(TEXTS), embedder.dim)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, rtol=1e-5)


async def test_a_vector_does_not_depend_on_its_neighbours(
    make_embedder: Callable[[], Embedder],
) -> None:
    embedder = make_embedder()

    together = await embedder.embed(TEXTS * 7)
    backwards = await embedder.embed(TEXTS[::-1])
    alone = np.concatenate([await embedder.embed([text]) for text in TEXTS])

    np.testing.assert_array_equal(together[-len(TEXTS) :], alone)
    np.testing.assert_array_equal(backwards[::-1], alone)


async def test_no_texts_give_no_vectors(make_embedder: Callable[[], Embedder]) -> None:
    embedder = make_embedder()
    await embedder.embed(["one"])

    vectors = await embedder.embed([])

    assert vectors.shape == (0, embedder.dim)


def test_has_an_id(make_embedder: Callable[[], Embedder]) -> None:
    assert make_embedder().model_id == make_embedder().model_id
    assert make_embedder().model_id


def test_serves_several_event_loops(make_embedder: Callable[[], Embedder]) -> None:
    embedder = make_embedder()

    async def in_threads() -> list[object]:
        return await asyncio.gather(
            *(asyncio.to_thread(lambda: asyncio.run(embedder.embed(TEXTS))) for _ in range(3))
        )

    assert len(asyncio.run(in_threads())) == 3
    assert len(asyncio.run(embedder.embed(TEXTS))) == len(TEXTS)


async def test_a_closed_embedder_refuses(make_embedder: Callable[[], Embedder]) -> None:
    embedder = make_embedder()
    await embedder.embed(["one"])

    await embedder.close()
    await embedder.close()

    with pytest.raises(ModelError, match="closed"):
        await embedder.embed(["one"])


async def test_spans_have_vectors_of_their_own(make_embedder: Callable[[], Embedder]) -> None:
    text = "The racks were sold to Acme. Nobody was told of the price."
    spans = ((0, text.index(" Nobody")), (text.index("Nobody"), len(text)))
    embedder = make_embedder()

    plain, spanned, empty = await embedder.embed_spans(
        [SpannedText(text="rain"), SpannedText(text=text, spans=spans), SpannedText(text="")]
    )

    assert plain.spans.shape == empty.spans.shape == (0, embedder.dim)
    assert spanned.spans.shape == (2, embedder.dim)
    np.testing.assert_allclose(np.linalg.norm(spanned.spans, axis=1), 1.0, rtol=1e-5)
    assert not np.allclose(spanned.spans[0], spanned.spans[1])
    whole = (await embedder.embed([text]))[0]
    np.testing.assert_allclose(spanned.whole, whole, rtol=1e-5, atol=1e-6)


async def test_no_spanned_texts_give_nothing(make_embedder: Callable[[], Embedder]) -> None:
    assert await make_embedder().embed_spans([]) == []
