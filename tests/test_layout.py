"""The rules of the code base that no linter knows: who imports whom, sizes, names, secrets.

The order of imports is `ui → ingest → rag`, and inside rag from lower tiers to higher ones; it is
drawn in docs/architecture.md. A new module of rag gets its place in `TIERS` here.
"""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("rag", "ingest", "ui")
CODE = (*PACKAGES, "benchmarks", "scripts", "tests")
MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 40
MAX_FILE_BYTES = 300_000

# Modules import from lower tiers, and from their own entry; a folder stands for all it holds.
TIERS: tuple[tuple[frozenset[str], ...], ...] = (
    (frozenset({"errors"}), frozenset({"prompts"}), frozenset({"words"})),
    (
        frozenset({"types"}),
        frozenset({"settings"}),
        frozenset({"filters"}),
        frozenset({"alias"}),
        frozenset({"feedback"}),
    ),
    (frozenset({"check_report", "recheck_report", "ingest_report"}),),
    (
        frozenset({"protocols"}),
        frozenset({"wire"}),
        frozenset({"question"}),
        frozenset({"lock"}),
    ),
    (
        frozenset({"models"}),
        frozenset({"store", "vector_metadata"}),
        frozenset(
            {
                "catalog",
                "catalog_file",
                "catalog_writer",
                "conditions",
                "full_text",
                "match",
                "records",
                "schema",
                "vocabulary",
            }
        ),
        frozenset({"retrieval"}),
        frozenset({"answering"}),
    ),
    (frozenset({"pipeline"}),),
    (frozenset({"assemble"}),),
    (frozenset({"client", "background"}), frozenset({"evaluation"})),
)

# Who may import a vendor; a name that ends in a dot stands for the whole package.
VENDORS: dict[str, tuple[str, ...]] = {
    "chromadb": ("rag.store",),
    "fastapi": ("ui.",),
    "gradio": ("ui.web.",),
    "httpx2": (
        "rag.evaluation.server",
        "rag.models.openai_compatible",
        "rag.models.registry",
        "rag.models.download",
    ),
    "llama_index": ("ingest.", "rag.retrieval."),
    "mcp": ("ui.mcp",),
    "onnx": ("rag.models.int8_graph",),
    "onnxruntime": ("rag.models.embedded_embedder", "rag.models.int8_graph"),
    "openai": ("rag.models.openai_compatible",),
    "py3langid": ("ingest.language",),
    "rapidfuzz": ("rag.vocabulary",),
    "sqlite3": (
        "rag.catalog",
        "rag.catalog_file",
        "rag.catalog_writer",
        "rag.full_text",
        "rag.schema",
        "rag.vocabulary",
    ),
    "starlette": ("ui.",),
    "tokenizers": ("rag.models.embedded_embedder",),
    "trafilatura": ("ingest.",),
    "typer": ("ui.",),
    "uvicorn": ("ui.",),
    "xllamacpp": ("rag.models.llama_server",),
}
# The edges; ingest.run is the part of ingest.pipeline that holds the open catalog.
READ_SETTINGS = (
    "rag.assemble",
    "rag.client",
    "rag.settings",
    "ingest.pipeline",
    "ingest.run",
    "ui.",
)

# What must not stand in any file. Written so that no pattern finds itself.
SECRETS = {
    "a path of the machine it was written on": r"(?<![\w.~-])/(?:work|root|home|opt/pypi)/\w",
    "an index address": r"//[^\s\"')]*(?:pythonhosted|pypi[^\s\"')/]*/simple)",
    "an index option": r"--(?:extra-)?index-url[ =]\S|--find-links[ =]\S",
    "a key": r"\b(?:sk-|hf_|ghp_|AKIA)[A-Za-z0-9]{16,}|-----BEGIN [A-Z ]*PRIVATE KEY",
}
EVALUATION_DATA = re.compile(
    r"(?:squad2|clapnq|hotpotqa|ramdocs|fever_symmetric|wice|bump|bipia_email|corpus|queries)"
    r"\.jsonl$|qrels\.tsv$"
)
NOT_OURS = {"__pycache__", "build", "dist", "node_modules", "results"}


@cache
def _files() -> tuple[Path, ...]:
    """Every file of the checkout that is ours; git may be absent where the tests run."""

    def walk(folder: Path) -> Iterator[Path]:
        for path in sorted(folder.iterdir()):
            hidden = path.name.startswith(".") and path.name not in {".ci", ".gitignore"}
            if hidden or path.name in NOT_OURS or path.name.endswith(".egg-info"):
                continue
            if path.is_dir():
                yield from walk(path)
            else:
                yield path

    return tuple(walk(ROOT))


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def _python(*folders: str) -> list[Path]:
    return [
        path
        for path in _files()
        if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in folders
    ]


def _name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imports(path: Path) -> set[str]:
    """Full names of what a file imports, at any depth, also for the type checker only."""
    found: set[str] = set()
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{_name(path)} has a relative import"
            found.add(node.module or "")
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def _place(module: str) -> tuple[int, int] | None:
    """Tier and entry of a module of rag; None for rag itself and for names inside modules."""
    part = module.split(".")[1] if module.startswith("rag.") else ""
    for tier, entries in enumerate(TIERS):
        for entry, names in enumerate(entries):
            if part in names:
                return tier, entry
    return None


