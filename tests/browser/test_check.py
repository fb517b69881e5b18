from __future__ import annotations

from pathlib import Path

from tests.browser.conftest import Shot, Visiting
from tests.fake_check import DRAFT

LEASE = "# Lease\n\nThe tenant pays rent of 900 euros a month to Borel.\n"
TEXT = (
    "The tenant pays rent of 900 euros a month to Borel. The tenant pays rent of 950 euros a month."
)


def test_a_text_is_marked_sentence_by_sentence(
    visiting: Visiting, scripted: str, shot: Shot
) -> None:
    visit = visiting(scripted)
    page = visit.page
    visit.tab("Check")
    page.fill("#check-text textarea", DRAFT)
    page.get_by_role("button", name="Check", exact=True).click()
    page.wait_for_selector("#check-report [data-check]")
    assert page.locator("#check-report .cp-part").count() >= 3
    assert "supported" in page.inner_text("#check-report .cp-counts")
    shot(visit, "check")
    with page.expect_download() as saving:
        page.locator("#check-report").get_by_role("link", name="Markdown").click()
    assert saving.value.suggested_filename.endswith(".md")
    page.wait_for_function("location.search.includes('check=')")
    again = visiting(page.url)
    again.page.wait_for_selector("#check-report [data-check]")
    assert again.page.locator("#check-text textarea").input_value() == DRAFT


def test_a_file_is_checked_against_the_documents(
    visiting: Visiting, small: str, tmp_path: Path
) -> None:
    visit = visiting(small)
    page = visit.page
    lease, draft = tmp_path / "lease.md", tmp_path / "draft.md"
    lease.write_text(LEASE, encoding="utf-8")
    draft.write_text(TEXT, encoding="utf-8")
    visit.tab("Documents")
    visit.upload([lease])
    visit.tab("Check")
    with page.expect_file_chooser() as choosing:
        page.get_by_role("button", name="Upload").click()
    choosing.value.set_files(draft)
    page.wait_for_function("document.querySelector('#check-text textarea').value.length > 40")
    page.get_by_role("button", name="Check", exact=True).click()
    page.wait_for_selector("#check-report [data-check]")
    assert page.locator("#check-report .cp-part-supported").count() == 1
    assert page.locator("#check-report .cp-part-contradicted").count() == 1
    page.locator("#check-report .cp-cite").first.click()
    quoted = page.frame_locator("dialog[open] iframe").locator("mark#quote").inner_text()
    assert quoted == "The tenant pays rent of 900 euros a month to Borel."
