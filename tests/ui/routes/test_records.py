from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from rag.types import Answer
from tests.fake_pipeline import FakePipeline, answer_of, builder
from tests.ui.test_api import KEY, application

ANSWER = answer_of("When?")


@pytest.fixture(scope="module")
def fake() -> FakePipeline:
    made = FakePipeline()
    made.catalog.save_answer(ANSWER)
    made.catalog.save_answer(answer_of("cost").model_copy(update={"id": "ans_2"}))
    return made


@pytest.fixture(scope="module")
def visitor(fake: FakePipeline, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    app = application(tmp_path_factory.mktemp("data"), builder(fake))
    with TestClient(app) as client:
        yield client


@pytest.mark.parametrize(
    ("form", "ending", "words"),
    [("markdown", "md", "## When?"), ("html", "html", "<h2>When?</h2>"), ("json", "json", "ans_1")],
)
def test_an_answer_is_a_file(visitor: TestClient, form: str, ending: str, words: str) -> None:
    reply = visitor.get(f"/answers/ans_1?format={form}")
    assert reply.status_code == 200
    disposition = reply.headers["content-disposition"]
    assert disposition == f'attachment; filename="answer-ans_1.{ending}"'
    assert words in reply.text


def test_a_conversation_is_one_file(visitor: TestClient) -> None:
    reply = visitor.get("/answers/ans_1,ans_2?format=json")
    assert [Answer.model_validate(each).id for each in reply.json()] == ["ans_1", "ans_2"]


def test_what_is_not_there_is_said_in_words(visitor: TestClient) -> None:
    lost = visitor.get("/answers/ans_1,<b>?format=json")
    assert lost.status_code == 404
    assert "there is no stored answer &#x27;&lt;b&gt;&#x27;" in lost.text
    strange = visitor.get("/answers/ans_1?format=docx")
    assert strange.status_code == 400
    assert "none of markdown, html, json" in strange.text


def test_feedback_is_kept_and_exported(visitor: TestClient, fake: FakePipeline) -> None:
    body = {"answer_id": "ans_1", "claim": 0, "kind": "wrong", "better": " In 2025.\x1b "}
    reply = visitor.post("/api/feedback", json=body)
    assert (reply.status_code, reply.json()) == (201, {"stored": True})
    (kept,) = fake.catalog.said
    assert (kept.sentence, kept.better) == (ANSWER.claims[0].text, "In 2025.\ufffd")
    quoted = {"answer_id": "ans_1", "source": 1, "kind": "wrong"}
    assert visitor.post("/api/feedback", json=quoted).status_code == 201
    assert fake.catalog.said[1].quote == ANSWER.sources()[1].quote
    lines = visitor.get("/feedback/questions.jsonl").text.splitlines()
    assert [json.loads(line)["question"] for line in lines] == ["When?", "When?"]


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ({"answer_id": "ans_9", "kind": "wrong"}, 404, "there is no stored answer 'ans_9'"),
        ({"answer_id": "ans_1", "kind": "bad"}, 422, "kind: Input should be 'right'"),
        ({"answer_id": "ans_1", "kind": "wrong", "claim": 7}, 422, "claim 7 is not there"),
        ({"answer_id": "ans_1", "kind": "wrong", "comment": "x" * 4001}, 422, "comment: String"),
    ],
)
def test_bad_feedback_is_said_in_words(
    visitor: TestClient, fake: FakePipeline, body: dict[str, object], status: int, words: str
) -> None:
    before = len(fake.catalog.said)
    reply = visitor.post("/api/feedback", json=body)
    assert reply.status_code == status
    assert words in reply.json()["error"]["message"]
    assert len(fake.catalog.said) == before


def test_a_form_of_another_site_cannot_give_feedback(visitor: TestClient) -> None:
    assert visitor.post("/api/feedback", data={"kind": "wrong"}).status_code == 415


def test_a_key_is_needed_where_there_is_one(fake: FakePipeline, tmp_path: Path) -> None:
    with TestClient(application(tmp_path, builder(fake), key=KEY)) as stranger:
        assert stranger.get("/answers/ans_1?format=json").status_code == 401
        assert stranger.get("/feedback/questions.jsonl").status_code == 401
        body = {"answer_id": "ans_1", "kind": "wrong"}
        assert stranger.post("/api/feedback", json=body).status_code == 401
        held = {"authorization": f"Bearer {KEY}"}
        assert stranger.post("/api/feedback", json=body, headers=held).status_code == 201
