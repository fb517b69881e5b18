from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from rag.evaluation.report_html import write_html
from rag.evaluation.summary import summarise
from tests.rag.evaluation.sample_run import HOSTILE, INFO, sample_run
from ui.eval_folders import runs_folder
from ui.eval_run import write_reports
from ui.routes.evaluations import evaluation_routes
from ui.routes.sign_in import Visitors
from ui.security import Guard, require_key

KEY = "a-long-enough-key-for-tests"
FILES = ("report.html", "results.jsonl", "summary.json", "junit.xml", "summary.md")


def visitor_of(data: Path, *, key: str | None = None) -> TestClient:
    app = FastAPI()
    app.add_middleware(Guard)
    app.include_router(evaluation_routes(data, require_key(Visitors(key).may_enter)))
    return TestClient(app, base_url="http://127.0.0.1:7860")


@pytest.fixture
def visitor(tmp_path: Path) -> Iterator[TestClient]:
    write_reports(sample_run(runs_folder(tmp_path) / "my run"))
    (tmp_path / "secret.json").write_text("not to be told", encoding="utf-8")
    with visitor_of(tmp_path) as client:
        yield client


def test_the_files_of_a_run_are_served(visitor: TestClient, tmp_path: Path) -> None:
    for name in FILES:
        got = visitor.get(f"/evaluations/my run/{name}")
        assert got.status_code == 200
        assert got.content == (runs_folder(tmp_path) / "my run" / name).read_bytes()
        assert got.headers["cache-control"] == "no-store"
        assert got.headers["x-content-type-options"] == "nosniff"
        assert got.headers["x-frame-options"] == "DENY"


def test_the_report_runs_by_the_policy_that_it_states(visitor: TestClient) -> None:
    got = visitor.get("/evaluations/my run/report.html")
    policy = got.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert f'content="{policy}"' in got.text.replace("&#39;", "'")
    assert got.headers["content-type"] == "text/html; charset=utf-8"
    assert "content-disposition" not in got.headers
    assert HOSTILE not in got.text


def test_other_files_are_saved_and_run_nothing(visitor: TestClient) -> None:
    for name in FILES[1:]:
        got = visitor.get(f"/evaluations/my run/{name}")
        assert got.headers["content-security-policy"] == "default-src 'none'; sandbox"
        assert got.headers["content-disposition"].startswith("attachment")


@pytest.mark.parametrize(
    "policy",
    [
        None,
        "default-src *",
        "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
        "base-uri 'none'; form-action 'none'",
    ],
)
def test_a_report_with_a_looser_policy_runs_nothing(
    visitor: TestClient, tmp_path: Path, policy: str | None
) -> None:
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">' if policy else ""
    report = runs_folder(tmp_path) / "my run" / "report.html"
    report.write_text(f"<!doctype html>{meta}<script>alert(1)</script>", encoding="utf-8")
    got = visitor.get("/evaluations/my run/report.html")
    assert got.headers["content-security-policy"] == "default-src 'none'; sandbox"


def test_a_long_question_file_name_leaves_the_policy_in_reach(
    visitor: TestClient, tmp_path: Path
) -> None:
    folder = sample_run(runs_folder(tmp_path) / "long")
    info = INFO.model_copy(update={"questions": "q" * 9000})
    write_html(folder.path / "report.html", folder, summarise(info, folder.results()))
    got = visitor.get("/evaluations/long/report.html")
    assert "script-src" in got.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/evaluations/none/report.html", 404),
        ("/evaluations/my run/run.json", 404),
        ("/evaluations/my run/run.lock", 404),
        ("/evaluations/.hidden/report.html", 400),
        ("/evaluations/..\\a/report.html", 400),
        ("/evaluations/%2e%2e/report.html", 400),
        ("/evaluations/%2e%2e%2fsecret.json/summary.json", 404),
        ("/evaluations/my run/..%2f..%2f..%2fsecret.json", 404),
    ],
)
def test_nothing_else_is_served(visitor: TestClient, path: str, status: int) -> None:
    got = visitor.get(path)
    assert got.status_code == status
    assert "not to be told" not in got.text


def test_what_is_missing_is_told_in_words(visitor: TestClient, tmp_path: Path) -> None:
    sample_run(runs_folder(tmp_path) / "new")
    got = visitor.get("/evaluations/new/report.html")
    assert got.status_code == 404
    assert "has no report.html yet; choose the run on the page" in got.json()["detail"]
    linked = runs_folder(tmp_path) / "new" / "summary.json"
    linked.symlink_to(tmp_path / "secret.json")
    assert visitor.get("/evaluations/new/summary.json").status_code == 404


def test_a_key_is_asked_for(tmp_path: Path) -> None:
    write_reports(sample_run(runs_folder(tmp_path) / "run"))
    with visitor_of(tmp_path, key=KEY) as client:
        for name in FILES:
            assert client.get(f"/evaluations/run/{name}").status_code == 401
        allowed = {"authorization": f"Bearer {KEY}"}
        assert client.get("/evaluations/run/report.html", headers=allowed).status_code == 200
        assert client.get("/evaluations/none/report.html").status_code == 401
