"""A question or a text as a caller gives it, checked before anything is opened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from pydantic import ValidationError

from rag.errors import UsageError
from rag.filters import Filters, parsed_filters
from rag.types import Message

__all__ = ["History", "Question", "TextToCheck", "checked_question", "checked_text"]

History = Sequence[Message | Mapping[str, str]]
"""Earlier turns of a conversation, oldest first: messages or `{"role", "content"}` mappings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A usable question.

    Attributes:
        text: Never empty; no white space at either end.
        history: Earlier turns, oldest first.
        filters: Which documents are searched; None means all.
    """

    text: str
    history: tuple[Message, ...] = ()
    filters: Filters | None = None


def checked_question(
    question: object, *, history: object = None, filters: object = None, max_chars: int
) -> Question:
    """Return the question if every part of it is usable.

    Args:
        question: A string.
        history: None, or a list of `Message` or `{"role", "content"}`.
        filters: As `rag.filters.parsed_filters` takes them.
        max_chars: Longest question accepted, in characters.

    Raises:
        UsageError: Naming the value that is not usable, and what to give in its place.

    >>> checked_question(" Who signed? ", max_chars=100).text
    'Who signed?'
    """
    return Question(
        text=_text(question, max_chars), history=_history(history), filters=parsed_filters(filters)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class TextToCheck:
    """A usable text.

    Attributes:
        text: As given, white space included: offsets count in it.
        filters: Which documents are searched; None means all.
    """

    text: str
    filters: Filters | None = None


def checked_text(text: object, *, filters: object = None, max_chars: int) -> TextToCheck:
    r"""Return the text if it can be checked.

    Args:
        text: A string.
        filters: As `rag.filters.parsed_filters` takes them.
        max_chars: Longest text accepted, in characters.

    Raises:
        UsageError: Naming the value that is not usable, and what to give in its place.

    >>> checked_text("It rose.\n", max_chars=100).text
    'It rose.\n'
    """
    if not isinstance(text, str):
        raise UsageError(f"text must be a string, not {text!r}")
    if not text.strip():
        raise UsageError("the text is empty; give at least one sentence to check")
    if len(text) > max_chars:
        raise UsageError(
            f"the text has {len(text)} characters, more than {max_chars} "
            "(answer.max_text_chars); check it in parts, or raise the setting"
        )
    try:
        text.encode()
    except UnicodeEncodeError as exc:
        where = f"character {exc.start} is {text[exc.start]!r}"
        raise UsageError(f"the text is not valid Unicode: {where}; save it as UTF-8") from exc
    return TextToCheck(text=text, filters=parsed_filters(filters))


def _text(question: object, max_chars: int) -> str:
    if not isinstance(question, str):
        raise UsageError(f"question must be a string, not {question!r}")
    asked = question.strip()
    if not asked:
        raise UsageError(f"question is empty: {question!r}; write what you want to know")
    if len(asked) > max_chars:
        raise UsageError(
            f"question has {len(asked)} characters, more than {max_chars} "
            "(answer.max_question_chars); ask in a sentence or two; to have a text checked, "
            "use `citeproof check`"
        )
    if not any(character.isalnum() for character in asked):
        raise UsageError(f"question {asked!r} has no word in it; write what you want to know")
    try:
        asked.encode()
    except UnicodeEncodeError as exc:
        raise UsageError(f"question is not valid Unicode text: {asked!r}") from exc
    return asked


def _history(history: object) -> tuple[Message, ...]:
    if history is None:
        return ()
    if isinstance(history, str | bytes | Mapping) or not isinstance(history, Sequence):
        raise UsageError(
            f"history must be a list of messages with role and content, not {history!r}"
        )
    return tuple(_turn(turn) for turn in cast("Sequence[object]", history))


def _turn(turn: object) -> Message:
    if isinstance(turn, Message):
        return turn
    try:
        return Message.model_validate(turn)
    except ValidationError as exc:
        problem = exc.errors()[0]
        where = ".".join(str(part) for part in problem["loc"]) or "turn"
        raise UsageError(f"history holds {turn!r}: {where}: {problem['msg']}") from exc