def _relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _matches(module: str, allowed: tuple[str, ...]) -> bool:
    return any(module == name or (name[-1] == "." and module.startswith(name)) for name in allowed)


def test_packages_import_downwards_only() -> None:
    above = {"rag": {"ingest", "ui"}, "ingest": {"ui"}, "ui": set[str]()}
    wrong = [
        f"{_name(path)} imports {name}"
        for path in _python(*PACKAGES)
        for name in _imports(path)
        if name.split(".")[0] in above[_name(path).split(".")[0]] | {"tests", "benchmarks"}
    ]
    assert wrong == []


def test_every_module_of_rag_has_a_tier() -> None:
    modules = {_name(path) for path in _python("rag")} - {"rag"}
    assert sorted(module for module in modules if _place(module) is None) == []


def test_tiers_of_rag_import_downwards_only() -> None:
    wrong: list[str] = []
    for path in _python("rag"):
        own = _place(_name(path))
        for name in _imports(path):
            other = _place(name)
            if own is None or other is None or own == other:
                continue
            if other[0] >= own[0]:
                wrong.append(f"{_name(path)} imports {name}")
    assert sorted(wrong) == []


@pytest.mark.parametrize("vendor", sorted(VENDORS))
def test_vendor_stays_behind_its_module(vendor: str) -> None:
    wrong = [
        _name(path)
        for path in _python(*PACKAGES)
        if any(name.split(".")[0] == vendor for name in _imports(path))
        and not _matches(_name(path), VENDORS[vendor])
    ]
    assert wrong == []


def test_only_the_edges_read_settings() -> None:
    wrong = [
        _name(path)
        for path in _python(*PACKAGES)
        if "rag.settings" in _imports(path) and not _matches(_name(path), READ_SETTINGS)
    ]
    assert wrong == []


def test_importing_rag_loads_no_settings_and_no_vendor() -> None:
    code = "import json, sys; import rag; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(  # noqa: S603 - this interpreter, fixed words
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = set(json.loads(done.stdout))
    unwanted = (set(VENDORS) | {"rag.settings", "rag.client", "numpy", "pydantic"}) & loaded
    assert unwanted == set()


def test_files_stay_short() -> None:
    lengths = {
        _relative(path): len(path.read_text(encoding="utf-8").splitlines())
        for path in _python(*CODE)
    }
    assert {name: n for name, n in lengths.items() if n > MAX_FILE_LINES} == {}


def _code_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function without its docstring and decorators."""
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    if ast.get_docstring(function) is not None:
        docstring = function.body[0]
        lines -= (docstring.end_lineno or docstring.lineno) - docstring.lineno + 1
    return lines


def test_functions_stay_short() -> None:
    long = {
        f"{_relative(path)}:{node.lineno} {node.name}": _code_lines(node)
        for path in _python(*CODE)
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and _code_lines(node) > MAX_FUNCTION_LINES
    }
    assert long == {}


def _public_names(tree: ast.Module) -> set[str]:
    """Classes and functions others may import; a decorated function is a command, not an API."""
    return {
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and (isinstance(node, ast.ClassDef) or not node.decorator_list)
    }


def _declared(tree: ast.Module) -> set[str] | None:
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return set(ast.literal_eval(node.value))
    return None


def test_public_modules_declare_all_they_offer() -> None:
    """Ruff keeps `__all__` sorted; this looks that it is there and complete."""
    wrong: dict[str, list[str]] = {}
    for path in _python(*PACKAGES, "benchmarks", "scripts"):
        names, declared = _public_names(_tree(path)), _declared(_tree(path))
        if names and names - (declared or set()):
            wrong[_relative(path)] = sorted(names - (declared or set()))
    assert wrong == {}


def test_tests_mirror_the_tree() -> None:
    tests = [path for path in _python("tests") if path.name.startswith("test_")]
    mirrored = (*PACKAGES, "benchmarks", "scripts")
    orphans = [
        _relative(path)
        for path in tests
        if path.relative_to(ROOT / "tests").parts[0] in mirrored
        and not (ROOT / path.relative_to(ROOT / "tests").parent / path.name[5:]).is_file()
    ]
    assert orphans == []


def test_no_file_holds_a_secret_or_a_place() -> None:
    found: list[str] = []
    for path in _files():
        text = path.read_bytes().decode("utf-8", errors="replace")
        found += [
            f"{_relative(path)} holds {what}: {match.group()!r}"
            for what, pattern in SECRETS.items()
            for match in re.finditer(pattern, text)
        ]
    assert found == []


def test_evaluation_data_is_not_copied() -> None:
    copied = [_relative(path) for path in _files() if EVALUATION_DATA.search(path.name)]
    large = [
        _relative(path)
        for path in _files()
        if path.stat().st_size > MAX_FILE_BYTES and path.suffix != ".lock"
    ]
    assert copied + large == []
    assert sum(path.parent.name == "seeds" for path in _files()) == 5
