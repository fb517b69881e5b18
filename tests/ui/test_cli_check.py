from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from rag.errors import ConfigurationError
from rag.filters import Filters
from tests.fake_check import DRAFT, report_of
from tests.fake_pipeline import FakePipeline, builder
from ui.cli import app
from ui.cli_check import read_text

if TYPE_CHECKING:
    from tests.ui.conftest import World


@pytest.fixture
def draft(tmp_path: Path) -> str:
    path = tmp_path / "draft.md"
    path.write_text(DRAFT, encoding="utf-8-sig")
    return str(path)


def test_each_sentence_is_shown_then_the_summary(world: World, draft: str) -> None:
    shown = world.run("check", draft)
    assert (shown.exit_code, shown.stderr) == (0, "")
    marks = ["– not checked", "✓ supported", "✗ contradicted", "? not found", "1 of 3 sentences"]
    places = [shown.stdout.find(mark) for mark in marks]
    assert -1 not in places
    assert places == sorted(places)
    assert "\x1b" not in shown.stdout
    assert world.pipeline.checked == [(DRAFT, None)]
    assert world.pipeline.closed == 1


def test_json_is_exactly_the_report(world: World, draft: str) -> None:
    shown = world.run("check", draft, "--json")
    assert shown.exit_code == 0
    assert shown.stdout == report_of(DRAFT).model_dump_json() + "\n"


def test_standard_input_is_read(world: World) -> None:
    shown = CliRunner(env={"CITEPROOF_DATA": str(world.data)}).invoke(
        app, ["check", "-"], input=DRAFT.encode(), obj=world.wiring()
    )
    assert shown.exit_code == 0
    assert world.pipeline.checked == [(DRAFT, None)]


def test_filters_and_data_are_passed_on(world: World, draft: str, tmp_path: Path) -> None:
    build = builder(world.pipeline)
    world.build = build
    world.run("check", draft, "--filter", "a/*", "--data", str(tmp_path / "d"))
    assert world.pipeline.checked == [(DRAFT, Filters(uris=("a/*",)))]
    assert build.built[0].data == tmp_path / "d"


@pytest.mark.parametrize(("gate", "code"), [("0", 0), ("0.33", 0), ("0.34", 3), ("1", 3)])
@pytest.mark.parametrize("more", [[], ["--json"]])
def test_a_gate_ends_with_three(
    world: World, draft: str, gate: str, code: int, more: list[str]
) -> None:
    shown = world.run("check", draft, "--fail-under", gate, *more)
    assert shown.exit_code == code
    assert shown.stdout
    assert ("--fail-under" in shown.stderr) == (code == 3)


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (b"", "empty"),
        (b" \n\xef\xbb\xbf", "no sentence"),
        (b"# Title\n\nWhy?", "no sentence that can be checked"),
        (b"caf\xe9 costs $4.", "byte 3 is 0xe9; save it as UTF-8"),
        (b"PK\x03\x04\x00\x00 zip", "character 4 is NUL"),
        (b"Acme pays. " * 5000, "characters, more than 50000 (answer.max_text_chars)"),
        (b"Acme pays. " * 50_000, "more than 50000 characters (answer.max_text_chars)"),
    ],
)
def test_a_text_that_cannot_be_checked_is_wrong_usage(
    world: World, tmp_path: Path, content: bytes, named: str
) -> None:
    build = builder(world.pipeline)
    world.build = build
    (tmp_path / "bad").write_bytes(content)
    shown = world.run("check", str(tmp_path / "bad"))
    assert (shown.exit_code, shown.stdout) == (2, "")
    assert named in shown.stderr
    assert shown.stderr.count("\n") == 1
    assert build.built == []


def test_a_file_that_cannot_be_read_is_named(world: World, tmp_path: Path) -> None:
    for path in (tmp_path / "nothing", tmp_path):
        shown = world.run("check", str(path))
        assert shown.exit_code == 2
        assert shown.stderr.startswith(f"error: {path} cannot be read: ")


@pytest.mark.parametrize(
    "words", [["check"], ["check", "a", "b"], ["check", "a", "--fail-under=2"]]
)
def test_wrong_words_are_wrong_usage(world: World, words: list[str]) -> None:
    assert world.run(*words).exit_code == 2


def test_no_documents_is_a_failure(world: World, draft: str) -> None:
    world.build = builder(error=ConfigurationError("no documents; run citeproof ingest PATH"))
    assert world.run("check", draft).exit_code == 1


def test_ctrl_c_ends_quietly(world: World, draft: str) -> None:
    def interrupted(settings: object, *, progress: object = None) -> FakePipeline:
        raise KeyboardInterrupt

    world.build = interrupted
    shown = world.run("check", draft)
    assert (shown.exit_code, shown.stdout, shown.stderr) == (130, "", "")


def test_a_mark_at_the_start_is_dropped_and_line_ends_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "crlf.txt"
    path.write_bytes(b"\xef\xbb\xbfAcme\r\npays.")
    assert read_text(path, max_chars=100) == "Acme\r\npays."


def test_standard_input_that_is_no_text_is_named(world: World) -> None:
    shown = CliRunner(env={"CITEPROOF_DATA": str(world.data)}).invoke(
        app, ["check", "-"], input=b"\xff", obj=world.wiring()
    )
    assert shown.exit_code == 2
    assert "standard input is not UTF-8 text: byte 0 is 0xff" in shown.stderr
