from __future__ import annotations

from rag.types import Answer, ModelIds


def test_answers_stored_before_judges_were_compared_count_as_calibrated() -> None:
    assert ModelIds.model_validate({"chat": "c", "judge": "j", "embed": "e"}).calibrated


def test_answers_stored_before_there_were_notes_have_none() -> None:
    stored = {
        "id": "ans_1", "question": "q", "standalone_question": "q", "status": "not_found",
        "text": "", "models": {"chat": "c", "judge": "j", "embed": "e"}, "generation": "g",
        "created_at": "2026-01-01T00:00:00Z",
    }  # fmt: skip
    assert Answer.model_validate(stored).notes == []
