"""What every Reranker does."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rag.errors import ModelError
from rag.models.fake import FakeReranker
from rag.models.openai_reranker import OpenAICompatibleReranker
from rag.protocols import Reranker

TEXTS = ["It rains today", "", "the red car is red", "Ωμέγα, 東京 🙂", "a red car"]


@pytest.fixture(params=["fake", "openai-compatible"])
def make_reranker(request: pytest.FixtureRequest) -> Callable[[], Reranker]:
    """Makes a new reranker that has not been asked anything."""
    if request.param == "fake":
        return FakeReranker
    url: str = request.getfixturevalue("openai_server").url
    return lambda: OpenAICompatibleReranker("stub", base_url=f"{url}/v1")


async def test_gives_one_score_a_text_in_order(make_reranker: Callable[[], Reranker]) -> None:
    reranker = make_reranker()
    scores = await reranker.rerank("the red car", TEXTS)
    assert len(scores) == len(TEXTS)
    assert scores[2] > scores[4] > scores[0] == scores[1]
    assert await reranker.rerank("the red car", TEXTS[::-1]) == scores[::-1]
    assert reranker.model_id == make_reranker().model_id != ""


async def test_nothing_gets_no_score(make_reranker: Callable[[], Reranker]) -> None:
    assert await make_reranker().rerank("the red car", []) == []


async def test_a_closed_one_says_so(make_reranker: Callable[[], Reranker]) -> None:
    reranker = make_reranker()
    await reranker.close()
    await reranker.close()
    with pytest.raises(ModelError, match="closed"):
        await reranker.rerank("the red car", TEXTS)
