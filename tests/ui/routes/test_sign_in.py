from __future__ import annotations

from pathlib import Path

import pytest
from fastapi import Request
from fastapi.testclient import TestClient

from tests.fake_pipeline import builder
from tests.ui.test_api import KEY, application
from ui.routes.sign_in import Visitors


def request_with(**headers: str) -> Request:
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "headers": raw})


def cookie_of(key: str, tmp_path: Path) -> str:
    with TestClient(application(tmp_path, builder(), key=key)) as client:
        client.post("/sign-in", data={"key": key}, follow_redirects=False)
        return client.cookies["citeproof-visitor"]


def test_a_cookie_holds_for_its_key_only(tmp_path: Path) -> None:
    cookie = f"citeproof-visitor={cookie_of(KEY, tmp_path)}"
    assert Visitors(KEY).may_enter(request_with(cookie=cookie))  # after a restart too
    assert not Visitors(KEY + "2").may_enter(request_with(cookie=cookie))
    assert not Visitors(KEY).may_enter(request_with(cookie=f"citeproof-visitor={KEY}"))
    assert not Visitors(KEY).may_enter(request_with())
    assert Visitors(None).may_enter(request_with())


@pytest.mark.parametrize(
    "to", ["http://attacker.invalid", "//attacker.invalid", "/documents/x", "javascript:1", ""]
)
def test_the_sign_in_leads_nowhere_else(tmp_path: Path, to: str) -> None:
    with TestClient(application(tmp_path, builder(), key=KEY)) as client:
        reply = client.post("/sign-in", data={"key": KEY, "to": to}, follow_redirects=False)
        assert reply.headers["location"] == "/"


def test_the_form_is_bounded_and_its_words_are_text(tmp_path: Path) -> None:
    with TestClient(application(tmp_path, builder(), key=KEY)) as client:
        assert client.post("/sign-in", data={"key": "x" * 20_000}).status_code == 413
        page = client.get('/sign-in?to=/?c="><script>alert(1)</script>')
        assert "<script>" not in page.text
        assert "form-action 'self'" in page.headers["content-security-policy"]
