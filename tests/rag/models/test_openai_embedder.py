"""What an embedder on a server does beyond the contract."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from rag.errors import ModelError
from rag.models.openai_embedder import OpenAICompatibleEmbedder

if TYPE_CHECKING:
    from tests.conftest import StubServer


async def test_vectors_are_put_in_the_order_of_the_texts(openai_server: StubServer) -> None:
    embedder = OpenAICompatibleEmbedder("stub", base_url=f"{openai_server.url}/v1")
    texts = ["a" * count for count in range(1, 41)]

    vectors = await embedder.embed(texts)

    assert embedder.dim == 3
    assert vectors.shape == (40, 3)
    assert (vectors[:, 2][:-1] > vectors[:, 2][1:]).all()
    assert [len(request.json()["input"]) for request in openai_server.requests] == [32, 8]


def test_the_vector_length_is_not_guessed() -> None:
    embedder = OpenAICompatibleEmbedder("stub")

    with pytest.raises(ModelError, match="embed a text first"):
        _ = embedder.dim


@pytest.mark.parametrize(
    "rows", [[], [[1.0, 0.0]], [[1.0, 0.0], [1.0]], [[0.0, 0.0], [1.0, 0.0]], [[1e999, 0], [1, 0]]]
)
async def test_other_vectors_than_asked_for_are_refused(
    stub_server: StubServer, rows: list[list[float]]
) -> None:
    data = [{"index": index, "embedding": row} for index, row in enumerate(rows)]
    body = json.dumps({"data": data}).encode()
    stub_server.respond = lambda request: stub_server.Response(body=body)
    embedder = OpenAICompatibleEmbedder("stub", base_url=f"{stub_server.url}/v1")

    with pytest.raises(ModelError, match="returned"):
        await embedder.embed(["one", "two"])


async def test_a_vector_of_another_length_than_given_is_refused(openai_server: StubServer) -> None:
    embedder = OpenAICompatibleEmbedder("stub", base_url=f"{openai_server.url}/v1", dim=4)

    with pytest.raises(ModelError, match="expected length 4"):
        await embedder.embed(["one"])
