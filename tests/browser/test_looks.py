"""Every view at every width and in both schemes: readable, reachable, within its frame."""

from __future__ import annotations

import pytest

from benchmarks.browsing.visit import Visit
from tests.browser.conftest import Shot, Visiting

TABS = ("Ask", "Check", "Documents", "Evaluate")
SIZES = {"narrow": (360, 740), "wide": (1600, 1000)}
ASKED = ("When did the bridge reopen?", "What did it cost?", "What is missing?", "partly")


def wider_than_the_screen(visit: Visit) -> bool:
    return visit.page.evaluate("document.documentElement.scrollWidth > innerWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", ["narrow", "wide"])
def test_every_view_is_accessible_and_fits(
    visiting: Visiting, scripted: str, shot: Shot, scheme: str, size: str
) -> None:
    width, height = SIZES[size]
    visit = visiting(scripted, dark=scheme == "dark", width=width, height=height)
    assert visit.serious() == []
    for number, question in enumerate(ASKED, start=1):
        visit.ask(question, answers=number)
    for opened in visit.page.locator("details[data-key] > summary").all():
        if opened.is_visible():
            opened.click()
    assert visit.serious() == []
    assert not wider_than_the_screen(visit)
    visit.page.evaluate("window.scrollTo(0, 0)")
    shot(visit, f"ask-{size}-{scheme}")
    visit.page.locator(".cp-cite").first.click()
    visit.page.wait_for_selector("dialog[open] iframe")
    assert visit.serious() == []
    visit.page.keyboard.press("Escape")
    visit.page.locator(".cp-report").last.click()
    assert visit.serious() == []
    visit.page.keyboard.press("Escape")
    for name in TABS[1:]:
        visit.tab(name)
        visit.page.wait_for_timeout(300)
        assert visit.serious() == [], name
        assert not wider_than_the_screen(visit), name
        shot(visit, f"{name.lower()}-{size}-{scheme}")


def test_reduced_motion_is_respected(visiting: Visiting, scripted: str) -> None:
    visit = visiting(scripted, still=True)
    visit.ask(ASKED[0])
    lasts = "card => getComputedStyle(card).transitionDuration"
    assert visit.page.locator(".cp-card").first.evaluate(lasts) == "0s"


def test_a_screen_reader_is_told(visiting: Visiting, scripted: str) -> None:
    visit = visiting(scripted)
    page = visit.page
    assert page.locator("#status[aria-live=polite], #status [aria-live=polite]").count() == 1
    visit.ask(ASKED[0])
    spoken = page.inner_text("#status .cp-sr")
    assert "The bridge reopened on 3 May 2024." in spoken
    names = page.locator(".cp-cite").all_inner_texts()
    assert all(name.startswith("source") for name in names), names
