"""The HTTP application: the page, questions, the documents behind citations, a health check."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Query, Request
from fastapi.responses import HTMLResponse

from rag.client import AsyncClient, BuildPipeline
from rag.errors import UsageError
from rag.settings import Settings
from rag.types import Document
from ui.html.document import DOCUMENT_POLICY, document_page, message_page, parse_span
from ui.routes.answers import answer_routes
from ui.routes.checks import check_routes
from ui.routes.evaluations import evaluation_routes
from ui.routes.records import record_routes
from ui.routes.replies import or_unavailable
from ui.routes.sign_in import SignIn, Visitors
from ui.routes.static import static_routes
from ui.security import Guard, require_key
from ui.web.mount import mount_page
from ui.wiring import Ingests, Wiring

__all__ = ["create_app"]


def create_app(
    settings: Settings,
    *,
    build: BuildPipeline | None = None,
    ingestor: Callable[[Settings], Ingests] | None = None,
    key: str | None = None,
    hosts: Iterable[str] | None = None,
) -> FastAPI:
    """Return the application; its one pipeline is built at first use and closed at shutdown.

    Args:
        settings: The settings, with the data directory.
        build: What builds the pipeline; `rag.assemble.build_pipeline` when None.
        ingestor: Makes what takes documents in; `ingest.Ingestor` when None.
        key: Key that visitors must give; None lets everybody in.
        hosts: Host names that requests may ask for, without port; None allows all.
    """
    client = AsyncClient(settings=settings, build=build)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncGenerator[None]:
        async with client:
            yield

    app = FastAPI(
        title="citeproof", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None
    )
    visitors = Visitors(key)
    app.add_middleware(SignIn, may_enter=visitors.may_enter)
    app.add_middleware(Guard, hosts=hosts)
    app.add_exception_handler(HTTPException, _message)
    _add_routes(app, client, settings.data, visitors)
    made = ingestor or Wiring().ingestor
    mount_page(app, client, settings, ingestor=made, may_enter=visitors.may_enter)
    return app


def _add_routes(app: FastAPI, client: AsyncClient, data: Path, visitors: Visitors) -> None:
    check_key = require_key(visitors.may_enter)
    allowed = Depends(check_key)

    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    async def document(
        document_id: str, at: Annotated[str | None, Query(max_length=32)] = None
    ) -> HTMLResponse:
        found = await _find(client, document_id)
        try:
            page = document_page(found, parse_span(at, found))
        except UsageError as exc:
            raise HTTPException(400, str(exc)) from exc
        return HTMLResponse(page, headers=_FRAMED)

    app.get("/healthz")(healthz)
    app.get("/documents/{document_id}", dependencies=[allowed])(document)
    app.include_router(answer_routes(client, check_key))
    app.include_router(check_routes(client, check_key))
    app.include_router(evaluation_routes(data, check_key))
    app.include_router(record_routes(client, check_key))
    app.include_router(static_routes())
    app.include_router(visitors.routes())


async def _find(client: AsyncClient, document_id: str) -> Document:
    with or_unavailable():
        pipeline = await client.pipeline()
        found = await asyncio.to_thread(pipeline.catalog.document, document_id)
    if found is None:
        raise HTTPException(404, f"there is no document {document_id!r}; it may have been removed")
    return found


_FRAMED = {"content-security-policy": DOCUMENT_POLICY, "x-frame-options": "SAMEORIGIN"}
_TITLES = {400: "This cannot be shown", 401: "A key is needed", 404: "This is not here"}


async def _message(_: Request, exc: Exception) -> HTMLResponse:
    """Say what went wrong on a page of its own."""
    if not isinstance(exc, HTTPException):
        raise exc
    title = _TITLES.get(exc.status_code, "Not available")
    headers = {**(exc.headers or {}), **_FRAMED}
    page = message_page(title, str(exc.detail))
    return HTMLResponse(page, status_code=exc.status_code, headers=headers)
