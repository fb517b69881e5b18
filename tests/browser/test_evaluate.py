from __future__ import annotations

import json
from pathlib import Path

from tests.browser.conftest import Shot, Visiting

LEASE = "# Lease\n\nThe tenant pays rent of 900 euros a month to Borel.\n"
QUESTIONS = (
    {"id": "rent", "question": "What rent does the tenant pay?", "must_include": ["900"]},
    {"id": "owner", "question": "To whom does the tenant pay rent?", "must_include": ["Sorel"]},
)


def test_a_question_file_is_run_and_two_runs_compared(
    visiting: Visiting, small: str, tmp_path: Path, shot: Shot
) -> None:
    visit = visiting(small)
    page = visit.page
    lease, questions = tmp_path / "lease.md", tmp_path / "questions.jsonl"
    lease.write_text(LEASE, encoding="utf-8")
    questions.write_text("".join(json.dumps(row) + "\n" for row in QUESTIONS), encoding="utf-8")
    visit.tab("Documents")
    visit.upload([lease])
    visit.tab("Evaluate")
    visit.choose("#evaluate-file", [questions])
    for number in (1, 2):
        page.get_by_role("button", name="Run", exact=True).click()
        page.wait_for_selector(f"#evaluate-runs tbody tr >> nth={number - 1}")
    assert "1 of 2 right" in page.inner_text("#evaluate-runs")
    shot(visit, "evaluate")
    with page.expect_popup() as opening:
        page.get_by_role("link", name="Open the report").click()
    report = opening.value
    report.wait_for_selector("text=What rent does the tenant pay?")
    report.close()


def test_a_bad_file_is_said_with_its_line(visiting: Visiting, small: str, tmp_path: Path) -> None:
    visit = visiting(small)
    page = visit.page
    lease, questions = tmp_path / "lease.md", tmp_path / "questions.jsonl"
    lease.write_text(LEASE, encoding="utf-8")
    questions.write_text('{"id": "a", "question": "Why?"}\n{"id": "b"}\n', encoding="utf-8")
    visit.tab("Documents")
    visit.upload([lease])
    visit.tab("Evaluate")
    visit.choose("#evaluate-file", [questions])
    page.get_by_role("button", name="Run", exact=True).click()
    page.wait_for_selector("#evaluate-status:has-text('line 2')")
    assert page.locator("#evaluate-runs tbody tr").count() == 0
