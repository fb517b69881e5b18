from __future__ import annotations

import pytest

from rag.errors import UsageError
from ui.security import KEY_VARIABLE, check_host, is_loopback, same_key, serve_key

KEY = "k" * 20


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True),
        ("127.8.9.1", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),  # noqa: S104 - the case that must be refused
        ("::", False),
        ("192.168.1.4", False),
        ("example.org", False),
        ("127.0.0.1.example.org", False),
        ("", False),
    ],
)
def test_only_loopback_is_served_without_a_key(host: str, loopback: bool) -> None:
    assert is_loopback(host) is loopback
    check_host(host, KEY)
    if loopback:
        check_host(host, None)
    else:
        with pytest.raises(UsageError, match=KEY_VARIABLE):
            check_host(host, None)


def test_the_key_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_VARIABLE, "")
    assert serve_key() is None
    monkeypatch.setenv(KEY_VARIABLE, KEY)
    assert serve_key() == KEY
    monkeypatch.setenv(KEY_VARIABLE, "short")
    with pytest.raises(UsageError, match="5 characters") as raised:
        serve_key()
    assert "short" not in str(raised.value).replace("too short", "")


def test_keys_are_compared_whole() -> None:
    assert same_key(KEY, KEY)
    for wrong in ("", KEY[:-1], KEY + "k", KEY.upper(), "ключ\udcff"):
        assert not same_key(wrong, KEY)
