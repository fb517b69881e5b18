"""What the vector store keeps of a vector's document, and the conditions of a scope on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from rag.filters import Scope
from rag.protocols import Listing

__all__ = ["metadata_of", "where"]


def metadata_of(document: Listing) -> Mapping[str, Any]:
    """Return the metadata of a document's vectors; None removes what an older version had.

    >>> listing = Listing(id="d1", uri="a/b/c.md", media_type="text/markdown", tags=("law",))
    >>> metadata_of(listing)["folders"]
    ['a', 'a/b']
    """
    uri, published = document.uri, document.published_at
    folders = [uri[:place] for place, character in enumerate(uri) if character == "/"]
    return {
        "document_id": document.id,
        "folders": folders or None,
        "media_type": document.media_type,
        "language": document.language,
        "tags": list(document.tags) or None,
        "published": None if published is None else _number(date.fromisoformat(published)),
    }


def where(scope: Scope, document_ids: Sequence[str] | None) -> dict[str, Any] | None:
    """Return a scope as Chroma's `where`, or None where nothing is asked.

    Args:
        scope: The scope; its `document_ids` are not looked at.
        document_ids: Some of them, not empty, or None; Chroma takes only so many at a time.

    >>> where(Scope(tags=("a", "b")), ["d1"])["$and"][0]
    {'document_id': {'$in': ['d1']}}
    """
    first, last = scope.published_from, scope.published_to
    terms = [
        _one_of("document_id", document_ids),
        _contains_one_of("folders", scope.folders),
        _one_of("media_type", scope.media_types),
        _one_of("language", scope.languages),
        _contains_one_of("tags", scope.tags),
        None if first is None else {"published": {"$gte": _number(first)}},
        None if last is None else {"published": {"$lte": _number(last)}},
    ]
    given = [term for term in terms if term is not None]
    return _joined("$and", given) if given else None


def _one_of(field: str, values: Sequence[str] | None) -> dict[str, Any] | None:
    return None if values is None else {field: {"$in": list(values)}}


def _contains_one_of(field: str, values: Sequence[str] | None) -> dict[str, Any] | None:
    if values is None:
        return None
    return _joined("$or", [{field: {"$contains": value}} for value in values])


def _joined(operator: str, terms: list[dict[str, Any]]) -> dict[str, Any]:
    """Join terms; Chroma refuses to join fewer than two."""
    return terms[0] if len(terms) == 1 else {operator: terms}


def _number(day: date) -> int:
    """Return a day as yyyymmdd: Chroma compares numbers only."""
    return day.year * 10_000 + day.month * 100 + day.day
