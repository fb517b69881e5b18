"""Build the wheel, install it into an empty environment and ask it a question.

Proves what the other tests cannot, since they run from the checkout: that the wheel holds every
file it needs, that the lock names every package it imports, and that nothing relies on the folder
it is run from. The model files are taken from the user's cache, where `citeproof models pull` put
them.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import TypedDict, cast

__all__ = ["main"]

ROOT = Path(__file__).resolve().parent.parent
QUESTION = "How many bicycles does the Harbour Road depot hold?"
DOCUMENT = (
    "The Harbour Road depot opened in 2019.\n\n"
    "It holds 340 bicycles and employs twelve mechanics.\n"
)
NEEDED = ("rag/models/registry.toml", "rag/pipeline.py", "ingest/pipeline.py", "ui/cli.py")


class _Citation(TypedDict):
    uri: str
    start: int
    end: int
    quote: str


class _Claim(TypedDict):
    citations: list[_Citation]


class _Answer(TypedDict):
    status: str
    text: str
    claims: list[_Claim]


def main() -> int:
    """Return 0 when the installed wheel gives a cited answer with exact quotes, else 1."""
    with tempfile.TemporaryDirectory(prefix="citeproof-wheel-") as folder:
        work = Path(folder)
        wheel = _build(work / "dist")
        problems = _missing_files(wheel)
        _install(wheel, work / "venv")
        problems += _ask(work)
    for problem in problems:
        print(f"wheel: {problem}", file=sys.stderr)
    if not problems:
        print(f"wheel: {wheel.name} answers with exact quotes from an empty environment")
    return 1 if problems else 0


def _build(target: Path) -> Path:
    _run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(target)],
        cwd=ROOT,
    )
    return next(target.glob("citeproof-*.whl"))


def _missing_files(wheel: Path) -> list[str]:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    absent = [f"{name} is not in {wheel.name}" for name in NEEDED if name not in names]
    packages = {"rag", "ingest", "ui"}
    data = [path for package in packages for path in (ROOT / package).rglob("*") if path.is_file()]
    wanted = {p.relative_to(ROOT).as_posix() for p in data if "__pycache__" not in p.parts}
    absent += [f"{name} is not in {wheel.name}" for name in sorted(wanted - names)]
    strays = {n.split("/")[0] for n in names if ".dist-info/" not in n} - packages
    return absent + [f"{wheel.name} installs the top-level {name!r}" for name in sorted(strays)]


def _install(wheel: Path, environment: Path) -> None:
    _run([sys.executable, "-m", "venv", str(environment)], cwd=environment.parent)
    pip = [str(environment / "bin" / "python"), "-m", "pip", "install", "--quiet"]
    lock = str(ROOT / "requirements.lock")
    _run([*pip, "--require-hashes", "--requirement", lock], cwd=environment.parent)
    _run([*pip, "--no-deps", "--no-index", str(wheel)], cwd=environment.parent)
    _run([*pip[:3], "check"], cwd=environment.parent)


def _ask(work: Path) -> list[str]:
    corpus, elsewhere = work / "corpus", work / "elsewhere"
    corpus.mkdir()
    elsewhere.mkdir()
    (corpus / "depot.txt").write_text(DOCUMENT, encoding="utf-8")
    command, data = str(work / "venv" / "bin" / "citeproof"), str(work / "data")
    python = str(work / "venv" / "bin" / "python")
    _run([python, "-c", "import rag, ingest, ui; rag.Client, ingest.Ingestor"], cwd=elsewhere)
    _run([command, "ingest", str(corpus), "--data", data], cwd=elsewhere)
    printed = _run([command, "ask", QUESTION, "--json", "--data", data], cwd=elsewhere)
    return _problems(cast(_Answer, json.loads(printed)))


def _problems(answer: _Answer) -> list[str]:
    citations = [citation for claim in answer["claims"] for citation in claim["citations"]]
    found: list[str] = []
    if answer["status"] != "answered" or "340" not in answer["text"]:
        found.append(f"asked {QUESTION!r}, it said {answer['status']}: {answer['text']!r}")
    if not citations:
        found.append("the answer cites nothing")
    for citation in citations:
        text = DOCUMENT[citation["start"] : citation["end"]]
        if citation["uri"] != "depot.txt" or text != citation["quote"]:
            found.append(f"cited {citation['quote']!r}, but the document says {text!r} there")
    return found


def _run(command: list[str], *, cwd: Path) -> str:
    done = subprocess.run(  # noqa: S603 - commands are built above from fixed words and paths
        command, cwd=cwd, stdout=subprocess.PIPE, text=True, check=False
    )
    if done.returncode != 0:
        raise SystemExit(f"wheel: exit code {done.returncode} from: {' '.join(command)}")
    return done.stdout


if __name__ == "__main__":
    raise SystemExit(main())
