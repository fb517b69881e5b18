"""The conditions of a scope in SQL, over the documents table."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from rag.filters import Scope

__all__ = ["IN_SCOPE", "scope_values"]

# A folder's documents have uris from "folder/" up to "folder0": "0" is the character after "/".
IN_SCOPE = """
    is_current
    AND (:document_ids IS NULL OR id IN (SELECT value FROM json_each(:document_ids)))
    AND (:folders IS NULL OR EXISTS (
        SELECT 1 FROM json_each(:folders) AS folder
        WHERE uri >= folder.value || '/' AND uri < folder.value || '0'
    ))
    AND (:media_types IS NULL OR media_type IN (SELECT value FROM json_each(:media_types)))
    AND (:languages IS NULL OR language IN (SELECT value FROM json_each(:languages)))
    AND (:tags IS NULL OR EXISTS (
        SELECT 1 FROM json_each(documents.tags) AS tag
        WHERE tag.value IN (SELECT value FROM json_each(:tags))
    ))
    AND (:published_from IS NULL OR published_at >= :published_from)
    AND (:published_to IS NULL OR published_at <= :published_to)
"""
"""Whether a row of `documents` is in the scope whose values are bound to the names."""


def scope_values(scope: Scope) -> Mapping[str, str | None]:
    """Return what is bound to the names of `IN_SCOPE`: lists as JSON, days as ISO dates."""
    first, last = scope.published_from, scope.published_to
    return {
        "document_ids": _list(scope.document_ids),
        "folders": _list(scope.folders),
        "media_types": _list(scope.media_types),
        "languages": _list(scope.languages),
        "tags": _list(scope.tags),
        "published_from": None if first is None else first.isoformat(),
        "published_to": None if last is None else last.isoformat(),
    }


def _list(values: Sequence[str] | None) -> str | None:
    return None if values is None else json.dumps(values)
