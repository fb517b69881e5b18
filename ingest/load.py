"""Finds the files to take in and reads them."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ingest.readers.html import read_html
from ingest.readers.result import SourceText
from ingest.readers.text import read_markdown, read_text
from rag.errors import IngestError, UsageError
from rag.ingest_report import IngestFailure

__all__ = [
    "MAX_BYTES",
    "SUPPORTED",
    "Found",
    "SourceFile",
    "document_id",
    "find_files",
    "parse",
    "read_bytes",
]

MAX_BYTES = 50 * 1024 * 1024
"""Largest file that is read."""

SUPPORTED: dict[str, Callable[[bytes], SourceText]] = {
    ".txt": read_text,
    ".text": read_text,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".html": read_html,
    ".htm": read_html,
}
"""Reader of each kind of file, by the ending of its name in lower case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """A file to take in.

    Attributes:
        path: Absolute path; the part above the folder given has no symbolic links.
        uri: POSIX path relative to the folder given; a file named directly has its name.
    """

    path: Path
    uri: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a look at the given paths found.

    Attributes:
        files: Files to take in, each once, in order of their uris within each path given.
        skipped: Files of kinds that are not read, and links that are not followed.
        failed: Files that cannot be taken in, and folders that cannot be listed.
        folders: The folders given, as absolute paths.
    """

    files: list[SourceFile] = field(default_factory=list[SourceFile])
    skipped: list[IngestFailure] = field(default_factory=list[IngestFailure])
    failed: list[IngestFailure] = field(default_factory=list[IngestFailure])
    folders: list[Path] = field(default_factory=list[Path])


def find_files(paths: Sequence[Path | str]) -> Found:
    """Look for files in folders, and take files named directly.

    Hidden files and folders are passed over. Links to folders are not followed, links to files
    only within the folder given.

    Raises:
        UsageError: If no path is given, one does not exist, or a file named directly is of a kind
            that is not read.
    """
    if not paths:
        raise UsageError("no path given; name files or folders to ingest")
    found = Found()
    for path in map(Path, paths):
        _check_named(path)
    for path in map(Path, paths):
        if path.is_dir():
            root = path.resolve()
            found.folders.append(root)
            _walk(root, "", found)
        else:
            _add(path.parent.resolve() / path.name, path.name, found)
    return _without_repeats(found)


def read_bytes(file: SourceFile) -> bytes:
    """Return the bytes of a file.

    Raises:
        IngestError: If it cannot be read or is larger than `MAX_BYTES`.
    """
    try:
        with file.path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as exc:
        raise IngestError(f"cannot be read: {exc.strerror or exc}") from exc
    if len(data) > MAX_BYTES:
        raise IngestError(f"larger than {MAX_BYTES // 1024**2} MB")
    if not data:
        raise IngestError("empty")
    return data


def parse(file: SourceFile, data: bytes) -> SourceText:
    """Return the canonical text of a file's bytes.

    Raises:
        IngestError: If it cannot be read as what its name says, with the reason.
    """
    reader = SUPPORTED[file.path.suffix.lower()]
    try:
        return reader(data)
    except IngestError:
        raise
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as exc:
        # A parser stumbled over one file; the others must still be read.
        raise IngestError(f"cannot be parsed: {type(exc).__name__}: {exc}") from exc


def document_id(uri: str) -> str:
    """Return the id of the document of a uri, the same for every version."""
    return "doc_" + hashlib.sha256(uri.encode("utf-8")).hexdigest()[:16]


def _check_named(path: Path) -> None:
    if path.is_dir():
        return
    if not path.exists():
        raise UsageError(f"{_shown(path)} does not exist")
    if path.suffix.lower() not in SUPPORTED:
        raise UsageError(
            f"{_shown(path)} is of a kind that is not read; kinds that are: {', '.join(SUPPORTED)}"
        )
    if not path.is_file():
        raise UsageError(f"{_shown(path)} is neither a file nor a folder")


def _walk(root: Path, prefix: str, found: Found) -> None:
    """Go through a folder, its subfolders in their place among its files, by name."""
    folder = root / prefix
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as exc:
        reason = f"the folder cannot be listed: {exc.strerror or exc}"
        found.failed.append(IngestFailure(uri=_shown(prefix or folder), reason=reason))
        return
    for entry in entries:
        uri = f"{prefix}/{entry.name}" if prefix else entry.name
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            _walk(root, uri, found)
        else:
            _visit(root, uri, entry, found)


def _visit(root: Path, uri: str, entry: os.DirEntry[str], found: Found) -> None:
    reason = _reason_to_skip(root, entry)
    if reason:
        found.skipped.append(IngestFailure(uri=_shown(uri), reason=reason))
    else:
        _add(root / uri, uri, found)


def _reason_to_skip(root: Path, entry: os.DirEntry[str]) -> str:
    try:
        if entry.is_symlink():
            if entry.is_dir():
                return "a link to a folder"
            if not Path(entry.path).resolve().is_relative_to(root):
                return "a link that leaves the folder"
        regular = stat.S_ISREG(entry.stat().st_mode)
    except (OSError, RuntimeError):
        return "a link to nothing"
    if not regular:
        return "not a file"
    ending = Path(entry.name).suffix.lower()
    return "" if ending in SUPPORTED else f"files of kind {_shown(ending) or '(none)'} are not read"


def _add(path: Path, uri: str, found: Found) -> None:
    try:
        uri.encode("utf-8")
    except UnicodeEncodeError:
        reason = "its name is not valid Unicode; rename it"
        found.failed.append(IngestFailure(uri=_shown(uri), reason=reason))
        return
    found.files.append(SourceFile(path=path, uri=uri))


def _without_repeats(found: Found) -> Found:
    first = {file.path: file for file in reversed(found.files)}
    return Found(
        files=[file for file in found.files if first[file.path] is file],
        skipped=list(_distinct(found.skipped)),
        failed=list(_distinct(found.failed)),
        folders=found.folders,
    )


def _distinct(failures: list[IngestFailure]) -> Iterator[IngestFailure]:
    yield from {(one.uri, one.reason): one for one in failures}.values()


def _shown(path: Path | str) -> str:
    """Return a path that can be printed and stored, whatever bytes it is made of."""
    return str(path).encode("utf-8", "backslashreplace").decode("utf-8")
