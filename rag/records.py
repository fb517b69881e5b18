"""What the catalog keeps of its use: answers, checked texts, and what readers said of answers."""

from __future__ import annotations

from collections.abc import Mapping

from rag.catalog_file import CatalogFile
from rag.check_report import StoredCheck
from rag.errors import StoreError
from rag.feedback import Feedback
from rag.types import Answer

__all__ = ["Records"]

_INSERT_FEEDBACK = """
    INSERT INTO feedback (answer_id, kind, sentence, quote, comment, better, created_at)
    VALUES (:answer_id, :kind, :sentence, :quote, :comment, :better, :created_at)
"""
_FEEDBACK = "SELECT answer_id, kind, sentence, quote, comment, better, created_at FROM feedback "


class Records(CatalogFile):
    """Answers, checks and feedback; part of `rag.catalog.Catalog`."""

    def save_answer(self, answer: Answer) -> None:
        """Store an answer under its id; the same id again replaces it."""
        with self._connected() as connection:
            connection.execute(
                "INSERT INTO answers (id, created_at, json) VALUES (?, ?, ?) "
                "ON CONFLICT (id) DO UPDATE SET created_at = excluded.created_at, "
                "json = excluded.json",
                (answer.id, answer.created_at, answer.model_dump_json()),
            )

    def answer(self, answer_id: str) -> Answer | None:
        """Return a stored answer, or None."""
        row = self._one("SELECT json FROM answers WHERE id = ?", answer_id)
        return None if row is None else Answer.model_validate_json(row[0])

    def answer_ids(self, *, limit: int = 100) -> list[str]:
        """Return the ids of the last answers, the newest first."""
        rows = self._all("SELECT id FROM answers ORDER BY created_at DESC, id LIMIT ?", limit)
        return [row[0] for row in rows]

    def save_check(self, check: StoredCheck) -> None:
        """Store a checked text under its id; the same id again replaces it."""
        with self._connected() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO checks (id, created_at, json) VALUES (?, ?, ?)",
                (check.id, check.report.created_at, check.model_dump_json()),
            )

    def stored_check(self, check_id: str) -> StoredCheck | None:
        """Return a stored check, or None."""
        row = self._one("SELECT json FROM checks WHERE id = ?", check_id)
        return None if row is None else StoredCheck.model_validate_json(row[0])

    def save_feedback(self, feedback: Feedback) -> None:
        """Store a reader's word on a stored answer.

        Raises:
            StoreError: If there is no such answer.
        """
        if self._one("SELECT 1 FROM answers WHERE id = ?", feedback.answer_id) is None:
            raise StoreError(
                f"there is no stored answer {feedback.answer_id!r} to give feedback on"
            )
        values: Mapping[str, object] = feedback.model_dump()
        with self._connected() as connection:
            connection.execute(_INSERT_FEEDBACK, values)

    def feedback(self, answer_id: str | None = None) -> list[Feedback]:
        """Return the feedback on an answer, or on all of them, the oldest first."""
        chosen = "" if answer_id is None else "WHERE answer_id = ? "
        values = () if answer_id is None else (answer_id,)
        rows = self._all(f"{_FEEDBACK}{chosen}ORDER BY rowid", *values)
        fields = tuple(Feedback.model_fields)
        return [Feedback.model_validate(dict(zip(fields, row, strict=True))) for row in rows]
