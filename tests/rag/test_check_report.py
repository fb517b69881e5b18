from __future__ import annotations

import pytest
from pydantic import ValidationError

from rag.check_report import CheckReport, SentenceEvent, SkippedSentence
from tests.fake_check import DRAFT, check_events, report_of


def test_a_report_counts_its_verdicts_and_survives_json() -> None:
    report = report_of(DRAFT)
    labels = ("supported", "contradicted", "not_enough_evidence")
    assert [report.count(label) for label in labels] == [1, 1, 1]
    assert report.supported_share == pytest.approx(1 / 3)
    assert f'"supported_share":{report.supported_share}' in report.model_dump_json()
    assert CheckReport.model_validate_json(report.model_dump_json()) == report


def test_an_event_keeps_the_kind_of_its_sentence() -> None:
    for event in check_events(DRAFT):
        read = SentenceEvent.model_validate_json(event.model_dump_json())
        assert read == event
        skipped = isinstance(read.sentence, SkippedSentence)
        assert skipped == (event.number == 1)


def test_a_report_without_claims_cannot_be_made() -> None:
    with pytest.raises(ValidationError, match="claims"):
        CheckReport.model_validate(report_of(DRAFT).model_dump() | {"claims": []})
