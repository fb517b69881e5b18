"""What was measured so far, one JSON object a line, so that a run killed at any time goes on."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Generic, TypeVar, cast

from pydantic import BaseModel, ConfigDict, ValidationError

from benchmarks.peer import PeerError
from rag.errors import ConfigurationError
from rag.settings import Settings

__all__ = ["Ledger", "Record", "complete", "fingerprint"]

ROOT = Path(__file__).resolve().parents[2]
CODE = ("rag", "ingest")
SUFFIXES = frozenset({".gguf", ".json", ".py", ".toml"})

_I = TypeVar("_I")


class Record(BaseModel):
    """The raw result of one item.

    Attributes:
        error: Why there is no result; empty when there is one.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    error: str = ""


_R = TypeVar("_R", bound=Record)


class Ledger(Generic[_R]):
    """The records of one section, appended to a file as they are made.

    Args:
        path: The file; made when missing. A last line cut short by a kill is passed over.
        key: What the records depend on; those made under another key are left alone, unread.
        kind: The model of a record.
        retry: Pass over what failed, so that it is measured again.
    """

    def __init__(self, path: Path, key: str, kind: type[_R], *, retry: bool = False) -> None:
        """Read what is there."""
        self._retry = retry
        self._path = path
        self._key = key
        self._kind = kind
        self._records: dict[str, _R] = {}
        if path.is_file():
            for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
                self._read(line)

    @property
    def kind(self) -> type[_R]:
        """The model of a record."""
        return self._kind

    def get(self, name: str) -> _R | None:
        """Return the record of an item, or None."""
        return self._records.get(name)

    def add(self, name: str, record: _R) -> None:
        """Append a record; it is on its way to the disk when this returns."""
        line = {"key": self._key, "id": name, "result": record.model_dump(mode="json")}
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("ab") as file:
            file.write(b"\n" * self._cut_short() + json.dumps(line).encode() + b"\n")
        self._records[name] = record

    def _cut_short(self) -> bool:
        if not self._path.is_file() or self._path.stat().st_size == 0:
            return False
        with self._path.open("rb") as file:
            file.seek(-1, 2)
            return file.read(1) != b"\n"

    def _read(self, line: str) -> None:
        try:
            entry: Any = json.loads(line)
        except ValueError:
            return
        if not isinstance(entry, dict):
            return
        held = cast("dict[str, Any]", entry)
        if held.get("key") != self._key:
            return
        try:
            record = self._kind.model_validate(held.get("result"))
        except ValidationError:
            return  # written by an older shape of the record: measured again
        if not (record.error and self._retry):
            self._records[str(held.get("id"))] = record


def complete(
    title: str,
    items: Mapping[str, _I],
    ledger: Ledger[_R],
    opening: Callable[[], AbstractContextManager[Callable[[_I], _R]]],
) -> list[_R]:
    """Return the record of every item, in order, measuring only those that have none.

    An item that raises is recorded with its error, so that it counts as wrong and stays so.

    Args:
        title: Named in the progress on stderr.
        items: By id.
        ledger: Where records are kept.
        opening: Opens what measures an item; not called when nothing is missing.

    Raises:
        ConfigurationError: If nothing can be measured as things are set up.
        PeerError: If a system compared with has ended.
    """
    missing = {name: item for name, item in items.items() if ledger.get(name) is None}
    if missing:
        with opening() as measure:
            for done, (name, item) in enumerate(missing.items(), start=1):
                try:
                    record = measure(item)
                except (ConfigurationError, PeerError):
                    raise
                except Exception as exc:
                    record = ledger.kind(error=f"{type(exc).__name__}: {exc}")
                    print(f"\n{title} {name} failed: {exc}", file=sys.stderr)
                ledger.add(name, record)
                _show(title, done, len(missing))
    return [cast("_R", ledger.get(name)) for name in items]


def fingerprint(settings: Settings, *, root: Path = ROOT) -> str:
    """Return 16 hex digits that change with the code and the settings that figures depend on.

    Args:
        settings: The settings; places, keys and sizes of the machine do not count.
        root: The checkout.
    """
    digest = hashlib.sha256(
        settings.model_dump_json(
            exclude={
                "data": True,
                "models": {"cache_dir", "api_key", "judge_api_key", "threads", "timeout_s"},
            }
        ).encode()
    )
    for path in sorted(path for folder in CODE for path in (root / folder).rglob("*")):
        if path.suffix in SUFFIXES:
            digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def _show(title: str, done: int, whole: int) -> None:
    """Show every item on a screen, but only every tenth of the way in a file."""
    if sys.stderr.isatty():
        print(
            f"\r{title} {done} of {whole}", end="\n" * (done == whole), file=sys.stderr, flush=True
        )
    elif done == whole or done % max(1, whole // 10) == 0:
        print(f"{title} {done} of {whole}", file=sys.stderr, flush=True)
