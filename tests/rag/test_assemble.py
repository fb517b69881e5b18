"""What the settings name is what is built, and a judge without weights of its own is told of."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ingest import Ingestor
from rag.answering.calibration import calibrated_model
from rag.assemble import build_judge, build_pipeline, build_reranker, judge_id
from rag.errors import ConfigurationError
from rag.models.fake import FakeEmbedder
from rag.settings import ModelSettings, Settings

if TYPE_CHECKING:
    from tests.conftest import StubServer


class ServerEmbedder(FakeEmbedder):
    @property
    def model_id(self) -> str:
        return "openai:vectors"


def settings_of(**values: str) -> ModelSettings:
    return ModelSettings.model_validate({"base_url": "http://127.0.0.1:9/v1", **values})


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"chat": "openai:writer"}, "openai:writer"),
        ({"chat": "openai:writer", "judge": "openai:critic"}, "openai:critic"),
        ({"judge": "openai:critic", "judge_base_url": "http://127.0.0.1:8/v1"}, "openai:critic"),
        ({"judge": "embedded:/models/own.q4.gguf"}, "own.q4"),
        ({"chat": "embedded:/models/own.gguf"}, "own"),
    ],
)
async def test_the_judges_id_is_known_before_it_is_built(
    values: dict[str, str], expected: str
) -> None:
    models = settings_of(**values)
    assert judge_id(models) == expected
    judge = build_judge(models)
    assert judge.model_id == expected
    await judge.close()


def test_the_default_judge_is_the_calibrated_one() -> None:
    assert judge_id(ModelSettings()) == calibrated_model()


async def test_a_judge_that_scores_were_not_calibrated_on_is_warned_of(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    source = tmp_path / "note.txt"
    source.write_text("The mill was sold in 1902.\n", encoding="utf-8")
    Ingestor(tmp_path / "data", embedder=ServerEmbedder()).ingest([source])
    models = settings_of(chat="openai:writer", judge="openai:untried", embed="openai:vectors")
    with caplog.at_level(logging.WARNING, logger="rag"):
        pipeline = build_pipeline(Settings(data=tmp_path / "data", models=models))
    await pipeline.close()
    (record,) = caplog.records
    assert "'openai:untried'" in record.getMessage()
    assert calibrated_model() in record.getMessage()


async def test_a_reranker_is_built_only_where_one_is_named() -> None:
    assert build_reranker(settings_of()) is None
    reranker = build_reranker(settings_of(rerank="openai:order"))
    assert reranker is not None
    assert reranker.model_id == "openai:order"
    await reranker.close()


@pytest.mark.parametrize(
    ("models", "said"),
    [
        (settings_of(rerank="embedded"), "'embedded'"),
        (settings_of(rerank="openai:"), "'openai:'"),
        (ModelSettings(rerank="openai:order"), "RERANK_BASE_URL"),
    ],
)
def test_a_reranker_that_cannot_be_is_told(models: ModelSettings, said: str) -> None:
    with pytest.raises(ConfigurationError, match=said):
        build_reranker(models)


async def test_the_evidence_is_ordered_by_the_reranker_that_is_named(
    tmp_path: Path, openai_server: StubServer
) -> None:
    source = tmp_path / "note.md"
    source.write_text(
        "# Notes\n\nThe mill was red then. In 1902 Bell sold the boat.\n", encoding="utf-8"
    )
    models = settings_of(
        base_url=f"{openai_server.url}/v1",
        chat="openai:writer",
        judge="openai:writer",
        embed="openai:vectors",
        api_key="k-1",
        rerank="openai:order",
        rerank_api_key="r-1",
    )
    settings = Settings(data=tmp_path / "data", models=models)
    Ingestor(tmp_path / "data", settings=settings).ingest([source])
    pipeline = build_pipeline(settings)
    found = await pipeline.retrieve("Was the mill red then?")
    await pipeline.close()
    *others, reranked = openai_server.requests
    assert reranked.path == "/v1/rerank"
    assert reranked.headers["authorization"] == "Bearer r-1"
    assert {request.headers["authorization"] for request in others} == {"Bearer k-1"}
    assert [passage.score for passage in found] == [4.0, 1.0]
