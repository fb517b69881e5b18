"""Documents that attack the page: nothing runs, nothing is fetched, nothing breaks."""

from __future__ import annotations

from pathlib import Path

from benchmarks.browsing.hostile import HOSTILE, write_hostile
from tests.browser.conftest import Visiting

_LINKS_AWAY = (
    "[...document.querySelectorAll('#chat a')].filter(a => a.origin !== location.origin).length"
)
_MARKUP = ", ".join(
    f"#chat {part}"
    for part in ("script", "img", "iframe", "svg", "style", "form", "[onerror]", "[onmouseover]")
)


def test_hostile_documents_stay_text(visiting: Visiting, small: str, tmp_path: Path) -> None:
    visit = visiting(small)
    page = visit.page
    visit.tab("Documents")
    paths = write_hostile(tmp_path / "hostile")
    report = visit.upload(paths, tags="<img src=x onerror=owned=1>")
    assert f"{len(paths)} added" in report
    page.wait_for_selector(f"#documents-table:has-text('{len(paths)} of {len(paths)} documents')")
    assert not visit.executed()
    for button in page.get_by_role("button", name="History").all()[:3]:
        button.click()
    visit.tab("Ask")
    for number, document in enumerate(HOSTILE, start=1):
        visit.ask(document.question, answers=number)
    assert not visit.executed()
    assert page.locator(_MARKUP).count() == 0
    away = (
        "[...document.querySelectorAll('#chat a')].filter(a => a.origin !== location.origin).length"
    )
    assert page.evaluate(away) == 0
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    page.locator(".cp-turn").last.locator(".cp-card a").first.click()
    page.wait_for_selector("dialog[open] iframe")
    page.keyboard.press("Escape")
    again = visiting(page.url)
    again.finished(len(HOSTILE))
    assert not again.executed()


def test_each_document_page_is_text(visiting: Visiting, small: str, tmp_path: Path) -> None:
    visit = visiting(small)
    visit.tab("Documents")
    visit.upload(write_hostile(tmp_path / "hostile"))
    visit.page.wait_for_selector("#documents-table .cp-open")
    links = visit.page.locator("#documents-table a.cp-open")
    for address in [link.get_attribute("href") for link in links.all()]:
        assert address is not None
        visit.page.goto(small.rstrip("/") + address)
        assert not visit.executed()
        assert visit.page.locator("script, img, iframe, a").count() == 0
