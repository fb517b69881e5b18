"""What a LlamaIndex program gets: exact quotes as nodes, and checked answers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from llama_index.core.base.response.schema import Response
from llama_index.core.llms.mock import MockLLM
from llama_index.core.retrievers import QueryFusionRetriever
from llama_index.core.retrievers.fusion_retriever import FUSION_MODES
from llama_index.core.schema import MetadataMode

from rag.client import Client
from rag.errors import UsageError
from rag.filters import Filters
from rag.retrieval.llama_index import CheckedQueryEngine, EvidenceRetriever
from rag.types import Answer
from tests.fake_pipeline import CHEAP, DEAR, EVIDENCE, REOPENED, FakePipeline, answer_of, builder

QUESTION = "When did the bridge reopen?"


@pytest.fixture
def fake() -> FakePipeline:
    return FakePipeline()


@pytest.fixture
def client(fake: FakePipeline, tmp_path: Path) -> Iterator[Client]:
    with Client(tmp_path, build=builder(fake)) as client:
        yield client


def test_a_node_is_an_exact_quote_with_its_place(fake: FakePipeline, client: Client) -> None:
    nodes = EvidenceRetriever(client, filters=["news/*"]).retrieve(QUESTION)
    assert fake.asked == [(QUESTION, (), Filters(uris=("news/*",)))]
    assert [found.score for found in nodes] == [passage.score for passage in EVIDENCE]
    for found, passage in zip(nodes, EVIDENCE, strict=True):
        assert found.node.get_content(MetadataMode.NONE) == passage.quote
        assert found.node.metadata["uri"] == passage.uri
        assert found.node.metadata["document_id"] == passage.document_id
    first = nodes[0].node
    assert first.dict()["start_char_idx"] == EVIDENCE[0].start
    assert first.dict()["end_char_idx"] == EVIDENCE[0].end
    assert "title: Harbour bridge reopens" in first.get_content(MetadataMode.LLM)
    assert "document_id" not in first.get_content(MetadataMode.LLM)
    assert "published_at" not in nodes[1].node.metadata
    assert len({found.node.node_id for found in nodes}) == len(nodes)


async def test_it_is_one_retriever_among_others(client: Client) -> None:
    ours = EvidenceRetriever(client)
    assert await ours.aretrieve(QUESTION) == ours.retrieve(QUESTION)
    both = QueryFusionRetriever(
        [ours, EvidenceRetriever(client)],
        llm=MockLLM(),
        mode=FUSION_MODES.RECIPROCAL_RANK,
        num_queries=1,
        similarity_top_k=3,
        use_async=False,
    )
    found = both.retrieve(QUESTION)
    assert [each.node.get_content(MetadataMode.NONE) for each in found] == [
        passage.quote for passage in EVIDENCE
    ]


async def test_an_answer_keeps_its_numbers_and_quotes(fake: FakePipeline, client: Client) -> None:
    engine = CheckedQueryEngine(client, filters={"languages": ["en"]})
    response = engine.query(QUESTION)
    assert isinstance(response, Response)
    assert response.response == answer_of(QUESTION).text
    quotes = [each.node.get_content(MetadataMode.NONE) for each in response.source_nodes]
    assert quotes == [REOPENED.quote, CHEAP.quote]
    assert response.metadata is not None
    assert response.metadata["status"] == "answered"
    assert Answer.model_validate(response.metadata["answer"]) == answer_of(QUESTION)
    assert fake.asked[-1][2] == Filters(languages=("en",))
    assert await engine.aquery(QUESTION) == response


def test_no_side_is_picked(client: Client) -> None:
    response = CheckedQueryEngine(client).query("What did it cost?")
    quotes = [each.node.get_content(MetadataMode.NONE) for each in response.source_nodes]
    assert quotes == [CHEAP.quote, DEAR.quote]
    assert str(response).endswith(
        "The documents disagree: The repairs cost $4.2 million. [1] "
        "The repairs cost $4.9 million in all. [2]"
    )


def test_silence_is_said(client: Client) -> None:
    response = CheckedQueryEngine(client).query("What is missing?")
    assert isinstance(response, Response)
    assert response.response == answer_of("What is missing?").text
    assert response.source_nodes == []


def test_what_cannot_be_asked_is_refused(client: Client) -> None:
    with pytest.raises(UsageError, match="question"):
        EvidenceRetriever(client).retrieve("  ")
    with pytest.raises(UsageError, match="question"):
        CheckedQueryEngine(client).query("")
