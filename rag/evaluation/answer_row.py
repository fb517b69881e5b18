"""An answer as another system writes it: an object under the field names in use, or free text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, cast

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import PydanticSerializationError

from rag.answering.claims import split_claims
from rag.errors import UsageError
from rag.evaluation.response import Quoted, Response, Told
from rag.types import AnswerStatus, Usage

__all__ = ["AnswerRow", "read_answer_row", "response_of"]

# Of each, the names in use: our own, those of ragas and those of deepeval.
_IDS = ("id", "name")
_QUESTIONS = ("question", "user_input", "input", "query")
_ANSWERS = ("answer", "response", "actual_output", "text")
_CONTEXTS = ("contexts", "retrieved_contexts", "retrieval_context")
_URIS = ("uri", "source", "file_name", "document")
_QUOTES = ("quote", "text", "content", "context")
_OF_WORDS = ("title", "start", "end", "published_at")
_AS_GIVEN = ("sources", "status", "confidence", "seconds", "usage")
_SOURCE_MARKER = re.compile(r"\[source (?=\d)", re.IGNORECASE)
_SHOWN_CHARS = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRow:
    """One row of an answers file.

    Attributes:
        id: Id of its question, empty if it gives none.
        question: Words of its question, empty if it gives none.
        response: The answer; None where the row has none: null, or no words and no status that
            says why.
        seconds: Time of the answer, if it gives one.
    """

    id: str
    question: str
    response: Response | None
    seconds: float | None


class _Given(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = ""
    question: str = ""
    answer: str | None = None
    contexts: tuple[Quoted, ...] | None = None
    citations: tuple[Quoted, ...] = ()
    sources: tuple[str, ...] | None = None
    status: AnswerStatus | None = None
    confidence: float | None = Field(default=None, ge=0.0, le=1.0)
    seconds: float | None = Field(default=None, ge=0.0, allow_inf_nan=False)
    usage: Usage = Field(default_factory=Usage)


def read_answer_row(row: Mapping[str, object]) -> AnswerRow:
    """Return what a row says; fields with other names are left alone.

    The answer stands under `answer`, `response`, `actual_output` or `text`; what was found under
    `contexts`, `retrieved_contexts` or `retrieval_context`, as strings or as objects with `uri`,
    `source`, `file_name` or `document` and `quote`, `text`, `content` or `context`; what is cited
    under `citations`, as such objects or as uris. `sources` names documents that were found.

    Raises:
        UsageError: If it has no field for an answer, or a field holds what it cannot hold.

    >>> read_answer_row({"question": "Who?", "answer": "Ada.", "contexts": ["Ada did."]}).response
    ... # doctest: +ELLIPSIS
    Response(text='Ada.', ...
    """
    named = {name: row[name] for name in _AS_GIVEN if row.get(name) is not None}
    if not any(name in row for name in _ANSWERS) and named.get("status") != "not_found":
        raise UsageError(f"has no answer; give it as one of {', '.join(_ANSWERS)}")
    named |= _one_of(row, "answer", _ANSWERS) | _one_of(row, "question", _QUESTIONS)
    number = next((row[name] for name in _IDS if row.get(name) is not None), "")
    named["id"] = str(number) if isinstance(number, int) else number
    contexts = _one_of(row, "contexts", _CONTEXTS).get("contexts")
    if contexts is not None:
        named["contexts"] = _quoted_all("contexts", contexts, plain="quote")
    if row.get("citations") is not None:
        named["citations"] = _quoted_all("citations", row["citations"], plain="uri")
    try:
        given = _Given.model_validate(named)
        given.model_dump_json()  # a lone surrogate could not be written with the results
    except ValidationError as exc:
        raise UsageError(_said(exc)) from exc
    except PydanticSerializationError as exc:
        raise UsageError("holds text that is not valid Unicode; save it as UTF-8") from exc
    return AnswerRow(
        id=given.id, question=given.question.strip(), response=_response(given),
        seconds=given.seconds,
    )  # fmt: skip


def response_of(
    text: str,
    *,
    citations: Sequence[Quoted] = (),
    contexts: Sequence[Quoted] | None = None,
    status: AnswerStatus | None = None,
    confidence: float | None = None,
    usage: Usage | None = None,
) -> Response:
    """Return an answer in free text, each sentence with what its `[n]` markers name.

    The numbers count the citations if there are any, else what was found; a number without a
    counterpart is dropped. A text without any marker cannot say which sentence a citation belongs
    to, so each of its sentences has all of them: recall is as good as the citations are, and
    precision pays for those that do not belong. An answer that there is none tells nothing.

    Args:
        text: The answer.
        citations: What it cites, in the order of its numbers.
        contexts: What was found, best first; None if the system does not say.
        status: Its status, if the system has such.
        confidence: P(there is an answer), 0–1, if known.
        usage: Model requests and tokens, if known.
    """
    told = Response(
        text=text,
        status=status,
        confidence=confidence,
        contexts=tuple(contexts or ()),
        has_contexts=contexts is not None,
        usage=usage or Usage(),
    )
    if told.silent:
        return told
    sentences = _told(text, tuple(citations), tuple(contexts or ()))
    return told.model_copy(update={"told": sentences})


def _told(
    text: str, citations: tuple[Quoted, ...], contexts: tuple[Quoted, ...]
) -> tuple[Told, ...]:
    drafts = split_claims(_SOURCE_MARKER.sub("[", text))
    if not any(draft.numbers for draft in drafts):
        return tuple(Told(text=draft.text, citations=citations) for draft in drafts)
    counted = citations or contexts
    return tuple(
        Told(
            text=draft.text,
            citations=tuple(counted[n - 1] for n in draft.numbers if 0 < n <= len(counted)),
        )
        for draft in drafts
    )


def _response(given: _Given) -> Response | None:
    text = given.answer or ""
    if not text.strip() and given.status != "not_found":
        return None
    contexts = given.contexts
    if given.sources is not None:
        held = {quoted.uri for quoted in contexts or ()}
        more = tuple(Quoted(uri=uri) for uri in given.sources if uri not in held)
        contexts = (contexts or ()) + more
    return response_of(
        text,
        citations=given.citations,
        contexts=contexts,
        status=given.status,
        confidence=given.confidence,
        usage=given.usage,
    )


def _one_of(row: Mapping[str, object], ours: str, names: Sequence[str]) -> dict[str, object]:
    """Return what a row holds under any of the names, under our own; nothing if it holds none."""
    held = {name: row[name] for name in names if row.get(name) is not None}
    first = next(iter(held), None)
    if first is None:
        return {}
    for name, value in held.items():
        if value != held[first]:
            raise UsageError(f"has both {first} and {name}, which differ; keep one of them")
    return {ours: held[first]}


def _quoted_all(name: str, held: object, *, plain: Literal["uri", "quote"]) -> list[object]:
    if not isinstance(held, list):
        raise UsageError(f"{name} must be a list, not {_shown(held)}")
    return [_quoted(name, item, plain) for item in cast("list[object]", held)]


def _quoted(name: str, item: object, plain: Literal["uri", "quote"]) -> dict[str, object]:
    if not isinstance(item, str | dict):
        raise UsageError(f"{name} must hold strings or objects, not {_shown(item)}")
    row = {plain: item} if isinstance(item, str) else cast("dict[str, object]", item)
    words = {"uri": ""} | _one_of(row, "uri", _URIS) | _one_of(row, "quote", _QUOTES)
    words |= {field: row[field] for field in _OF_WORDS if row.get(field) is not None}
    if not words["uri"] and not words.get("quote"):
        raise UsageError(
            f"{name} holds {_shown(words)}, which names no document and quotes nothing; "
            f"give one of {', '.join(_URIS)}, or one of {', '.join(_QUOTES)}"
        )
    return words


def _said(exc: ValidationError) -> str:
    problem = exc.errors()[0]
    where = ".".join(str(part) for part in problem["loc"])
    return f"{where} holds {_shown(problem['input'])}: {problem['msg']}"


def _shown(held: object) -> str:
    text = repr(held)
    return text if len(text) <= _SHOWN_CHARS else text[:_SHOWN_CHARS] + "…"
