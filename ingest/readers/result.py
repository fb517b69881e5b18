"""What every reader returns."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["SourceText"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceText:
    """A source's canonical text and what it says about itself.

    Attributes:
        text: Canonical text; every offset counts in it.
        media_type: For example `text/plain`.
        title: The title the source gives, or None.
        published_at: ISO 8601 date the source gives as its own, or None.
        tags: Words the source itself says it is filed under.
    """

    text: str
    media_type: str
    title: str | None = None
    published_at: str | None = None
    tags: tuple[str, ...] = ()
