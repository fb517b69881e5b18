"""Steps of a run: each in a process of its own, its result kept, so that a run can be resumed."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import ParamSpec, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict

__all__ = ["Apart", "Result", "apart", "disk_bytes", "kept", "peak_bytes", "resident_bytes"]

_T = TypeVar("_T")
_P = ParamSpec("_P")


class Result(BaseModel):
    """What a step has measured."""

    model_config = ConfigDict(frozen=True, extra="forbid")


_R = TypeVar("_R", bound=Result)


class Apart(Protocol):
    """Calls a function, in this process or in another."""

    def __call__(self, work: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """Return what the function returns."""
        ...


def apart(work: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> _T:
    """Call a function in a new process, so that its memory is its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, *args, **kwargs).result()


def kept(path: Path, kind: type[_R], make: Callable[[], _R]) -> _R:
    """Return the result in a file; make it and keep it there if there is none.

    Args:
        path: The file.
        kind: The model of the result.
        make: Measures.
    """
    if path.is_file():
        return kind.model_validate_json(path.read_bytes())
    print(f"{path.parent.name}: {path.stem} …", file=sys.stderr, flush=True)
    started = time.monotonic()
    made = make()
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_text(made.model_dump_json(), encoding="utf-8")
    part.rename(path)
    seconds = time.monotonic() - started
    print(f"{path.parent.name}: {path.stem} took {seconds:.0f} s", file=sys.stderr, flush=True)
    return made


def resident_bytes() -> int:
    """Return the memory that this process holds now."""
    return _status("VmRSS")


def peak_bytes() -> int:
    """Return the most memory that this process has held."""
    return _status("VmHWM")


def disk_bytes(folder: Path) -> int:
    """Return what the files of a folder take on the disk, holes not counted."""
    return sum(path.stat().st_blocks * 512 for path in folder.rglob("*") if path.is_file())


def _status(name: str) -> int:
    for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1024
    raise OSError(f"/proc/self/status does not tell {name}; this benchmark needs Linux")
