"""Which files are found, and which are not read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ingest import load
from ingest.load import SourceFile, find_files, parse, read_bytes
from rag.errors import IngestError, UsageError


def write(path: Path, text: str = "It is.") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_files_come_in_order_with_posix_uris(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.md", "a/Ä ü%20.html", "c/new\nline.TXT", "a.htm"):
        write(tmp_path / name)
    found = find_files([tmp_path])
    assert [f.uri for f in found.files] == [
        "a/z.md",
        "a/Ä ü%20.html",
        "a.htm",
        "b.txt",
        "c/new\nline.TXT",
    ]
    assert found.folders == [tmp_path.resolve()]
    assert find_files([tmp_path]) == found


def test_hidden_files_are_passed_over_and_other_kinds_reported(tmp_path: Path) -> None:
    for name in (".hidden.txt", ".git/a.txt", "image.png", "noending", "a.txt"):
        write(tmp_path / name)
    found = find_files([tmp_path])
    assert [f.uri for f in found.files] == ["a.txt"]
    assert [(s.uri, "not read" in s.reason) for s in found.skipped] == [
        ("image.png", True),
        ("noending", True),
    ]


def test_links_that_leave_the_folder_are_not_followed(tmp_path: Path) -> None:
    outside = write(tmp_path / "outside" / "secret.txt")
    inside = write(tmp_path / "corpus" / "a.txt")
    (tmp_path / "corpus" / "out.txt").symlink_to(outside)
    (tmp_path / "corpus" / "folder").symlink_to(outside.parent)
    (tmp_path / "corpus" / "loop").symlink_to(tmp_path / "corpus")
    (tmp_path / "corpus" / "in.txt").symlink_to(inside)
    (tmp_path / "corpus" / "broken.txt").symlink_to(tmp_path / "nothing")
    found = find_files([tmp_path / "corpus"])
    assert [f.uri for f in found.files] == ["a.txt", "in.txt"]
    assert [s.uri for s in found.skipped] == ["broken.txt", "folder", "loop", "out.txt"]


def test_a_pipe_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert [s.reason for s in find_files([tmp_path]).skipped] == ["not a file"]
    with pytest.raises(UsageError, match="neither"):
        find_files([tmp_path / "pipe.txt"])


def test_a_name_that_is_not_unicode_is_a_failure(tmp_path: Path) -> None:
    try:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/bad\xff.txt")).write_text("It is.")
    except OSError:
        pytest.skip("this file system takes Unicode names only")
    found = find_files([tmp_path])
    assert found.files == []
    assert [(f.uri, "Unicode" in f.reason) for f in found.failed] == [("bad\\udcff.txt", True)]


def test_a_file_named_directly_has_its_name_as_uri(tmp_path: Path) -> None:
    path = write(tmp_path / "deep" / "a.txt")
    (file,) = find_files([path, path, path.parent]).files
    assert file == SourceFile(path=path.resolve(), uri="a.txt")


def test_wrong_paths_are_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no path"):
        find_files([])
    with pytest.raises(UsageError, match="does not exist"):
        find_files([tmp_path / "nothing.txt"])
    picture = write(tmp_path / "a.png")
    with pytest.raises(UsageError, match=r"a\.png.*\.txt.*\.html"):
        find_files([picture])


def test_a_folder_without_readable_files_is_no_error(tmp_path: Path) -> None:
    assert find_files([tmp_path]).files == []


def test_large_and_empty_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "MAX_BYTES", 10)
    (large,) = find_files([write(tmp_path / "large.txt", "x" * 11)]).files
    with pytest.raises(IngestError, match="larger"):
        read_bytes(large)
    (empty,) = find_files([write(tmp_path / "empty.txt", "")]).files
    with pytest.raises(IngestError, match="empty"):
        read_bytes(empty)
    empty.path.unlink()
    with pytest.raises(IngestError, match="cannot be read"):
        read_bytes(empty)


def test_parsing_follows_the_ending(tmp_path: Path) -> None:
    (file,) = find_files([write(tmp_path / "a.MD", "# Lease\n\nIt runs.")]).files
    assert parse(file, read_bytes(file)).media_type == "text/markdown"
