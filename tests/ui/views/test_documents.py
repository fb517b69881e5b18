from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path

import pytest

from rag.client import AsyncClient
from rag.errors import ConfigurationError, QAError, StoreError
from rag.settings import Settings
from tests.fake_pipeline import HARBOUR, LEDGER, FakePipeline, builder
from tests.ui.conftest import FakeIngestor
from ui.views.documents import Chosen, DocumentsView, Uploading, file_name


def view_of(
    data: Path, ingestor: FakeIngestor | None = None, *, error: QAError | None = None
) -> DocumentsView:
    settings = Settings(data=data)
    client = AsyncClient(settings=settings, build=builder(FakePipeline(), error=error))
    held = ingestor or FakeIngestor()
    return DocumentsView(client, settings, lambda _: held)


def given(folder: Path, *names: str) -> list[str]:
    folder.mkdir()
    for name in names:
        (folder / name).write_text(f"The text of {name}.", encoding="utf-8")
    return [str(folder / name) for name in names]


async def uploaded(view: DocumentsView, paths: list[str], tags: str = "") -> list[Uploading]:
    return [moment async for moment in view.upload(paths, tags)]


async def test_the_table_lists_and_searches(tmp_path: Path) -> None:
    view = view_of(tmp_path)
    everything = await view.table(Chosen())
    assert "3 of 3 documents" in everything
    assert HARBOUR.title in everything
    found = await view.table(Chosen(search="LEDGER city"))
    assert "1 of 3 documents" in found
    assert "City ledger &lt;2024&gt;" in found
    assert HARBOUR.title not in found
    assert "No document has these words." in await view.table(Chosen(search="nowhere"))
    assert "1 of 3 documents" in await view.table(Chosen(collection="tag:news"))


async def test_versions_and_confirmation_are_asked_for(tmp_path: Path) -> None:
    view = view_of(tmp_path)
    closed = Chosen()
    assert "Version" not in await view.table(closed)
    opened = closed.acted("history", LEDGER.id)
    assert "Version 2, taken in 2026-01-01T00:00:00Z" in await view.table(opened)
    assert opened.acted("close", LEDGER.id) == closed
    confirming = closed.acted("confirm", LEDGER.id)
    assert "Remove it" in await view.table(confirming)
    assert confirming.acted("keep", LEDGER.id) == closed
    assert confirming.acted("remove", LEDGER.id) == closed


async def test_uploads_are_kept_and_taken_in(tmp_path: Path) -> None:
    ingestor = FakeIngestor()
    paths = given(tmp_path / "temporary", "a.txt", "b.pdf")
    moments = await uploaded(view_of(tmp_path / "data", ingestor), paths, " law , 2025,, ")
    assert [moment.busy for moment in moments] == [True, True, False]
    assert moments[1].status == "Taking in 2 of 2: a�[31m.txt"
    assert moments[-1].status == "1 document taken in."
    assert "b.pdf</strong>: files of kind .pdf are not read" in moments[-1].report
    kept = tmp_path / "data" / "uploads" / "a.txt"
    assert ingestor.calls == [([kept], False)]
    assert ingestor.tags == [["law", "2025"]]
    assert kept.read_text(encoding="utf-8") == "The text of a.txt."
    assert list((tmp_path / "temporary").iterdir()) == []
    assert [path.name for path in kept.parent.iterdir()] == ["a.txt"]


async def test_two_files_of_one_name_are_two_documents(tmp_path: Path) -> None:
    paths = given(tmp_path / "one", "a.txt") + given(tmp_path / "two", "a.txt")
    ingestor = FakeIngestor()
    await uploaded(view_of(tmp_path / "data", ingestor), paths)
    assert [path.name for path in ingestor.calls[0][0]] == ["a.txt", "a~2.txt"]


async def test_nothing_that_can_be_read_reaches_no_ingest(tmp_path: Path) -> None:
    ingestor = FakeIngestor()
    paths = given(tmp_path / "temporary", "b.exe")
    (*_, last) = await uploaded(view_of(tmp_path / "data", ingestor), paths)
    assert (last.status, last.busy) == ("No new document.", False)
    assert ingestor.calls == []
    (only,) = await uploaded(view_of(tmp_path / "data", ingestor), [])
    assert only.status == "Choose files first."


async def test_failures_are_said_in_words(tmp_path: Path) -> None:
    busy = StoreError("the data is being changed by process 7")
    ingestor = FakeIngestor(error=busy)
    view = view_of(tmp_path / "data", ingestor)
    (*_, last) = await uploaded(view, given(tmp_path / "temporary", "a.txt"))
    assert last.status == f"This did not work: {busy}"
    assert await view.remove(HARBOUR.id) == f"This did not work: {busy}"
    broken = await view_of(tmp_path, error=StoreError("<disk> gone")).table(Chosen())
    assert "The documents cannot be listed: &lt;disk&gt; gone" in broken
    empty = await view_of(tmp_path, error=ConfigurationError("none yet")).table(Chosen())
    assert "No documents yet" in empty


async def test_an_upload_goes_on_when_nobody_looks(tmp_path: Path) -> None:
    ingestor = FakeIngestor()
    view = view_of(tmp_path / "data", ingestor)
    moments = view.upload(given(tmp_path / "temporary", "a.txt"), "")
    await anext(moments)
    await moments.aclose()
    for _ in range(100):
        if ingestor.calls:
            break
        await asyncio.sleep(0.02)
    assert len(ingestor.calls) == 1


async def test_removing_takes_the_uploaded_file_along(tmp_path: Path) -> None:
    ingestor = FakeIngestor()
    view = view_of(tmp_path, ingestor)
    uploads = tmp_path / "uploads"
    uploads.mkdir()
    other = uploads / "harbour.txt"
    other.write_text("Another text of the same name.", encoding="utf-8")
    assert await view.remove(HARBOUR.id) == f"Removed “{HARBOUR.title}”."
    assert ingestor.removed == [HARBOUR.id]
    assert other.exists()
    own = HARBOUR.model_copy(update={"sha256": hashlib.sha256(other.read_bytes()).hexdigest()})
    settings = Settings(data=tmp_path)
    fake = FakePipeline()
    fake.catalog.held[0] = own
    client = AsyncClient(settings=settings, build=builder(fake))
    await DocumentsView(client, settings, lambda _: ingestor).remove(own.id)
    assert not other.exists()


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("report 1.md", "report 1.md"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\temp\\x.txt", "x.txt"),
        (".hidden.txt", "hidden.txt"),
        ("...", "document"),
        ("é" * 300 + ".html", "é" * 97 + ".html"),
        ("<script>.txt", "<script>.txt"),
        ("a\u202etxt.exe", "atxt.exe"),
    ],
)
def test_names_lead_nowhere_else(name: str, kept: str) -> None:
    assert file_name(name) == kept
    assert len(file_name(name).encode()) <= 200
