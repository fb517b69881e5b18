from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser

from benchmarks.browsing.serving import served
from benchmarks.browsing.visit import serious_findings
from tests.browser.conftest import command

KEY = "a-long-enough-key-for-tests"


def test_a_key_opens_the_page_and_its_documents(browser: Browser, tmp_path: Path) -> None:
    with served(command("scripted", tmp_path), key=KEY) as address:
        context = browser.new_context()
        page = context.new_page()
        page.goto(address)
        page.get_by_label("Key").wait_for()
        assert serious_findings(page) == []
        assert page.request.get(f"{address}documents/doc_00000000000000a1").status == 401
        page.get_by_label("Key").fill("not-the-key-of-this-server")
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("alert").wait_for()
        assert serious_findings(page) == []
        page.get_by_label("Key").fill(KEY)
        page.get_by_role("button", name="Sign in").click()
        page.fill("#question textarea", "When did the bridge reopen?")
        page.keyboard.press("Enter")
        page.locator(".cp-cite").first.click()
        quoted = page.frame_locator("dialog[open] iframe").locator("mark#quote")
        assert quoted.inner_text().startswith("The bridge reopened")
        context.close()
