"""Write docs/cli.md and docs/settings.md from the code.

`--check` writes nothing, and fails when a page differs from what the code says now.
"""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from rag.settings import Settings
from ui.cli_docs import cli_docs

__all__ = ["main"]

FOLDER = Path(__file__).resolve().parent.parent / "docs"
NOTE = "<!-- Written by scripts/write_reference.py; `make docs` writes it again. -->\n"


def main(arguments: list[str]) -> int:
    """Write the pages, or compare them; return 1 when a page differs."""
    pages = {"cli.md": cli_docs(), "settings.md": _settings_page()}
    if arguments != ["--check"]:
        for name, text in pages.items():
            (FOLDER / name).write_text(text, encoding="utf-8")
        return 0
    differing = [name for name, text in pages.items() if _differs(FOLDER / name, text)]
    if differing:
        print("docs differ from the code; run: make docs", file=sys.stderr)
    return 1 if differing else 0


def _differs(page: Path, text: str) -> bool:
    old = page.read_text(encoding="utf-8") if page.is_file() else ""
    lines = difflib.unified_diff(
        old.splitlines(), text.splitlines(), page.name, "the code", lineterm=""
    )
    for line in lines:
        print(line, file=sys.stderr)
    return old != text


def _settings_page() -> str:
    head = (
        "# Settings\n\nEach is an environment variable, or a key of the TOML file that\n"
        "`CITEPROOF_CONFIG` names (`CITEPROOF_MODELS__CHAT` is `chat` in the table `[models]`).\n"
        "\n| variable | default | meaning |\n|---|---|---|\n"
    )
    return NOTE + head + "".join(_settings(Settings, "CITEPROOF_"))


def _settings(group: type[BaseModel], prefix: str) -> Iterator[str]:
    for name, field in group.model_fields.items():
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            yield from _settings(inner, f"{prefix}{name.upper()}__")
        else:
            meaning = _cell(_one_line(field.description))
            yield f"| `{prefix}{name.upper()}` | {_setting_default(field)} | {meaning} |\n"


def _setting_default(field: FieldInfo) -> str:
    if field.default_factory is not None:
        return "depends on the machine"
    text = field.default if isinstance(field.default, str | int | float) else ""
    return f"`{text}`" if str(text) else "empty"


def _one_line(text: str | None) -> str:
    return " ".join((text or "").split())


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
