"""What the view "Documents" does, without its widgets: list, search, upload, versions, removal."""

from __future__ import annotations

import asyncio
import hashlib
import re
import shutil
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ingest.load import MAX_BYTES, SUPPORTED
from rag.client import AsyncClient, Pipeline
from rag.errors import ConfigurationError, QAError
from rag.ingest_report import IngestFailure, IngestReport
from rag.protocols import Listing
from rag.settings import Settings
from ui.html.documents import Rows, documents_html, report_html
from ui.html.parts import note_html
from ui.render import plural
from ui.untrusted import one_line, printable
from ui.views.collections import ALL, collections, in_collection
from ui.wiring import Ingests

__all__ = ["Chosen", "DocumentsView", "Listed", "Uploading", "file_name"]

_SHOWN = 100
_NAME_BYTES = 200
_UPLOADS = "uploads"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What a reader has chosen to see.

    Attributes:
        search: Words that title or uri hold, in any case.
        collection: As `ui.views.collections`.
        confirming: Id of the document that is about to be removed.
        opened: Id of the document whose versions are shown.
    """

    search: str = ""
    collection: str = ALL
    confirming: str = ""
    opened: str = ""

    def acted(self, act: str, document_id: str) -> Chosen:
        """Return the choice after a button of the table: history, close, confirm or keep."""
        if act in ("history", "close"):
            return replace(self, opened=document_id if act == "history" else "", confirming="")
        return replace(self, confirming=document_id if act == "confirm" else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Uploading:
    """What the page shows at one moment of an upload.

    Attributes:
        status: One line for a live region.
        report: What was done, as HTML, once it is.
        busy: Whether files are still being taken in.
    """

    status: str
    report: str = ""
    busy: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """The documents as they are now.

    Attributes:
        table: The table as HTML.
        collections: Those to choose from, as `ui.views.collections.collections`.
    """

    table: str
    collections: list[tuple[str, str]]


class DocumentsView:
    """Lists, takes in and removes documents.

    Args:
        client: Whose catalog lists them.
        settings: Names the data directory.
        ingestor: Makes what ingests into a data directory.
    """

    def __init__(
        self, client: AsyncClient, settings: Settings, ingestor: Callable[[Settings], Ingests]
    ) -> None:
        """Keep them; nothing is opened yet."""
        self._client = client
        self._settings = settings
        self._ingestor = ingestor
        self._running: set[asyncio.Task[IngestReport]] = set()

    async def table(self, chosen: Chosen) -> str:
        """Return the table of documents as HTML."""
        return (await self.listed(chosen)).table

    async def listed(self, chosen: Chosen) -> Listed:
        """Return the table of documents, and the collections there are."""
        try:
            pipeline = await self._client.pipeline()
            return await asyncio.to_thread(_listed, pipeline, chosen)
        except ConfigurationError:
            table = documents_html(Rows(listings=(), found=0, total=0))
        except QAError as exc:
            table = note_html(f"The documents cannot be listed: {exc}")
        return Listed(table=table, collections=collections([]))

    async def upload(self, paths: Sequence[str], tags: str) -> AsyncGenerator[Uploading]:
        """Take files in and yield what to show; they go on being taken in if nobody looks.

        Args:
            paths: The uploaded files, which are moved into the data directory.
            tags: Words to file them under, with commas between.
        """
        if not paths:
            yield Uploading(status="Choose files first.", busy=False)
            return
        moved: asyncio.Queue[str] = asyncio.Queue()
        task = asyncio.create_task(self._take_in(paths, tags, moved.put_nowait))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        yield Uploading(status=f"Taking in {plural(len(paths), 'file')} …")
        while not task.done():
            asked = asyncio.create_task(moved.get())
            await asyncio.wait({task, asked}, return_when=asyncio.FIRST_COMPLETED)
            if asked.done():
                yield Uploading(status=asked.result())
            asked.cancel()
        try:
            report = task.result()
        except QAError as exc:
            yield Uploading(status=f"This did not work: {exc}", busy=False)
            return
        taken = len(report.added) + len(report.updated)
        status = f"{plural(taken, 'document')} taken in." if taken else "No new document."
        yield Uploading(status=status, report=report_html(report), busy=False)

    async def remove(self, document_id: str) -> str:
        """Remove a document, and its file if it was uploaded; return what was done, in words."""
        try:
            pipeline = await self._client.pipeline()
            document = await asyncio.to_thread(pipeline.catalog.document, document_id)
            await self._ingestor(self._settings).aremove([document_id])
        except QAError as exc:
            return f"This did not work: {exc}"
        if document is None:
            return "Removed."
        name = document.uri.rsplit("/", 1)[-1]
        await asyncio.to_thread(_forget_upload, self._uploads / name, document.sha256)
        return f"Removed “{one_line(document.title)}”."

    @property
    def _uploads(self) -> Path:
        return self._settings.data / _UPLOADS

    async def _take_in(
        self, paths: Sequence[str], tags: str, tell: Callable[[str], None]
    ) -> IngestReport:
        kept, failed = await asyncio.to_thread(_keep, [Path(path) for path in paths], self._uploads)
        if not kept:
            return IngestReport(failed=failed)

        def told(done: int, total: int, uri: str) -> None:
            tell(f"Taking in {done + 1} of {total}: {one_line(uri)}")

        given = [tag.strip() for tag in tags.split(",") if tag.strip()] or None
        ingestor = self._ingestor(self._settings)
        report = await ingestor.aingest(kept, tags=given, progress=told)
        return report.model_copy(update={"failed": [*failed, *report.failed]})


def file_name(name: str) -> str:
    r"""Return the name under which an uploaded file is kept, without parts that lead elsewhere.

    >>> file_name("../a\x1b.md"), file_name(".."), file_name("b/c.txt")
    ('a�.md', 'document', 'c.txt')
    """
    last = re.split(r"[/\\]", printable(name).replace("\n", " "))[-1].strip().lstrip(".")
    stem, dot, ending = last.rpartition(".")
    room = _NAME_BYTES - len(ending.encode()) - 1
    if dot and stem and room > 0:
        return stem.encode()[:room].decode(errors="ignore") + dot + ending
    return last.encode()[:_NAME_BYTES].decode(errors="ignore") or "document"


def _listed(pipeline: Pipeline, chosen: Chosen) -> Listed:
    every = pipeline.catalog.listings()
    words = chosen.search.casefold().split()
    found = [
        listing
        for listing in every
        if in_collection(listing, chosen.collection) and _has(listing, words)
    ]
    versions = pipeline.catalog.versions(chosen.opened) if chosen.opened else []
    rows = Rows(
        listings=found[:_SHOWN],
        found=len(found),
        total=len(every),
        confirming=chosen.confirming,
        opened=chosen.opened,
        versions=versions,
    )
    return Listed(table=documents_html(rows), collections=collections(every))


def _has(listing: Listing, words: Sequence[str]) -> bool:
    looked_at = f"{listing.title} {listing.uri} {' '.join(listing.tags)}".casefold()
    return all(word in looked_at for word in words)


def _keep(paths: Sequence[Path], folder: Path) -> tuple[list[Path], list[IngestFailure]]:
    """Move uploaded files of kinds that are read into a folder; a file of the same name goes."""
    kept: list[Path] = []
    failed: list[IngestFailure] = []
    folder.mkdir(parents=True, exist_ok=True)
    for path in paths:
        name = file_name(path.name)
        reason = _refusal(path, name)
        if reason:
            failed.append(IngestFailure(uri=name, reason=reason))
            path.unlink(missing_ok=True)
            continue
        goal = folder / name
        for number in range(2, len(paths) + 2):  # two files of one name in one upload
            if goal not in kept:
                break
            goal = folder / f"{Path(name).stem}~{number}{Path(name).suffix}"
        part = goal.with_name(f".{hashlib.sha256(goal.name.encode()).hexdigest()[:16]}.part")
        shutil.move(path, part)
        part.replace(goal)
        kept.append(goal)
    return kept, failed


def _refusal(path: Path, name: str) -> str:
    ending = Path(name).suffix.lower()
    if ending not in SUPPORTED:
        kinds = ", ".join(SUPPORTED)
        return f"files of kind {ending or '(none)'} are not read; kinds that are: {kinds}"
    if path.stat().st_size > MAX_BYTES:
        return f"larger than {MAX_BYTES // 1024**2} MB"
    return ""


def _forget_upload(path: Path, sha256: str) -> None:
    if path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == sha256:
        path.unlink()
