from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI, HTTPException, Request
from fastapi.testclient import TestClient

from rag.check_report import CheckReport, StoredCheck
from rag.client import AsyncClient
from rag.errors import ConfigurationError
from rag.settings import Settings
from tests.fake_check import DRAFT, report_of
from tests.fake_pipeline import Builder, FakePipeline, builder
from ui.routes.checks import check_routes

STORED = StoredCheck(id="chk_00000000000000a1", text=DRAFT, report=report_of(DRAFT))
ODD = STORED.model_copy(update={"id": 'a"b\r\nx: y'})


def need_key(request: Request) -> None:
    if request.headers.get("authorization") != "Bearer key":
        raise HTTPException(401, "a key is needed")


def visitor_of(data: Path, build: Builder) -> TestClient:
    app = FastAPI()
    client = AsyncClient(settings=Settings(data=data), build=build)
    app.include_router(check_routes(client, need_key))
    return TestClient(app, headers={"authorization": "Bearer key"})


@pytest.fixture
def visitor(tmp_path: Path) -> Iterator[TestClient]:
    fake = FakePipeline()
    fake.catalog.save_check(STORED)
    fake.catalog.save_check(ODD)
    with visitor_of(tmp_path, builder(fake)) as visitor:
        yield visitor


@pytest.mark.parametrize(
    ("form", "kind", "ending", "begins"),
    [
        ("markdown", "text/markdown; charset=utf-8", "md", "# Checked text\n"),
        ("html", "text/html; charset=utf-8", "html", "<!doctype html>"),
        ("json", "application/json", "json", '{"text_sha256":'),
    ],
)
def test_a_check_is_a_file(
    visitor: TestClient, form: str, kind: str, ending: str, begins: str
) -> None:
    got = visitor.get(f"/checks/{STORED.id}", params={"format": form})
    assert got.status_code == 200
    assert got.headers["content-type"] == kind
    name = f'attachment; filename="check-{STORED.id}.{ending}"'
    assert got.headers["content-disposition"] == name
    assert got.headers["cache-control"] == "no-store"
    assert got.text.startswith(begins)


def test_json_is_what_is_given_without_a_format(visitor: TestClient) -> None:
    got = visitor.get(f"/checks/{STORED.id}")
    assert CheckReport.model_validate_json(got.content) == STORED.report


def test_the_name_of_a_file_is_safe(visitor: TestClient) -> None:
    got = visitor.get("/checks/a%22b%0D%0Ax%3A%20y")
    assert got.status_code == 200
    assert got.headers["content-disposition"] == 'attachment; filename="check-abxy.json"'


def test_what_is_not_there_is_said(visitor: TestClient) -> None:
    got = visitor.get("/checks/chk_x")
    assert (got.status_code, got.json()["detail"]) == (404, "there is no stored check 'chk_x'")
    got = visitor.get(f"/checks/{STORED.id}?format=pdf")
    assert got.status_code == 400
    assert got.json()["detail"] == "format='pdf' is none of markdown, html, json"


def test_a_key_is_needed(visitor: TestClient) -> None:
    for form in ("markdown", "pdf"):
        got = visitor.get(
            f"/checks/{STORED.id}?format={form}", headers={"authorization": "Bearer wrong"}
        )
        assert got.status_code == 401
        assert DRAFT.strip() not in got.text


def test_documents_that_cannot_be_opened_are_said(tmp_path: Path) -> None:
    build = builder(error=ConfigurationError("there are no documents"))
    with visitor_of(tmp_path, build) as visitor:
        got = visitor.get(f"/checks/{STORED.id}")
    assert (got.status_code, got.json()["detail"]) == (503, "there are no documents")
