"""Stored checks as files: `GET /checks/ID?format=markdown|html|json`."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable

from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response

from rag.check_report import StoredCheck
from rag.client import AsyncClient
from rag.errors import QAError
from ui.html.check_export import check_json, check_markdown, check_page

__all__ = ["check_routes"]

_FORMS: dict[str, tuple[Callable[[StoredCheck], str], str, str]] = {
    "markdown": (check_markdown, "text/markdown; charset=utf-8", "md"),
    "html": (check_page, "text/html; charset=utf-8", "html"),
    "json": (check_json, "application/json", "json"),
}
_UNSAFE = re.compile(r"[^A-Za-z0-9_-]")


def check_routes(client: AsyncClient, check_key: Callable[[Request], None]) -> APIRouter:
    """Return the route of stored checks.

    Args:
        client: Whose catalog keeps them.
        check_key: Raises HTTPException if a request has no key and needs one.
    """

    async def check(
        check_id: str, form: str = Query(default="json", alias="format", max_length=20)
    ) -> Response:
        if form not in _FORMS:
            raise HTTPException(400, f"format={form!r} is none of {', '.join(_FORMS)}")
        stored = await _stored(client, check_id)
        write, media_type, ending = _FORMS[form]
        body = await asyncio.to_thread(write, stored)
        name = f"check-{_UNSAFE.sub('', stored.id)}.{ending}"
        headers = {
            "content-disposition": f'attachment; filename="{name}"',
            "cache-control": "no-store",
        }
        return Response(body, media_type=media_type, headers=headers)

    router = APIRouter()
    guard = [Depends(check_key)]
    router.get("/checks/{check_id}", dependencies=guard, response_model=None)(check)
    return router


async def _stored(client: AsyncClient, check_id: str) -> StoredCheck:
    try:
        pipeline = await client.pipeline()
        stored = await asyncio.to_thread(pipeline.catalog.stored_check, check_id)
    except QAError as exc:
        raise HTTPException(503, str(exc)) from exc
    if stored is None:
        raise HTTPException(404, f"there is no stored check {check_id!r}")
    return stored
