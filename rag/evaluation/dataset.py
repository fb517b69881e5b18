"""Question files: JSONL, JSON, CSV and YAML, with the field names of ragas and deepeval too."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, cast

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from rag.errors import UsageError
from rag.types import AnswerStatus, Message

__all__ = ["SHAPES", "EvalQuestion", "chosen", "load_questions", "question_hash"]

SHAPES = (".jsonl", ".json", ".csv", ".yaml", ".yml")
"""Endings of the files that are read."""

# Names that ragas and deepeval give to these fields.
_OTHER_NAMES = {
    "user_input": "question",
    "input": "question",
    "query": "question",
    "reference": "reference_answer",
    "expected_output": "reference_answer",
    "ground_truth": "reference_answer",
    "ground_truths": "reference_answer",
    "reference_contexts": "gold_quotes",
    "context": "gold_quotes",
    "source_file": "gold_sources",
    "name": "id",
    "comments": "note",
}
# What they keep of answers beside the questions; `--answers` reads it from the same file.
_OF_ANSWERS = frozenset(
    {
        "response", "answer", "actual_output", "retrieved_contexts", "retrieval_context",
        "contexts", "retrieved_context_ids", "reference_context_ids", "rubrics", "rubric",
        "multi_responses", "additional_metadata", "custom_column_key_values", "tools_called",
        "expected_tools", "synthesizer_name", "citations", "status", "confidence", "seconds",
    }
)  # fmt: skip
_LISTS = frozenset({"reference_answer", "must_not_include", "gold_sources", "gold_quotes", "tags"})
_WRITTEN_AS_JSON = _LISTS | {"must_include", "history"}
_MOST_PROBLEMS = 10

Row = tuple[str, Mapping[str, object]]
"""Where a row stands in its file, in words, and what it holds."""


class EvalQuestion(BaseModel):
    """One question with the rules of a right answer; what is left out is not asked for.

    Attributes:
        id: Unique in its file; made from the question if the file gives none.
        question: What is asked.
        reference_answer: Right answers in words, any of which will do.
        must_include: Groups of alternatives; one of each group occurs in the answer as whole words.
        must_not_include: Texts of which none occurs in the answer.
        expected_status: Status of a right answer; `partly_answered` counts as `answered`.
        gold_sources: Documents that hold the answer, by uri or its last part; at least one is
            cited by a right answer.
        gold_quotes: Words of those documents that state it, for measuring retrieval.
        polarity: First word of the answer to a yes/no question.
        kind: What kind of question it is; scores are also given by kind.
        history: Earlier turns, oldest first.
        tags: Words it is chosen by.
        note: For people.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(min_length=1)
    question: str = Field(min_length=1)
    reference_answer: tuple[str, ...] = ()
    must_include: tuple[tuple[str, ...], ...] = ()
    must_not_include: tuple[str, ...] = ()
    expected_status: AnswerStatus | None = None
    gold_sources: tuple[str, ...] = ()
    gold_quotes: tuple[str, ...] = ()
    polarity: Literal["yes", "no"] | None = None
    kind: str = ""
    history: tuple[Message, ...] = ()
    tags: tuple[str, ...] = ()
    note: str = ""

    @field_validator("question")
    @classmethod
    def _has_words(cls, text: str) -> str:
        if not text.strip():
            raise ValueError("is empty; write the question")
        return text.strip()

    @field_validator("must_not_include", "gold_sources", "gold_quotes", "reference_answer")
    @classmethod
    def _have_words(cls, texts: tuple[str, ...]) -> tuple[str, ...]:
        if not all(text.strip() for text in texts):
            raise ValueError("holds an empty text; leave it out")
        return texts

    @field_validator("must_include")
    @classmethod
    def _groups_have_words(cls, groups: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
        if not all(group and all(text.strip() for text in group) for group in groups):
            raise ValueError("holds an empty group or text; leave it out")
        return groups

    @field_validator("polarity", mode="before")
    @classmethod
    def _in_words(cls, polarity: object) -> object:
        """Take true and false, which is what YAML makes of a bare yes and no."""
        return {True: "yes", False: "no"}[polarity] if isinstance(polarity, bool) else polarity

    @property
    def has_rules(self) -> bool:
        """Whether it says what a right answer is."""
        return bool(
            self.expected_status
            or self.must_include
            or self.must_not_include
            or self.polarity
            or self.gold_sources
        )


def load_questions(path: Path) -> list[EvalQuestion]:
    """Read a question file; nothing of it is used unless every row is good.

    JSONL holds an object a line, JSON and YAML a list of them (or a mapping with the one key
    `questions`), CSV a header and a row each, in which a list is written as JSON. A list of one
    may be written without its brackets.

    Raises:
        UsageError: If the file cannot be read, is empty, or has bad rows: where they stand and
            what is wrong with each.
    """
    questions: list[EvalQuestion] = []
    problems: list[str] = []
    places: dict[str, str] = {}
    for place, row in _rows(path):
        try:
            question = EvalQuestion.model_validate(_named(row))
        except ValidationError as exc:
            problems.append(f"{place}: {_told(exc)}")
            continue
        except UsageError as exc:
            problems.append(f"{place}: {exc}")
            continue
        if question.id in places:
            problems.append(f"{place}: id {question.id!r} is that of {places[question.id]} too")
        places.setdefault(question.id, place)
        questions.append(question)
    if problems:
        more = len(problems) - _MOST_PROBLEMS
        shown = problems[:_MOST_PROBLEMS] + ([f"and {more} more"] if more > 0 else [])
        raise UsageError(f"{path} has {len(problems)} bad rows: " + "; ".join(shown))
    if not questions:
        raise UsageError(f"{path} holds no questions; write one JSON object a line")
    return questions


def chosen(
    questions: Sequence[EvalQuestion], *, tags: Sequence[str] = (), limit: int | None = None
) -> list[EvalQuestion]:
    """Return the questions with any of the tags, at most `limit`, in the file's order.

    Raises:
        UsageError: If no question has any of the tags.
    """
    wanted = set(tags)
    kept = [each for each in questions if not wanted or wanted & set(each.tags)]
    if not kept:
        known = sorted({tag for each in questions for tag in each.tags})
        raise UsageError(
            f"no question has the tag {', '.join(sorted(wanted))}; "
            f"there are {', '.join(known) or 'no tags'}"
        )
    return kept[:limit]


def question_hash(question: EvalQuestion) -> str:
    """Return 16 hex digits that change with anything of a question but its note and tags."""
    said = question.model_dump_json(exclude={"note", "tags"})
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _rows(path: Path) -> Iterator[Row]:
    shape = path.suffix.lower()
    if shape not in SHAPES:
        raise UsageError(f"{path} is none of {', '.join(SHAPES)}; give a question file")
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as exc:
        raise UsageError(f"{path} cannot be read: {exc.strerror or exc}") from exc
    except UnicodeDecodeError as exc:
        raise UsageError(f"{path} is not UTF-8 text: byte {exc.start}") from exc
    if shape == ".jsonl":
        return _jsonl_rows(path, text)
    if shape == ".json":
        return _listed(path, _json(text, f"{path}"), lambda number: f"item {number}")
    return _csv_rows(path, text) if shape == ".csv" else _yaml_rows(path, text)


def _jsonl_rows(path: Path, text: str) -> Iterator[Row]:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield _row(f"line {number}", _json(line, f"{path}, line {number}"), path)


def _csv_rows(path: Path, text: str) -> Iterator[Row]:
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        names = list(reader.fieldnames or ())
        if len(set(names)) < len(names):
            raise UsageError(f"{path}, line {reader.line_num} names a column twice")
        for row in reader:
            place = f"line {reader.line_num}"
            if None in row:
                raise UsageError(f"{path}, {place} has more cells than the header has names")
            cells = {name: cell for name, cell in row.items() if cell not in ("", None)}
            yield place, {name: _cell(path, place, name, cell) for name, cell in cells.items()}
    except csv.Error as exc:
        raise UsageError(f"{path}, line {reader.line_num} is not CSV: {exc}") from exc


def _cell(path: Path, place: str, name: str, cell: str) -> object:
    """Return what a cell holds: JSON only where a list belongs, since words may begin with `[`."""
    listed = _OTHER_NAMES.get(name, name) in _WRITTEN_AS_JSON
    as_json = listed and cell.lstrip().startswith("[")
    return _json(cell, f"{path}, {place}, {name}") if as_json else cell


def _yaml_rows(path: Path, text: str) -> Iterator[Row]:
    try:
        held: object = yaml.safe_load(text)
        lines = _yaml_lines(text)
    except (yaml.YAMLError, ValueError, RecursionError) as exc:  # a date such as 2025-13-45 too
        raise UsageError(f"{path} is not YAML: {' '.join(str(exc).split())}") from exc
    return _listed(path, held, lambda number: f"line {lines[number - 1]}")


def _yaml_lines(text: str) -> list[int]:
    """Return the lines on which the items of the list begin."""
    compose: Callable[..., Any] = cast("Any", yaml).compose  # a module without types
    root = compose(text, Loader=yaml.SafeLoader)
    if isinstance(root, yaml.MappingNode) and root.value:
        root = cast("Any", root).value[0][1]
    items: list[Any] = root.value if isinstance(root, yaml.SequenceNode) else []
    return [item.start_mark.line + 1 for item in items]


def _listed(path: Path, held: object, place: Callable[[int], str]) -> Iterator[Row]:
    if isinstance(held, dict) and list(cast("dict[str, object]", held)) == ["questions"]:
        held = cast("dict[str, object]", held)["questions"]
    if not isinstance(held, list):
        raise UsageError(f"{path} holds no list of questions; write a list of objects")
    for number, item in enumerate(cast("list[object]", held), start=1):
        yield _row(place(number), item, path)


def _json(text: str, place: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as exc:
        raise UsageError(f"{place} is not JSON: {exc}") from exc


def _row(place: str, held: object, path: Path) -> Row:
    if not isinstance(held, dict):
        raise UsageError(f"{path}, {place} is no object but {type(held).__name__}")
    return place, cast("dict[str, object]", held)


def _named(row: Mapping[str, object]) -> dict[str, object]:
    """Return the row under our names, null left out, lists of one without brackets put in them.

    Raises:
        UsageError: If two names of one field give it different values.
    """
    named: dict[str, object] = {}
    for name, value in row.items():
        ours = _OTHER_NAMES.get(name, name)
        if value is None or (name in _OF_ANSWERS and name not in EvalQuestion.model_fields):
            continue
        held = _one_listed(value) if ours in _LISTS and isinstance(value, str) else value
        if named.setdefault(ours, held) != held:
            raise UsageError(f"{name}: the row has {ours} by another name too; keep one of them")
    groups = named.get("must_include")
    if isinstance(groups, str):
        named["must_include"] = [[groups]] if groups.strip() else []
    elif isinstance(groups, list):
        rows = cast("list[object]", groups)
        named["must_include"] = [[row] if isinstance(row, str) else row for row in rows]
    if "id" not in named:
        made = hashlib.sha256(str(named.get("question")).encode("utf-8", "replace")).hexdigest()
        named["id"] = f"q_{made[:12]}"
    return named


def _one_listed(text: str) -> list[str]:
    return [text] if text.strip() else []


def _told(exc: ValidationError) -> str:
    return ", ".join(
        f"{'.'.join(str(part) for part in error['loc']) or 'row'}: {error['msg']}"
        for error in exc.errors()
    )
