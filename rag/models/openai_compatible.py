"""Chat models behind an OpenAI-compatible server: OpenAI, vLLM, Ollama, llama.cpp.

The openai SDK stays behind this module, its errors included: they all become `ModelError`.
"""

from __future__ import annotations

import asyncio
import copy
import threading
from collections.abc import AsyncGenerator, Generator, Mapping, Sequence
from contextlib import aclosing, contextmanager
from typing import cast
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

import httpx2
import openai
from openai.types.chat import ChatCompletionMessageParam

from rag.errors import ModelError
from rag.models.openai_bodies import ChatBody
from rag.protocols import ChatReply, TokenChoice
from rag.types import Message

__all__ = ["OPENAI_BASE_URL", "OpenAICompatibleChat", "Server"]

OPENAI_BASE_URL = "https://api.openai.com/v1"

_CONNECT_TIMEOUT_S = 5.0
_SEED = 0
_TOP_TOKENS = 20
_QUOTE_CHARS = 300
_LOCAL_HOSTS = frozenset({"127.0.0.1", "::1", "localhost"})


class OpenAICompatibleChat:
    """A chat model on an OpenAI-compatible server; safe to use from several event loops.

    Args:
        model: The server's name of the model.
        base_url: Address of the server's API, which usually ends in `/v1`; empty for OpenAI.
        api_key: Key of the server; empty for servers without keys.
        timeout_s: Longest wait for bytes of a reply.
        max_retries: How often a request is repeated after a timeout, 408, 409, 429 or 5xx.
        model_id: Id stored with answers; by default `openai:<model>`.
        extra_body: Fields that this server takes besides the common ones.
    """

    def __init__(
        self,
        model: str,
        *,
        base_url: str = "",
        api_key: str = "",
        timeout_s: float = 120.0,
        max_retries: int = 2,
        model_id: str = "",
        extra_body: Mapping[str, object] | None = None,
    ) -> None:
        """Keep the address; nothing is sent before the first request."""
        self._server = Server(
            f"chat model {model!r}", base_url, api_key, timeout_s=timeout_s, max_retries=max_retries
        )
        self._model = model
        self._model_id = model_id or f"openai:{model}"
        self._extra_body = dict(extra_body or {})

    @property
    def model_id(self) -> str:
        """Stable id, stored with every answer."""
        return self._model_id

    def with_extra_body(self, extra_body: Mapping[str, object]) -> OpenAICompatibleChat:
        """Return this model, on the same connections, with other fields for the server."""
        other = copy.copy(self)
        other._extra_body = dict(extra_body)
        return other

    async def complete(self, messages: Sequence[Message], *, max_tokens: int) -> ChatReply:
        """Return the whole completion.

        Raises:
            ModelError: If the server cannot be reached, refuses, times out, or replies with
                nothing or nothing readable.
        """
        reply = await self._reply(messages, max_tokens=max_tokens)
        choice = reply.choices[0]
        if not choice.message.content:
            raise self._server.unreadable(
                f"an empty reply (finish reason {choice.finish_reason!r})",
                "raise the number of tokens it may write, or use another model",
            )
        return ChatReply(
            text=choice.message.content,
            prompt_tokens=reply.usage.prompt_tokens,
            completion_tokens=reply.usage.completion_tokens,
            truncated=choice.finish_reason == "length",
        )

    async def stream(
        self, messages: Sequence[Message], *, max_tokens: int
    ) -> AsyncGenerator[str, None]:
        """Yield the completion piece by piece.

        Raises:
            ModelError: As `complete`, and if the reply breaks off.
        """
        finish_reason: str | None = None
        empty = True
        async with aclosing(self._pieces(messages, max_tokens=max_tokens)) as pieces:
            async for piece, reason in pieces:
                finish_reason = reason or finish_reason
                if piece:
                    empty = False
                    yield piece
        if empty or finish_reason is None:
            what = "an empty reply" if empty else "a reply that broke off"
            raise self._server.unreadable(what, "ask again, or see the server's log")

    async def first_token(self, messages: Sequence[Message]) -> TokenChoice:
        """Return the distribution of the first token of the reply.

        Raises:
            ModelError: As `complete`, and if the server gives no log-probabilities.
        """
        reply = await self._reply(
            messages, max_tokens=1, extra={"logprobs": True, "top_logprobs": _TOP_TOKENS}
        )
        probabilities = reply.first_token()
        if not probabilities:
            raise self._server.unreadable(
                "no log-probabilities, which checking needs",
                "use a server that supports `logprobs` and `top_logprobs` as the judge",
            )
        return TokenChoice(probabilities=probabilities, prompt_tokens=reply.usage.prompt_tokens)

    async def close(self) -> None:
        """Release the connections; later calls raise ModelError. Closing twice does nothing."""
        await self._server.close()

    async def _reply(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        extra: Mapping[str, object] | None = None,
    ) -> ChatBody:
        with self._server.translated():
            completions = self._server.client().chat.completions
            # Read as text and checked here: the SDK takes whatever a server sends for a reply.
            raw = await completions.with_raw_response.create(
                model=self._model,
                messages=_params(messages),
                max_tokens=max_tokens,
                temperature=0,
                seed=_SEED,
                extra_body=self._extra_body | dict(extra or {}),
            )
            return ChatBody.model_validate_json(raw.content)

    async def _pieces(
        self, messages: Sequence[Message], *, max_tokens: int
    ) -> AsyncGenerator[tuple[str, str | None], None]:
        with self._server.translated():
            stream = await self._server.client().chat.completions.create(
                model=self._model,
                messages=_params(messages),
                max_tokens=max_tokens,
                temperature=0,
                seed=_SEED,
                stream=True,
                stream_options={"include_usage": True},
                extra_body=self._extra_body,
            )
            async with stream:
                async for chunk in stream:
                    for choice in (chunk.choices or [])[:1]:  # the last chunk has usage only
                        yield choice.delta.content or "", choice.finish_reason


