"""Decides which document a file is: known and unchanged, a new version, or a new document."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Literal

from ingest.chunk import FORMAT
from ingest.load import SourceFile, document_id
from rag.catalog_writer import CatalogWriter, Source

__all__ = ["Decision", "Ledger"]


Action = Literal["add", "update", "retag", "unchanged"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What to do with a file.

    Attributes:
        action: `add` a document, `update` it, only change its tags, or leave it `unchanged`.
        source: The line for the ledger.
    """

    action: Action
    source: Source


class Ledger:
    """The catalog's list of sources during one ingest.

    Args:
        catalog: Holds the list.
        tags: The tags given to every file of this ingest; None leaves those given before.
    """

    def __init__(self, catalog: CatalogWriter, *, tags: tuple[str, ...] | None) -> None:
        """Read the list."""
        self._catalog = catalog
        self._tags = tags
        sources = catalog.sources()
        self._by_path = {source.path: source for source in sources}
        self._by_uri = {source.uri: source for source in sources}

    def decide(self, file: SourceFile, sha256: str) -> Decision:
        """Return what to do with a file, and remember its uri as taken.

        The same path is the same document. Another path with the same uri is the same document
        only if its bytes are the same; otherwise parent folders are put before the uri.
        """
        path = os.fsencode(file.path)
        known = self._by_path.get(path)
        if known is not None:
            same = known.sha256 == sha256 and known.format == FORMAT
            source = replace(known, sha256=sha256, format=FORMAT)
            return self._remember("unchanged" if same else "update", source)
        for uri in _possible_uris(file):
            holder = self._by_uri.get(uri)
            if holder is None:
                source = Source(
                    path=path,
                    document_id=document_id(uri),
                    uri=uri,
                    sha256=sha256,
                    format=FORMAT,
                )
                return self._remember("add", source)
            if holder.sha256 == sha256:
                return self._moved(holder, path)
        raise AssertionError("unreachable: some uri is always free")

    def _moved(self, holder: Source, path: bytes) -> Decision:
        """The same bytes under the same uri: a moved corpus, or a second copy of it."""
        if not os.path.lexists(holder.path):
            self._by_path.pop(holder.path, None)
            self._catalog.move_source(holder.document_id, path)
            holder = replace(holder, path=path)
        if holder.format != FORMAT:
            return self._remember("update", replace(holder, format=FORMAT))
        return self._remember("unchanged", holder)

    def _remember(self, action: Action, source: Source) -> Decision:
        if self._tags is not None and source.tags != self._tags:
            source = replace(source, tags=self._tags)
            action = "retag" if action == "unchanged" else action
        self._by_path[source.path] = source
        self._by_uri[source.uri] = source
        return Decision(action=action, source=source)

    def vanished(self, folders: list[Path]) -> list[Source]:
        """Return the sources that were under these folders and are gone, by uri."""
        return [
            source
            for _, source in sorted(self._by_uri.items())
            if any(source.file.is_relative_to(folder) for folder in folders)
            and not os.path.lexists(source.path)
        ]


def _possible_uris(file: SourceFile) -> Iterator[str]:
    """Yield the uri, then the uri with more and more parent folders before it, then numbers."""
    uri = file.uri
    yield uri
    for parent in reversed(file.path.parts[1 : -len(Path(file.uri).parts)]):
        uri = f"{_printable(parent)}/{uri}"
        yield uri
    for number in count(2):
        yield f"{uri}~{number}"


def _printable(name: str) -> str:
    return name.encode("utf-8", "backslashreplace").decode("utf-8")
