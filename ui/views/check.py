"""What the view "Check" does, without its widgets: the growing report, files, stored checks."""

from __future__ import annotations

import asyncio
import secrets
import time
from codecs import BOM_UTF8
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from rag.check_report import CheckReport, SentenceEvent, StoredCheck
from rag.client import AsyncClient
from rag.errors import QAError, UsageError
from rag.filters import GivenFilters
from ui.html.check import check_html, events_of, summary
from ui.html.parts import FindDocument, note_html, spoken_html
from ui.render import plural

__all__ = ["ENDINGS", "CheckView", "Checking", "Uploaded"]

ENDINGS = (".md", ".markdown", ".txt")
"""How the names of files end that can be read."""

_FIRST = "Paste a text, or upload a .md or .txt file."
_SEARCHING = "Searching and checking …"
_MOST_BYTES_A_CHARACTER = 4
_KEPT_DOCUMENTS = 200
_SPOKEN = 3  # contradicted sentences that are read out; the report has them all


@dataclass(frozen=True, slots=True, kw_only=True)
class Checking:
    """What the page shows at one moment of one check.

    Attributes:
        text: The text as given.
        events: What came of its sentences so far, in order.
        check_id: Id of the check; it is stored under it once it is done.
        html: The report, as far as it is known.
        status: One line for a live region.
        spoken: What a screen reader is told besides.
        busy: Whether the report is still growing.
    """

    text: str = ""
    events: tuple[SentenceEvent, ...] = ()
    check_id: str = ""
    html: str = ""
    status: str = _FIRST
    spoken: str = ""
    busy: bool = False

    def status_html(self) -> str:
        """Return the status as HTML; while it counts sentences a screen reader is not told."""
        line = note_html(self.status)
        if self.busy:
            line = f'<div aria-hidden="true">{line}</div>'
        return line + spoken_html(self.spoken)


@dataclass(frozen=True, slots=True, kw_only=True)
class Uploaded:
    """What came of an uploaded file.

    Attributes:
        text: Its text; None if it cannot be checked.
        status: What there is to say of it, in words.
    """

    text: str | None
    status: str


class CheckView:
    """Checks texts and tells what to show.

    Args:
        client: Checks the texts.
        every_s: Least seconds between two reports while a check is running, so that a long text
            is not sent again for each of its sentences.
    """

    def __init__(self, client: AsyncClient, *, every_s: float = 0.5) -> None:
        """Keep the client; nothing is opened yet."""
        self._client = client
        self._every_s = every_s

    async def opened(self, check_id: str = "") -> Checking:
        """Return what to show at first: a stored check, or nothing yet."""
        if not check_id:
            return Checking()
        try:
            pipeline = await self._client.pipeline()
            stored = await asyncio.to_thread(pipeline.catalog.stored_check, check_id)
            if stored is None:
                return Checking(status="The check of this link cannot be found.")
            shown = Checking(
                text=stored.text,
                events=tuple(events_of(stored.report)),
                check_id=stored.id,
                status=f"Checked on {stored.report.created_at[:10]}.",
                spoken=summary(stored.report),
            )
            find = pipeline.catalog.document
            return await _rendered(shown, find, report=stored.report, stored=True)
        except QAError as exc:
            return Checking(status=str(exc))

    async def uploaded(self, path: Path, *, max_chars: int) -> Uploaded:
        """Return the text of an uploaded file, or why it cannot be checked.

        Args:
            path: Where it lies; only its name is told.
            max_chars: Longest text accepted, in characters.
        """
        try:
            text = await asyncio.to_thread(_read, path, max_chars)
        except UsageError as exc:
            return Uploaded(text=None, status=str(exc))
        return Uploaded(text=text, status=f"{path.name} holds {plural(len(text), 'character')}.")

    async def check(
        self, text: str, filters: GivenFilters | None = None
    ) -> AsyncGenerator[Checking]:
        """Yield what to show as the report grows; closing the generator stops the check.

        Args:
            text: The text as given.
            filters: Which documents are searched.
        """
        if not text.strip():
            yield Checking(text=text, status="Paste or upload a text first.")
            return
        shown = Checking(
            text=text,
            check_id=f"chk_{secrets.token_hex(8)}",
            status=_SEARCHING,
            spoken=_SEARCHING,
            busy=True,
        )
        yield shown
        try:
            stream = self._client.check_stream(text, filters=filters)
            async with aclosing(stream) as events:
                run = _Run(self._client, shown, self._every_s)
                async for event in events:
                    sentence = isinstance(event, SentenceEvent)
                    shown = await (run.after(event) if sentence else run.done(event.report))
                    yield shown
        except QAError as exc:
            yield await self._failed(shown, exc)

    async def stopped(self, shown: Checking) -> Checking:
        """Return what to show once a running check has been stopped."""
        if not shown.busy:
            return shown
        status = "Stopped."
        if shown.events:
            status = f"Stopped: {_progress(shown.events[-1])}. The rest is not."
        return replace(await self._latest(shown), status=status, spoken="", busy=False)

    async def _failed(self, shown: Checking, exc: QAError) -> Checking:
        said = f'<div class="cp-failed">{note_html(f"This did not work: {exc}")}</div>'
        shown = await self._latest(shown)
        status = f"Failed: {_progress(shown.events[-1])}." if shown.events else "Not checked."
        return replace(shown, html=said + shown.html, status=status, spoken=str(exc), busy=False)

    async def _latest(self, shown: Checking) -> Checking:
        """Return the view with a report of all its sentences; without any there is none."""
        if not shown.events:
            return replace(shown, html="")
        pipeline = await self._client.pipeline()
        return await _rendered(shown, pipeline.catalog.document)


