"""Reads web pages: the main text as lines, without what a reader of the page cannot see."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, cast

from lxml import etree as _etree  # pyright: ignore[reportUnknownVariableType, reportAttributeAccessIssue] - no types
from lxml import html as _html

from ingest.dates import iso_date
from ingest.readers.result import SourceText
from ingest.readers.text import decode
from rag.errors import IngestError

__all__ = ["read_html"]

# lxml carries no types.
_Element = Any
etree, html = cast("Any", _etree), cast("Any", _html)

_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE
)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_SHORT_CHARS = 250
_HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?:\.0+)?\s*(?:;|$|!)"
    r"|font-size\s*:\s*0(?:px|em|rem|pt|%)?\s*(?:;|$|!)",
    re.IGNORECASE,
)
_UNSEEN = frozenset({"script", "style", "noscript", "template", "svg", "iframe", "object", "head"})
_BLOCKS = frozenset(
    """
    address article aside blockquote body br center dd details div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hr legend li main menu nav ol option p pre section select
    summary table tbody tfoot thead tr ul
    """.split()  # noqa: SIM905 - a quoted list is three times as long
)
_DATE_FIELDS = frozenset(
    """
    article:published_time article:published og:published_time datepublished date dc.date
    dc.date.issued dc.date.created dcterms.date dcterms.issued dcterms.created pubdate publishdate
    publish-date publish_date published-date publication_date citation_publication_date
    citation_date parsely-pub-date sailthru.date datecreated
    """.split()  # noqa: SIM905
)
_JSON_DATE_KEYS = ("datePublished", "dateCreated")
_ARTICLE_TYPES = re.compile(r"article|posting|webpage|report|book|document", re.IGNORECASE)


def read_html(data: bytes) -> SourceText:
    """Read a web page.

    The text is the page's main text, one line a paragraph, list item, heading or table row; all
    that is visible where no main text is found. Title and date are those the page's own metadata
    gives.

    Raises:
        IngestError: If the bytes are not text or the page shows none.
    """
    tree = _tree(data)
    title, published_at = _title(tree), _published_at(tree)
    _drop_unseen(tree)
    visible = "\n".join(_visible_lines(tree))
    text = _main_text(tree)
    if len(text) < _SHORT_CHARS:
        text = visible
    if not text.strip():
        raise IngestError("empty: the page shows no text")
    return SourceText(text=text, media_type="text/html", title=title, published_at=published_at)


def _tree(data: bytes) -> _Element:
    declared = _DECLARED.search(data[:4096])
    source = decode(data, declared=declared.group(1).decode("ascii") if declared else None)
    try:
        return html.document_fromstring(_XML_DECLARATION.sub("", source))
    except (etree.ParserError, ValueError) as exc:
        raise IngestError(f"not a web page: {exc}") from exc


def _drop_unseen(tree: _Element) -> None:
    for element in list(tree.iter()):
        if not isinstance(element.tag, str) or _is_unseen(element):
            _drop(element)
        elif element.tag == "br":  # some of them get lost later, and would join two words
            element.tail = " " + (element.tail or "")


def _is_unseen(element: _Element) -> bool:
    if element.tag in _UNSEEN and element.tag != "head":
        return True
    return (
        element.get("hidden") is not None
        or (element.get("aria-hidden") or "").casefold() == "true"
        or _HIDDEN_STYLE.search(element.get("style") or "") is not None
        or (element.tag == "input" and element.get("type") == "hidden")
    )


def _drop(element: _Element) -> None:
    """Remove an element, or a comment, and keep the text after it."""
    parent = element.getparent()
    if parent is None:
        return
    before = element.getprevious()
    if element.tail and before is not None:
        before.tail = (before.tail or "") + element.tail
    elif element.tail:
        parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _main_text(tree: _Element) -> str:
    from trafilatura import bare_extraction

    found = bare_extraction(
        copy.deepcopy(tree), include_comments=False, include_tables=True, include_formatting=True
    )
    body: _Element | None = getattr(found, "body", None)
    return "" if body is None else "\n".join(_rendered(body))


def _rendered(element: _Element) -> Iterator[str]:
    """Yield the lines of trafilatura's body: headings with `#`, items with `-`, rows with `|`."""
    loose = _squeezed([element.text])
    if loose:
        yield loose
    for child in element:
        yield from _rendered_child(child)
        tail = _squeezed([child.tail])
        if tail:
            yield tail


