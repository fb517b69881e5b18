from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from rag.check_report import CheckEvent, StoredCheck
from rag.client import AsyncClient
from rag.errors import ConfigurationError, ModelError, StoreError
from rag.filters import Filters
from rag.settings import Settings
from tests.fake_check import DRAFT, check_events, report_of
from tests.fake_pipeline import FakeCatalog, FakePipeline, builder
from ui.views.check import Checking, CheckView

STORED = StoredCheck(id="chk_00000000000000a1", text=DRAFT, report=report_of(DRAFT))


def view_of(fake: FakePipeline, data: Path, *, every_s: float = 0.0) -> CheckView:
    client = AsyncClient(settings=Settings(data=data), build=builder(fake))
    return CheckView(client, every_s=every_s)


async def checked(view: CheckView, text: str = DRAFT) -> list[Checking]:
    return [shown async for shown in view.check(text)]


@dataclass
class FullCatalog(FakeCatalog):
    """Has no room for a check."""

    def save_check(self, check: StoredCheck) -> None:
        raise StoreError("the disk is <full>")


@dataclass
class FailingPipeline(FakePipeline):
    """Fails after two sentences."""

    async def check_stream(
        self, text: str, *, filters: Filters | None = None
    ) -> AsyncIterator[CheckEvent]:
        for event in check_events(text)[:2]:
            yield event
        raise ModelError("the <model> is gone")


async def test_the_report_grows_sentence_by_sentence(tmp_path: Path) -> None:
    fake = FakePipeline()
    searching, first, second, third, fourth, done = await checked(view_of(fake, tmp_path))
    assert (searching.status, searching.html) == ("Searching and checking …", "")
    assert first.status == "1 of 4 sentences checked …"
    assert fourth.status == "4 of 4 sentences checked …"
    counted = [shown.html.count('class="cp-part ') for shown in (first, second, third, fourth)]
    assert counted == [1, 2, 3, 4]
    assert [shown.busy for shown in (searching, first, fourth, done)] == [True, True, True, False]
    assert done.status == "Done in 4.3 s."
    assert "Searched 2 documents" in done.html
    assert done.text == DRAFT


async def test_a_screen_reader_hears_the_start_and_the_end(tmp_path: Path) -> None:
    searching, first, *_, done = await checked(view_of(FakePipeline(), tmp_path))
    assert '<p class="cp-sr">Searching and checking …</p>' in searching.status_html()
    assert first.spoken == ""
    assert first.status_html() == (
        '<div aria-hidden="true"><p class="cp-note">1 of 4 sentences checked …</p></div>'
    )
    assert "aria-hidden" not in done.status_html()
    assert "1 supported, 1 contradicted, 1 not enough evidence, 1 not checked." in done.spoken
    assert done.spoken.endswith("Contradicted: Repairs cost $9 million.")


async def test_a_long_text_is_not_sent_again_for_each_sentence(tmp_path: Path) -> None:
    view = view_of(FakePipeline(), tmp_path, every_s=1000.0)
    _, first, _, _, fourth, done = await checked(view)
    assert first.html == fourth.html
    assert len(fourth.events) == 4
    stopped = await view.stopped(fourth)
    for last in (stopped, done):
        assert last.html.count('class="cp-part ') == 4


async def test_a_check_is_stored_and_opened_again(tmp_path: Path) -> None:
    fake = FakePipeline()
    view = view_of(fake, tmp_path)
    done = (await checked(view))[-1]
    assert re.fullmatch("chk_[0-9a-f]{16}", done.check_id)
    stored = StoredCheck(id=done.check_id, text=DRAFT, report=report_of(DRAFT))
    assert fake.catalog.checks == {done.check_id: stored}
    assert f'data-check="{done.check_id}"' in done.html
    again = await view.opened(done.check_id)
    assert again == replace(done, status="Checked on 2026-01-01.", spoken=again.spoken)
    assert again.spoken.startswith("1 supported, ")
    assert await view.stopped(done) == done
    assert (await checked(view))[-1].check_id != done.check_id


async def test_a_check_that_cannot_be_stored_is_shown(tmp_path: Path) -> None:
    done = (await checked(view_of(FakePipeline(catalog=FullCatalog()), tmp_path)))[-1]
    assert "Repairs cost $9 million" in done.html
    assert "data-check" not in done.html
    assert "the disk is <full>" in done.status
    assert "the disk is &lt;full&gt;" in done.status_html()
    assert not done.busy


