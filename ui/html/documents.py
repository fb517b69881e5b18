"""The documents as HTML: the table, a document's versions, what an ingest did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from rag.ingest_report import IngestFailure, IngestReport
from rag.protocols import Listing
from rag.types import Document
from ui.html.parts import text
from ui.render import plural
from ui.untrusted import escaped

__all__ = ["Rows", "documents_html", "report_html"]

_SHOWN_FAILURES = 50
_COLUMNS = ("Document", "Date", "Language", "Tags")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """What the table shows.

    Attributes:
        listings: The documents shown, in order.
        found: How many there are by the search, shown or not.
        total: How many there are in all.
        confirming: Id of the document that is about to be removed; empty for none.
        opened: Id of the document whose versions are shown; empty for none.
        versions: Those versions, the oldest first.
    """

    listings: Sequence[Listing]
    found: int
    total: int
    confirming: str = ""
    opened: str = ""
    versions: Sequence[Document] = ()


def documents_html(rows: Rows) -> str:
    """Return the table of documents, with a button for the versions and the removal of each."""
    if not rows.total:
        return (
            '<div class="cp-welcome"><h2>No documents yet</h2><p>Drop files above: text, Markdown '
            "or HTML. They stay on this machine.</p></div>"
        )
    more = rows.found - len(rows.listings)
    rest = f'<p class="cp-note">{plural(more, "more document")}; search for them.</p>'
    none = '<p class="cp-note">No document has these words.</p>'
    head = "".join(f'<th scope="col">{name}</th>' for name in _COLUMNS)
    head += '<th scope="col"><span class="cp-sr">Actions</span></th>'
    body = "".join(_row(listing, rows) for listing in rows.listings)
    table = (
        '<div class="cp-scroll" tabindex="0" role="region" aria-label="Documents">'
        f'<table class="cp-table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    )
    counted = f"{rows.found} of {plural(rows.total, 'document')}"
    return (
        f'<p class="cp-note">{counted}</p>{table if rows.listings else none}'
        f"{rest if more > 0 else ''}"
    )


def report_html(report: IngestReport) -> str:
    """Return what an ingest did, with the reason of every file that was not taken in."""
    counts = {
        "added": len(report.added),
        "updated": len(report.updated),
        "already here": len(report.unchanged) + len(report.retagged),
        "not taken in": len(report.failed) + len(report.skipped),
    }
    done = ", ".join(f"{count} {words}" for words, count in counts.items() if count)
    failed = [*report.failed, *report.skipped]
    items = "".join(_failure(failure) for failure in failed[:_SHOWN_FAILURES])
    listed = f'<ul class="cp-failures">{items}</ul>' if items else ""
    return (
        f'<div class="cp-ingested"><p class="cp-note"><strong>{text(done or "Nothing to do")}'
        f"</strong> in {report.seconds:.1f} s</p>{listed}</div>"
    )


def _failure(failure: IngestFailure) -> str:
    return f"<li><strong>{text(failure.uri)}</strong>: {text(failure.reason)}</li>"


def _row(listing: Listing, rows: Rows) -> str:
    address = f"/documents/{quote(listing.id, safe='')}"
    tags = ", ".join(text(tag) for tag in listing.tags)
    name = (
        f'<a class="cp-open" href="{escaped(address)}" target="_blank" rel="noopener">'
        f'{text(listing.title or listing.uri)}</a><p class="cp-where">{text(listing.uri)}</p>'
    )
    cells = (name, text(listing.published_at or "–"), text(listing.language or "–"), tags or "–")
    below = ""
    if listing.id == rows.opened:
        below = _below(_versions(rows.versions))
    if listing.id == rows.confirming:
        below += _below(_confirmation(listing))
    named = ("", *(f' data-name="{name}"' for name in _COLUMNS[1:]))
    row = "".join(f"<td{name}>{cell}</td>" for name, cell in zip(named, cells, strict=True))
    return f"<tr>{row}<td>{_buttons(listing, rows)}</td></tr>{below}"


def _buttons(listing: Listing, rows: Rows) -> str:
    shown = listing.id == rows.opened
    history = _button(
        "close" if shown else "history", listing, "History", expanded="true" if shown else "false"
    )
    return f'<div class="cp-row-actions">{history}{_button("confirm", listing, "Remove")}</div>'


def _button(act: str, listing: Listing, words: str, *, expanded: str = "", kind: str = "") -> str:
    state = f' aria-expanded="{expanded}"' if expanded else ""
    return (
        f'<button type="button" class="cp-action {kind}" data-act="{act}" '
        f'data-id="{escaped(listing.id)}" data-key="{act}-{escaped(listing.id)}"{state}>{words}'
        f'<span class="cp-sr"> {text(listing.title or listing.uri)}</span></button>'
    )


def _below(body: str) -> str:
    return f'<tr class="cp-below"><td colspan="5">{body}</td></tr>'


def _versions(versions: Sequence[Document]) -> str:
    items = "".join(
        f"<li>Version {version.version}, taken in {text(version.fetched_at)}, "
        f"{len(version.text):,} characters</li>"
        for version in reversed(versions)
    )
    return f"<ul>{items}</ul>"


def _confirmation(listing: Listing) -> str:
    return (
        '<div class="cp-confirm" role="alert"><span>Remove this document with all its versions? '
        "Stored answers keep their quotes.</span>"
        f"{_button('remove', listing, 'Remove it', kind='cp-danger')}"
        f"{_button('keep', listing, 'Keep it')}</div>"
    )
