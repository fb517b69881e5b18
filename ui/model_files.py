"""The embedded model files on the command line: which are needed, which are here, fetching them."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TaskID,
    TextColumn,
    TransferSpeedColumn,
)
from rich.table import Table
from rich.text import Text

from rag.settings import ModelSettings, Settings
from ui.render import size_text
from ui.untrusted import one_line
from ui.wiring import FileProgress, ModelRegistry

__all__ = [
    "fetch_models",
    "fetching",
    "judge_line",
    "models_table",
    "needed_models",
    "remove_damaged",
]

_CHAT = ["chat"]
_EMBED = ["embedder", "tokenizer"]


def needed_models(settings: Settings) -> list[str]:
    """Return the names of the embedded model files that these settings use."""
    models = settings.models
    chats = {models.chat, models.judge or models.chat}
    chat = _CHAT if "embedded" in chats else []
    return chat + (_EMBED if models.embed == "embedded" else [])


@contextmanager
def fetching(console: Console) -> Generator[FileProgress]:
    """Give a progress callback that says which file is fetched, with a bar on a terminal.

    Nothing is shown unless the callback is called.
    """
    columns = (
        TextColumn("  {task.description}", markup=False),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
    )
    tasks: dict[str, TaskID] = {}
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bars:

        def moved(file: str, done: int, total: int) -> None:
            if file not in tasks:
                console.print(Text(f"Fetching {file} ({size_text(total)}), once"))
                tasks[file] = bars.add_task(file, total=total)
            bars.update(tasks[file], completed=done)

        yield moved


def fetch_models(
    names: Iterable[str], cache_dir: Path, registry: ModelRegistry, console: Console
) -> None:
    """Fetch the files that are not there yet; says nothing when all are.

    Args:
        names: Names of model files.
        cache_dir: Folder of the model files.
        registry: The registry.
        console: Where notices and bars go.

    Raises:
        ModelError: If a file cannot be fetched from any source.
    """
    with fetching(console) as progress:
        for name in names:
            registry.ensure(name, cache_dir, progress)


def remove_damaged(cache_dir: Path, registry: ModelRegistry, console: Console) -> None:
    """Hash every file that is here and remove those that are not what the registry says.

    Raises:
        ModelError: If a file cannot be read.
    """
    for held in registry.load_registry():
        with console.status(Text(f"comparing {held.file}")):
            damaged = registry.status(held, cache_dir, verify=True) == "damaged"
        if damaged:
            console.print(Text(f"Removing {held.file}: it is damaged"))
            held.path(cache_dir).unlink(missing_ok=True)


def models_table(registry: ModelRegistry, cache_dir: Path) -> Table:
    """Return the embedded model files as a table: what, file, size, licence, whether it is here."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("name", "model", "file", "size", "licence", "status"):
        table.add_column(name, overflow="fold", justify="right" if name == "size" else "left")
    for held in registry.load_registry():
        status = registry.status(held, cache_dir)
        table.add_row(held.name, held.title, held.file, size_text(held.size), held.licence, status)
    return table


def judge_line(models: ModelSettings) -> str:
    """Return which model judges, and what to do when scores are not calibrated for it."""
    from rag.answering.calibration import is_calibrated, uncalibrated_text
    from rag.assemble import judge_id

    judge = judge_id(models)
    if is_calibrated(judge):
        return f"Judge: {one_line(judge)}, calibrated"
    return f"Judge: {one_line(judge)}, not calibrated: {one_line(uncalibrated_text(judge))}"
