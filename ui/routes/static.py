"""The page's own script and style."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, HTTPException
from fastapi.responses import FileResponse

__all__ = ["static_routes"]

_FOLDER = Path(__file__).resolve().parents[1] / "static"
_TYPES = {
    "check.css": "text/css",
    "evaluate.css": "text/css",
    "page.css": "text/css",
    "page.js": "text/javascript",
}


def static_routes() -> APIRouter:
    """Return the route of the files; they hold nothing of the documents and need no key."""

    async def static(name: str) -> FileResponse:
        if name not in _TYPES:
            raise HTTPException(404, f"there is no file {name!r}")
        return FileResponse(
            _FOLDER / name, media_type=_TYPES[name], headers={"cache-control": "no-cache"}
        )

    router = APIRouter()
    router.get("/static/{name}")(static)
    return router
