from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr

from rag.models.fake import FakeChat
from rag.settings import AnswerSettings, ModelSettings, Settings
from tests.corpus import make_pipeline
from tests.fake_pipeline import FakePipeline
from ui.eval_systems import Scorable, own_asking, settings_hash


def test_the_hash_changes_with_what_answers_depend_on_alone(tmp_path: Path) -> None:
    base = Settings(data=tmp_path)
    same = Settings(
        data=tmp_path / "elsewhere",
        models=ModelSettings(api_key=SecretStr("k"), threads=1, timeout_s=7),
    )
    assert settings_hash(base) == settings_hash(same)
    for other in (
        Settings(data=tmp_path, answer=AnswerSettings(risk="strict")),
        Settings(data=tmp_path, models=ModelSettings(chat="openai:m")),
    ):
        assert settings_hash(base) != settings_hash(other)


def test_the_hash_holds_no_secret(tmp_path: Path) -> None:
    secret = ModelSettings(api_key=SecretStr("not-to-be-told"))
    assert settings_hash(Settings(data=tmp_path, models=secret)) == settings_hash(
        Settings(data=tmp_path)
    )


@pytest.mark.parametrize("risk", ["strict", "open"])
def test_the_hash_is_short(tmp_path: Path, risk: str) -> None:
    answer = AnswerSettings.model_validate({"risk": risk})
    assert len(settings_hash(Settings(data=tmp_path, answer=answer))) == 16


def test_the_real_pipeline_scores_with_its_own_parts(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data")
    pipeline = make_pipeline(tmp_path, FakeChat(model_id="its-judge"))
    assert isinstance(pipeline, Scorable)
    asked = own_asking(pipeline, settings)
    assert asked.judge.startswith("its-judge, prompts ")
    assert own_asking(pipeline, settings, judged=True).judge == f"{asked.judge}, judges answers"
    assert asked.generation == pipeline.catalog.generation()
    assert asked.settings_hash == settings_hash(settings)
    assert asked.scorer.entails is not None
    assert asked.scorer.says_the_same is None
    assert not isinstance(FakePipeline(), Scorable)
