"""How routes answer: files to save, errors in words, and a catalog that cannot be read."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from typing import Generic, TypeVar

from fastapi import HTTPException
from fastapi.responses import JSONResponse, Response

from rag.errors import QAError
from ui.untrusted import printable

__all__ = ["Forms", "attachment", "json_error", "or_unavailable"]

_T = TypeVar("_T")


class Forms(Generic[_T]):
    """The same thing as a file: Markdown, one HTML page, or JSON.

    Args:
        markdown: Writes it as Markdown.
        html: Writes it as one HTML page.
        json: Writes it as JSON.
    """

    def __init__(
        self,
        *,
        markdown: Callable[[_T], str],
        html: Callable[[_T], str],
        json: Callable[[_T], str],
    ) -> None:
        """Keep the writers."""
        self._forms = {
            "markdown": (markdown, "text/markdown; charset=utf-8", "md"),
            "html": (html, "text/html; charset=utf-8", "html"),
            "json": (json, "application/json", "json"),
        }

    def check(self, form: str) -> None:
        """Refuse a form that there is not.

        Raises:
            HTTPException: 400, naming it and the forms there are.
        """
        if form not in self._forms:
            raise HTTPException(400, f"format={form!r} is none of {', '.join(self._forms)}")

    def file(self, held: _T, form: str, *, name: str) -> Response:
        """Return the file to save; its name gets the ending of the form."""
        write, media_type, ending = self._forms[form]
        return attachment(write(held), media_type, f"{name}.{ending}")


def attachment(body: str, media_type: str, name: str) -> Response:
    """Return a file that the browser saves; its name holds no quotation mark."""
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return Response(body, media_type=media_type, headers=headers)


def json_error(
    status: int, code: str, message: str, headers: Mapping[str, str] | None = None
) -> Response:
    """Return `{"error": {"code", "message"}}`."""
    body = {"error": {"code": code, "message": printable(message)}}
    return JSONResponse(body, status_code=status, headers=dict(headers or {}))


@contextmanager
def or_unavailable() -> Generator[None]:
    """Turn what the pipeline or the catalog raises into a 503 in words."""
    try:
        yield
    except QAError as exc:
        raise HTTPException(503, str(exc)) from exc
