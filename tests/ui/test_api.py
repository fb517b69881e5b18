from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from ingest.load import MAX_BYTES
from rag.errors import StoreError
from rag.settings import Settings
from tests.fake_pipeline import HARBOUR, HOSTILE, Builder, FakePipeline, builder
from ui.api import create_app

PLACES = ["/", "/healthz", f"/documents/{HARBOUR.id}", "/documents/x", "/x"]
NAMES = ["doc_none", "<script>alert(1)</script>", "%2e%2e%2fetc", "a\x1bb"]
KEY = "a-long-enough-key-for-tests"
AT = "52-115"


def application(
    data: Path, build: Builder, *, key: str | None = None, hosts: Iterable[str] | None = None
) -> FastAPI:
    """Make the application inside an event loop; without one gradio leaves its own loops open."""

    async def made() -> FastAPI:
        return create_app(Settings(data=data), build=build, key=key, hosts=hosts)

    return asyncio.run(made())


@pytest.fixture(scope="module")
def visitor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    app = application(tmp_path_factory.mktemp("data"), builder(), hosts={"127.0.0.1"})
    with TestClient(app, base_url="http://127.0.0.1:7860") as client:
        yield client


def test_health(visitor: TestClient) -> None:
    assert visitor.get("/healthz").json() == {"status": "ok"}


def test_a_document_shows_its_text_with_the_quote_marked(visitor: TestClient) -> None:
    shown = visitor.get(f"/documents/{HARBOUR.id}?at={AT}")
    assert shown.status_code == 200
    start, end = map(int, AT.split("-"))
    assert f'<mark id="quote">{HARBOUR.text[start:end]}</mark>' in shown.text
    assert HARBOUR.text[:start] in shown.text
    for words in (HARBOUR.title, HARBOUR.uri, "2024-05-04"):
        assert words in shown.text
    assert "<mark" not in visitor.get(f"/documents/{HARBOUR.id}").text


def test_a_hostile_document_is_only_text(visitor: TestClient) -> None:
    shown = visitor.get(f"/documents/{HOSTILE.id}?at=3-{len(HOSTILE.text)}").text
    body = shown.split("<body>")[1]
    assert set(re.findall(r"<(\w+)", body)) == {"main", "h1", "p", "div", "mark"}
    assert "&lt;script&gt;alert(&quot;text&quot;)&lt;/script&gt;" in body
    assert not set("\x1b\x07\u202e") & set(shown)


@pytest.mark.parametrize(
    "at", ["x", "5", "5-5", "9-5", "-1-5", "0-999999", "0-5-9", "0-५", "1" * 40, " 1-2"]
)
def test_bad_places_are_refused(visitor: TestClient, at: str) -> None:
    shown = visitor.get(f"/documents/{HARBOUR.id}", params={"at": at})
    assert shown.status_code in {400, 422}
    assert "Traceback" not in shown.text


@pytest.mark.parametrize(
    "name", ["doc_none", "<script>alert(1)</script>", "%2e%2e%2fetc", "a\x1bb"]
)
def test_unknown_documents_are_said_to_be_unknown(visitor: TestClient, name: str) -> None:
    shown = visitor.get(f"/documents/{name.replace(chr(27), '%1b')}")
    assert shown.status_code == 404
    assert "<script>alert" not in shown.text
    assert "\x1b" not in shown.text


def test_a_store_that_fails_is_said_in_words(tmp_path: Path) -> None:
    app = application(tmp_path, builder(error=StoreError("the disk is gone")))
    with TestClient(app) as visitor:
        shown = visitor.get(f"/documents/{HARBOUR.id}")
    assert shown.status_code == 503
    assert "the disk is gone" in shown.text


@pytest.mark.parametrize(
    "path", ["/", "/healthz", f"/documents/{HARBOUR.id}", "/documents/x", "/x"]
)
def test_every_response_has_the_security_headers(visitor: TestClient, path: str) -> None:
    headers = visitor.get(path).headers
    policy = headers["content-security-policy"]
    assert policy.startswith(("default-src 'self'", "default-src 'none'"))
    framed = path.startswith("/documents")
    assert f"frame-ancestors {'self' if framed else 'none'!r}" in policy
    assert not re.search(r"https?:|\*", policy)
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == ("SAMEORIGIN" if framed else "DENY")
    assert headers["referrer-policy"] == "no-referrer"


