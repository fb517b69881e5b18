from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from benchmarks.evaluating.command import FakeModels, evaluated, main, take_in
from benchmarks.evaluating.made_up import write_corpus, write_questions
from rag.evaluation.results import RunFolder
from rag.settings import Settings
from rag.types import Message


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("world")
    write_corpus(folder / "source", 40)
    take_in(folder / "source", folder / "data")
    write_questions(folder / "q.jsonl", 40, known=40)
    return folder


def _run(world: Path, out: Path, *more: str) -> int:
    file, data = str(world / "q.jsonl"), str(world / "data")
    return main(["eval", file, "--data", data, "--out", str(out), *more])


def test_models_without_weights_are_right_and_an_unchanged_run_passes(
    world: Path, tmp_path: Path
) -> None:
    assert _run(world, tmp_path / "a", "--fail-under", "correct=1") == 0
    assert _run(world, tmp_path / "b", "--no-worse-than", str(tmp_path / "a")) == 0


@pytest.mark.parametrize("regression", ["citations", "passages"])
def test_a_planted_regression_is_caught(
    world: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, regression: str
) -> None:
    assert _run(world, tmp_path / "a") == 0
    monkeypatch.setenv("CITEPROOF_FAKE_REGRESSION", regression)
    assert _run(world, tmp_path / "b", "--no-worse-than", str(tmp_path / "a")) == 3
    responses = [result.response for result in RunFolder(tmp_path / "b").results()]
    if regression == "citations":
        assert all(response and not response.citations for response in responses)
    else:
        assert all(response and len(response.contexts) <= 2 for response in responses)


def test_a_retriever_cut_short_finds_one_passage(
    world: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CITEPROOF_FAKE_REGRESSION", "passages")
    pipeline = evaluated(Settings(data=world / "data"))
    found = asyncio.run(pipeline.retrieve("Which plant employs people?"))
    asyncio.run(pipeline.close())
    assert len(found) == 1


async def test_noise_turns_the_judge_round_and_is_the_same_for_a_seed() -> None:
    asked = [Message(role="user", content="A gate.\n\nIs it true, is it true that: a gate")]

    async def yes(noise: float, seed: int) -> list[bool]:
        models = FakeModels(noise=noise, seed=seed)
        tokens = [(await models.first_token(asked)).probabilities["Yes"] for _ in range(40)]
        return [token > 0.5 for token in tokens]

    assert all(await yes(0.0, 1))
    assert await yes(0.5, 1) == await yes(0.5, 1) != await yes(0.5, 2)
