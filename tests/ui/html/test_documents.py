from __future__ import annotations

from rag.ingest_report import IngestFailure, IngestReport
from tests.fake_pipeline import HARBOUR, HOSTILE, FakeCatalog
from tests.ui.html.test_answer import Seen
from ui.html.documents import Rows, documents_html, report_html

LISTINGS = FakeCatalog().listings()


def rows(**changed: object) -> Rows:
    held: dict[str, object] = {"listings": LISTINGS, "found": 3, "total": 3, **changed}
    return Rows(**held)  # pyright: ignore[reportArgumentType] - made of its own fields


def test_markup_is_ours_alone() -> None:
    html = documents_html(rows(confirming=HOSTILE.id, opened=HOSTILE.id, versions=[HOSTILE]))
    seen = Seen(html)
    assert {"script", "img", "mark"} & seen.tags == set()
    assert all(link.startswith("/documents/doc_") for link in seen.links)
    assert not set("\x1b\x07\u202e") & set(html)
    assert seen.text.count("evil/<script>.txt") == 1


def test_buttons_name_their_document() -> None:
    html = documents_html(rows())
    assert html.count('data-act="confirm"') == 3
    assert 'data-act="remove"' not in html
    assert f'Remove<span class="cp-sr"> {HARBOUR.title}</span>' in html
    asked = documents_html(rows(confirming=HARBOUR.id))
    assert asked.count('data-act="remove"') == 1


def test_more_documents_than_shown_are_counted() -> None:
    html = documents_html(rows(listings=LISTINGS[:1], found=2, total=3))
    assert "2 of 3 documents" in html
    assert "1 more document; search for them." in html
    assert "more document" not in documents_html(rows())


def test_a_report_says_why() -> None:
    report = IngestReport(
        added=["a.md"], failed=[IngestFailure(uri="<b>.md", reason="empty")], seconds=0.42
    )
    shown = Seen(report_html(report)).text
    assert shown == "1 added, 1 not taken in in 0.4 s<b>.md: empty"
    assert "Nothing to do" in report_html(IngestReport())
