from __future__ import annotations

import pytest

from rag.errors import StoreError
from rag.evaluation.dataset import EvalQuestion
from rag.evaluation.response import Response
from rag.evaluation.systems import InProcess, System
from rag.filters import Filters
from rag.types import Message
from tests.fake_pipeline import FakePipeline, answer_of

HISTORY = (Message(role="user", content="The bridge."),)
ASKED = EvalQuestion(id="q1", question="When did the bridge reopen?", history=HISTORY)


async def test_the_pipeline_is_asked_with_history_and_filters() -> None:
    pipeline = FakePipeline()
    filters = Filters(uris=("news/*",))
    system: System = InProcess(pipeline, filters=filters)
    assert await system.answer(ASKED) == Response.of(answer_of(ASKED.question))
    assert pipeline.asked == [(ASKED.question, HISTORY, filters)]
    await system.close()
    assert pipeline.closed == 1


async def test_errors_of_the_pipeline_go_through() -> None:
    system = InProcess(FakePipeline(error=StoreError("locked", retryable=True)))
    with pytest.raises(StoreError, match="locked"):
        await system.answer(ASKED)
