"""What the benchmarks report: figures with n and interval, and whether quotes are exact."""

from __future__ import annotations

import json
import os
import platform
import re
import subprocess
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path, PurePosixPath

from rag.evaluation.statistics import Metric
from rag.types import Answer, Citation

__all__ = [
    "canonical_texts",
    "citations_of",
    "inexact",
    "write_report",
]

ROOT = Path(__file__).resolve().parent.parent


def canonical_texts(folder: Path) -> dict[str, str]:
    """Return the canonical text of every txt file of a folder, by file name.

    Read from the files, not from the catalog, so that a fault there is seen: the decoded text,
    byte order mark removed, CRLF made LF, nothing else.
    """
    return {
        path.name: path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
        for path in sorted(folder.glob("*.txt"))
    }


def citations_of(answer: Answer) -> list[Citation]:
    """Return every citation of an answer, also those of its sides and of its removed claims."""
    holders = [*answer.claims, *answer.removed, *answer.sides]
    return [citation for holder in holders for citation in holder.citations]


def inexact(citation: Citation, texts: Mapping[str, str]) -> bool:
    """Whether the quote is not what the document says at the citation's offsets."""
    text = texts.get(PurePosixPath(citation.uri).name, "")
    return not citation.quote or text[citation.start : citation.end] != citation.quote


def write_report(
    path: Path, metrics: Mapping[str, Metric], *, more: Mapping[str, object] | None = None
) -> None:
    """Write `{"commit", "machine", "metrics"}` as JSON, with more keys after them if given."""
    report = {
        "commit": _commit(),
        "machine": _machine(),
        "metrics": {name: asdict(metric) for name, metric in metrics.items()},
        **(more or {}),
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")


def _commit() -> str:
    try:
        done = subprocess.run(
            ["git", "describe", "--always", "--abbrev=40", "--dirty", "--exclude=*"],  # noqa: S607
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return done.stdout.strip()


def _machine() -> str:
    cpu = platform.processor() or "unknown processor"
    info = Path("/proc/cpuinfo")
    if info.is_file():
        named = re.search(
            r"^model name\s*:\s*(.+)$", info.read_text(encoding="utf-8"), re.MULTILINE
        )
        cpu = named.group(1) if named else cpu
    cores = len(os.sched_getaffinity(0))
    return (
        f"{platform.system()} {platform.machine()}, {cpu}, {cores} cores, "
        f"Python {platform.python_version()}"
    )
