"""Questions over HTTP: `POST /api/answers` takes a question as JSON and returns the Answer."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from uuid import uuid4

from fastapi import APIRouter, HTTPException, Request, Response
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails
from starlette.requests import ClientDisconnect

from rag.client import AsyncClient
from rag.errors import QAError, UsageError
from rag.types import Answer, Message
from ui.routes.json_body import json_body
from ui.routes.replies import json_error

__all__ = ["AnswerRequest", "answer_routes"]

_LOG = logging.getLogger(__name__)
_SHOWN_CHARS = 80
_GONE = 499  # the asker hung up; nobody reads it


class AnswerRequest(BaseModel):
    """Body of a question.

    Attributes:
        question: What is asked.
        history: Earlier turns, oldest first.
        filters: Which documents are searched, as `rag.filters.GivenFilters`; None means all.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: str
    history: tuple[Message, ...] = ()
    filters: dict[str, object] | list[str] | None = None


def answer_routes(client: AsyncClient, allowed: Callable[[Request], None]) -> APIRouter:
    """Return the routes of questions over HTTP.

    Every response is JSON and has an `x-request-id`; an error is `{"error": {"code", "message"}}`.
    The body must be sent as `application/json`, which a form on a page of another site cannot do.

    Args:
        client: Answers the questions.
        allowed: Raises HTTPException if a request has no key and needs one.
    """

    async def answers(request: Request) -> Response:
        request_id = f"req_{uuid4().hex[:16]}"
        response = await _responded(request, client, allowed, request_id)
        response.headers["x-request-id"] = request_id
        response.headers["cache-control"] = "no-store"
        return response

    router = APIRouter()
    router.post("/api/answers", response_model=None)(answers)
    return router


async def _responded(
    request: Request,
    client: AsyncClient,
    allowed: Callable[[Request], None],
    request_id: str,
) -> Response:
    try:
        allowed(request)
        asked = _parsed(await json_body(request))
        asking = client.ask(asked.question, history=asked.history, filters=asked.filters)
        answer = await _unless_gone(request, asking)
    except HTTPException as exc:
        code = "unauthorized" if exc.status_code == 401 else "usage"
        return json_error(exc.status_code, code, str(exc.detail), exc.headers)
    except ClientDisconnect:
        return Response(status_code=_GONE)
    except UsageError as exc:
        return json_error(422, exc.code, str(exc))
    except QAError as exc:
        return json_error(503 if exc.retryable else 500, exc.code, str(exc))
    except Exception:  # what went wrong is for the log, not for who asks
        _LOG.exception("request %s failed", request_id)
        return json_error(
            500, "internal", f"the server failed; its log tells why under {request_id}"
        )
    if answer is None:
        return Response(status_code=_GONE)
    return Response(answer.model_dump_json(), media_type="application/json")


def _parsed(body: bytes) -> AnswerRequest:
    try:
        return AnswerRequest.model_validate_json(body)
    except ValidationError as exc:
        raise UsageError(_words(exc.errors()[0])) from exc


def _words(problem: ErrorDetails) -> str:
    where = ".".join(str(part) for part in problem["loc"])
    if problem["type"] == "json_invalid":
        return f"the request is not JSON: {problem['msg']}"
    if problem["type"] == "missing":
        return f"the request has no {where}; send question, and history and filters if you like"
    if problem["type"] == "extra_forbidden":
        known = ", ".join(sorted(AnswerRequest.model_fields))
        return f"the request has no field {where!r}; choose from {known}"
    held = repr(problem["input"])
    shown = held if len(held) <= _SHOWN_CHARS else held[:_SHOWN_CHARS] + "…"
    return f"{where or 'the request'} holds {shown}: {problem['msg']}"


async def _unless_gone(request: Request, asking: Coroutine[None, None, Answer]) -> Answer | None:
    """Return the answer; None, without working on, once the asker has hung up."""
    asked, gone = asyncio.create_task(asking), asyncio.create_task(_gone(request))
    try:
        await asyncio.wait({asked, gone}, return_when=asyncio.FIRST_COMPLETED)
        return asked.result() if asked.done() else None
    finally:
        for task in (asked, gone):
            task.cancel()
        await asyncio.gather(asked, gone, return_exceptions=True)


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