async def test_what_is_opened_first(tmp_path: Path) -> None:
    view = view_of(FakePipeline(), tmp_path)
    assert await view.opened() == Checking()
    assert await view.opened("chk_x") == Checking(status="The check of this link cannot be found.")
    build = builder(error=ConfigurationError("there are no documents"))
    broken = CheckView(AsyncClient(settings=Settings(data=tmp_path), build=build))
    assert await broken.opened() == Checking()
    assert build.built == []  # nothing is opened for a page that shows nothing
    assert await broken.opened("chk_x") == Checking(status="there are no documents")


async def test_the_collection_reaches_the_pipeline(tmp_path: Path) -> None:
    fake = FakePipeline()
    async for _ in view_of(fake, tmp_path).check(DRAFT, {"tags": ["news"]}):
        pass
    assert fake.checked == [(DRAFT, Filters(tags=("news",)))]


async def test_an_empty_text_checks_nothing(tmp_path: Path) -> None:
    fake = FakePipeline()
    (shown,) = await checked(view_of(fake, tmp_path), " \n")
    assert (shown.status, shown.busy) == ("Paste or upload a text first.", False)
    assert fake.checked == []


async def test_a_text_that_is_too_long_is_refused_in_words(tmp_path: Path) -> None:
    fake = FakePipeline()
    shown = (await checked(view_of(fake, tmp_path), "a" * 50_001))[-1]
    assert "more than 50000" in shown.html
    assert "more than 50000" in shown.spoken
    assert (shown.status, shown.busy, len(shown.text)) == ("Not checked.", False, 50_001)
    assert fake.checked == []


async def test_a_check_that_fails_keeps_what_was_checked(tmp_path: Path) -> None:
    shown = (await checked(view_of(FailingPipeline(), tmp_path, every_s=1000.0)))[-1]
    assert shown.html.startswith('<div class="cp-failed">')
    assert "the &lt;model&gt; is gone" in shown.html
    assert shown.html.count('class="cp-part ') == 2
    assert (shown.status, shown.busy) == ("Failed: 2 of 4 sentences checked.", False)
    assert shown.text == DRAFT


async def test_a_check_can_be_stopped(tmp_path: Path) -> None:
    fake = FakePipeline()
    view = view_of(fake, tmp_path)
    views = view.check(DRAFT)
    searching = await anext(views)
    first = await anext(views)
    await views.aclose()
    assert fake.ended == ["closed"]
    assert fake.catalog.checks == {}
    stopped = await view.stopped(first)
    assert stopped.status == "Stopped: 1 of 4 sentences checked. The rest is not."
    assert (stopped.busy, stopped.text, stopped.events) == (False, DRAFT, first.events)
    assert "cp-waiting" in stopped.html
    nothing = await view.stopped(searching)
    assert (nothing.status, nothing.html, nothing.busy) == ("Stopped.", "", False)
    assert await view.stopped(stopped) == stopped


@pytest.mark.parametrize(
    ("name", "raw", "text"),
    [
        ("a.md", "Grüße.\r\n🙂".encode(), "Grüße.\r\n🙂"),
        ("a.TXT", b"\xef\xbb\xbfIt rose.", "It rose."),
        ("a.markdown", b"a" * 100, "a" * 100),
        ("a.txt", b"\xef\xbb\xbf" + "🙂".encode() * 100, "🙂" * 100),
    ],
)
async def test_a_file_is_read(tmp_path: Path, name: str, raw: bytes, text: str) -> None:
    (tmp_path / name).write_bytes(raw)
    read = await view_of(FakePipeline(), tmp_path).uploaded(tmp_path / name, max_chars=100)
    assert read.text == text
    assert read.status == f"{name} holds {len(text)} characters."


@pytest.mark.parametrize(
    ("name", "raw", "said"),
    [
        ("a.pdf", b"x", "a.pdf is none of .md, .markdown, .txt"),
        ("a.txt", b"caf\xe9 au lait", "a.txt is not UTF-8 text: byte 3 is 0xe9"),
        ("a.txt", b"a\0b", "a.txt is not text"),
        ("a.txt", b"a" * 101, "a.txt has more than 100 characters"),
        ("a.txt", b"a" * 5000, "a.txt has more than 100 characters"),
        ("a.txt", "🙂".encode() * 101, "a.txt has more than 100 characters"),
        ("gone.txt", None, "gone.txt cannot be read: No such file"),
    ],
)
async def test_a_file_that_is_no_text_is_refused_by_name(
    tmp_path: Path, name: str, raw: bytes | None, said: str
) -> None:
    if raw is not None:
        (tmp_path / name).write_bytes(raw)
    read = await view_of(FakePipeline(), tmp_path).uploaded(tmp_path / name, max_chars=100)
    assert read.text is None
    assert read.status.startswith(said)
    assert str(tmp_path) not in read.status
