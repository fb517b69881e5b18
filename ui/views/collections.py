"""Collections: the parts of the documents that a reader may choose, by tag or by folder."""

from __future__ import annotations

from collections.abc import Iterable

from rag.filters import GivenFilters
from rag.protocols import Listing
from ui.untrusted import one_line

__all__ = ["ALL", "collection_of", "collections", "in_collection"]

ALL = ""
"""The choice of all documents."""

_TAG, _FOLDER = "tag:", "folder:"
_MOST = 200


def collections(listings: Iterable[Listing]) -> list[tuple[str, str]]:
    """Return the choices as (words, choice): all documents, then tags, then top folders.

    >>> held = Listing(id="d", uri="reports/a.md", media_type="text/markdown", tags=("signed",))
    >>> collections([held])
    [('All documents', ''), ('Tag: signed', 'tag:signed'), ('Folder: reports', 'folder:reports')]
    """
    tags: set[str] = set()
    folders: set[str] = set()
    for listing in listings:
        tags.update(listing.tags)
        folder, below, _ = listing.uri.partition("/")
        if below and folder:
            folders.add(folder)
    named = [(f"Tag: {one_line(tag)}", f"{_TAG}{tag}") for tag in sorted(tags)]
    named += [(f"Folder: {one_line(folder)}", f"{_FOLDER}{folder}") for folder in sorted(folders)]
    return [("All documents", ALL), *named[:_MOST]]


def collection_of(choice: str | None) -> GivenFilters | None:
    """Return the filters of a choice, None for all documents.

    >>> collection_of("tag:signed"), collection_of("")
    ({'tags': ['signed']}, None)
    """
    if choice and choice.startswith(_TAG):
        return {"tags": [choice.removeprefix(_TAG)]}
    if choice and choice.startswith(_FOLDER):
        return {"folders": [choice.removeprefix(_FOLDER)]}
    return None


def in_collection(listing: Listing, choice: str | None) -> bool:
    """Say whether a document is in the collection of a choice."""
    if choice and choice.startswith(_TAG):
        return choice.removeprefix(_TAG) in listing.tags
    if choice and choice.startswith(_FOLDER):
        return listing.uri.startswith(f"{choice.removeprefix(_FOLDER)}/")
    return True
