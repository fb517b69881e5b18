from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from rag.errors import UsageError
from rag.filters import Filters
from rag.recheck_report import RecheckReport
from tests.corpus import open_catalog
from tests.fake_pipeline import answer_of
from tests.fake_recheck import recheck_of
from ui.cli_recheck import old_answer
from ui.wiring import Wiring

if TYPE_CHECKING:
    from tests.ui.conftest import World

ANSWER = answer_of("When did the bridge reopen?")


@pytest.fixture
def stored(world: World) -> World:
    world.pipeline.catalog.save_answer(ANSWER)
    return world


def test_a_stored_answer_is_checked_again(stored: World) -> None:
    shown = stored.run("recheck", "ans_1")
    assert shown.exit_code == 0
    assert stored.pipeline.rechecked == [(ANSWER, None)]
    for words in [
        "✓ holds · The bridge reopened on 3 May 2024.\n  Every quote stands where it stood.\n",
        "≠ changed · Repairs took nine months and cost $4.2 million.\n",
        "  Then: “The bridge reopened on 3 May 2024 after nine months of repairs.”\n",
        "  Now: “It cost $9 million.”\n  Harbour bridge reopens · news/harbour.txt · 2024-05-04\n",
        "≠ changed · Of 3 claims, 1 still hold.\n",
        "today's answer is ans_2\n",
    ]:
        assert words in shown.stdout
    assert "\x1b" not in shown.stdout


def test_a_file_is_checked_again(world: World, tmp_path: Path) -> None:
    file = tmp_path / "old.json"
    file.write_text(ANSWER.model_dump_json(), encoding="utf-8")
    shown = world.run("recheck", str(file), "--json", "--filter", "*.txt")
    assert shown.exit_code == 0
    assert RecheckReport.model_validate_json(shown.stdout) == recheck_of(ANSWER)
    assert world.pipeline.rechecked == [(ANSWER, Filters(uris=("*.txt",)))]


def test_a_change_can_fail_the_command(stored: World) -> None:
    shown = stored.run("recheck", "ans_1", "--fail-on-change")
    assert shown.exit_code == 3
    assert "the answer is not what it was: changed" in shown.stderr
    silent = answer_of("missing").model_copy(update={"id": "ans_9"})
    stored.pipeline.catalog.save_answer(silent)
    assert stored.run("recheck", "ans_9", "--fail-on-change").exit_code == 0


def test_an_id_that_is_not_stored_is_wrong_usage(world: World) -> None:
    shown = world.run("recheck", "ans_7")
    assert (shown.exit_code, shown.stdout) == (2, "")
    assert "no stored answer 'ans_7'" in shown.stderr
    assert "citeproof answers" in shown.stderr


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff\xfe", "is not an Answer"),
        (b"[]", "is not an Answer"),
        (b'{"id": "a", "question": 3}', "its field 'question'"),
    ],
)
def test_a_file_that_is_no_answer_is_wrong_usage(
    world: World, tmp_path: Path, content: bytes, words: str
) -> None:
    file = tmp_path / "old.json"
    file.write_bytes(content)
    shown = world.run("recheck", str(file))
    assert shown.exit_code == 2
    assert shown.stderr.startswith(f"error: {file} is not an Answer")
    assert words in shown.stderr
    assert shown.stderr.count("\n") == 1
    assert world.pipeline.rechecked == []


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"old\.json cannot be read: No such file"):
        old_answer(str(tmp_path / "old.json"))
    assert old_answer("ans_1") == "ans_1"


def test_a_question_of_a_file_is_checked_as_any_other(world: World, tmp_path: Path) -> None:
    file = tmp_path / "old.json"
    long = ANSWER.model_copy(update={"standalone_question": "x" * 3000})
    file.write_text(long.model_dump_json(), encoding="utf-8")
    shown = world.run("recheck", str(file))
    assert (shown.exit_code, world.pipeline.rechecked) == (2, [])
    assert "question has 3000 characters" in shown.stderr


def test_an_old_answer_cannot_command_the_terminal(world: World, tmp_path: Path) -> None:
    file = tmp_path / "old.json"
    evil = answer_of("evil").model_copy(
        update={"id": "\x1b[2J", "standalone_question": "\x1b[31mred?", "created_at": "\x07"}
    )
    file.write_text(evil.model_dump_json(), encoding="utf-8")
    shown = world.run("recheck", str(file))
    assert shown.exit_code == 0
    for bad in "\x1b\x07\u202e":
        assert bad not in shown.stdout


def test_answers_are_listed(stored: World) -> None:
    shown = stored.run("answers")
    assert shown.exit_code == 0
    line = shown.stdout.splitlines()[1]
    assert line.split("  ")[:3] == ["ans_1", "2026-01-01T00:00:00Z", "answered"]
    assert line.endswith("When did the bridge reopen?")
    rows = json.loads(stored.run("answers", "--json").stdout)
    assert rows == [
        {
            "id": "ans_1",
            "question": "When did the bridge reopen?",
            "status": "answered",
            "created_at": "2026-01-01T00:00:00Z",
        }
    ]


def test_no_answers_yet(world: World) -> None:
    shown = world.run("answers", "--json")
    assert (shown.exit_code, shown.stdout) == (0, "[]\n")
    assert "citeproof ask QUESTION" in shown.stderr


def test_answers_are_read_from_the_catalog(tmp_path: Path) -> None:
    assert Wiring().answers(tmp_path / "nothing", 5) == []
    assert not (tmp_path / "nothing").exists()
    catalog = open_catalog(tmp_path)
    for number in range(3):
        created = f"2026-01-0{number + 1}T00:00:00Z"
        catalog.save_answer(
            ANSWER.model_copy(update={"id": f"ans_{number}", "created_at": created})
        )
    catalog.close()
    assert [a.id for a in Wiring().answers(tmp_path / "data", 2)] == ["ans_2", "ans_1"]