def test_document_pages_run_no_script(visitor: TestClient) -> None:
    policy = visitor.get(f"/documents/{HARBOUR.id}").headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy


def test_foreign_hosts_and_origins_are_turned_away(visitor: TestClient) -> None:
    assert visitor.get("/healthz", headers={"host": "evil.example"}).status_code == 421
    path = "/gradio_api/queue/join"
    for origin in ("http://evil.example", "null"):
        assert visitor.post(path, json={}, headers={"origin": origin}).status_code == 403
    own = visitor.post(path, json={}, headers={"origin": "http://127.0.0.1:7860"})
    assert own.status_code not in {403, 421}


def test_the_page_names_no_remote_resource(visitor: TestClient) -> None:
    page = visitor.get("/")
    assert page.status_code == 200
    loaded = re.findall(r'<(?:script|link|img|iframe)[^>]*(?:src|href)="([^"]+)"', page.text)
    assert [address for address in loaded if "://" in address] == []
    config = visitor.get("/config").json()
    assert config["analytics_enabled"] is False
    assert config["footer_links"] == []
    assert visitor.get("/monitoring").status_code in {403, 404}
    assert visitor.get("/gradio_api/file=/etc/passwd").status_code == 403


def test_uploads_are_bounded(visitor: TestClient) -> None:
    sent = visitor.post("/gradio_api/upload", files={"files": ("a.txt", b"x" * (MAX_BYTES + 1))})
    assert sent.status_code == 413


def test_the_pipeline_is_closed_at_shutdown(tmp_path: Path) -> None:
    fake = FakePipeline()
    with TestClient(application(tmp_path, builder(fake))) as visitor:
        visitor.get(f"/documents/{HARBOUR.id}")
        assert fake.closed == 0
    assert fake.closed == 1


@pytest.fixture
def locked(tmp_path: Path) -> Iterator[TestClient]:
    app = application(tmp_path, builder(), key=KEY)
    with TestClient(app) as client:
        yield client


def test_with_a_key_documents_need_it(locked: TestClient) -> None:
    path = f"/documents/{HARBOUR.id}"
    for given in (None, "Bearer wrong", f"Basic {KEY}", KEY, "Bearer "):
        refused = locked.get(path, headers={} if given is None else {"authorization": given})
        assert refused.status_code == 401
        assert refused.headers["www-authenticate"] == "Bearer"
        assert HARBOUR.title not in refused.text
    assert locked.get(path, headers={"authorization": f"Bearer {KEY}"}).status_code == 200
    assert locked.get("/healthz").status_code == 200


def test_with_a_key_the_page_needs_a_sign_in(locked: TestClient) -> None:
    assert locked.get("/config").status_code == 401
    opened = locked.get("/?c=ans_1", follow_redirects=False)
    assert (opened.status_code, opened.headers["location"]) == (303, "/sign-in?to=%2F%3Fc%3Dans_1")
    wrong = locked.post("/sign-in", data={"key": "wrong"})
    assert wrong.status_code == 401
    assert "not the key" in wrong.text
    assert locked.get(f"/documents/{HARBOUR.id}").status_code == 401
    right = locked.post("/sign-in", data={"key": KEY, "to": "/?c=ans_1"}, follow_redirects=False)
    assert (right.status_code, right.headers["location"]) == (303, "/?c=ans_1")
    assert {"HttpOnly", "SameSite=lax"} <= set(right.headers["set-cookie"].split("; "))
    assert KEY not in right.headers["set-cookie"]
    assert locked.get("/").status_code == 200
    assert locked.get("/config").status_code == 200
    assert locked.get(f"/documents/{HARBOUR.id}").status_code == 200  # the links on the page work
    locked.post("/sign-out")
    assert locked.get("/config").status_code == 401


def test_uploads_wait_where_nobody_else_can_read_them(visitor: TestClient) -> None:
    sent = visitor.post("/gradio_api/upload", files={"files": ("a.txt", b"secret")})
    (path,) = sent.json()
    folder = Path(os.environ["GRADIO_TEMP_DIR"])
    assert Path(path).is_relative_to(folder)
    assert folder.stat().st_mode & 0o077 == 0
