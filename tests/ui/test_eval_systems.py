from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr

from rag.settings import AnswerSettings, ModelSettings, Settings
from ui.eval_systems import settings_hash


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
