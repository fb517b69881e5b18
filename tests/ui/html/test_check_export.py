from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

from markdown_it import MarkdownIt

from rag.check_report import CheckReport, StoredCheck
from rag.types import ModelIds
from tests.fake_check import DRAFT, report_of
from ui.html.check_export import check_json, check_markdown, check_page

STORED = StoredCheck(id="chk_00000000000000a1", text=DRAFT, report=report_of(DRAFT))
HOSTILE = (
    '<script>alert("x")</script> <img src=x onerror=alert(1)> evil\u202egpj.exe {{x}} ${x} [1] '
    "[a](javascript:alert(1)) **b** &lt;\n\n# Head\x1b[31m"
)
SHOWN = " ".join(HOSTILE.replace("\u202e", "").replace("\x1b", "\ufffd").split())


def hostile() -> StoredCheck:
    """Return a check whose every text is hostile."""
    report = report_of("evil")
    claim = report.claims[0]
    cited = {"title": HOSTILE, "uri": HOSTILE, "quote": HOSTILE}
    citation = claim.citations[0].model_copy(update=cited)
    verdict = claim.verdict.model_copy(update={"reason": HOSTILE})
    said = {"text": HOSTILE, "end": 20, "citations": [citation], "verdict": verdict}
    models = report.models.model_copy(update={"judge": HOSTILE})
    claims = [claim.model_copy(update=said)]
    report = report.model_copy(update={"claims": claims, "searched": HOSTILE, "models": models})
    return StoredCheck(id=STORED.id, text=HOSTILE, report=report)


class Page(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.policy = ""
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        assert not [name for name in given if name.startswith("on") or name in {"src", "style"}]
        self.tags.add(tag)
        self.links += [given["href"]] if "href" in given else []
        self.ids |= {given["id"]} if "id" in given else set()
        self.policy += given.get("content", "") if "http-equiv" in given else ""

    def handle_data(self, data: str) -> None:
        self.text += data


def test_markdown_lists_every_sentence_with_its_verdict() -> None:
    assert check_markdown(STORED) == (
        "# Checked text\n\n"
        "1 supported, 1 contradicted, 1 not enough evidence, 1 not checked. "
        "Searched 2 documents in 4.3 s.\n\n"
        "- – **not checked**: The bridge\n"
        "  - It is a heading.\n"
        "- ✓ **supported 0.97** (source 1): It reopened on 3 May 2024.\n"
        "- ✗ **contradicted** (source 2): Repairs cost \\$9 million.\n"
        "  - The sentence says \\$9 million; the source has \\$4.2 million.\n"
        "- ? **not enough evidence**: The mayor paid.\n"
        "  - The mayor is not in the source.\n"
        "  - Closest: “The repairs cost \\$4.2 million, the city said.” — "
        "Harbour bridge reopens, news/harbour.txt\n\n"
        "## Sources\n\n"
        "1. “The bridge reopened on 3 May 2024 after nine months of repairs.” — "
        "Harbour bridge reopens, news/harbour.txt, 2024-05-04\n"
        "2. “The repairs cost \\$4.2 million, the city said.” — "
        "Harbour bridge reopens, news/harbour.txt, 2024-05-04\n\n"
        "*citeproof, 2026-01-01T00:00:00Z, check chk\\_00000000000000a1, judge fake*\n"
    )


def test_hostile_text_is_text_in_markdown() -> None:
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(check_markdown(hostile()))
    inner = [child for token in tokens for child in token.children or []]
    kinds = {token.type for token in [*tokens, *inner]}
    assert not kinds & {"html_block", "html_inline", "link_open", "image", "s_open", "code_inline"}
    assert sum(token.type == "heading_open" for token in tokens) == 2
    assert sum(token.type == "strong_open" for token in inner) == 1
    said = "".join(child.content for child in inner if child.type != "softbreak")
    assert said.count(SHOWN) == 7  # searched, sentence, reason, quote, title, uri, judge


def test_the_page_shows_the_text_whole_and_marks_it() -> None:
    page = Page(check_page(STORED))
    shown = page.text.split("Searched 2 documents in 4.3 s.")[1].split("What is not supported")[0]
    for ours in (" source 1", " source 2", " – not checked", " ✓ supported 0.97"):
        assert ours in shown
        shown = shown.replace(ours, "")
    shown = shown.replace(" ✗ contradicted", "").replace(" ? not enough evidence", "")
    assert shown == DRAFT
    assert "The mayor is not in the source." in page.text
    assert "It is a heading." in page.text
    assert "Closest: “The repairs cost $4.2 million, the city said.”" in page.text


def test_the_page_needs_no_network_and_runs_nothing() -> None:
    for stored in (STORED, hostile()):
        html = check_page(stored)
        page = Page(html)
        style = re.search(r"<style>(.*?)</style>", html, re.DOTALL)
        assert style is not None
        digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
        assert f"style-src 'sha256-{digest}'" in page.policy
        assert page.policy.startswith("default-src 'none';")
        assert "url(" not in html
        assert {link.removeprefix("#") for link in page.links} <= page.ids
        assert not page.tags & {"script", "img", "link", "iframe", "form", "base"}


def test_hostile_text_is_text_on_the_page() -> None:
    html = check_page(hostile())
    assert not set("\x1b\x07\u202e") & set(html)
    assert Page(html).text.count(SHOWN) == 7  # as in Markdown; the text itself has two lines
    assert "evilgpj.exe {{x}} ${x} [1]" in Page(html).text


def test_scores_of_another_judge_are_said_to_be_none() -> None:
    models = ModelIds(chat="c", judge="mine", embed="e", calibrated=False)
    report = STORED.report.model_copy(update={"models": models})
    stored = STORED.model_copy(update={"report": report})
    for written in (check_markdown(stored), check_page(stored)):
        assert "Scores are not calibrated for the judge mine" in written
    for written in (check_markdown(STORED), check_page(STORED)):
        assert "calibrated" not in written


def test_json_is_the_report() -> None:
    assert CheckReport.model_validate_json(check_json(STORED)) == STORED.report
