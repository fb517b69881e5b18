"""Answers that another system wrote before: a file of them stands in for the system."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import cast

from rag.errors import QAError, UsageError
from rag.evaluation.answer_row import AnswerRow, read_answer_row
from rag.evaluation.dataset import EvalQuestion
from rag.evaluation.response import Response
from rag.words import fold

__all__ = ["AnswersFile"]

_MOST_PROBLEMS = 10


class AnswersFile:
    """Gives the answers of a file: JSONL with an object a line, or JSON with a list of objects.

    A row belongs to the question with its `id` (or `name`), else to the one with exactly its words
    (`question`, `user_input`, `input` or `query`); rows of other questions are passed over. The
    other fields are those of `rag.evaluation.answer_row.read_answer_row`.

    Args:
        path: The file.
        questions: The questions that will be asked.

    Raises:
        UsageError: If the file cannot be read, has bad rows or two answers to one question, or
            answers none of the questions.
    """

    def __init__(self, path: Path, questions: Sequence[EvalQuestion]) -> None:
        """Read the whole file; nothing of it is used unless every row is good."""
        self._path = path
        self._rows = _answers(path, _Questions(questions))

    async def answer(self, question: EvalQuestion) -> Response:
        """Return the answer that the file gives.

        Raises:
            QAError: If it gives none.
        """
        row = self._rows.get(question.id)
        if row is None or row.response is None:
            what = "no row" if row is None else "no words"
            raise QAError(
                f"{self._path} has {what} for the question {question.id!r}; "
                "add its answer, or status not_found where the system found none"
            )
        return row.response

    def seconds(self, question: EvalQuestion) -> float | None:
        """Return the time that the file gives for an answer, None if it gives none."""
        row = self._rows.get(question.id)
        return None if row is None else row.seconds

    async def close(self) -> None:
        """Do nothing: the file is read and closed."""


class _Questions:
    """Finds the question of a row."""

    def __init__(self, questions: Sequence[EvalQuestion]) -> None:
        self._by_id = {question.id: question for question in questions}
        self._by_words: dict[str, list[EvalQuestion]] = {}
        for question in questions:
            self._by_words.setdefault(question.question, []).append(question)

    def __len__(self) -> int:
        return len(self._by_id)

    def of(self, row: AnswerRow) -> EvalQuestion | None:
        """Return the row's question, None if it is not among those asked.

        Raises:
            UsageError: If the row does not say which question it belongs to.
        """
        if not row.id and not row.question:
            raise UsageError("names no question; give its id or its words")
        found = self._by_id.get(row.id)
        if found is not None:
            if row.question and fold(row.question) != fold(found.question):
                raise UsageError(
                    f"has the id {row.id!r} of another question, {found.question!r}; "
                    "leave the ids out to match the rows by their questions"
                )
            return found
        same = self._by_words.get(row.question, [])
        if len(same) > 1:
            ids = ", ".join(question.id for question in same)
            raise UsageError(f"may answer any of {ids}, which ask the same; give the id")
        return same[0] if same else None


def _answers(path: Path, questions: _Questions) -> dict[str, AnswerRow]:
    rows: dict[str, AnswerRow] = {}
    places: dict[tuple[str, bool], str] = {}
    problems: list[str] = []
    for place, held in _rows(path):
        try:
            row = read_answer_row(_object(held))
            question = questions.of(row)
        except UsageError as exc:
            problems.append(f"{place}: {exc}")
            continue
        name = question.id if question else row.id or row.question
        first = places.setdefault((name, question is None), place)
        if first != place:
            problems.append(f"{place}: answers {name!r} again, as {first} does; keep one of them")
        elif question is not None:
            rows[question.id] = row
    if problems:
        more = len(problems) - _MOST_PROBLEMS
        shown = problems[:_MOST_PROBLEMS] + ([f"and {more} more"] if more > 0 else [])
        raise UsageError(f"{path} has {len(problems)} bad rows: " + "; ".join(shown))
    if not rows:
        raise UsageError(
            f"{path} has {len(places)} rows and answers none of the {len(questions)} questions; "
            "give each row the id or the exact words of its question"
        )
    return rows


def _rows(path: Path) -> Iterator[tuple[str, object]]:
    """Yield where each row stands and what it holds."""
    shape = path.suffix.lower()
    if shape not in {".jsonl", ".json"}:
        raise UsageError(f"{path} is neither .jsonl nor .json; give the answers as one of these")
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as exc:
        raise UsageError(f"{path} cannot be read: {exc.strerror or exc}") from exc
    except UnicodeDecodeError as exc:
        raise UsageError(f"{path} is not UTF-8 text: byte {exc.start}") from exc
    if shape == ".json":
        listed = _json(text, f"{path}")
        if not isinstance(listed, list):
            raise UsageError(f"{path} holds no list of answers; write a list of objects")
        for number, item in enumerate(cast("list[object]", listed), start=1):
            yield f"item {number}", item
        return
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield f"line {number}", _json(line, f"{path}, line {number}")


def _json(text: str, place: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as exc:
        raise UsageError(f"{place} is not JSON: {exc}") from exc


def _object(held: object) -> dict[str, object]:
    if not isinstance(held, dict):
        raise UsageError(f"is no object but {type(held).__name__}; write one object a row")
    return cast("dict[str, object]", held)
