from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.catalog import CATALOG_FILE, Catalog
from rag.check_report import StoredCheck
from rag.errors import StoreError
from rag.feedback import Feedback, FeedbackKind
from tests.fake_check import report_of
from tests.fake_pipeline import answer_of


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    held = Catalog(tmp_path / CATALOG_FILE, create=True)
    yield held
    held.close()


def word(answer_id: str, kind: FeedbackKind = "wrong") -> Feedback:
    return Feedback(
        answer_id=answer_id,
        kind=kind,
        sentence="It reopened.",
        quote="The bridge reopened",
        comment="wrong year",
        better="It reopened in 2024.",
        created_at="2026-01-01T00:00:00+00:00",
    )


def test_answers_are_kept(catalog: Catalog) -> None:
    answer = answer_of("When?")
    catalog.save_answer(answer)
    catalog.save_answer(answer)
    assert catalog.answer("ans_1") == answer
    assert catalog.answer_ids() == ["ans_1"]
    assert catalog.answer("ans_2") is None


def test_feedback_is_kept_in_order(catalog: Catalog) -> None:
    for number in (1, 2):
        catalog.save_answer(answer_of("When?").model_copy(update={"id": f"ans_{number}"}))
    given = [word("ans_1"), word("ans_2", "right"), word("ans_1", "missing_source")]
    for each in given:
        catalog.save_feedback(each)
    assert catalog.feedback() == given
    assert catalog.feedback("ans_1") == [given[0], given[2]]
    with pytest.raises(StoreError, match="ans_3"):
        catalog.save_feedback(word("ans_3"))


def test_checks_are_kept(catalog: Catalog) -> None:
    text = "The bridge reopened on 3 May 2024."
    check = StoredCheck(id="chk_1", text=text, report=report_of(text))
    catalog.save_check(check)
    assert catalog.stored_check("chk_1") == check
    assert catalog.stored_check("chk_2") is None
