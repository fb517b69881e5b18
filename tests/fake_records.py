"""Answers, checks and feedback kept in memory, as `rag.records.Records` keeps them."""

from __future__ import annotations

from dataclasses import dataclass, field

from rag.check_report import StoredCheck
from rag.errors import StoreError
from rag.feedback import Feedback
from rag.types import Answer

__all__ = ["FakeRecords"]


@dataclass
class FakeRecords:
    """Keeps what is saved."""

    answers: dict[str, Answer] = field(default_factory=dict[str, Answer])
    checks: dict[str, StoredCheck] = field(default_factory=dict[str, StoredCheck])
    said: list[Feedback] = field(default_factory=list[Feedback])

    def save_answer(self, answer: Answer) -> None:
        self.answers[answer.id] = answer

    def answer(self, answer_id: str) -> Answer | None:
        return self.answers.get(answer_id)

    def answer_ids(self, *, limit: int = 100) -> list[str]:
        return list(reversed(self.answers))[:limit]

    def save_check(self, check: StoredCheck) -> None:
        self.checks[check.id] = check

    def stored_check(self, check_id: str) -> StoredCheck | None:
        return self.checks.get(check_id)

    def save_feedback(self, feedback: Feedback) -> None:
        if feedback.answer_id not in self.answers:
            raise StoreError(f"there is no stored answer {feedback.answer_id!r}")
        self.said.append(feedback)

    def feedback(self, answer_id: str | None = None) -> list[Feedback]:
        return [each for each in self.said if answer_id in (None, each.answer_id)]
