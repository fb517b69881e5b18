"""The options that choose the documents to search, the same for every command that searches."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any

import typer

from rag.filters import Filters, parsed_filters

__all__ = ["with_filters"]


def _values(name: str, metavar: str, help_text: str) -> Any:  # noqa: ANN401 - an annotation
    return Annotated[
        list[str] | None, typer.Option(name, metavar=metavar, help=f"{help_text}; repeatable.")
    ]


def _day(name: str, help_text: str) -> Any:  # noqa: ANN401 - as above
    return Annotated[str | None, typer.Option(name, metavar="DATE", help=f"{help_text}.")]


# Field of `Filters` to its option.
_OPTIONS = {
    "uris": _values("--filter", "GLOB", "Search only documents whose uri matches: 'reports/*'"),
    "folders": _values("--folder", "PATH", "Only documents anywhere below a folder"),
    "media_types": _values("--type", "TYPE", "Only documents of a media type: text/html"),
    "languages": _values("--language", "CODE", "Only documents in a language: en"),
    "tags": _values("--tag", "TAG", "Only documents that have a tag"),
    "published_from": _day("--from", "Only documents of this day or later: 2024-05-31"),
    "published_to": _day("--to", "Only documents of this day or earlier"),
}


def with_filters(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the filter options; it gets what they say as `filters: Filters | None`.

    Args:
        command: A command with a parameter `filters`.

    Returns:
        The command as typer reads it. Called, it raises UsageError for values that cannot be used.
    """
    own = inspect.signature(command, eval_str=True)

    @wraps(command)
    def run(**given: object) -> None:
        filters: Filters | None = parsed_filters({name: given.pop(name) for name in _OPTIONS})
        command(**given, filters=filters)

    options = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=option)
        for name, option in _OPTIONS.items()
    ]
    kept = [
        one.replace(kind=inspect.Parameter.KEYWORD_ONLY)
        for one in own.parameters.values()
        if one.name != "filters"
    ]
    parameters = [*kept, *options]
    run.__annotations__ = {one.name: one.annotation for one in parameters}
    vars(run)["__signature__"] = own.replace(parameters=parameters)
    return run
