from __future__ import annotations

import json

import pytest
from fastapi import HTTPException

from rag.errors import StoreError
from ui.routes.replies import Forms, attachment, json_error, or_unavailable


def test_a_catalog_that_cannot_be_read_is_unavailable() -> None:
    with pytest.raises(HTTPException) as raised, or_unavailable():
        raise StoreError("the disk is gone")
    assert (raised.value.status_code, raised.value.detail) == (503, "the disk is gone")


def test_other_faults_stay_faults() -> None:
    with pytest.raises(HTTPException) as raised, or_unavailable():
        raise HTTPException(404, "nothing here")
    assert raised.value.status_code == 404


def test_forms_are_files_of_their_kind() -> None:
    forms = Forms[str](markdown=str.upper, html=str.lower, json=str.title)
    forms.check("html")
    with pytest.raises(HTTPException, match="'docx' is none of markdown, html, json"):
        forms.check("docx")
    file = forms.file("aB", "markdown", name="x")
    assert file.body == b"AB"
    assert file.headers["content-disposition"] == 'attachment; filename="x.md"'
    assert file.headers["cache-control"] == "no-store"


def test_errors_are_printable_json() -> None:
    reply = json_error(422, "usage", "no\x1b \u202eway", {"x-a": "b"})
    assert json.loads(bytes(reply.body)) == {"error": {"code": "usage", "message": "no\ufffd way"}}
    assert (reply.status_code, reply.headers["x-a"]) == (422, "b")
    assert attachment("a", "text/plain", "a.txt").headers["content-type"].startswith("text/plain")
