"""Which documents are searched: filters as a caller gives them, and the scope a search keeps to."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Self, cast

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails

from rag.errors import UsageError

__all__ = ["Filters", "GivenFilters", "Scope", "checked_tags", "parsed_filters"]

_MOST_VALUES = 100  # a condition each in Chroma, which refuses about a thousand
_UNUSABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
_MEDIA_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+")
_LANGUAGE = re.compile("[a-z]{2}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def _pattern(value: str) -> str:
    if not value.strip():
        raise ValueError("give a glob pattern such as '*.txt'")
    return value


def _tag(value: str) -> str:
    tag = value.strip()
    if not tag or _UNUSABLE.search(tag):
        raise ValueError("give words on one line, such as 'signed contracts'")
    return tag


def _folder(value: str) -> str:
    folder = value.strip().removeprefix("./").rstrip("/")
    outside = folder.startswith("/") or ".." in folder.split("/")
    if folder in {"", "."} or outside or _UNUSABLE.search(folder):
        raise ValueError("give a folder below the one that was ingested, such as 'reports/2024'")
    return folder


def _media_type(value: str) -> str:
    media_type = value.strip().lower()
    if not _MEDIA_TYPE.fullmatch(media_type):
        raise ValueError("give a media type such as 'text/html'")
    return media_type


def _language(value: str) -> str:
    language = value.strip().lower()
    if not _LANGUAGE.fullmatch(language):
        raise ValueError("give the two letters of ISO 639-1, such as 'en'")
    return language


def _day(value: object) -> object:
    if value is None or type(value) is date:
        return value
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        raise ValueError("give a date such as '2024-05-31'")
    try:
        return date.fromisoformat(value)
    except ValueError as exc:
        raise ValueError("there is no such day; give a date such as '2024-05-31'") from exc


_Patterns = Annotated[tuple[Annotated[str, AfterValidator(_pattern)], ...], Field(min_length=1)]
_Few = Field(min_length=1, max_length=_MOST_VALUES)
_Folders = Annotated[tuple[Annotated[str, AfterValidator(_folder)], ...], _Few]
_MediaTypes = Annotated[tuple[Annotated[str, AfterValidator(_media_type)], ...], _Few]
_Languages = Annotated[tuple[Annotated[str, AfterValidator(_language)], ...], _Few]
_Tags = Annotated[tuple[Annotated[str, AfterValidator(_tag)], ...], _Few]
_Day = Annotated[date, BeforeValidator(_day)]


class _Conditions(BaseModel):
    """What documents are chosen by that both the catalog and the vector store know of them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    folders: _Folders | None = None
    media_types: _MediaTypes | None = None
    languages: _Languages | None = None
    tags: _Tags | None = None
    published_from: _Day | None = None
    published_to: _Day | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        first, last = self.published_from, self.published_to
        if first is not None and last is not None and first > last:
            raise ValueError(f"published_from {first} is after published_to {last}; exchange them")
        return self


class Filters(_Conditions):
    """Which documents are searched: those that meet every field given, by any of its values.

    Attributes:
        uris: Glob patterns over document uris, case-sensitive; `*` also matches `/`.
        folders: POSIX paths; a document is in a folder if its uri lies anywhere below it.
        media_types: For example `text/html`.
        languages: ISO 639-1 codes; a document whose language is not known has none.
        tags: As they were given at ingest, case-sensitive.
        published_from: First day, included; a document without a date is never in a range.
        published_to: Last day, included.
    """

    uris: _Patterns | None = None

    def scope(self, document_ids: Sequence[str] | None) -> Scope:
        """Return the scope of these filters once `uris` has been resolved to documents."""
        return Scope(
            document_ids=None if document_ids is None else tuple(document_ids),
            **self.model_dump(exclude={"uris"}),
        )


class Scope(_Conditions):
    """What one search keeps to, in the words of the stores; other fields as `Filters`.

    Attributes:
        document_ids: Only these documents, of those that meet the other fields; None means all.
    """

    document_ids: tuple[str, ...] | None = None

    @property
    def by_metadata(self) -> bool:
        """Whether it asks for more than documents of given ids."""
        return any(value is not None for name, value in self if name != "document_ids")


GivenFilters = Filters | Mapping[str, object] | Sequence[str]
"""Filters as a caller may give them: a list means glob patterns, a mapping the fields by name."""


def parsed_filters(given: object) -> Filters | None:
    """Return filters in the form that is used inside, or None where nothing is filtered.

    Args:
        given: None, a list of glob patterns, a mapping of the fields of `Filters`, or `Filters`.

    Raises:
        UsageError: Naming the value that is not usable, and what to give in its place.

    >>> parsed_filters({"languages": ["DE"], "published_from": "2024-01-01"}).languages
    ('de',)
    >>> parsed_filters(["reports/*"]).uris
    ('reports/*',)
    """
    if given is None or isinstance(given, Filters):
        return given if given != Filters() else None
    if isinstance(given, str | bytes) or not isinstance(given, Sequence | Mapping):
        raise UsageError(
            "filters must be a list of glob patterns such as ['*.txt'], or a mapping such as "
            f"{{'folders': ['reports']}}, not {given!r}"
        )
    fields = cast("object", given if isinstance(given, Mapping) else {"uris": given})
    try:
        return parsed_filters(Filters.model_validate(fields))
    except ValidationError as exc:
        raise UsageError(_words(exc.errors()[0])) from exc


def checked_tags(given: object) -> tuple[str, ...]:
    """Return tags without repeats, in order.

    Raises:
        UsageError: If it is no list of strings, or one of them is no tag.

    >>> checked_tags(["law", " draft", "law"])
    ('draft', 'law')
    """
    if isinstance(given, str | bytes) or not isinstance(given, Sequence):
        raise UsageError(f"tags must be a list such as ['contracts'], not {given!r}")
    tags: set[str] = set()
    for tag in cast("Sequence[object]", given):
        try:
            tags.add(_tag(tag if isinstance(tag, str) else ""))
        except ValueError as exc:
            raise UsageError(f"tags holds {tag!r}; {exc}") from exc
    return tuple(sorted(tags))


def _words(problem: ErrorDetails) -> str:
    """Say what is wrong with one field: which, its value, and what to give in its place."""
    kind, value = problem["type"], problem["input"]
    field = str(problem["loc"][0]) if problem["loc"] else ""
    if kind in {"extra_forbidden", "invalid_key"}:
        return f"filters has no {field!r}; choose from {', '.join(sorted(Filters.model_fields))}"
    if kind == "too_short":
        return f"filters: {field} is an empty list; leave it out to search all documents"
    if kind == "too_long":
        return f"filters: {field} has more than {_MOST_VALUES} values; ask in parts"
    if kind == "tuple_type":
        return f"filters: {field} must be a list of strings, not {value!r}"
    if kind == "string_type":
        return f"filters: {field} holds {value!r}, which is not a string"
    reason = str(problem.get("ctx", {}).get("error", problem["msg"]))
    return f"filters: {field} holds {value!r}; {reason}" if field else f"filters: {reason}"
