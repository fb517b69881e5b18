"""Stored checks as files: `GET /checks/ID?format=markdown|html|json`."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable

from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response

from rag.check_report import StoredCheck
from rag.client import AsyncClient
from ui.html.check_export import check_json, check_markdown, check_page
from ui.routes.replies import Forms, or_unavailable

__all__ = ["check_routes"]

_FORMS = Forms(markdown=check_markdown, html=check_page, json=check_json)
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
        _FORMS.check(form)
        stored = await _stored(client, check_id)
        name = f"check-{_UNSAFE.sub('', stored.id)}"
        return await asyncio.to_thread(_FORMS.file, stored, form, name=name)

    router = APIRouter()
    guard = [Depends(check_key)]
    router.get("/checks/{check_id}", dependencies=guard, response_model=None)(check)
    return router


async def _stored(client: AsyncClient, check_id: str) -> StoredCheck:
    with or_unavailable():
        pipeline = await client.pipeline()
        stored = await asyncio.to_thread(pipeline.catalog.stored_check, check_id)
    if stored is None:
        raise HTTPException(404, f"there is no stored check {check_id!r}")
    return stored
