"""The files of evaluation runs: the report opens in the browser, the others are saved."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import FileResponse

from rag.errors import UsageError
from ui.eval_folders import is_run_name, run_at

__all__ = ["evaluation_routes"]

_REPORT = "report.html"
_TYPES = {
    _REPORT: "text/html; charset=utf-8",
    "results.jsonl": "application/jsonl; charset=utf-8",
    "summary.json": "application/json",
    "junit.xml": "application/xml",
    "summary.md": "text/markdown; charset=utf-8",
}
_NOTHING = "default-src 'none'; sandbox"
_HEAD_BYTES = 4096
_META = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')
# What a report says of itself: only the script and the style of this hash, and nothing from afar.
_POLICY = re.compile(
    r"default-src 'none'; script-src 'sha256-[\w+/=]{44}'; style-src 'sha256-[\w+/=]{44}'; "
    r"base-uri 'none'; form-action 'none'",
    re.ASCII,
)


def evaluation_routes(data: Path, check_key: Callable[[Request], None]) -> APIRouter:
    """Return the route of the files of the runs under a data directory.

    Args:
        data: Data directory.
        check_key: Raises HTTPException if a request has no key and needs one.
    """

    def run_file(name: str, file: str) -> FileResponse:
        path = _found(data, name, file)
        report = file == _REPORT
        return FileResponse(
            path,
            media_type=_TYPES[file],
            filename=None if report else f"{name}-{file}",
            headers={
                "content-security-policy": _report_policy(path) if report else _NOTHING,
                "cache-control": "no-store",
            },
        )

    router = APIRouter(dependencies=[Depends(check_key)])
    router.get("/evaluations/{name}/{file}")(run_file)
    return router


def _found(data: Path, name: str, file: str) -> Path:
    """Return the path of a file of a run.

    Raises:
        HTTPException: 400 if the name cannot be that of a run; 404 if the run, or the file of it,
            is not there.
    """
    if not is_run_name(name):
        raise HTTPException(400, f"{name!r} cannot be the name of a run")
    if file not in _TYPES:
        raise HTTPException(404, f"a run has no file {file!r}; it has {', '.join(_TYPES)}")
    try:
        path = run_at(data, name).path / file
    except UsageError as exc:
        raise HTTPException(404, f"there is no run {name!r}; it may have been removed") from exc
    if path.is_symlink() or not path.is_file():
        raise HTTPException(
            404, f"the run {name!r} has no {file} yet; choose the run on the page, which writes it"
        )
    return path


def _report_policy(path: Path) -> str:
    """Return the policy that a report states of itself; a file without one may run nothing."""
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES).decode("utf-8", errors="replace")
    stated = _META.search(head)
    policy = html.unescape(stated[1]) if stated is not None else ""
    return policy if _POLICY.fullmatch(policy) else _NOTHING
