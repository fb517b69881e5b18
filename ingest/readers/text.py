"""Reads plain text and Markdown."""

from __future__ import annotations

import codecs
import re
from contextlib import suppress

from charset_normalizer import from_bytes

from ingest.dates import iso_date, names_a_record, published_line_date
from ingest.headings import is_title_like
from ingest.lines import marker_length
from ingest.readers.result import SourceText
from rag.errors import IngestError

__all__ = ["decode", "front_matter_tags", "read_markdown", "read_text"]

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE_BYTES = 200_000
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_CONTROL_SHARE = 0.01
_LINE_BREAK = re.compile("\r\n?")
_FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)", re.DOTALL)
_FRONT_MATTER_CHARS = 5000
_TAGS = re.compile(
    r"^tags[ \t]*:[ \t]*(?:\[(?P<list>[^\]]*)\]|(?P<line>\S.*)|(?P<items>(?:\n[ \t]*-[ \t].*)+))",
    re.MULTILINE | re.IGNORECASE,
)
_LIST_ITEM = re.compile(r"\n[ \t]*-")
_FIELD = r"^{}[ \t]*:[ \t]*(?P<value>\S.*)$"
_MD_TITLE = re.compile(r"^(?:#[ \t]+(?P<hash>\S.*)|(?P<line>\S.*)\n={3,}[ \t]*)$", re.MULTILINE)
_MD_FENCED = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
_TITLE_LINES, _TITLE_CHARS, _TITLE_WORDS = 8, 160, 25
_SALUTATION = re.compile(r"(?:dear|hello|hi|to whom)\b", re.IGNORECASE)
_ACRONYM_END = re.compile(r"\b(?:[A-Z]\.){2,}$")


def read_text(data: bytes) -> SourceText:
    """Read plain text.

    Raises:
        IngestError: If the bytes are not text.
    """
    text = decode(data)
    return SourceText(
        text=text,
        media_type="text/plain",
        title=_leading_title(text),
        published_at=published_line_date(text),
    )


def read_markdown(data: bytes) -> SourceText:
    """Read Markdown: the text as it is; title, date and tags from front matter, heading or byline.

    Raises:
        IngestError: If the bytes are not text.
    """
    text = decode(data)
    front = _FRONT_MATTER.match(text, 0, _FRONT_MATTER_CHARS)
    fields = front.group(1) if front else ""
    body = text[front.end() :] if front else text
    return SourceText(
        text=text,
        media_type="text/markdown",
        title=_field(fields, "title") or _markdown_title(body) or _leading_title(body),
        published_at=iso_date(_field(fields, "(?:date|published|published_at)") or "")
        or published_line_date(body),
        tags=front_matter_tags(text),
    )


def front_matter_tags(text: str) -> tuple[str, ...]:
    r"""Return the tags that the front matter of a Markdown text gives, in order, without repeats.

    >>> front_matter_tags("---\ntags: [law, 'draft']\n---\nText.")
    ('draft', 'law')
    """
    front = _FRONT_MATTER.match(text, 0, _FRONT_MATTER_CHARS)
    found = _TAGS.search(front.group(1)) if front else None
    if found is None:
        return ()
    items = found.group("items")
    words = _LIST_ITEM.sub(",", items) if items else found.group("list") or found.group("line")
    tags = {word.strip().strip("\"'#").strip() for word in re.split("[,\n]", words or "")}
    return tuple(sorted(tag for tag in tags if tag and tag.isprintable()))


def decode(data: bytes, *, declared: str | None = None) -> str:
    """Return the text of bytes: byte-order mark removed, every line break as a line feed.

    Args:
        data: The bytes.
        declared: Encoding the source itself names; tried after a byte-order mark and UTF-8.

    Raises:
        IngestError: If the bytes are empty, binary, or in no known encoding.
    """
    text = _LINE_BREAK.sub("\n", _decoded(data, declared))
    if not text.strip():
        raise IngestError("empty")
    if len(_CONTROL.findall(text)) > _CONTROL_SHARE * len(text) or "\x00" in text:
        raise IngestError("not text: it holds control characters")
    return text


def _decoded(data: bytes, declared: str | None) -> str:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], encoding)
    if b"\x00" in data:
        raise IngestError("not text: it holds NUL bytes")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        with suppress(UnicodeDecodeError, LookupError):
            return data.decode(declared or "utf-8")
        guess = from_bytes(data[:_SAMPLE_BYTES]).best()
    if guess is None:
        raise IngestError("not text: its encoding cannot be told")
    return _strictly(data, guess.encoding)


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError) as exc:
        raise IngestError(f"cannot be decoded as {encoding}: {exc}") from exc


def _field(fields: str, name: str) -> str | None:
    match = re.search(_FIELD.format(name), fields, re.MULTILINE | re.IGNORECASE)
    return match.group("value").strip().strip("\"'").strip() or None if match else None


def _markdown_title(body: str) -> str | None:
    match = _MD_TITLE.search(_MD_FENCED.sub("", body[:20_000]))
    if match is None:
        return None
    title = (match.group("hash") or match.group("line")).strip().rstrip("#").strip(" *_")
    return title[:_TITLE_CHARS] or None


def _leading_title(text: str) -> str | None:
    """Return the first short line of at least four words before the prose begins, or None."""
    short = ""
    lines = (line.strip() for line in text[:10_000].split("\n"))
    for line in [line for line in lines if line][:_TITLE_LINES]:
        if published_line_date(line) and not names_a_record(line.lstrip("# ")):
            continue
        if not _may_be_title(line):
            break
        title = line.lstrip("# ").strip("*_ ")
        if len(title.split()) >= 4:
            return title
        if len(title.split()) > 1 and is_title_like(title):
            short = short or title
    return short or None


def _may_be_title(line: str) -> bool:
    if len(line) > _TITLE_CHARS or len(line.split()) > _TITLE_WORDS or marker_length(line):
        return False
    if "|" in line or _SALUTATION.match(line) or not any(map(str.isalpha, line)):
        return False
    return line[-1] not in ".,;:" or is_title_like(line) or bool(_ACRONYM_END.search(line))
