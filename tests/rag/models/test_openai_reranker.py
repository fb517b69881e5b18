"""What a reranker on a server does beyond the contract."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from rag.errors import ModelError
from rag.models.openai_reranker import OpenAICompatibleReranker

if TYPE_CHECKING:
    from tests.conftest import StubServer


def reranker(server: StubServer, *, api_key: str = "") -> OpenAICompatibleReranker:
    return OpenAICompatibleReranker("stub", base_url=f"{server.url}/v1", api_key=api_key)


async def test_it_asks_as_the_open_servers_are_asked(openai_server: StubServer) -> None:
    await reranker(openai_server, api_key="k-1").rerank("red?", ["a", "red? b"])
    (request,) = openai_server.requests
    assert (request.method, request.path) == ("POST", "/v1/rerank")
    assert request.headers["authorization"] == "Bearer k-1"
    assert request.json() == {"model": "stub", "query": "red?", "documents": ["a", "red? b"]}


@pytest.mark.parametrize(
    "results",
    [
        [],
        [(0, 0.5)],
        [(0, 0.5), (0, 0.7)],
        [(0, 0.5), (2, 0.7)],
        [(0, 0.5), (1, 0.6), (1, 0.7)],
        [(0, 0.5), (1, float("nan"))],
    ],
)
async def test_other_scores_than_asked_for_are_refused(
    stub_server: StubServer, results: list[tuple[int, float]]
) -> None:
    rows = [{"index": index, "relevance_score": score} for index, score in results]
    body = json.dumps({"results": rows}).encode()
    stub_server.respond = lambda request: stub_server.Response(body=body)
    with pytest.raises(ModelError, match="returned"):
        await reranker(stub_server).rerank("which?", ["one", "two"])


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        (b"<html>", 200, "unreadable"),
        (b'[{"index": 0, "score": 0.5}]', 200, "unreadable"),
        (b'{"error": {"message": "no such page"}}', 404, "ends in /v1"),
    ],
)
async def test_what_is_no_reply_is_told(
    stub_server: StubServer, body: bytes, status: int, said: str
) -> None:
    stub_server.respond = lambda request: stub_server.Response(body=body, status=status)
    with pytest.raises(ModelError, match=said) as caught:
        await reranker(stub_server).rerank("which?", ["one"])
    assert "reranker 'stub'" in str(caught.value)
