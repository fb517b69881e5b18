"""Stored answers as files, and what readers say of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rag.client import AsyncClient, Pipeline
from rag.errors import QAError
from rag.evaluation.feedback_questions import feedback_questions
from rag.feedback import Feedback, FeedbackKind
from rag.types import Answer
from ui.answer_files import answers_html, answers_json, answers_markdown
from ui.routes.json_body import json_body
from ui.routes.replies import Forms, attachment, json_error, or_unavailable
from ui.untrusted import printable

__all__ = ["FeedbackRequest", "record_routes"]

_MOST_ANSWERS = 200
_FORMS = Forms(markdown=answers_markdown, html=answers_html, json=answers_json)


class FeedbackRequest(BaseModel):
    """Body of a reader's word.

    Attributes:
        answer_id: The stored answer.
        claim: Index into its claims; None for the whole answer.
        source: Index into its sources, for a word on a quote.
        kind: What the reader says of it.
        comment: Why, may be empty.
        better: What it should say, may be empty.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    answer_id: str = Field(max_length=100)
    claim: int | None = Field(default=None, ge=0)
    source: int | None = Field(default=None, ge=0)
    kind: FeedbackKind
    comment: str = Field(default="", max_length=4000)
    better: str = Field(default="", max_length=4000)


def record_routes(client: AsyncClient, allowed: Callable[[Request], None]) -> APIRouter:
    """Return the routes of stored answers and of feedback.

    Args:
        client: Whose catalog keeps them.
        allowed: Raises HTTPException if a request has no key and needs one.
    """

    async def answers(
        answer_ids: str, form: str = Query(default="json", alias="format", max_length=20)
    ) -> Response:
        _FORMS.check(form)
        with or_unavailable():
            pipeline = await client.pipeline()
            held = await asyncio.to_thread(_stored, pipeline, answer_ids.split(","))
        name = f"answer-{held[0].id}" if len(held) == 1 else f"{len(held)}-answers"
        return await asyncio.to_thread(_FORMS.file, held, form, name=name)

    async def questions() -> Response:
        with or_unavailable():
            pipeline = await client.pipeline()
            lines = await asyncio.to_thread(lambda: "".join(feedback_questions(pipeline.catalog)))
        return attachment(lines, "application/x-ndjson", "feedback-questions.jsonl")

    async def feedback(request: Request) -> Response:
        allowed(request)
        try:
            given = FeedbackRequest.model_validate_json(await json_body(request))
            pipeline = await client.pipeline()
            await asyncio.to_thread(_keep, pipeline, given)
        except ValidationError as exc:
            problem = exc.errors()[0]
            where = ".".join(str(part) for part in problem["loc"]) or "the request"
            return json_error(422, "usage", f"{where}: {problem['msg']}")
        except HTTPException as exc:
            return json_error(exc.status_code, "usage", str(exc.detail))
        except QAError as exc:
            return json_error(503 if exc.retryable else 500, exc.code, str(exc))
        return JSONResponse({"stored": True}, status_code=201)

    router = APIRouter()
    guard = [Depends(allowed)]
    router.get("/answers/{answer_ids}", dependencies=guard, response_model=None)(answers)
    router.get("/feedback/questions.jsonl", dependencies=guard, response_model=None)(questions)
    router.post("/api/feedback", response_model=None)(feedback)
    return router


def _stored(pipeline: Pipeline, answer_ids: Sequence[str]) -> list[Answer]:
    if len(answer_ids) > _MOST_ANSWERS:
        raise HTTPException(400, f"{len(answer_ids)} answers are too many; {_MOST_ANSWERS} at most")
    held: list[Answer] = []
    for answer_id in answer_ids:
        answer = pipeline.catalog.answer(answer_id)
        if answer is None:
            raise HTTPException(404, f"there is no stored answer {answer_id!r}")
        held.append(answer)
    return held


def _keep(pipeline: Pipeline, given: FeedbackRequest) -> None:
    answer = pipeline.catalog.answer(given.answer_id)
    if answer is None:
        raise HTTPException(404, f"there is no stored answer {given.answer_id!r}")
    sources = answer.sources()
    for name, at, held in (
        ("claim", given.claim, answer.claims),
        ("source", given.source, sources),
    ):
        if at is not None and at >= len(held):
            raise HTTPException(422, f"{name} {at} is not there: the answer has {len(held)}")
    feedback = Feedback(
        answer_id=answer.id,
        kind=given.kind,
        sentence="" if given.claim is None else answer.claims[given.claim].text,
        quote="" if given.source is None else sources[given.source].quote,
        comment=printable(given.comment.strip()),
        better=printable(given.better.strip()),
        created_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    pipeline.catalog.save_feedback(feedback)
