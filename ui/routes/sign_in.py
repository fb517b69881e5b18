"""Signing in with the server's key: one field, a cookie, and a way out."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections.abc import Callable
from urllib.parse import parse_qsl, quote

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.security.utils import get_authorization_scheme_param
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.html.document import FORM_POLICY, form_page
from ui.security import same_key

__all__ = ["SignIn", "Visitors"]

_COOKIE = "citeproof-visitor"
_KEPT_S = 30 * 24 * 3600
_MOST_BYTES = 10_000
_WRONG_S = 0.5  # a guess costs this long
_PATH = "/sign-in"


class Visitors:
    """Tells who has the key.

    The cookie is derived from the key, so that it holds across restarts and in every process, and
    no longer once the key is another. It does not tell the key.

    Args:
        key: The server's key; None lets everybody in.
    """

    def __init__(self, key: str | None) -> None:
        """Derive the cookie."""
        self._key = key
        given = (key or "").encode("utf-8", "replace")
        self._token = hmac.new(given, b"citeproof visitor", hashlib.sha256).hexdigest()

    def may_enter(self, request: Request) -> bool:
        """Say whether a request bears the key, or the cookie of a visitor who signed in."""
        if self._key is None:
            return True
        scheme, given = get_authorization_scheme_param(request.headers.get("authorization"))
        if scheme.lower() == "bearer" and same_key(given, self._key):
            return True
        return same_key(request.cookies.get(_COOKIE, ""), self._token)

    def routes(self) -> APIRouter:
        """Return the page that asks for the key."""

        async def asked(to: str = "/") -> HTMLResponse:
            return _page(to)

        async def given(request: Request) -> Response:
            form = await _form(request)
            to = form.get("to", "/")
            if self._key is not None and not same_key(form.get("key", ""), self._key):
                await asyncio.sleep(_WRONG_S)
                return _page(to, wrong=True)
            response = RedirectResponse(_inside(to), status_code=303)
            response.set_cookie(
                _COOKIE,
                self._token,
                max_age=_KEPT_S,
                httponly=True,
                samesite="lax",
                secure=request.url.scheme == "https",
            )
            return response

        async def left() -> Response:
            response = RedirectResponse(_PATH, status_code=303)
            response.delete_cookie(_COOKIE)
            return response

        router = APIRouter()
        router.get(_PATH, response_model=None)(asked)
        router.post(_PATH, response_model=None)(given)
        router.post("/sign-out", response_model=None)(left)
        return router


class SignIn:
    """Sends who opens the page without the key to the sign-in.

    Args:
        app: The application.
        may_enter: Whether a request may see the page.
    """

    def __init__(self, app: ASGIApp, *, may_enter: Callable[[Request], bool]) -> None:
        """Keep both."""
        self._app = app
        self._may_enter = may_enter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        opens = scope["type"] == "http" and scope["method"] == "GET" and scope["path"] == "/"
        if opens and not self._may_enter(Request(scope)):
            query = scope["query_string"].decode("latin-1")
            to = f"/?{query}" if query else "/"
            response = RedirectResponse(f"{_PATH}?to={quote(to, safe='')}", status_code=303)
            await response(scope, receive, send)
            return
        await self._app(scope, receive, send)


async def _form(request: Request) -> dict[str, str]:
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > _MOST_BYTES:
            raise HTTPException(413, f"the form has more than {_MOST_BYTES:,} bytes")
    return dict(parse_qsl(body.decode("utf-8", "replace")))


def _page(to: str, *, wrong: bool = False) -> HTMLResponse:
    page = form_page(_PATH, to=_inside(to), wrong=wrong)
    headers = {
        "content-security-policy": FORM_POLICY,
        "cache-control": "no-store",
        "referrer-policy": "same-origin",  # without it a browser sends no origin with the form
    }
    return HTMLResponse(page, status_code=401 if wrong else 200, headers=headers)


def _inside(to: str) -> str:
    """Return the address to go on to, the page itself unless it is one of this server."""
    return to if to == "/" or to.startswith("/?") else "/"