def _rendered_child(child: _Element) -> Iterator[str]:
    if child.tag == "table":
        yield from _table(child)
    elif child.tag == "head":
        words = _squeezed(child.itertext())
        level = re.sub(r"\D", "", child.get("rend") or "") or "2"
        yield from [f"{'#' * min(6, int(level))} {words}"] if words else []
    elif child.tag == "item":
        yield from _item(child)
    elif child.tag in ("list", "quote", "div", "body", "main", "figure"):
        yield from _rendered(child)
    elif child.tag == "code" and "\n" in "".join(child.itertext()):
        yield from (line.rstrip() for line in "".join(child.itertext()).split("\n") if line.strip())
    else:
        yield from _inline(child)


def _inline(child: _Element) -> Iterator[str]:
    """Yield a paragraph's lines; a line break in it starts a new one, blocks in it too."""
    parts: list[str | None] = [child.text]
    for inner in child:
        if inner.tag in ("lb", "list", "table", "item", "quote", "p", "head"):
            words = _squeezed(parts)
            if words:
                yield words
            parts = []
            if inner.tag != "lb":
                yield from _rendered_child(inner)
        else:
            parts += inner.itertext()
        parts.append(inner.tail)
    words = _squeezed(parts)
    if words:
        yield words


def _item(child: _Element) -> Iterator[str]:
    lines = list(_inline(child))
    if lines:
        yield lines[0] if lines[0].startswith("- ") else f"- {lines[0]}"
        yield from lines[1:]


def _table(table: _Element) -> Iterator[str]:
    """Yield a line for each row; a row of one cell is layout, and its lines stay as they are."""
    for row in table.iter("row"):
        cells = [list(_inline(cell)) for cell in row.iter("cell")]
        if len(cells) == 1:
            yield from cells[0]
        elif any(cells):
            yield f"| {' | '.join(' '.join(lines) for lines in cells)} |"


def _visible_lines(element: _Element) -> Iterator[str]:
    """Yield all text of a page, a line for each block."""
    parts: list[str | None] = []
    for event, node in etree.iterwalk(element, events=("start", "end")):
        if node.tag in ("head", "title", "meta"):
            continue
        if node.tag in _BLOCKS:
            words = _squeezed(parts)
            if words:
                yield words
            parts = []
        parts.append(node.text if event == "start" else node.tail)
        if event == "end" and node.tag in ("td", "th"):
            parts.append(" ")
    words = _squeezed(parts)
    if words:
        yield words


def _squeezed(parts: Iterable[str | None]) -> str:
    return " ".join("".join(part or "" for part in parts).split())


def _title(tree: _Element) -> str | None:
    """Return the title for other sites, else a top heading that the window title repeats."""
    shared = [
        meta.get("content") for meta in tree.iter("meta") if meta.get("property") == "og:title"
    ]
    heads = [_squeezed(head.itertext()) for head in tree.iter("h1")]
    windows = [_squeezed(title.itertext()) for title in tree.iter("title")]
    repeated = [head for head in heads if head and any(head in window for window in windows)]
    found = [_squeezed([title]) for title in (*shared, *repeated, *windows, *heads) if title]
    return next((title[:300] for title in found if title), None)


def _published_at(tree: _Element) -> str | None:
    """Return the date the page gives as its own, in metadata or a marked time element."""
    values = [*_json_dates(tree), *_meta_dates(tree), *_time_dates(tree)]
    return next((found for value in values if (found := iso_date(value.strip()))), None)


def _meta_dates(tree: _Element) -> Iterator[str]:
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        if name.casefold() in _DATE_FIELDS:
            yield meta.get("content") or ""


def _time_dates(tree: _Element) -> Iterator[str]:
    for element in tree.iter("time", "span", "abbr", "div"):
        if element.get("pubdate") is not None or element.get("itemprop") == "datePublished":
            yield element.get("datetime") or element.get("content") or _squeezed(element.itertext())


def _json_dates(tree: _Element) -> Iterator[str]:
    for script in tree.iter("script"):
        if (script.get("type") or "").casefold() == "application/ld+json":
            try:
                yield from _dates_in(json.loads(script.text or ""))
            except (ValueError, RecursionError):
                continue


def _dates_in(value: Any) -> Iterator[str]:  # noqa: ANN401 - JSON of any shape
    if isinstance(value, list):
        for one in cast("list[Any]", value):
            yield from _dates_in(one)
    elif isinstance(value, dict):
        fields = cast("dict[str, Any]", value)
        if _ARTICLE_TYPES.search(str(fields.get("@type", ""))):
            yield from (str(fields[key]) for key in _JSON_DATE_KEYS if key in fields)
        yield from _dates_in(fields.get("@graph", []))
