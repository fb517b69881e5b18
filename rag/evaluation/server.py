"""A running `citeproof serve` as a system, over HTTP."""

from __future__ import annotations

import asyncio
import json
from typing import Any, NoReturn
from urllib.parse import urlsplit

import httpx2
from pydantic import ValidationError

from rag.errors import ModelError, ServiceError, UsageError
from rag.evaluation.dataset import EvalQuestion
from rag.evaluation.response import Response
from rag.types import Answer

__all__ = ["CiteproofServer"]

_CONNECT_TIMEOUT_S = 5.0
_RETRYABLE = frozenset({429, 502, 503, 504})
_LOCAL_HOSTS = frozenset({"127.0.0.1", "::1", "localhost"})
_SHOWN_CHARS = 300
_NEXT_STEPS = {
    401: "; give the key that the server was started with",
    404: "; is it a citeproof server that answers questions over HTTP?",
    421: "; ask it under the name it serves",
}


class CiteproofServer:
    """Asks a citeproof server; use one in one event loop.

    Args:
        base_url: The server's address, for example `http://127.0.0.1:7860`.
        key: The server's key; empty for one without.
        timeout_s: Longest time of one answer, in seconds.

    Raises:
        UsageError: If the address is none, or the key can be none.
    """

    def __init__(self, base_url: str, key: str = "", *, timeout_s: float = 300.0) -> None:
        """Keep the address; nothing is sent."""
        host = _host(base_url)
        if not (key.isascii() and key.isprintable()):
            raise UsageError(
                "the key of the server holds a character that no key has; copy it anew"
            )
        self._name = f"the server at {base_url}"
        self._timeout_s = timeout_s
        self._key = key
        self._closed = False
        self._client = httpx2.AsyncClient(
            base_url=base_url.rstrip("/") + "/",
            headers={"authorization": f"Bearer {key}"} if key else {},
            timeout=httpx2.Timeout(timeout_s, connect=_CONNECT_TIMEOUT_S),
            # A server on this machine is never reached through a proxy.
            trust_env=host not in _LOCAL_HOSTS,
            follow_redirects=False,  # the key is for this server only
        )

    async def answer(self, question: EvalQuestion) -> Response:
        """Return the server's answer.

        Raises:
            ServiceError: If the server answers with an error.
            ModelError: If it cannot be reached, takes too long, or sends no answer.
        """
        if self._closed:
            raise ModelError(f"{self._name} has been closed; make a new one")
        reply = await self._post(question.model_dump(mode="json", include={"question", "history"}))
        if reply.is_redirect:
            raise ModelError(f"{self._name} sends elsewhere; give the address it sends to")
        if reply.is_error:
            self._fail(reply)
        try:
            return Response.of(Answer.model_validate_json(reply.content))
        except ValidationError as exc:
            raise ModelError(
                f"{self._name} sent something that is no answer ({self._shown(str(exc))}); "
                "check that it is a citeproof server of this version"
            ) from exc

    async def close(self) -> None:
        """Release the connections; later questions raise ModelError. Closing twice does nothing."""
        self._closed = True
        await self._client.aclose()

    async def _post(self, asked: dict[str, Any]) -> httpx2.Response:
        try:
            async with asyncio.timeout(self._timeout_s):
                return await self._client.post("api/answers", json=asked)
        except (TimeoutError, httpx2.ReadTimeout) as exc:
            raise ModelError(
                f"{self._name} did not answer within {self._timeout_s:g} s; give it more time",
                retryable=True,
            ) from exc
        except httpx2.HTTPError as exc:
            raise ModelError(
                f"{self._name} cannot be reached ({self._shown(str(exc) or type(exc).__name__)}); "
                "check that `citeproof serve` runs there and that the address is right",
                retryable=True,
            ) from exc

    def _fail(self, reply: httpx2.Response) -> NoReturn:
        status = reply.status_code
        said = self._shown(_message(reply)) or reply.reason_phrase
        raise ServiceError(
            f"{self._name} failed with HTTP {status}: {said}{_NEXT_STEPS.get(status, '')}",
            status_code=status,
            request_id=reply.headers.get("x-request-id"),
            retryable=status in _RETRYABLE,
        )

    def _shown(self, text: str) -> str:
        line = " ".join(text.split())
        if self._key:
            line = line.replace(self._key, "…")
        return line if len(line) <= _SHOWN_CHARS else line[:_SHOWN_CHARS] + "…"


def _host(base_url: str) -> str:
    try:
        parts = urlsplit(base_url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        parts, host = urlsplit(""), None
    if parts.scheme not in {"http", "https"} or not host or "@" in parts.netloc:
        raise UsageError(
            "the address of the server is none; give one such as http://127.0.0.1:7860, "
            f"and its key apart from it, not {base_url.rpartition('@')[2]!r}"
        )
    return host


def _message(reply: httpx2.Response) -> str:
    """Return the server's words; not those of a page, which are markup."""
    try:
        held: Any = json.loads(reply.content)
        return str(held["error"]["message"])
    except (ValueError, KeyError, TypeError, RecursionError):
        plain = reply.headers.get("content-type", "").startswith("text/plain")
        return reply.text if plain else ""
