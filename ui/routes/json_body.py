"""The JSON body of a request, bounded."""

from __future__ import annotations

from fastapi import HTTPException, Request

__all__ = ["json_body"]

_MOST_BYTES = 1_000_000


async def json_body(request: Request) -> bytes:
    """Return the body of a JSON request.

    A form on a page of another site cannot send one: it cannot name this content type.

    Raises:
        HTTPException: If it is of another type, or too long.
        ClientDisconnect: If the sender hangs up.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise HTTPException(
            415, f"the content type is {kind or 'missing'}; send JSON as application/json"
        )
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > _MOST_BYTES:
            raise HTTPException(413, f"the request has more than {_MOST_BYTES:,} bytes; send less")
    return bytes(body)
