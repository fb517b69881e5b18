from __future__ import annotations

from pathlib import Path

from tests.browser.conftest import Shot, Visiting

LEASE = "# Lease\n\nThe tenant pays rent of 900 euros a month to Borel.\n"
DEED = "# Deed\n\nThe owner of the mill is Anna Sorel.\n"


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_from_nothing_to_an_answer_and_back(
    visiting: Visiting, small: str, tmp_path: Path, shot: Shot
) -> None:
    visit = visiting(small)
    page = visit.page
    assert "Add documents first" in page.inner_text("#chat")
    shot(visit, "first-run")
    page.get_by_role("button", name="Add documents").click()
    page.wait_for_selector("#documents-table:has-text('No documents yet')")
    lease, odd = written(tmp_path, "lease.md", LEASE), written(tmp_path, "plan.pdf", "%PDF")
    report = visit.upload([lease, odd], tags="law")
    assert "1 added, 1 not taken in" in report
    assert "plan.pdf: files of kind .pdf are not read" in report
    page.wait_for_selector("#documents-table:has-text('1 of 1 document')")
    shot(visit, "documents")
    visit.tab("Ask")
    visit.ask("What rent does the tenant pay?")
    assert "900 euros" in page.inner_text(".cp-answer")
    page.locator(".cp-cite").first.click()
    quoted = page.frame_locator("dialog[open] iframe").locator("mark#quote").inner_text()
    assert quoted == "The tenant pays rent of 900 euros a month to Borel."
    page.keyboard.press("Escape")
    visit.tab("Documents")
    page.get_by_role("button", name="Remove Lease").click()
    page.get_by_role("button", name="Keep it Lease").click()
    page.wait_for_selector("#documents-table:not(:has-text('Keep it'))")
    page.get_by_role("button", name="Remove Lease").click()
    shot(visit, "remove")
    page.get_by_role("button", name="Remove it Lease").click()
    page.wait_for_selector("#documents-status:has-text('Removed “Lease”.')")
    page.wait_for_selector("#documents-table:has-text('No documents yet')")


def test_search_versions_and_collections(visiting: Visiting, small: str, tmp_path: Path) -> None:
    visit = visiting(small)
    page = visit.page
    visit.tab("Documents")
    visit.upload([written(tmp_path, "lease.md", LEASE)], tags="law")
    page.wait_for_selector("#documents-table:has-text('1 of 1 document')")
    visit.upload([written(tmp_path, "deed.md", DEED)], tags="land")
    page.wait_for_selector("#documents-table:has-text('2 of 2 documents')")
    visit.upload([written(tmp_path, "lease.md", LEASE.replace("900", "950"))], tags="law")
    page.wait_for_selector("#upload-report:has-text('1 updated')")
    page.get_by_role("button", name="History Lease").click()
    page.wait_for_selector("#documents-table:has-text('Version 2')")
    page.fill("#documents-search input, #documents-search textarea", "deed")
    page.wait_for_selector("#documents-table:has-text('1 of 2 documents')")
    visit.tab("Ask")
    page.click("#ask-collection input")
    page.get_by_role("option", name="Tag: land").click()
    visit.ask("What rent does the tenant pay?")
    assert "950" not in page.inner_text(".cp-turn")
