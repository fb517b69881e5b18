"""Who may reach the server, and what a browser may do with its pages."""

from __future__ import annotations

import hashlib
import ipaddress
import os
import secrets
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from fastapi import HTTPException, Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.errors import UsageError

__all__ = [
    "KEY_VARIABLE",
    "Guard",
    "check_host",
    "is_loopback",
    "require_key",
    "same_key",
    "serve_key",
]

KEY_VARIABLE = "CITEPROOF_SERVE_KEY"
_LEAST_KEY_CHARS = 16
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

# Gradio's page starts from inline script and style, and compiles its templates with `Function`.
_PAGE_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
_HEADERS = {
    "content-security-policy": _PAGE_POLICY,
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


def serve_key() -> str | None:
    """Return the key that visitors must give, from `CITEPROOF_SERVE_KEY`; None when unset.

    Raises:
        UsageError: If it is too short to withstand guessing.
    """
    key = os.environ.get(KEY_VARIABLE) or None
    if key is not None and len(key) < _LEAST_KEY_CHARS:
        raise UsageError(
            f"{KEY_VARIABLE} has {len(key)} characters; use at least {_LEAST_KEY_CHARS} random ones"
        )
    return key


def is_loopback(host: str) -> bool:
    """Say whether only this machine can reach an address.

    >>> is_loopback("localhost"), is_loopback("::1"), is_loopback("0.0.0.0")
    (True, True, False)
    """
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def check_host(host: str, key: str | None) -> None:
    """Refuse to show the documents to a network without a key.

    Raises:
        UsageError: If others can reach the host and there is no key.
    """
    if key is None and not is_loopback(host):
        raise UsageError(
            f"--host {host} can be reached from other machines, so a key is needed: "
            f"set {KEY_VARIABLE} to at least {_LEAST_KEY_CHARS} random characters, "
            "or leave --host out to serve this machine only"
        )


def same_key(given: str, key: str) -> bool:
    """Compare two keys in a time that tells nothing of where, or whether, they differ."""
    digests = [hashlib.sha256(value.encode("utf-8", "replace")).digest() for value in (given, key)]
    return secrets.compare_digest(*digests)


def require_key(may_enter: Callable[[Request], bool]) -> Callable[[Request], None]:
    """Return a FastAPI dependency that turns away who may not enter.

    Args:
        may_enter: Whether a request bears the key, or comes from a browser that has signed in.
    """

    def check(request: Request) -> None:
        if not may_enter(request):
            raise HTTPException(401, "a key is needed", headers={"www-authenticate": "Bearer"})

    return check


class Guard:
    """Adds security headers to every response and turns away requests made by foreign pages.

    A page of another site cannot read answers through a name that it points at this machine (the
    Host is checked), nor post questions (the Origin is checked).

    Args:
        app: The application.
        hosts: Host names that requests may ask for, without port; None allows all.
    """

    def __init__(self, app: ASGIApp, *, hosts: Iterable[str] | None = None) -> None:
        """Keep the application and the host names."""
        self._app = app
        self._hosts = None if hosts is None else frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        refusal = self._refusal(scope)
        await (refusal or self._app)(scope, receive, guarded)

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if self._hosts is not None and (urlsplit(f"//{host}").hostname or "") not in self._hosts:
            return PlainTextResponse(f"this server does not serve the host {host!r}", 421)
        origin = headers.get("origin")
        unsafe = scope["type"] == "websocket" or scope["method"] not in _SAFE_METHODS
        if unsafe and origin is not None and urlsplit(origin).netloc != host:
            return PlainTextResponse(f"the origin {origin!r} may not ask here", 403)
        return None
