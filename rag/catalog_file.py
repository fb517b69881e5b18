"""The catalog's open file: one connection that any thread may use, its errors as `StoreError`."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rag.errors import StoreError
from rag.schema import connect

__all__ = ["CatalogFile"]


class CatalogFile:
    """The SQLite file of a catalog.

    Any number of processes may have it open, also while one of them ingests. One object may be
    used from many threads; its calls take turns.

    Args:
        path: The SQLite file.
        create: Make the file if it is not there.

    Raises:
        StoreError: From every method, if the file cannot be opened, read or written.
    """

    def __init__(self, path: Path, *, create: bool = False) -> None:
        """Open the file."""
        self._path = path
        self._connection = connect(path, create=create)
        self._lock = threading.RLock()

    def close(self) -> None:
        """Close the file. Closing twice does nothing."""
        with self._lock:
            self._connection.close()

    def _one(self, statement: str, *values: object) -> tuple[Any, ...] | None:
        with self._connected() as connection:
            return connection.execute(statement, values).fetchone()

    def _all(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        with self._connected() as connection:
            return connection.execute(statement, values).fetchall()

    @contextmanager
    def _connected(self) -> Generator[sqlite3.Connection]:
        """Give the connection to one thread at a time and translate SQLite's errors."""
        try:
            with self._lock:
                yield self._connection
        except sqlite3.Error as exc:
            retryable = isinstance(exc, sqlite3.OperationalError) and "locked" in str(exc)
            raise StoreError(
                f"the catalog {self._path} failed: {exc}", retryable=retryable
            ) from exc