class Server:
    """One server: a client for each event loop, and errors in this project's words.

    The connections of an SDK client belong to the event loop that opened them.
    """

    def __init__(
        self, what: str, base_url: str, api_key: str, *, timeout_s: float, max_retries: int
    ) -> None:
        """Keep the address; nothing is sent."""
        self._base_url = base_url or OPENAI_BASE_URL
        self._api_key = api_key
        self._timeout_s = timeout_s
        self._max_retries = max_retries
        self._closed = False
        self._guard = threading.Lock()
        self._clients: WeakKeyDictionary[asyncio.AbstractEventLoop, openai.AsyncOpenAI] = (
            WeakKeyDictionary()
        )
        parts = urlsplit(self._base_url)
        self._is_local = parts.scheme == "http" and parts.hostname in _LOCAL_HOSTS
        # Without what may stand before the host: a name and a password.
        address = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
        self.name = f"{what} at {address}"

    def check_open(self) -> None:
        """Raise ModelError if it has been closed."""
        if self._closed:
            raise ModelError(f"{self.name} has been closed; make a new one")

    def client(self) -> openai.AsyncOpenAI:
        """Return the running event loop's client, made at the first call."""
        self.check_open()
        loop = asyncio.get_running_loop()
        with self._guard:
            for other in [known for known in self._clients if known.is_closed()]:
                del self._clients[other]
            if loop not in self._clients:
                self._clients[loop] = self._new_client()
            return self._clients[loop]

    def _new_client(self) -> openai.AsyncOpenAI:
        timeout = httpx2.Timeout(self._timeout_s, connect=_CONNECT_TIMEOUT_S)
        # A server on this machine is never reached through a proxy, and is so near that no
        # connection is kept open, which would outlive the event loops of short programs.
        limits = httpx2.Limits(
            max_connections=100, max_keepalive_connections=0 if self._is_local else 20
        )
        return openai.AsyncOpenAI(
            base_url=self._base_url,
            api_key=self._api_key or "none",
            timeout=timeout,
            max_retries=self._max_retries,
            http_client=httpx2.AsyncClient(
                timeout=timeout,
                limits=limits,
                trust_env=not self._is_local,
                follow_redirects=True,
            ),
        )

    async def close(self) -> None:
        """Release the connections. Closing twice does nothing."""
        self._closed = True
        with self._guard:
            own = self._clients.pop(asyncio.get_running_loop(), None)
            self._clients.clear()  # connections of other loops cannot be closed from this one
        if own is not None:
            await own.close()

    @contextmanager
    def translated(self) -> Generator[None]:
        """Turn the SDK's errors within into ModelError."""
        try:
            yield
        except (openai.OpenAIError, httpx2.HTTPError, ValueError) as exc:
            raise self._error(exc) from exc

    def unreadable(self, what: str, next_step: str) -> ModelError:
        """Return the error of a reply that is not what was asked for."""
        return ModelError(f"{self.name} returned {what}; {next_step}")

    def _error(self, exc: Exception) -> ModelError:
        if isinstance(exc, openai.APIStatusError):
            return self._status_error(exc)
        if isinstance(exc, openai.APITimeoutError):
            return ModelError(
                f"{self.name} did not answer within {self._timeout_s:g} s; "
                "use a longer timeout (CITEPROOF_MODELS__TIMEOUT_S) or a faster model",
                retryable=True,
            )
        if isinstance(exc, (openai.APIConnectionError, httpx2.HTTPError)):
            return ModelError(
                f"{self.name} cannot be reached ({self._said(exc.__cause__ or exc)}); "
                "check that the server runs and that its base_url is right",
                retryable=True,
            )
        return self.unreadable(
            f"something unreadable ({self._said(exc)})",
            "check that its base_url is an OpenAI-compatible API",
        )

    def _status_error(self, exc: openai.APIStatusError) -> ModelError:
        code = exc.status_code
        said = f"HTTP {code}: {self._said(exc)}"
        if code in {401, 403}:  # not what the server said: it may repeat the key
            why = f"refused the key (HTTP {code}); set the api_key of this server"
        elif code == 404:
            why = f"was not found ({said}); check the model name and that base_url ends in /v1"
        elif code == 429:
            why = f"is asked too often, or its quota is used up ({said}); wait, then try again"
        elif code >= 500:
            why = f"failed ({said}); try again, or see the server's log"
        else:
            why = f"refused the request ({said}); check the model name and the prompt's length"
        return ModelError(f"{self.name} {why}", retryable=code in {408, 409, 429} or code >= 500)

    def _said(self, exc: BaseException) -> str:
        text = " ".join(str(exc).split()) or type(exc).__name__
        if self._api_key:
            text = text.replace(self._api_key, "…")
        return text if len(text) <= _QUOTE_CHARS else text[:_QUOTE_CHARS] + "…"


def _params(messages: Sequence[Message]) -> list[ChatCompletionMessageParam]:
    return [
        cast("ChatCompletionMessageParam", {"role": message.role, "content": message.content})
        for message in messages
    ]