class _Run:
    """Turns the events of one check into views."""

    def __init__(self, client: AsyncClient, shown: Checking, every_s: float) -> None:
        self._client = client
        self._shown = shown
        self._every_s = every_s
        self._next = 0.0
        self._find: FindDocument | None = None

    async def after(self, event: SentenceEvent) -> Checking:
        """Return what to show once a sentence has been checked or skipped."""
        self._shown = replace(
            self._shown,
            events=(*self._shown.events, event),
            status=f"{_progress(event)} …",
            spoken="",
        )
        if time.monotonic() >= self._next:
            self._shown = await _rendered(self._shown, await self._documents())
            self._next = time.monotonic() + self._every_s
        return self._shown

    async def done(self, report: CheckReport) -> Checking:
        """Store the check and return what to show of the whole report."""
        shown = replace(
            self._shown,
            status=f"Done in {report.timings_ms.total / 1000:.1f} s.",
            spoken=f"{summary(report)} {_contradicted(report)}",
            busy=False,
        )
        unstored = await self._stored(shown, report)
        shown = await _rendered(shown, await self._documents(), report=report, stored=not unstored)
        return replace(shown, status=f"{shown.status} {unstored}".rstrip())

    async def _stored(self, shown: Checking, report: CheckReport) -> str:
        """Store the check; return in words why it could not be, empty when it was."""
        pipeline = await self._client.pipeline()
        check = StoredCheck(id=shown.check_id, text=shown.text, report=report)
        try:
            await asyncio.to_thread(pipeline.catalog.save_check, check)
        except QAError as exc:
            return f"It is not stored, so there are no files of it: {exc}"
        return ""

    async def _documents(self) -> FindDocument:
        """Return what finds documents, and keeps them while the check is running."""
        if self._find is None:
            pipeline = await self._client.pipeline()
            self._find = lru_cache(maxsize=_KEPT_DOCUMENTS)(pipeline.catalog.document)
        return self._find


async def _rendered(
    shown: Checking, find: FindDocument, *, report: CheckReport | None = None, stored: bool = False
) -> Checking:
    html = await asyncio.to_thread(
        check_html,
        shown.text,
        shown.events,
        find,
        key=shown.check_id,
        report=report,
        stored=stored,
    )
    return replace(shown, html=html)


def _progress(event: SentenceEvent) -> str:
    return f"{event.number} of {plural(event.total, 'sentence')} checked"


def _contradicted(report: CheckReport) -> str:
    said = [claim.text for claim in report.claims if claim.verdict.label == "contradicted"]
    more = f" And {len(said) - _SPOKEN} more." if len(said) > _SPOKEN else ""
    return f"Contradicted: {' '.join(said[:_SPOKEN])}{more}" if said else ""


def _read(path: Path, max_chars: int) -> str:
    """Return the text of a file; a byte order mark is dropped.

    Raises:
        UsageError: If it is not a file of UTF-8 text that is short enough, naming it.
    """
    name = path.name
    if path.suffix.lower() not in ENDINGS:
        raise UsageError(f"{name} is none of {', '.join(ENDINGS)}; paste its text instead")
    too_long = UsageError(f"{name} has more than {max_chars} characters; check it in parts")
    try:
        if path.stat().st_size > max_chars * _MOST_BYTES_A_CHARACTER + len(BOM_UTF8):
            raise too_long
        raw = path.read_bytes()
    except OSError as exc:
        why = exc.strerror or type(exc).__name__
        raise UsageError(f"{name} cannot be read: {why}; upload it again") from exc
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        where = f"byte {exc.start} is 0x{raw[exc.start]:02x}"
        raise UsageError(f"{name} is not UTF-8 text: {where}; save it as UTF-8 first") from exc
    if "\0" in text:
        raise UsageError(f"{name} is not text: it holds NUL; save it as UTF-8 text first")
    if len(text) > max_chars:
        raise too_long
    return text
