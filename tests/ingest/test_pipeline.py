"""Ingesting: what is added, updated, left alone, moved and removed, and what is rebuilt."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from ingest import Ingestor
from rag.catalog import CATALOG_FILE, Catalog
from rag.errors import ModelError, StoreError, UsageError
from rag.lock import exclusive
from rag.models.fake import FakeEmbedder
from rag.protocols import Vectors
from rag.store import ChromaStore
from rag.types import Document
from tests.corpus import listings

LEASE = "# The lease of 2025\n\nThe rent is 500 dollars. It is due on the first day.\n"


class CountingEmbedder(FakeEmbedder):
    """Counts the texts, and can be told to fail."""

    def __init__(self, *, model_id: str = "fake-embedder", fail: bool = False) -> None:
        super().__init__()
        self.texts = 0
        self._id = model_id
        self._fail = fail

    @property
    def model_id(self) -> str:
        return self._id

    async def embed(self, texts: Sequence[str]) -> Vectors:
        if self._fail:
            raise ModelError("the embedder failed")
        self.texts += len(texts)
        return await super().embed(texts)


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def ingestor(tmp_path: Path, embedder: FakeEmbedder | None = None) -> Ingestor:
    return Ingestor(tmp_path / "data", embedder=embedder or FakeEmbedder())


def documents(tmp_path: Path) -> dict[str, Document]:
    catalog = Catalog(tmp_path / "data" / CATALOG_FILE)
    try:
        return {document.uri: document for document in catalog.documents()}
    finally:
        catalog.close()


def check_in_step(tmp_path: Path) -> None:
    """Catalog and collection hold the same chunks, and every vector is stored."""
    catalog = Catalog(tmp_path / "data" / CATALOG_FILE)
    store = ChromaStore(tmp_path / "data" / "chroma", collection=catalog.collection() or "")
    try:
        ids = catalog.chunk_ids()
        assert asyncio.run(store.ids()) == set(ids)
        found = catalog.vectors(catalog.embed_model_id() or "", ids)
        for chunk in catalog.chunks(ids):
            assert len(found[chunk.id].sentences) == len(chunk.embedded_sentences) > 0
    finally:
        asyncio.run(store.close())
        catalog.close()


def test_the_first_ingest_adds_and_the_second_does_nothing(tmp_path: Path) -> None:
    write(tmp_path / "c" / "a.md", LEASE)
    write(tmp_path / "c" / "sub" / "b.txt", "The deposit is 900 dollars.")
    write(tmp_path / "c" / "x.png", "no")
    embedder = CountingEmbedder()
    first = ingestor(tmp_path, embedder).ingest(tmp_path / "c")
    assert (first.added, first.generation, first.chunks) == (["a.md", "sub/b.txt"], "g1", 2)
    assert [s.uri for s in first.skipped] == ["x.png"]
    found = documents(tmp_path)
    assert found["a.md"].title == "The lease of 2025"
    assert (found["sub/b.txt"].title, found["a.md"].text) == ("b.txt", LEASE)
    check_in_step(tmp_path)
    embedded = embedder.texts
    second = ingestor(tmp_path, embedder).ingest([tmp_path / "c"])
    assert (second.added, second.updated, second.generation) == ([], [], "g1")
    assert second.unchanged == ["a.md", "sub/b.txt"]
    assert (second.chunks, embedder.texts) == (0, embedded)


def test_an_unchanged_corpus_needs_no_embedder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rag import assemble

    made: list[FakeEmbedder] = []

    def build_embedder(*_: object, **__: object) -> FakeEmbedder:
        made.append(FakeEmbedder())
        return made[-1]

    monkeypatch.setattr(assemble, "build_embedder", build_embedder)
    write(tmp_path / "c" / "a.md", LEASE)
    Ingestor(tmp_path / "data").ingest(tmp_path / "c")
    Ingestor(tmp_path / "data").ingest(tmp_path / "c")
    assert len(made) == 1


def test_a_changed_file_is_a_new_version(tmp_path: Path) -> None:
    path = write(tmp_path / "c" / "a.md", LEASE)
    write(tmp_path / "c" / "b.md", "# Other\n\nIt stays as it is.\n")
    ingestor(tmp_path).ingest(tmp_path / "c")
    old = documents(tmp_path)["a.md"]
    path.write_text(LEASE.replace("500", "600"), encoding="utf-8")
    report = ingestor(tmp_path).ingest(tmp_path / "c")
    assert (report.updated, report.unchanged, report.generation) == (["a.md"], ["b.md"], "g2")
    new = documents(tmp_path)["a.md"]
    assert (new.id, new.version) == (old.id, 2)
    check_in_step(tmp_path)
    catalog = Catalog(tmp_path / "data" / CATALOG_FILE)
    assert [d.version for d in catalog.versions(old.id)] == [1, 2]
    assert catalog.search("500", k=3) == []
    catalog.close()


def test_going_back_to_older_bytes_is_a_version_again(tmp_path: Path) -> None:
    path = write(tmp_path / "c" / "a.md", LEASE)
    for text in (LEASE, LEASE.replace("500", "600"), LEASE):
        path.write_text(text, encoding="utf-8")
        ingestor(tmp_path).ingest(tmp_path / "c")
    assert documents(tmp_path)["a.md"].version == 3
    check_in_step(tmp_path)


def test_one_bad_file_does_not_keep_the_others_out(tmp_path: Path) -> None:
    write(tmp_path / "c" / "a.md", LEASE)
    write(tmp_path / "c" / "empty.txt", "")
    (tmp_path / "c" / "binary.txt").write_bytes(b"\x00\x01\x02")
    (tmp_path / "c" / "page.html").write_bytes(b"<html></html>")
    report = ingestor(tmp_path).ingest(tmp_path / "c")
    assert report.added == ["a.md"]
    assert [(f.uri, f.reason.split()[0]) for f in report.failed] == [
        ("binary.txt", "not"),
        ("empty.txt", "empty"),
        ("page.html", "empty:"),
    ]


def test_a_file_that_can_no_longer_be_read_keeps_its_old_version(tmp_path: Path) -> None:
    path = write(tmp_path / "c" / "a.md", LEASE)
    ingestor(tmp_path).ingest(tmp_path / "c")
    path.write_bytes(b"\x00")
    report = ingestor(tmp_path).ingest(tmp_path / "c", sync=True)
    assert ([f.uri for f in report.failed], report.generation) == (["a.md"], "g1")
    assert documents(tmp_path)["a.md"].text == LEASE


def test_the_same_name_in_another_folder_is_another_document(tmp_path: Path) -> None:
    write(tmp_path / "one" / "a.md", LEASE)
    write(tmp_path / "two" / "a.md", LEASE.replace("500", "700"))
    write(tmp_path / "three" / "a.md", LEASE.replace("500", "800"))
    report = ingestor(tmp_path).ingest([tmp_path / "one", tmp_path / "two"])
    assert report.added == ["a.md", "two/a.md"]
    again = ingestor(tmp_path).ingest([tmp_path / "two", tmp_path / "three", tmp_path / "one"])
    assert (again.unchanged, again.added) == (["two/a.md", "a.md"], ["three/a.md"])
    assert len(documents(tmp_path)) == 3


def test_a_moved_corpus_is_unchanged_and_then_followed(tmp_path: Path) -> None:
    write(tmp_path / "old" / "a.md", LEASE)
    ingestor(tmp_path).ingest(tmp_path / "old")
    (tmp_path / "old").rename(tmp_path / "new")
    moved = ingestor(tmp_path).ingest(tmp_path / "new", sync=True)
    assert (moved.unchanged, moved.removed, moved.generation) == (["a.md"], [], "g1")
    write(tmp_path / "new" / "a.md", LEASE.replace("500", "600"))
    assert ingestor(tmp_path).ingest(tmp_path / "new").updated == ["a.md"]


def test_a_folder_seen_from_above_is_not_taken_in_twice(tmp_path: Path) -> None:
    path = write(tmp_path / "c" / "sub" / "a.md", LEASE)
    ingestor(tmp_path).ingest(tmp_path / "c" / "sub")
    report = ingestor(tmp_path).ingest([tmp_path / "c", path])
    assert (report.added, report.unchanged) == ([], ["a.md"])


def test_copies_under_two_names_are_both_kept(tmp_path: Path) -> None:
    write(tmp_path / "c" / "a.md", LEASE)
    write(tmp_path / "c" / "b.md", LEASE)
    assert ingestor(tmp_path).ingest(tmp_path / "c").added == ["a.md", "b.md"]
    check_in_step(tmp_path)


def test_vanished_files_go_only_when_asked(tmp_path: Path) -> None:
    gone = write(tmp_path / "c" / "a.md", LEASE)
    write(tmp_path / "c" / "b.md", "# Other\n\nIt stays as it is.\n")
    elsewhere = write(tmp_path / "d" / "e.md", "# Third\n\nIt is elsewhere.\n")
    ingestor(tmp_path).ingest([tmp_path / "c", tmp_path / "d"])
    gone.unlink()
    elsewhere.unlink()
    kept = ingestor(tmp_path).ingest(tmp_path / "c")
    assert (kept.removed, kept.generation) == ([], "g1")
    report = ingestor(tmp_path).ingest(tmp_path / "c", sync=True)
    assert (report.removed, report.generation) == (["a.md"], "g2")
    assert list(documents(tmp_path)) == ["b.md", "e.md"]
    check_in_step(tmp_path)


def test_documents_are_removed_by_id_or_uri(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        write(tmp_path / "c" / f"{name}.md", f"# Deed {name}\n\nIt names the owner of {name}.\n")
    ingestor(tmp_path).ingest(tmp_path / "c")
    held = documents(tmp_path)
    with pytest.raises(UsageError, match=r"no document 'z\.md'"):
        ingestor(tmp_path).remove(["a.md", "z.md"])
    assert list(documents(tmp_path)) == ["a.md", "b.md", "c.md"]
    report = ingestor(tmp_path).remove(["a.md", held["c.md"].id])
    assert (report.removed, report.generation) == (["a.md", "c.md"], "g2")
    assert list(documents(tmp_path)) == ["b.md"]
    check_in_step(tmp_path)
    assert (tmp_path / "c" / "a.md").is_file()
    assert ingestor(tmp_path).ingest(tmp_path / "c").added == ["a.md", "c.md"]
    check_in_step(tmp_path)


def test_names_of_any_kind(tmp_path: Path) -> None:
    names = ["a b.txt", "100%25.txt", "Ünï.txt", "new\nline.txt", "q?#.txt"]
    for name in names:
        write(tmp_path / "c" / name, f"It is about {name.split('.')[0]}.")
    assert ingestor(tmp_path).ingest(tmp_path / "c").added == sorted(names)
    check_in_step(tmp_path)


def test_a_text_without_sentences_is_a_document_without_chunks(tmp_path: Path) -> None:
    write(tmp_path / "c" / "a.md", "# Only a heading\n")
    report = ingestor(tmp_path).ingest(tmp_path / "c")
    assert (report.added, report.chunks) == (["a.md"], 0)


def test_an_empty_folder_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "c").mkdir()
    report = ingestor(tmp_path).ingest(tmp_path / "c")
    assert (report.added, report.generation) == ([], "g0")


def test_wrong_usage_is_told_before_anything_is_made(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        ingestor(tmp_path).ingest(tmp_path / "nothing")
    assert not (tmp_path / "data").exists()


def test_a_held_lock_is_an_error(tmp_path: Path) -> None:
    write(tmp_path / "c" / "a.md", LEASE)
    with exclusive(tmp_path / "data"), pytest.raises(StoreError, match=str(os.getpid())):
        ingestor(tmp_path).ingest(tmp_path / "c")


async def test_it_works_inside_a_running_loop(tmp_path: Path) -> None:
    write(tmp_path / "c" / "a.md", LEASE)
    assert ingestor(tmp_path).ingest(tmp_path / "c").added == ["a.md"]
    assert (await ingestor(tmp_path).aingest(str(tmp_path / "c"))).unchanged == ["a.md"]


def test_progress_is_told_of_every_file(tmp_path: Path) -> None:
    write(tmp_path / "c" / "a.md", LEASE)
    write(tmp_path / "c" / "b.md", LEASE)
    told: list[tuple[int, int, str]] = []
    ingestor(tmp_path).ingest(
        tmp_path / "c", progress=lambda done, total, uri: told.append((done, total, uri))
    )
    assert told == [(0, 2, "a.md"), (1, 2, "b.md")]


def test_a_failing_embedder_leaves_the_old_version(tmp_path: Path) -> None:
    path = write(tmp_path / "c" / "a.md", LEASE)
    ingestor(tmp_path).ingest(tmp_path / "c")
    path.write_text(LEASE.replace("500", "600"), encoding="utf-8")
    with pytest.raises(ModelError):
        ingestor(tmp_path, CountingEmbedder(fail=True)).ingest(tmp_path / "c")
    assert documents(tmp_path)["a.md"].text == LEASE


@pytest.mark.parametrize("damage", ["absent", "garbage", "lost rows"])
def test_a_lost_index_is_rebuilt_without_embedding(tmp_path: Path, damage: str) -> None:
    write(tmp_path / "c" / "a.md", LEASE)
    embedder = CountingEmbedder()
    ingestor(tmp_path, embedder).ingest(tmp_path / "c")
    embedded = embedder.texts
    folder = tmp_path / "data" / "chroma"
    if damage == "absent":
        shutil.rmtree(folder)
    elif damage == "garbage":
        (folder / "chroma.sqlite3").write_bytes(b"garbage" * 2000)
    else:
        asyncio.run(_empty(tmp_path))
    report = ingestor(tmp_path, embedder).ingest(tmp_path / "c")
    assert (report.unchanged, embedder.texts) == (["a.md"], embedded)
    check_in_step(tmp_path)


async def _empty(tmp_path: Path) -> None:
    catalog = Catalog(tmp_path / "data" / CATALOG_FILE)
    store = ChromaStore(tmp_path / "data" / "chroma", collection=catalog.collection() or "")
    await store.delete(sorted(await store.ids()))
    await store.close()
    catalog.close()


def test_another_model_embeds_everything_again(tmp_path: Path) -> None:
    write(tmp_path / "c" / "a.md", LEASE)
    ingestor(tmp_path).ingest(tmp_path / "c")
    other = CountingEmbedder(model_id="other")
    report = ingestor(tmp_path, other).ingest(tmp_path / "c")
    assert (report.unchanged, report.generation) == (["a.md"], "g2")
    assert other.texts > 0
    catalog = Catalog(tmp_path / "data" / CATALOG_FILE)
    assert catalog.embed_model_id() == "other"
    catalog.close()
    check_in_step(tmp_path)


def test_rebuilding_makes_a_new_generation(tmp_path: Path) -> None:
    write(tmp_path / "c" / "a.md", LEASE)
    embedder = CountingEmbedder()
    ingestor(tmp_path, embedder).ingest(tmp_path / "c")
    embedded = embedder.texts
    assert ingestor(tmp_path, embedder).rebuild() == "g2"
    assert embedder.texts == embedded
    check_in_step(tmp_path)


def test_a_foreign_chroma_folder_is_left_alone(tmp_path: Path) -> None:
    asyncio.run(_foreign(tmp_path / "data" / "chroma", write=True))
    write(tmp_path / "c" / "a.md", LEASE)
    ingestor(tmp_path).ingest(tmp_path / "c")
    ingestor(tmp_path).rebuild()
    asyncio.run(_foreign(tmp_path / "data" / "chroma", write=False))


async def _foreign(folder: Path, *, write: bool) -> None:
    store = ChromaStore(folder, collection="corpus-mine", create=write)
    if write:
        await store.upsert(["mine"], listings("d"), await FakeEmbedder().embed(["mine"]))
    assert await store.ids() == {"mine"}
    await store.close()
