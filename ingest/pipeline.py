"""Takes files into the catalog and the index; `Ingestor` is the way in."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from pathlib import Path

from ingest.load import find_files
from ingest.run import Progress, Run
from rag.filters import checked_tags
from rag.ingest_report import IngestReport
from rag.lock import exclusive
from rag.protocols import Embedder
from rag.settings import Settings, load_settings

__all__ = ["Ingestor", "Progress"]


class Ingestor:
    """Takes files and folders into a data directory.

    Args:
        data: The data directory; by default that of the settings.
        settings: By default those of the environment and the configuration file.
        embedder: By default the one the settings name, made when something has to be embedded.
    """

    def __init__(
        self,
        data: Path | str | None = None,
        *,
        settings: Settings | None = None,
        embedder: Embedder | None = None,
    ) -> None:
        """Keep the settings; nothing is opened."""
        self._settings = settings or load_settings(data=data)
        self._data = Path(data) if data is not None else self._settings.data
        self._embedder = embedder

    def ingest(
        self,
        paths: Sequence[Path | str] | Path | str,
        *,
        tags: Sequence[str] | None = None,
        sync: bool = False,
        progress: Progress | None = None,
    ) -> IngestReport:
        """Take in files and folders; as `aingest`, also where an event loop is running."""
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return asyncio.run(self.aingest(paths, tags=tags, sync=sync, progress=progress))
        with ThreadPoolExecutor(1) as pool:
            run = self.aingest(paths, tags=tags, sync=sync, progress=progress)
            return pool.submit(asyncio.run, run).result()

    async def aingest(
        self,
        paths: Sequence[Path | str] | Path | str,
        *,
        tags: Sequence[str] | None = None,
        sync: bool = False,
        progress: Progress | None = None,
    ) -> IngestReport:
        """Take in files and folders.

        A file whose bytes are known is left alone; one that cannot be read is reported and does
        not keep the others out. A new version is stored completely before the old one goes.

        Args:
            paths: Files and folders.
            tags: Words to file all of them under, in place of those given before, also where the
                files are unchanged; None leaves those given before. A Markdown file's own tags
                are added.
            sync: Also remove documents whose files under these folders are gone.
            progress: Told of each file.

        Raises:
            UsageError: If a path does not exist, a file named directly is of no known kind, or a
                tag is not usable.
            StoreError: If another process holds the lock, or catalog or index fail.
            ModelError: If the embedder fails.
        """
        started = time.monotonic()
        given = None if tags is None else checked_tags(tags)
        named = [paths] if isinstance(paths, (str, Path)) else paths
        found = await asyncio.to_thread(find_files, named)
        async with AsyncExitStack() as stack:
            await asyncio.to_thread(stack.enter_context, exclusive(self._data))
            run = self._run()
            stack.push_async_callback(run.close)
            report = await run.take_in(found, tags=given, sync=sync, progress=progress)
        return report.model_copy(update={"seconds": time.monotonic() - started})

    def remove(self, documents: Sequence[str]) -> IngestReport:
        """Remove documents; as `aremove`, also where an event loop is running."""
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return asyncio.run(self.aremove(documents))
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(asyncio.run, self.aremove(documents)).result()

    async def aremove(self, documents: Sequence[str]) -> IngestReport:
        """Remove documents with all their versions; their files stay where they are.

        A later ingest of a folder that still holds the file takes it in again.

        Args:
            documents: Ids or uris.

        Raises:
            UsageError: If there is no such document; then none is removed.
            StoreError: If another process holds the lock, or catalog or index fail.
        """
        started = time.monotonic()
        async with AsyncExitStack() as stack:
            await asyncio.to_thread(stack.enter_context, exclusive(self._data))
            run = self._run()
            stack.push_async_callback(run.close)
            report = await run.remove(documents)
        return report.model_copy(update={"seconds": time.monotonic() - started})

    def rebuild(self) -> str:
        """Build the index again from the catalog; as `arebuild`."""
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return asyncio.run(self.arebuild())
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(asyncio.run, self.arebuild()).result()

    async def arebuild(self) -> str:
        """Build the index again from the catalog's vectors, embedding only what has none.

        Returns:
            The new index generation.

        Raises:
            StoreError: If another process holds the lock, or catalog or index fail.
            ModelError: If the embedder is needed and fails.
        """
        async with AsyncExitStack() as stack:
            await asyncio.to_thread(stack.enter_context, exclusive(self._data))
            run = self._run()
            stack.push_async_callback(run.close)
            return await run.rebuild()

    def _run(self) -> Run:
        return Run(self._data, settings=self._settings, embedder=self._embedder)
