"""The embedded model files on the command line: which are needed, which are here, fetching them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn
from rich.table import Table
from rich.text import Text

from rag.settings import Settings
from ui.render import size_text
from ui.wiring import ModelRegistry

__all__ = ["fetch_models", "models_table", "needed_models", "remove_damaged"]

_CHAT = ["chat"]
_EMBED = ["embedder", "tokenizer"]


def needed_models(settings: Settings) -> list[str]:
    """Return the names of the embedded model files that these settings use."""
    models = settings.models
    chats = {models.chat, models.judge or models.chat}
    chat = _CHAT if "embedded" in chats else []
    return chat + (_EMBED if models.embed == "embedded" else [])


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
    wanted = set(names)
    for held in registry.load_registry():
        if held.name in wanted and registry.status(held, cache_dir) != "present":
            _fetch(
                held.name, f"{held.title} ({size_text(held.size)})", cache_dir, registry, console
            )


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


def _fetch(
    name: str, title: str, cache_dir: Path, registry: ModelRegistry, console: Console
) -> None:
    console.print(Text(f"Fetching {title}, once"))
    columns = (
        TextColumn("  {task.description}", markup=False),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
    )
    shown = console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=not shown) as bars:
        task = bars.add_task(name, total=None)

        def moved(file: str, done: int, total: int) -> None:
            bars.update(task, description=file, completed=done, total=total)

        registry.ensure(name, cache_dir, moved)
