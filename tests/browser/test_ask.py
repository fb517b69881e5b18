from __future__ import annotations

import json

from tests.browser.conftest import Shot, Visiting
from tests.fake_pipeline import HARBOUR, REOPENED, answer_of

QUESTION = "When did the bridge reopen?"

# What has come, noted in the page as it comes: a test that looks from outside may look too late.
_RECORD = """() => {
  window.seen = [];
  new MutationObserver(() => {
    const parts = ['.cp-card', '.cp-claim', '.cp-status'];
    const now = parts.filter((part) => document.querySelector(part)).join(' ');
    if (now && seen.at(-1) !== now) seen.push(now);
  }).observe(document.body, { subtree: true, childList: true });
}"""


def test_evidence_comes_first_and_sentences_one_by_one(
    visiting: Visiting, scripted: str, shot: Shot
) -> None:
    visit = visiting(scripted)
    shot(visit, "welcome")
    page = visit.page
    page.evaluate(_RECORD)
    page.fill("#question textarea", QUESTION)
    page.keyboard.press("Enter")
    page.wait_for_selector(".cp-claim")
    shot(visit, "answering")
    visit.finished(1)
    assert page.evaluate("seen") == [
        ".cp-card",
        ".cp-card .cp-claim",
        ".cp-card .cp-claim .cp-status",
    ]
    assert page.locator(".cp-claim .cp-sentence").all_inner_texts() == [
        claim.text for claim in answer_of(QUESTION).claims
    ]
    assert "supported 0.97" in page.locator(".cp-verdict").first.inner_text()
    assert "Answered in" in page.inner_text("#status")
    shot(visit, "answer")


def test_an_example_is_asked_with_one_click(visiting: Visiting, scripted: str) -> None:
    visit = visiting(scripted)
    visit.page.get_by_role("button", name=QUESTION).click()
    visit.finished(1)
    assert visit.page.inner_text(".cp-question") == QUESTION


def test_a_follow_up_stands_below_and_a_link_reopens_both(
    visiting: Visiting, scripted: str, shot: Shot
) -> None:
    visit = visiting(scripted)
    visit.ask(QUESTION)
    visit.ask("And the cost?", answers=2)
    assert visit.page.locator(".cp-question").all_inner_texts() == [QUESTION, "And the cost?"]
    shot(visit, "disagreement")
    again = visiting(visit.page.url)
    again.finished(2)
    assert again.page.inner_html(".cp-conversation") == visit.page.inner_html(".cp-conversation")
    again.page.get_by_role("button", name="New conversation").click()
    again.page.wait_for_selector(".cp-welcome")
    again.page.wait_for_function("!location.search.includes('c=')")


def test_stop_keeps_what_was_checked(visiting: Visiting, scripted: str) -> None:
    visit = visiting(scripted)
    visit.page.fill("#question textarea", QUESTION)
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_selector(".cp-claim")
    visit.page.get_by_role("button", name="Stop").click()
    visit.page.wait_for_selector(".cp-reply:has-text('Stopped.')")
    assert visit.page.locator(".cp-claim").count() >= 1
    assert visit.page.locator(".cp-status").count() == 0  # it is not passed off as a whole answer
    visit.ask("And then?", answers=1)


def test_a_citation_lights_its_card_and_opens_the_exact_quote(
    visiting: Visiting, scripted: str, shot: Shot
) -> None:
    visit = visiting(scripted)
    visit.ask(QUESTION)
    page = visit.page
    page.locator(".cp-cite").nth(2).hover()
    assert page.locator(".cp-lit .cp-number").all_inner_texts() == ["2"]
    page.locator(".cp-cite").first.click()
    frame = page.frame_locator("dialog[open] iframe")
    assert frame.locator("mark#quote").inner_text() == REOPENED.quote
    assert page.locator("dialog[open] h2").inner_text() == HARBOUR.title
    shot(visit, "source")
    page.keyboard.press("Escape")
    assert page.locator("dialog[open]").count() == 0
    page.wait_for_function("document.activeElement.classList.contains('cp-cite')")


def test_sides_silence_and_removed_sentences_are_shown(
    visiting: Visiting, scripted: str, shot: Shot
) -> None:
    visit = visiting(scripted)
    page = visit.page
    visit.ask("What did it cost?")
    assert page.locator(".cp-side h3").all_inner_texts() == ["$4.2 million", "$4.9 million"]
    assert "Why it differs: includes the temporary ferry" in page.inner_text(".cp-sides")
    visit.ask("What is missing?", answers=2)
    silence = page.inner_text(".cp-silence")
    assert "Searched: 3 documents, 9 chunks" in silence
    assert "Closest passages" in silence
    shot(visit, "silence")
    visit.ask("What is partly known?", answers=3)
    assert not page.locator(".cp-removed s").is_visible()
    page.locator(".cp-removed > summary").click()
    assert page.inner_text(".cp-removed s") == "The mayor paid for the bridge himself."
    shot(visit, "removed")


def test_answers_are_copied_and_saved(visiting: Visiting, scripted: str) -> None:
    visit = visiting(scripted)
    visit.ask(QUESTION)
    page = visit.page
    page.get_by_role("button", name="Copy with citations").click()
    page.wait_for_selector("#status:has-text('Copied')")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "The bridge reopened on 3 May 2024. [1]" in copied
    with page.expect_download() as saving:
        page.get_by_role("link", name="JSON").click()
    assert saving.value.suggested_filename.endswith(".json")
    held = json.loads(saving.value.path().read_text(encoding="utf-8"))
    assert held[0]["question"] == QUESTION


def test_feedback_on_a_sentence_becomes_a_question(
    visiting: Visiting, scripted: str, shot: Shot
) -> None:
    visit = visiting(scripted)
    visit.ask(QUESTION)
    page = visit.page
    page.locator(".cp-why > summary").first.click()
    page.locator(".cp-checks .cp-report").first.click()
    assert page.inner_text("dialog[open] blockquote") == "The bridge reopened on 3 May 2024."
    shot(visit, "feedback")
    page.get_by_label("It is wrong").check()
    page.get_by_label("What should it say? (optional)").fill("It reopened in 2025.")
    page.locator("dialog[open]").get_by_role("button", name="Send").click()
    page.wait_for_selector("#status:has-text('Thank you')")
    reply = page.request.get(f"{scripted}feedback/questions.jsonl")
    row = json.loads(reply.text().splitlines()[-1])
    assert row["reference_answer"] == ["It reopened in 2025."]
    assert row["must_not_include"] == ["The bridge reopened on 3 May 2024."]


def test_everything_can_be_reached_with_the_keyboard(visiting: Visiting, scripted: str) -> None:
    visit = visiting(scripted)
    page = visit.page
    page.locator("#question textarea").focus()
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    visit.finished(1)
    reached: list[str] = []
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate("document.activeElement.className + document.activeElement.tagName")
        )
        if "cp-cite" in reached[-1]:
            break
    assert "cp-cite" in reached[-1], reached
    assert page.locator(".cp-lit").count() == 1  # focus lights it up as the pointer does
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog[open] iframe")
    page.keyboard.press("Escape")
    page.wait_for_function("document.activeElement.classList.contains('cp-cite')")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector(".cp-why[open]")  # the verdict opens
